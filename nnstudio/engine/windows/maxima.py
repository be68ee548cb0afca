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
    target = to if source is arrays[0] else emit.scratch(source.shape)
    columns, rows = _matches(emit, geometry, source, arrays[1])
    middle = grad
    if len(rows[0]) > 1:
        middle = emit.scratch(columns[1][-1].shape)
        if not is_tiled(geometry.rows):
            emit_zeros(emit, middle)
        _emit_back(emit, rows, grad, row_taps(geometry, middle), overlaps(geometry.rows))
    if not (is_tiled(geometry.columns) and (len(rows[0]) > 1 or is_tiled(geometry.rows))):
        emit_zeros(emit, target)
    _emit_back(emit, columns, middle, column_taps(geometry, target), overlaps(geometry.columns))
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


def _emit_back(emit: Emitter, match: Match, grad: Array, targets: Sequence[Array], adds: bool) -> None:
    """Emit each comparison's verdict, the last one first: the gradient goes to the winner so far, or to this tap."""
    taps, best = match
    won, mask = np.empty(taps[0].shape, bool), emit.scratch(taps[0].shape)
    for number in range(len(taps) - 1, 0, -1):
        emit.call(np.greater_equal, best[number - 1], taps[number], won)
        emit.call(np.copyto, mask, won)
        is_first = number == 1 and not adds
        before = targets[0] if is_first else emit.scratch(mask.shape)
        emit.call(np.multiply, grad, mask, before)
        if adds:
            emit.call(np.subtract, grad, before, mask)
            emit.call(np.add, targets[number], mask, targets[number])
        else:
            emit.call(np.subtract, grad, before, targets[number])
        grad = before
    if adds:
        emit.call(np.add, targets[0], grad, targets[0])
    elif len(taps) == 1:
        emit.call(np.copyto, targets[0], grad)
