"""What one tap of a pooling window meets at all places at once: strided views of the padded image."""

from __future__ import annotations

import numpy as np

from nnstudio.engine.emitter import Emitter
from nnstudio.engine.typing import Array
from nnstudio.engine.windows.axis import Axis
from nnstudio.engine.windows.geometry import Geometry


def padded(emit: Emitter, geometry: Geometry, image: Array, value: float) -> Array:
    """Return the padded image ``(H+P, C, W+P, N)``, its edge filled with ``value``; without padding the image."""
    rows, columns = geometry.rows, geometry.columns
    if not (rows.is_padded or columns.is_padded):
        return image
    shape = (rows.padded, image.shape[1], columns.padded, image.shape[3])
    is_new = emit.left("padded image") is None
    buffer = emit.keep("padded image", shape)
    if is_new:
        buffer.fill(value)
    return buffer


def inside(geometry: Geometry, array: Array) -> Array:
    """Return the part of a padded image that is not padding, a view."""
    rows, columns = geometry.rows, geometry.columns
    return array[rows.before : rows.before + rows.size, :, columns.before : columns.before + columns.size]


def column_taps(geometry: Geometry, image: Array) -> list[Array]:
    """Return what each column of the window meets: ``(H+P, C, W', N)``; of a window one row high its rows only."""
    taps = [image[:, :, part] for part in _parts(geometry.columns)]
    return taps if geometry.rows.kernel > 1 else [row_taps(geometry, tap)[0] for tap in taps]


def row_taps(geometry: Geometry, rows: Array) -> list[Array]:
    """Return what each row of the window meets of an array of rows: ``(H', C, W', N)``."""
    return [rows[part] for part in _parts(geometry.rows)]


def _parts(axis: Axis) -> list[slice]:
    reach = (axis.length - 1) * axis.stride + 1
    return [slice(tap, tap + reach, axis.stride) for tap in range(axis.kernel)]


def overlaps(axis: Axis) -> bool:
    """Whether neighbouring windows share places, so that gradients add up."""
    return axis.kernel > axis.stride and axis.length > 1


def is_tiled(axis: Axis) -> bool:
    """Whether every place of the padded input lies in exactly one window."""
    return not overlaps(axis) and axis.kernel * axis.length == axis.padded


def emit_zeros(emit: Emitter, array: Array) -> None:
    """Emit zeros into what is added to, or not written everywhere."""
    emit.call(np.copyto, array, emit.constant(0))
