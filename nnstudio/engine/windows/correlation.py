r"""Convolution proper: forward, and the gradient of the kernel.

.. math:: z_{hwf} = \sum_{ijc} x_{h+i,\,w+j,\,c}\,w_{ijcf}, \qquad
   \frac{\partial L}{\partial w_{ijcf}} = \sum_n\sum_{hw} x_{h+i,\,w+j,\,c}\,\delta_{hwf}
"""

from __future__ import annotations

import numpy as np

from nnstudio.engine.emitter import Emitter
from nnstudio.engine.typing import Array
from nnstudio.engine.windows.geometry import Geometry
from nnstudio.engine.windows.products import emit_matmul, emit_products, tile, tiled
from nnstudio.engine.windows.unfold import Windows

_ROOM = 1 << 20
"""Numbers that the partial sums of a kernel's gradient may take before they are added up in bands."""


def by_group(kernel: Array, groups: int) -> Array:
    """Return a kernel ``(KH, KW, C/G, F)`` as ``(KH·KW·C/G, G, F/G)``: a view where its memory is in order."""
    return kernel.reshape(-1, groups, kernel.shape[-1] // groups)


def in_rows(emit: Emitter, image: Array, groups: int) -> Array:
    """Return an image ``(H, C, W, N)`` as ``(G, H, C/G, W·N)``: a view, or a copy where it is part of another array."""
    height, channels, width, batch = image.shape
    shape = (height, groups, channels // groups, width * batch)
    view = image.reshape(shape)
    if not np.may_share_memory(view, image):
        view = emit.scratch(shape)
        emit.call(np.copyto, view.reshape(image.shape), image)
    return view.transpose(1, 0, 2, 3)


def emit_correlation(emit: Emitter, matrix: Array, windows: Windows, out: Array) -> None:
    """Emit the convolution: ``matrix`` is ``(G, F/G, KH·KW·C/G)``, ``out`` is ``(H', F, W', N)``."""
    windows.emit(emit)
    rows = out.reshape(len(out), windows.geometry.groups, -1, out.shape[2] * out.shape[3]).transpose(1, 0, 2, 3)
    for part, operand in windows.operands():
        emit_products(emit, matrix[:, None], operand, rows[:, part])


def emit_kernel_gradient(emit: Emitter, windows: Windows, delta: Array, gradient: Array) -> None:
    """Emit ``∂L/∂w`` into ``gradient`` ``(KH·KW·C/G, G, F/G)``; ``delta`` is ``(G, H', F/G, W'·N)``."""
    geometry = windows.geometry
    tiles = tile(delta.shape[-1], geometry.depth * delta.shape[2])
    sizes = (tiles, geometry.groups, geometry.depth, delta.shape[2])
    band = max(1, _ROOM // int(np.prod(sizes)))
    partial = emit.scratch((min(band, geometry.rows.length), *sizes))
    total = gradient.transpose(1, 0, 2)
    rest = emit.scratch(total.shape) if geometry.rows.length > len(partial) or geometry.rows.dilation > 1 else total
    begun = False
    for part, operand in windows.operands():
        deltas = delta[:, part]
        for start in range(0, operand.shape[1], band):
            left, right = (array[:, start : start + band] for array in (operand, deltas))
            room = partial[: left.shape[1]]
            product = room.transpose(2, 0, 1, 3, 4)
            emit_matmul(emit, tiled(left, tiles), tiled(right, tiles).swapaxes(-1, -2), product)
            goal = rest if begun else total
            emit.call(np.add.reduce, room.reshape(-1, *sizes[1:]), 0, None, goal)
            if begun:
                emit.call(np.add, total, rest, total)
            begun = True


def emit_bias(emit: Emitter, out: Array, bias: Array) -> None:
    """Emit ``z += b``, a number for each filter."""
    rows = out.reshape(len(out), out.shape[1], -1)
    emit.call(np.add, rows, bias.reshape(-1, 1), rows)


def emit_bias_gradient(emit: Emitter, delta: Array, gradient: Array) -> None:
    """Emit ``∂L/∂b_f = Σ δ_f`` over samples and places; ``delta`` is ``(G, H', F/G, W'·N)``."""
    ones = emit.scratch(delta.shape[-1:])
    ones.fill(1)
    sums = emit.scratch((delta.shape[1], delta.shape[0], delta.shape[2]))
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
