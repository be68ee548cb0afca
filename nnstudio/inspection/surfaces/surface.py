"""What a test surface is: a loss of two numbers whose slope is known, and where one looks at it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import ClassVar

import numpy as np
import numpy.typing as npt

from nnstudio.engine.declaration import Declared

Floats = npt.NDArray[np.float64]
Place = tuple[float, float]


class Surface(Declared, ABC):
    """A loss ``L(x, y)``.

    ``low``, ``high`` : the corners of what is shown. ``start`` : where descent begins. ``minima`` : where it may end.
    """

    low: ClassVar[Place]
    high: ClassVar[Place]
    start: ClassVar[Place]
    minima: ClassVar[tuple[Place, ...]]

    @abstractmethod
    def loss(self, x: Floats, y: Floats) -> Floats:
        """Return ``L``, of the shape of ``x`` and ``y``."""

    @abstractmethod
    def slope(self, x: float, y: float) -> Place:
        """Return ``∂L/∂x`` and ``∂L/∂y``."""
