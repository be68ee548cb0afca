r"""The largest of 2×2 windows that lie side by side: by far the usual ones, and so worth a way of their own.

Rows first, then columns. A pair of rows is two pieces of memory, a pair of columns many small ones, on which arithmetic
is slow (NumPy copies them into buffers first). So columns are compared pixel by pixel with the next one, needed or not,
in one piece; what is wanted of it is taken out by a copy, which is fast.

Who wins is asked on the way there, a few rows of windows at a time, while they are in the cache, and kept as a mask. Of
equal ones it is the first in reading order. With a b over c d, and L, R the larger of each column, the left column wins
where

.. math:: L > R \;\lor\; \bigl(L = R \land (a \ge c \lor b < d)\bigr)

for where L = R and neither holds, it is b that equals c, and b stands before it.
"""

from __future__ import annotations

from itertools import pairwise
from math import prod
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

_BAND = 1 << 16
"""Numbers in the larger of each two rows that are compared at a time: 28×28 images in one go take a fifth longer."""


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


def emit_maxima(emit: Emitter, image: Array, out: Array, *, asks: bool) -> Winners | None:
    """Emit ``out`` ``(H/2, C, W/2, N)``, the largest of each window; if it ``asks``, the verdicts too."""
    pairs = _pairs(image)
    shape = (len(pairs), *image.shape[1:])
    winners = Winners(*(emit.scratch(shape, bool) for _ in range(2))) if asks else None
    bands = _bands(shape)
    height = max(band.stop - band.start for band in bands)
    rows, larger = (emit.passing((height, *shape[1:])) for _ in range(2))
    masks = tuple(emit.passing(rows.shape, bool) for _ in range(2)) if asks else ()
    for band in bands:
        count = band.stop - band.start
        here, right = _neighbours(rows[:count])
        emit_maximum(emit, pairs[band, 0], pairs[band, 1], rows[:count])
        emit_maximum(emit, here, right, larger.reshape(-1)[: here.size])
        emit.call(np.copyto, out[band], larger[:count, :, 0::2])
        if winners is not None:
            _emit_verdicts(emit, pairs[band, 0], rows[:count], Winners(*(mask[band] for mask in winners)), masks)
    return None if winners is None else Winners(winners.upper, winners.left[:, :, 0::2])


def _emit_verdicts(emit: Emitter, above: Array, rows: Array, winners: Winners, masks: tuple[Array, ...]) -> None:
    """Emit who wins of a band: ``above`` is each upper row, ``rows`` the larger of each two."""
    here, right = _neighbours(rows)
    left, ties, holds = (mask.reshape(-1)[: here.size] for mask in (winners.left, *masks))
    emit.call(np.equal, above, rows, winners.upper)
    emit.call(np.greater, here, right, left)
    emit.call(np.equal, here, right, ties)
    emit.call(np.greater_equal, *_neighbours(winners.upper), holds)
    emit.call(np.logical_and, ties, holds, ties)
    emit.call(np.logical_or, left, ties, left)


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


def _pairs(image: Array) -> Array:
    """Return an image ``(H, C, W, N)`` as pairs of rows, ``(H/2, 2, C, W, N)``."""
    return image.reshape(-1, 2, *image.shape[1:])


def _bands(shape: tuple[int, ...]) -> list[slice]:
    """Return into which bands, as high as one another or nearly so, to cut the larger of each two rows.

    The last one comes first: what has been written last is in the cache still, when it begins.
    """
    count = min(shape[0], -(-prod(shape) // _BAND))
    edges = [shape[0] * number // count for number in range(count + 1)]
    return [slice(*edge) for edge in pairwise(edges)][::-1]


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
