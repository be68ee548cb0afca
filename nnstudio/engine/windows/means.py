"""The mean of each window, and its gradient: the same share for all."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from nnstudio.engine.axes import Slot
from nnstudio.engine.emitter import Emitter
from nnstudio.engine.typing import Array
from nnstudio.engine.windows.geometry import Geometry
from nnstudio.engine.windows.sliding import column_taps, emit_zeros, inside, is_tiled, overlaps, padded, row_taps


def shares(geometry: Geometry, counts_padding: bool) -> Array:
    """Return one over the number of places that each window counts: ``(H', 1, W', 1)``, float64."""
    rows, columns = geometry.rows, geometry.columns
    counts = []
    for axis in (rows, columns):
        inner = [len(axis.inputs_of(output)) for output in range(axis.length)]
        counts.append(np.array([axis.kernel] * axis.length if counts_padding else inner, np.float64))
    return 1 / np.multiply.outer(*counts)[:, None, :, None]


def emit_means(emit: Emitter, geometry: Geometry, image: Array, share: Array, out: Array) -> None:
    """Emit ``out`` ``(H', C, W', N)``: the sums times the share."""
    emit.call(np.multiply, emit_sums(emit, geometry, image, out), share, out)


def emit_sums(emit: Emitter, geometry: Geometry, image: Array, out: Array) -> Array:
    """Emit each window's sum, over columns, then over rows, into ``out``; a window of one place is left where it is."""
    source = padded(emit, geometry, image, 0)
    if source is not image:
        emit.call(np.copyto, inside(geometry, source), image)
    columns = column_taps(geometry, source)
    is_last = geometry.rows.kernel == 1
    sums = _emit_sums(emit, columns, out if is_last else None)
    return sums if is_last else _emit_sums(emit, row_taps(geometry, sums), out)


def _emit_sums(emit: Emitter, taps: Sequence[Array], out: Array | None) -> Array:
    if len(taps) == 1:
        return taps[0]
    room = emit.passing(taps[0].shape) if out is None else out
    total = taps[0]
    for tap in taps[1:]:
        emit.call(np.add, total, tap, room)
        total = room
    return room


def emit_means_backward(emit: Emitter, geometry: Geometry, share: Array, grad: Array, to: Array) -> None:
    """Emit ``∂L/∂x`` into ``to``: every place of a window gets the window's share of its gradient."""
    rows, columns = geometry.rows, geometry.columns
    part = emit.passing(grad.shape)
    emit.call(np.multiply, grad, share, part)
    is_padded = rows.is_padded or columns.is_padded
    target = emit.passing((rows.padded, to.shape[1], columns.padded, to.shape[3])) if is_padded else to
    tall = rows.kernel > 1
    if tall:
        middle = emit.passing((rows.padded, *grad.shape[1:]))
        _emit_spread(emit, part, row_taps(geometry, middle), middle, (overlaps(rows), is_tiled(rows)))
        part = middle
    covered = is_tiled(columns) and (tall or is_tiled(rows))
    _emit_spread(emit, part, column_taps(geometry, target), target, (overlaps(columns), covered))
    if is_padded:
        emit.call(np.copyto, to, inside(geometry, target))


def _emit_spread(emit: Emitter, part: Array, taps: Sequence[Array], whole: Array, how: tuple[bool, bool]) -> None:
    adds, covers = how
    if not covers:
        emit_zeros(emit, whole)
    for tap in taps:
        if adds:
            emit.call(np.add, tap, part, tap)
        else:
            emit.call(np.copyto, tap, part)


def emit_global_mean(emit: Emitter, image: Slot, out: Array) -> None:
    """Emit the mean of each channel, ``(C, N)``, over all places of an image or sequence."""
    array, count = image.array, image.flat.shape[0] // image.shape[-1]
    axes = (0, 1) if array.ndim == 4 else (0,)
    for axis in axes:
        last = axis == axes[-1]
        shape = array.shape[:axis] + array.shape[axis + 1 :] if axis == 0 else out.shape
        room = out if last else emit.passing(shape)
        emit.call(np.add.reduce, array, axis, None, room)
        array = room
    emit.call(np.multiply, out, emit.constant(1 / count), out)


def emit_global_mean_backward(emit: Emitter, image: Slot, grad: Array, to: Array) -> None:
    """Emit the same share of each channel's gradient into all its places."""
    part = emit.passing(grad.shape)
    emit.call(np.multiply, grad, emit.constant(image.shape[-1] / image.flat.shape[0]), part)
    emit.call(np.copyto, to, part[:, None] if to.ndim == 4 else part)
