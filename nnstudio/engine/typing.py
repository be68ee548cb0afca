"""The names of the types that the engine passes about."""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

Array: TypeAlias = npt.NDArray[Any]
"""A NumPy array of the run's dtype."""

Shape: TypeAlias = tuple[int, ...]
"""One sample's shape in the outside order: ``(features,)``, ``(time, features)``, ``(height, width, channels)``."""

DTypes: dict[str, np.dtype[Any]] = {"float32": np.dtype(np.float32), "float64": np.dtype(np.float64)}
