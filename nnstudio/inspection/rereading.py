"""Flatten and reshape read the plan's memory in another shape: which number stands where."""

from __future__ import annotations

import numpy as np

from nnstudio.engine.axes import plan_axes, plan_shape
from nnstudio.engine.typing import Shape


def index_before(index: tuple[int, ...], shape: Shape, before: Shape) -> tuple[int, ...]:
    """Return at which outside index of a tensor of shape ``before`` the number at ``index`` of ``shape`` stands."""
    own = tuple(index[axis] for axis in plan_axes(len(shape)))
    place = np.ravel_multi_index(own, plan_shape(shape))
    found = np.unravel_index(place, plan_shape(before))
    # plan_axes is its own inverse: it exchanges two axes at most.
    return tuple(int(found[axis]) for axis in plan_axes(len(before)))
