r"""Convolution proper: forward, and the gradient of the kernel.

.. math:: z_{hwf} = \sum_{ijc} x_{h+i,\,w+j,\,c}\,w_{ijcf}, \qquad
   \frac{\partial L}{\partial w_{ijcf}} = \sum_n\sum_{hw} x_{h+i,\,w+j,\,c}\,\delta_{hwf}
"""

from __future__ import annotations

import numpy as np

from nnstudio.engine.emitter import Emitter
from nnstudio.engine.typing import Array
from nnstudio.engine.windows.axis import Axis
from nnstudio.engine.windows.geometry import Geometry
from nnstudio.engine.windows.products import emit_matmul, emit_products, in_order, in_strips, tile_summed, tiled
from nnstudio.engine.windows.unfold import Windows

_ROOM = 1 << 20
"""Numbers that the partial sums of a kernel's gradient may take before they are added up in bands."""

_WORTH_A_BAND = 1 << 17
"""Multiply-adds with rows of padding from which it pays to leave them out by one more call."""

_WORTH_A_CALL = 1 << 13
"""Elements from which a bias is spread out before it is added."""


def by_group(kernel: Array, groups: int) -> Array:
    """Return a kernel ``(KH, KW, C/G, F)`` as ``(KH·KW·C/G, G, F/G)``: a view where its memory is in order."""
    return kernel.reshape(-1, groups, kernel.shape[-1] // groups)


def in_rows(emit: Emitter, image: Array, groups: int) -> Array:
    """Return an image ``(H, C, W, N)`` as ``(G, H, C/G, W·N)``: a view, or a copy where it is part of another array."""
    height, channels, width, batch = image.shape
    shape = (height, groups, channels // groups, width * batch)
    view = image.reshape(shape)
    if not np.may_share_memory(view, image):
        view = emit.passing(shape)
        emit.call(np.copyto, view.reshape(image.shape), image)
    return view.transpose(1, 0, 2, 3)


def emit_correlation(emit: Emitter, matrix: Array, windows: Windows, out: Array) -> None:
    """Emit the convolution: ``matrix`` is ``(G, F/G, KH·KW·C/G)``, ``out`` is ``(H', F, W', N)``."""
    windows.emit(emit)
    matrix = in_order(emit, matrix, out.size * matrix.shape[-1])
    rows = out.reshape(len(out), windows.geometry.groups, -1, out.shape[2] * out.shape[3]).transpose(1, 0, 2, 3)
    for part, operand in windows.operands():
        goal = rows[:, part]
        for band, depth in _bands(windows.geometry.rows, part, matrix.shape[-1], out[0].size):
            emit_products(emit, matrix[:, None, :, depth], operand[:, band, depth], goal[:, band])


def _bands(axis: Axis, part: slice, depth: int, results: int) -> list[tuple[slice, slice]]:
    """Return rows of a part, and of their windows what is no row of padding; all in one where that saves too little."""
    each = -(-depth // axis.kernel)
    found = [(band, slice(taps.start * each, taps.stop * each)) for band, taps in axis.bands(range(axis.length)[part])]
    idle = sum((band.stop - band.start) * (depth - seen.stop + seen.start) for band, seen in found) * results
    return found if idle > (len(found) - 1) * _WORTH_A_BAND else [(slice(None), slice(None))]


def emit_kernel_gradient(emit: Emitter, windows: Windows, delta: Array, gradient: Array) -> None:
    """Emit ``∂L/∂w`` into ``gradient`` ``(KH·KW·C/G, G, F/G)``; ``delta`` is ``(G, H', F/G, W'·N)``."""
    geometry = windows.geometry
    strips = in_strips(windows.operands()[0][1]).shape[2:4]
    tiles = tile_summed(delta.shape[-1], strips[1] * delta.shape[2])
    sizes = (tiles, geometry.groups, *strips, delta.shape[2])
    band = max(1, _ROOM // int(np.prod(sizes)))
    partial = emit.passing((min(band, geometry.rows.length), *sizes))
    total = gradient.reshape(*strips, *gradient.shape[1:]).transpose(2, 0, 1, 3)
    rest = emit.passing(total.shape) if geometry.rows.length > len(partial) or geometry.rows.dilation > 1 else total
    begun = False
    for part, operand in windows.operands():
        deltas = delta[:, part]
        for start in range(0, operand.shape[1], band):
            left, right = (array[:, start : start + band] for array in (operand, deltas))
            room = partial[: left.shape[1]]
            product = room.transpose(2, 0, 3, 1, 4, 5)
            right = tiled(right, tiles).swapaxes(-1, -2)[:, :, None]
            emit_matmul(emit, tiled(in_strips(left), tiles), right, product)
            goal = rest if begun else total
            emit.call(np.add.reduce, room.reshape(-1, *sizes[1:]), 0, None, goal)
            if begun:
                emit.call(np.add, total, rest, total)
            begun = True


def emit_bias(emit: Emitter, out: Array, bias: Array) -> None:
    """Emit ``z += b``, a number for each filter."""
    rows = out.reshape(len(out), out.shape[1], -1)
    column = bias.reshape(-1, 1)
    if rows.size > _WORTH_A_CALL:
        # A whole row of equal numbers is added twice as fast as one that is broadcast.
        wide = emit.passing(rows.shape[1:])
        emit.call(np.copyto, wide, column)
        column = wide
    emit.call(np.add, rows, column, rows)


def emit_bias_gradient(emit: Emitter, delta: Array, gradient: Array) -> None:
    """Emit ``∂L/∂b_f = Σ δ_f`` over samples and places; ``delta`` is ``(G, H', F/G, W'·N)``."""
    ones = emit.even(delta.shape[-1:], 1.0)
    sums = emit.passing((delta.shape[1], delta.shape[0], delta.shape[2]))
    # A product with ones is three times as fast as a sum over two axes.
    emit.call(np.matmul, delta.transpose(1, 0, 2, 3), ones, sums)
    emit.call(np.add.reduce, sums.reshape(len(sums), -1), 0, None, gradient)


def workspace(geometry: Geometry) -> int:
    """Return the numbers that windows take for one sample, both ways."""
    columns, rows = geometry.columns, geometry.rows
    forward = rows.padded * columns.kernel * geometry.channels * columns.length
    adjoint = geometry.adjoint
    if adjoint is None:
        return forward + geometry.places * rows.kernel * columns.kernel * geometry.channels
    return forward + adjoint.rows.padded * columns.kernel * geometry.filters * columns.size
