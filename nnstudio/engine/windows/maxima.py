r"""The largest of each window, and the way back to it.

Columns first, then rows, each by comparing pairs: ``maximum`` of two arrays is forty times as fast as a maximum over an
axis. The running maxima are kept; on the way back each comparison is asked once more who won, the earlier of two equal
ones. So the whole gradient goes to the first largest element of the window in reading order, as in PyTorch.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from nnstudio.engine.elementary import emit_maximum
from nnstudio.engine.emitter import Emitter
from nnstudio.engine.typing import Array
from nnstudio.engine.windows.geometry import Geometry
from nnstudio.engine.windows.sliding import column_taps, emit_zeros, inside, is_tiled, overlaps, padded, row_taps

Match = tuple[Sequence[Array], Sequence[Array]]
"""What is compared, and the running maximum after each comparison; the first is the first tap itself."""


def emit_maxima(emit: Emitter, geometry: Geometry, image: Array, out: Array) -> None:
    """Emit ``out`` ``(H', C, W', N)``, the largest of each window of ``image`` ``(H, C, W, N)``."""
    source = padded(emit, geometry, image, -np.inf)
    if source is not image:
        emit.call(np.copyto, inside(geometry, source), image)
    columns, rows = _matches(emit, geometry, source, out)
    for taps, best in (columns, rows):
        for number in range(1, len(taps)):
            emit_maximum(emit, best[number - 1], taps[number], best[number])
    if rows[1][-1] is not out:
        emit.call(np.copyto, out, rows[1][-1])


def emit_maxima_backward(
    emit: Emitter, geometry: Geometry, arrays: tuple[Array, Array], grad: Array, to: Array
) -> None:
    """Emit ``∂L/∂x`` into ``to``: each ``grad`` goes to its window's winner. ``arrays`` are image and output."""
    source = padded(emit, geometry, arrays[0], -np.inf)
    target = to if source is arrays[0] else emit.passing(source.shape)
    columns, rows = _matches(emit, geometry, source, arrays[1])
    middle = grad
    if len(rows[0]) > 1:
        middle = emit.passing(columns[1][-1].shape)
        if not is_tiled(geometry.rows):
            emit_zeros(emit, middle)
        _emit_back(emit, rows, grad, row_taps(geometry, middle), overlaps(geometry.rows))
    if not (is_tiled(geometry.columns) and (len(rows[0]) > 1 or is_tiled(geometry.rows))):
        emit_zeros(emit, target)
    whole = source if geometry.columns.stride == 2 and len(rows[0]) > 1 else None
    _emit_back(emit, columns, middle, column_taps(geometry, target), overlaps(geometry.columns), whole)
    if target is not to:
        emit.call(np.copyto, to, inside(geometry, target))


def _matches(emit: Emitter, geometry: Geometry, source: Array, out: Array) -> tuple[Match, Match]:
    columns = column_taps(geometry, source)
    is_last = geometry.rows.kernel == 1
    best = _rooms(emit, columns, "columns", out if is_last else None)
    rows = [best[-1]] if is_last else row_taps(geometry, best[-1])
    return (columns, best), (rows, _rooms(emit, rows, "rows", out))


def _rooms(emit: Emitter, taps: Sequence[Array], name: str, out: Array | None) -> list[Array]:
    """Return where the running maxima stand: the same memory forward and back."""
    rooms = [taps[0]]
    for number in range(1, len(taps)):
        last = number == len(taps) - 1
        rooms.append(out if last and out is not None else emit.keep(f"{name} {number}", taps[0].shape))
    return rooms


def _emit_back(
    emit: Emitter, match: Match, grad: Array, targets: Sequence[Array], adds: bool, whole: Array | None = None
) -> None:
    """Emit each comparison's verdict, the last one first: the gradient goes to the winner so far, or to this tap.

    ``whole`` is the array whose columns are the taps. Arithmetic on pieces a pixel long costs twice as much as on one
    piece, copying them does not: so what is scattered is made in one piece first.
    """
    taps, best = match
    mask, direct = emit.passing(taps[0].shape), not (adds or _is_scattered(targets[0]))
    for number in range(len(taps) - 1, 0, -1):
        _emit_verdict(emit, best[number - 1], taps[number], mask, whole if number == 1 else None)
        before = targets[0] if direct and number == 1 else emit.passing(mask.shape)
        emit.call(np.multiply, grad, mask, before)
        part = targets[number] if direct else mask
        emit.call(np.subtract, grad, before, part)
        _emit_arrival(emit, targets[number], part, adds)
        grad = before
    _emit_arrival(emit, targets[0], grad, adds)


def _emit_arrival(emit: Emitter, target: Array, part: Array, adds: bool) -> None:
    if adds:
        emit.call(np.add, target, part, target)
    elif part is not target:
        emit.call(np.copyto, target, part)


def _emit_verdict(emit: Emitter, earlier: Array, tap: Array, mask: Array, whole: Array | None) -> None:
    """Emit ``mask = 1 where the earlier is at least as large, else 0``."""
    won = emit.passing(tap.shape, bool)
    if whole is None or not _is_scattered(tap) or not whole.flags.c_contiguous:
        emit.call(np.greater_equal, earlier, tap, won)
    else:
        # Every pixel with the next one, needed or not: one piece of memory is faster than half of it here and there.
        every, flat, batch = emit.passing(whole.shape, bool), whole.reshape(-1), whole.shape[-1]
        emit.call(np.greater_equal, flat[:-batch], flat[batch:], every.reshape(-1)[:-batch])
        won = every[:, :, : 2 * tap.shape[2] - 1 : 2]
    emit.call(np.copyto, mask, won)


def _is_scattered(array: Array) -> bool:
    return bool(array.strides[2] != array.shape[3] * array.itemsize)
