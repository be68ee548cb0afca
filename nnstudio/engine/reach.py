"""What a place of a layer's output can see of its input, and the other way round: for receptive fields.

Masks are in the outside order of one sample. It is a matter of structure alone: a maximum sees its whole window,
whoever wins. A layer says it by its hook :meth:`~nnstudio.engine.layer.Layer.reach`; these are the usual answers.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from nnstudio.engine.axes import plan_axes, plan_shape
from nnstudio.engine.typing import Shape
from nnstudio.engine.windows.geometry import Geometry

Mask = npt.NDArray[np.bool_]


def same_place(mask: Mask, shape: Shape) -> Mask:
    """Return all features of the places in ``mask``, as a mask of ``shape``: its last axis may be wider."""
    return np.broadcast_to(mask.any(axis=-1, keepdims=True), shape).copy()


def same_group(mask: Mask, groups: int) -> Mask:
    """Return all places and channels of the groups of channels that ``mask`` touches."""
    parts = mask.reshape(*mask.shape[:-1], groups, -1)
    touched = parts.any(axis=(*range(mask.ndim - 1), parts.ndim - 1))
    return np.broadcast_to(np.repeat(touched, parts.shape[-1]), mask.shape).copy()


def same_memory(mask: Mask, shape: Shape) -> Mask:
    """Return the same numbers read in another shape, as flatten and reshape do."""
    in_plan = mask.transpose(plan_axes(mask.ndim)).reshape(plan_shape(shape))
    return np.ascontiguousarray(in_plan.transpose(plan_axes(len(shape))))


def earlier(mask: Mask, shape: Shape, back: bool, causal: bool) -> Mask:
    """Return all features of all steps; where ``causal`` those up to the last in ``mask``, or from its first on."""
    steps = np.asarray(mask.any(axis=-1))
    seen = np.zeros(shape, bool)
    if steps.any():
        first, last = int(steps.argmax()), len(steps) - 1 - int(steps[::-1].argmax())
        seen[: last + 1 if causal and back else None] = not causal or back
        if causal and not back:
            seen[first:] = True
    return seen


def through_windows(geometry: Geometry, mask: Mask, *, to_wide: bool, groups: int) -> Mask:
    """Return which places the windows join to those in ``mask``: of the wide side (the input), or of the narrow one."""
    image = mask if mask.ndim == 3 else mask[:, None]
    own = np.asarray(image.reshape(*image.shape[:2], groups, -1).any(axis=-1))
    rows, columns = geometry.rows, geometry.columns
    sizes = (rows.size, columns.size) if to_wide else (rows.length, columns.length)
    found = np.zeros((*sizes, groups), bool)
    for i in range(rows.kernel):
        for j in range(columns.kernel):
            down, across = rows.span(i), columns.span(j)
            wide, narrow = (down.inputs, across.inputs), (down.outputs, across.outputs)
            goal, origin = (wide, narrow) if to_wide else (narrow, wide)
            found[goal] |= own[origin]
    channels = geometry.channels if to_wide else geometry.filters
    spread = np.repeat(found, channels // groups, axis=2)
    return spread if mask.ndim == 3 else spread[:, 0]
