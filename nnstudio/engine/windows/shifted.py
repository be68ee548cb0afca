r"""The transpose of a convolution that gives back to fewer channels than it comes from, without copying δ.

Each column j of the kernel has a product of its own, with the rows of δ as they lie, and the products are added, each
moved along by its column:

.. math:: \frac{\partial L}{\partial x_{hwc}} = \sum_j P_{j,\,h,\,w-j,\,c}, \qquad
   P_{jhwc} = \sum_{if} w_{ijcf}\,\delta_{h-i,\,w,\,f}

What is moved has C channels. (:mod:`unfold <nnstudio.engine.windows.unfold>` moves δ's F before the product instead.)
Everything is added in one piece, as NumPy is slow on many; what this gets wrong at the ends of the lines, where a pixel
has its neighbour in the next channel, is set right afterwards. The first and last rows see fewer rows of δ: their
products are shorter.
"""

from __future__ import annotations

from itertools import groupby

import numpy as np
from numpy.lib.stride_tricks import as_strided

from nnstudio.engine.emitter import Emitter
from nnstudio.engine.typing import Array
from nnstudio.engine.windows.axis import Axis
from nnstudio.engine.windows.geometry import Geometry
from nnstudio.engine.windows.products import emit_products

_LARGE = 1 << 15
"""Numbers in the result from which fewer copies weigh more than more calls."""


def is_shifted(geometry: Geometry, delta: Array, out: Array) -> bool:
    """Whether this way is possible, and the faster one."""
    rows, columns = geometry.rows, geometry.columns
    in_line = geometry.groups == 1 and (rows.dilation == 1 or rows.kernel == 1)
    whole = delta.flags.c_contiguous and out.flags.c_contiguous
    aligned = columns.length == columns.size >= columns.effective > 1
    return in_line and whole and aligned and 2 * geometry.channels <= geometry.filters and out.size >= _LARGE


def emit_shifted(emit: Emitter, geometry: Geometry, kernel: Array, delta: Array, out: Array) -> None:
    """Emit ``out`` ``(H, C, W, N)`` from ``delta`` ``(H', F, W, N)``; ``kernel`` is ``(KH, KW, C, F)``."""
    height, width, channels, filters = kernel.shape
    turned = emit.passing((width, channels, height, filters))
    emit.call(np.copyto, turned, kernel[::-1].transpose(1, 2, 0, 3))
    parts = emit.passing((width, *out.shape))
    _emit_rows(emit, geometry.rows, turned, delta, parts)
    _emit_sum(emit, geometry.columns, parts, out)


def _emit_rows(emit: Emitter, axis: Axis, turned: Array, delta: Array, parts: Array) -> None:
    """Emit the products, one call for all rows that see as many rows of δ."""
    filters, lanes = delta.shape[1], delta.shape[2] * delta.shape[3]
    matrix = turned.reshape(*turned.shape[:2], -1)[:, None]
    products = parts.reshape(*parts.shape[:3], lanes)
    first = axis.before - axis.kernel + 1

    def seen(row: int) -> tuple[int, int]:
        return max(0, -first - row), min(axis.kernel, axis.length - first - row)

    for (start, stop), group in groupby(range(axis.size), seen):
        rows = list(group)
        strides = (delta.strides[0], lanes * delta.itemsize, delta.itemsize)
        shape = (len(rows), (stop - start) * filters, lanes)
        windows = as_strided(delta[rows[0] + first + start :], shape, strides, writeable=False)
        left = matrix[..., start * filters : stop * filters]
        emit_products(emit, left, windows, products[:, rows[0] : rows[-1] + 1])


def _emit_sum(emit: Emitter, axis: Axis, parts: Array, out: Array) -> None:
    shifts = [axis.before - tap * axis.dilation for tap in range(axis.kernel)]
    pixel = out.shape[-1]

    def piece(array: Array, first: int, last: int, shift: int) -> Array:
        return array.reshape(-1)[(first + shift) * pixel : (last + shift) * pixel]

    pixels, total, before = out.size // pixel, parts[0], shifts[0]
    for part, shift in zip(parts[1:], shifts[1:], strict=True):
        low, high = max(0, -shift, -before), pixels - max(0, shift, before)
        emit.call(np.add, piece(total, low, high, before), piece(part, low, high, shift), piece(out, low, high, 0))
        total, before = out, 0
    for column in range(axis.size):
        shares = [part[:, :, column + s] for part, s in zip(parts, shifts, strict=True) if 0 <= column + s < axis.size]
        if len(shares) < axis.kernel:
            _emit_share_sum(emit, shares, out[:, :, column])


def _emit_share_sum(emit: Emitter, shares: list[Array], out: Array) -> None:
    if len(shares) == 1:
        emit.call(np.copyto, out, shares[0])
        return
    total = shares[0]
    for share in shares[1:]:
        emit.call(np.add, total, share, out)
        total = out
