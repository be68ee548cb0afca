"""A ReLU with a ceiling."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from nnstudio.engine.activation import Activation
from nnstudio.engine.declaration import Declaration
from nnstudio.engine.elementary import emit_is_inside, emit_maximum, emit_minimum, full
from nnstudio.engine.emitter import Emitter
from nnstudio.engine.typing import Array
from nnstudio.text import msg

_CEILING = 6.0


class ReLU6(Activation):
    r"""The ReLU cut off at 6, made for arithmetic with few bits.

    .. math:: a = \min(\max(0, z), 6), \qquad f'(z) = [0 < z < 6]

    At the corners the subgradient 0 is used, as in PyTorch.
    """

    declaration = Declaration(
        id="relu6",
        name=msg("ReLU6"),
        help=msg("A ReLU with a ceiling at 6, so that activations fit into few bits. Above it the slope is 0 again."),
        group="ramp_shaped",
        formula=r"a = \min(\max(0, z), 6)",
        derivative=r"f'(z) = [\, 0 < z < 6 \,]",
        source="Krizhevsky, Convolutional Deep Belief Networks on CIFAR-10 (2010)",
        glyph="z⁶",
        aliases=("ReLU-6", "capped ReLU", "截断 ReLU", "截斷 ReLU"),
    )

    def emit_forward(self, emit: Emitter, z: Array, a: Array, learned: Mapping[str, Array]) -> None:
        """Emit ``a = min(max(z, 0), 6)``: two calls."""
        emit_maximum(emit, z, emit.scratch(z.shape), a)
        emit_minimum(emit, a, full(emit, z.shape, _CEILING), a)

    def emit_slope(self, emit: Emitter, z: Array, a: Array, slope: Array, learned: Mapping[str, Array]) -> None:
        """Emit ``slope = [|z − 3| < 3]``: four calls."""
        middle = emit.scratch(z.shape)
        emit.call(np.subtract, z, emit.constant(_CEILING / 2), middle)
        emit_is_inside(emit, middle, _CEILING / 2, slope)
