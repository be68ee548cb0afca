r"""The largest of 2×2 windows that lie side by side: by far the usual ones, and so worth a way of their own.

Rows first, then columns. A pair of rows is two pieces of memory, a pair of columns many small ones, on which arithmetic
is slow (NumPy copies them into buffers first). So columns are compared pixel by pixel with the next one, needed or not,
in one piece; what is wanted of it is taken out by a copy, which is fast.

Who wins is asked on the way there, while the image is in the cache, and kept as a mask. Of equal ones it is the first
in reading order. With a b over c d, and L, R the larger of each column, the left column wins where

.. math:: L > R \;\lor\; \bigl(L = R \land (a \ge c \lor b < d)\bigr)

for where L = R and neither holds, it is b that equals c, and b stands before it.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from nnstudio.engine.elementary import emit_maximum
from nnstudio.engine.emitter import Emitter
from nnstudio.engine.typing import Array
from nnstudio.engine.windows.axis import Axis
from nnstudio.engine.windows.geometry import Geometry

_SMALL = 1 << 15
"""Numbers in a gradient up to which a mask is multiplied as it is: NumPy's conversion then costs less than a call."""

_LONG = 1 << 13
"""Numbers in a row of pixels from which NumPy computes on every other row as they lie; shorter ones it copies first."""


class Winners(NamedTuple):
    """Which place of each window is its largest.

    ``upper`` ``(H/2, C, W, N)`` says of each two places of a column whether the upper one is the larger, ``left``
    ``(H/2, C, W/2, N)`` of each window whether its left column wins.
    """

    upper: Array
    left: Array


def are_quads(geometry: Geometry, image: Array) -> bool:
    """Whether the windows are 2×2 and cover the image without gap, overlap or padding."""
    return image.flags.c_contiguous and all(_is_halved(axis) for axis in (geometry.rows, geometry.columns))


def _is_halved(axis: Axis) -> bool:
    return axis.kernel == axis.stride == 2 and axis.dilation == 1 and axis.size == axis.padded == 2 * axis.length


def emit_maxima(emit: Emitter, image: Array, out: Array) -> Array:
    """Emit ``out`` ``(H/2, C, W/2, N)``, the largest of each window; return the larger of each two rows."""
    rows, larger = (emit.passing((len(out), *image.shape[1:])) for _ in range(2))
    emit_maximum(emit, image[0::2], image[1::2], rows)
    here, right = _neighbours(rows)
    emit_maximum(emit, here, right, larger.reshape(-1)[: here.size])
    emit.call(np.copyto, out, larger[:, :, 0::2])
    return rows


def emit_winners(emit: Emitter, image: Array, rows: Array) -> Winners:
    """Emit the verdicts; ``rows`` is what :func:`emit_maxima` returned."""
    upper, column = (emit.scratch(rows.shape, bool) for _ in range(2))
    equal, unless = (emit.passing(rows.shape, bool) for _ in range(2))
    here, right = _neighbours(rows)
    left, ties, holds = (mask.reshape(-1)[: here.size] for mask in (column, equal, unless))
    emit.call(np.equal, image[0::2], rows, upper)
    emit.call(np.greater, here, right, left)
    emit.call(np.equal, here, right, ties)
    emit.call(np.greater_equal, *_neighbours(upper), holds)
    emit.call(np.logical_and, ties, holds, ties)
    emit.call(np.logical_or, left, ties, left)
    return Winners(upper, column[:, :, 0::2])


def emit_maxima_backward(emit: Emitter, winners: Winners, grad: Array, to: Array) -> None:
    """Emit ``∂L/∂x`` into ``to`` ``(H, C, W, N)``: each ``grad`` goes to its window's winner.

    First to its column; then what belongs to the upper row moves there. What the one does not get is the other's, and a
    number less itself or less nothing is exact.
    """
    part, upper, lower = emit.passing(grad.shape), to[0::2], to[1::2]
    columns = lower if lower[0].size >= _LONG else emit.passing(lower.shape)
    _emit_where(emit, winners.left, grad, part)
    emit.call(np.copyto, columns[:, :, 0::2], part)
    emit.call(np.subtract, grad, part, part)
    emit.call(np.copyto, columns[:, :, 1::2], part)
    _emit_where(emit, winners.upper, columns, upper)
    emit.call(np.subtract, columns, upper, lower)


def _emit_where(emit: Emitter, mask: Array, values: Array, out: Array) -> None:
    """Emit ``out = values`` where the mask holds, else 0."""
    if out.size <= _SMALL:
        emit.call(np.multiply, values, mask, out)
        return
    emit.call(np.copyto, out, mask)
    emit.call(np.multiply, out, values, out)


def _neighbours(array: Array) -> tuple[Array, Array]:
    """Return each pixel, and the one after it, both in one piece."""
    flat, pixel = array.reshape(-1), array.shape[-1]
    return flat[:-pixel], flat[pixel:]
