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

_BANDS = 2
"""Bands of rows on the way back through a large image: the repeated gradient takes half the memory."""

_LARGE = 1 << 17
"""Numbers in an image from which memory weighs more than calls."""
_SMALL = 1 << 15
"""Numbers in an image up to which a mask is multiplied as it is: NumPy's conversion then costs less than a call."""


class Winners(NamedTuple):
    """For each place of the upper and of the lower rows, ``(H/2, C, W, N)``, whether it is its window's largest."""

    upper: Array
    lower: Array


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
    winners = Winners(emit.scratch(rows.shape, bool), emit.scratch(rows.shape, bool))
    is_upper, column, equal, unless = (emit.passing(rows.shape, bool) for _ in range(4))
    here, right = _neighbours(rows)
    left, ties, holds = (mask.reshape(-1)[: here.size] for mask in (column, equal, unless))
    emit.call(np.equal, image[0::2], rows, is_upper)
    emit.call(np.greater, here, right, left)
    emit.call(np.equal, here, right, ties)
    emit.call(np.greater_equal, *_neighbours(is_upper), holds)
    emit.call(np.logical_and, ties, holds, ties)
    emit.call(np.logical_or, left, ties, left)
    # Of each two places in a row one has the winning column, and of a column that wins one place does.
    emit.call(np.logical_not, column[:, :, 0::2], column[:, :, 1::2])
    emit.call(np.logical_and, column, is_upper, winners.upper)
    emit.call(np.not_equal, column, winners.upper, winners.lower)
    return winners


def emit_maxima_backward(emit: Emitter, winners: Winners, grad: Array, to: Array) -> None:
    """Emit ``∂L/∂x`` into ``to`` ``(H, C, W, N)``: each ``grad`` goes to its window's winner."""
    height, channels, width, batch = grad.shape
    bands = _BANDS if to.size >= _LARGE and height % _BANDS == 0 else 1
    shape = (height // bands, channels, width, 2, batch)
    spread = emit.passing(shape)
    for band in range(bands):
        part = slice(band * shape[0], (band + 1) * shape[0])
        emit.call(np.copyto, spread, grad[part, :, :, None])
        for row, mask in enumerate(winners):
            goal, repeated = to[row::2][part], spread.reshape(shape[0], channels, 2 * width, batch)
            if to.size <= _SMALL:
                emit.call(np.multiply, repeated, mask[part], goal)
                continue
            emit.call(np.copyto, goal, mask[part])
            emit.call(np.multiply, goal, repeated, goal)


def _neighbours(array: Array) -> tuple[Array, Array]:
    """Return each pixel, and the one after it, both in one piece."""
    flat, pixel = array.reshape(-1), array.shape[-1]
    return flat[:-pixel], flat[pixel:]
