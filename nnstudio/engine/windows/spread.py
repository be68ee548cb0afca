r"""The transpose of a convolution: every output gives its share back to all that it saw.

It is the backward pass of a convolution and the forward pass of a transposed one:

.. math:: \frac{\partial L}{\partial x_{hwc}} = \sum_{ijf} w_{ijcf}\,\delta_{h-i,\,w-j,\,f}

Without a stride that is itself a convolution of δ, padded wide, with the kernel turned round, and the same machinery
makes it. With a stride, the products are made first and then added, tap by tap, to the places they belong to.
"""

from __future__ import annotations

import numpy as np

from nnstudio.engine.emitter import Emitter
from nnstudio.engine.typing import Array
from nnstudio.engine.windows.correlation import by_group, emit_correlation, in_rows
from nnstudio.engine.windows.geometry import Geometry
from nnstudio.engine.windows.products import emit_products
from nnstudio.engine.windows.shifted import emit_shifted, is_shifted
from nnstudio.engine.windows.unfold import Windows


def emit_spread(emit: Emitter, geometry: Geometry, kernel: Array, delta: Array, out: Array, name: str) -> None:
    """Emit ``out`` ``(H, C, W, N)`` from ``delta`` ``(H', F, W', N)``; ``kernel`` is ``(KH, KW, C/G, F)``."""
    adjoint = geometry.adjoint
    if adjoint is None:
        _emit_scatter(emit, geometry, kernel, delta, out)
        return
    if is_shifted(geometry, delta, out):
        emit_shifted(emit, geometry, kernel, delta, out)
        return
    matrix = _turned(emit, kernel, geometry.groups)
    emit_correlation(emit, matrix, Windows(emit, adjoint, delta, name), out)


def _turned(emit: Emitter, kernel: Array, groups: int) -> Array:
    """Return the kernel turned by 180°, in and out exchanged: ``(G, C/G, KH·KW·F/G)``, copied in each step."""
    height, width, channels, filters = kernel.shape
    turned = kernel[::-1, ::-1].reshape(height, width, channels, groups, filters // groups).transpose(3, 2, 0, 1, 4)
    if height == width == 1:
        only: Array = turned[:, :, 0, 0]
        return only
    copy = emit.passing(turned.shape)
    emit.call(np.copyto, copy, turned)
    return copy.reshape(groups, channels, -1)


def _emit_scatter(emit: Emitter, geometry: Geometry, kernel: Array, delta: Array, out: Array) -> None:
    rows, columns, groups = geometry.rows, geometry.columns, geometry.groups
    batch = delta.shape[-1]
    taps = (rows.kernel, columns.kernel, geometry.channels // groups)
    shares = emit.passing((len(delta), groups, geometry.depth, columns.length * batch))
    matrix = by_group(kernel, groups).transpose(1, 0, 2)
    emit_products(emit, matrix[:, None], in_rows(emit, delta, groups), shares.transpose(1, 0, 2, 3))
    parts = shares.reshape(len(delta), groups, *taps, columns.length, batch)
    emit.call(np.copyto, out, emit.constant(0))
    target = out.reshape(len(out), groups, taps[2], *out.shape[2:])
    for tap in np.ndindex(taps[:2]):
        row, column = rows.span(tap[0]), columns.span(tap[1])
        place = target[row.inputs, :, :, column.inputs]
        if place.size:
            emit.call(np.add, place, parts[row.outputs, :, tap[0], tap[1], :, column.outputs], place)
