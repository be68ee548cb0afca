"""The logistic function, the sigmoid σ."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

import numpy as np

from nnstudio.engine.activation import Activation
from nnstudio.engine.declaration import Declaration
from nnstudio.engine.elementary import emit_logistic
from nnstudio.engine.emitter import Emitter
from nnstudio.engine.typing import Array
from nnstudio.text import msg


class Logistic(Activation):
    r"""The logistic function σ: any number becomes a probability.

    .. math:: a = \sigma(z) = \frac{1}{1 + e^{-z}}, \qquad f'(z) = a\,(1 - a) \le \tfrac14
    """

    declaration = Declaration(
        id="logistic",
        name=msg("Logistic"),
        help=msg("An S from 0 to 1, read as a probability. Its slope is never above 1/4 and vanishes on both sides."),
        group="s_shaped",
        formula=r"a = \sigma(z) = \frac{1}{1 + e^{-z}}",
        derivative=r"f'(z) = a\,(1 - a)",
        source="Rumelhart, Hinton & Williams, Nature 323 (1986)",
        glyph="σ",
        aliases=("sigmoid", "sigma", "σ", "逻辑斯谛", "逻辑函数", "邏輯函數", "S型函数", "S型函數"),
    )
    bounds: ClassVar[tuple[float, float] | None] = (0.0, 1.0)

    def emit_forward(self, emit: Emitter, z: Array, a: Array, learned: Mapping[str, Array]) -> None:
        """Emit ``a = σ(z)``, right in both tails: four calls."""
        emit_logistic(emit, z, a)

    def emit_slope(self, emit: Emitter, z: Array, a: Array, slope: Array, learned: Mapping[str, Array]) -> None:
        """Emit ``slope = a (1 − a)``: two calls. Once a has rounded to 1 the slope is exactly 0, as in PyTorch."""
        emit.call(np.subtract, emit.constant(1.0), a, slope)
        emit.call(np.multiply, slope, a, slope)
