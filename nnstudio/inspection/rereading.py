"""Flatten and reshape read the plan's memory in another shape: which number stands where."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from nnstudio.engine.axes import plan_axes, plan_shape
from nnstudio.engine.typing import Shape

Indices = npt.NDArray[np.intp]


def index_before(index: tuple[int, ...], shape: Shape, before: Shape) -> tuple[int, ...]:
    """Return at which outside index of a tensor of shape ``before`` the number at ``index`` of ``shape`` stands."""
    (found,) = indices_before(np.array([index]), shape, before).tolist()
    return tuple(found)


def indices_before(indices: Indices, shape: Shape, before: Shape) -> Indices:
    """Return the same for many indices, ``(K, rank)``."""
    own = tuple(indices[:, axis] for axis in plan_axes(len(shape)))
    places = np.ravel_multi_index(own, plan_shape(shape))
    found = np.unravel_index(places, plan_shape(before))
    # plan_axes is its own inverse: it exchanges two axes at most.
    return np.stack([found[axis] for axis in plan_axes(len(before))], axis=1)
