r"""The bias as one more row of a convolution's product, whose operand has a line of ones behind each row of windows.

To add a bias to a large image, and to sum its gradient over one, takes as long as a tenth of the products do; a
longer product hardly takes more time than a shorter one. With :math:`x_1 = 1` beside each row of the kernel,

.. math:: z_f = \sum_{ijc} x_{ijc}\,w_{ijcf} + x_1 b_f, \qquad \frac{\partial L}{\partial b_f} = \sum x_1\,\delta_f

The lines of ones are as many as the kernel has rows; the bias stands at one of them, zeros stand at the others. A step
of W6 takes 3 % less, one of small images with few channels a tenth less.
"""

from __future__ import annotations

import numpy as np

from nnstudio.engine.emitter import Emitter
from nnstudio.engine.typing import Array
from nnstudio.engine.windows.correlation import by_group
from nnstudio.engine.windows.geometry import Geometry
from nnstudio.engine.windows.products import strips
from nnstudio.engine.windows.unfold import serves

_LINES = range(3, 32)
"""Lines of windows in a row of the kernel for which it pays: of fewer the ones are many, of more the bias is little."""


def bias_row(geometry: Geometry) -> int | None:
    """Return beside which row of the kernel the bias stands: one that sees no padding; None where it is added."""
    # With one filter to a group there is little to multiply: there a line more costs as much as the bias.
    alone = geometry.filters == geometry.groups
    if alone or serves(geometry) or geometry.depth // geometry.rows.kernel not in _LINES:
        return None
    bands = [taps for _, taps in geometry.rows.bands(range(geometry.rows.length))]
    row = max(taps.start for taps in bands)
    return row if row < min(taps.stop for taps in bands) else None


def biased_depth(geometry: Geometry, row: int) -> int:
    """Return the length of the sum: without the last ones, unless with them it is cut into fewer strips."""
    whole = geometry.depth + geometry.rows.kernel
    is_last = row == geometry.rows.kernel - 1
    return whole if is_last or strips(whole) < strips(whole - 1) else whole - 1


def emit_biased_matrix(emit: Emitter, geometry: Geometry, row: int, kernel: Array, bias: Array) -> Array:
    """Emit the copies of ``kernel`` ``(KH, KW, C/G, F)`` and ``bias`` into one matrix, ``(G, F/G, depth)``."""
    groups, tall = geometry.groups, geometry.rows.kernel
    taps = by_group(kernel, groups)
    taps = taps.reshape(tall, -1, *taps.shape[1:]).transpose(2, 3, 0, 1)
    matrix = emit.scratch((*taps.shape[:-1], taps.shape[-1] + 1))
    emit.call(np.copyto, matrix[..., :-1], taps)
    emit.call(np.copyto, matrix[:, :, row, -1], bias.reshape(groups, -1))
    return matrix.reshape(*matrix.shape[:2], -1)[:, :, : biased_depth(geometry, row)]


def biased_gradient(emit: Emitter, geometry: Geometry) -> Array:
    """Return room for the gradients of kernel and bias, ``(KH, KW·C/G + 1, G, F/G)``."""
    lines = geometry.depth // geometry.rows.kernel
    return emit.passing((geometry.rows.kernel, lines + 1, geometry.groups, geometry.filters // geometry.groups))
