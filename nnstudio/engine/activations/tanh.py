"""The hyperbolic tangent."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

import numpy as np

from nnstudio.engine.activation import Activation
from nnstudio.engine.declaration import Declaration
from nnstudio.engine.elementary import emit_square
from nnstudio.engine.emitter import Emitter
from nnstudio.engine.typing import Array
from nnstudio.text import msg


class Tanh(Activation):
    r"""The hyperbolic tangent: S-shaped like the logistic, but centred on zero; ``tanh(z) = 2σ(2z) − 1``.

    .. math:: a = \tanh z, \qquad f'(z) = 1 - a^2
    """

    declaration = Declaration(
        id="tanh",
        name=msg("Tanh"),
        help=msg("An S from −1 to 1, centred on zero. Saturates on both sides, where its slope is almost 0."),
        group="s_shaped",
        formula=r"a = \tanh z = \frac{e^{z} - e^{-z}}{e^{z} + e^{-z}}",
        derivative=r"f'(z) = 1 - a^2",
        source="LeCun et al., Efficient BackProp (1998)",
        glyph="th",
        aliases=("hyperbolic tangent", "双曲正切", "雙曲正切", "S型函数", "S型函數"),
    )

    slope_has_square: ClassVar[bool] = True

    def emit_forward(self, emit: Emitter, z: Array, a: Array, learned: Mapping[str, Array]) -> None:
        """Emit ``a = tanh(z)``: one call."""
        emit.call(np.tanh, z, a)

    def emit_slope(self, emit: Emitter, z: Array, a: Array, slope: Array, learned: Mapping[str, Array]) -> None:
        """Emit ``slope = 1 − a²``: two calls. Once a has rounded to ±1 the slope is exactly 0, as in PyTorch."""
        emit_square(emit, a, slope)
        emit.call(np.subtract, emit.constant(1.0), slope, slope)
