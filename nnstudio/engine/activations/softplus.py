"""The softplus: a smooth ReLU."""

from __future__ import annotations

from collections.abc import Mapping

from nnstudio.engine.activation import Activation
from nnstudio.engine.declaration import Declaration
from nnstudio.engine.elementary import emit_logistic, emit_softplus
from nnstudio.engine.emitter import Emitter
from nnstudio.engine.formulas import Formula
from nnstudio.engine.typing import Array
from nnstudio.text import msg


class Softplus(Activation):
    r"""The softplus, a ReLU without the corner; its derivative is the logistic function.

    .. math:: a = \ln(1 + e^z), \qquad f'(z) = \sigma(z)
    """

    declaration = Declaration(
        id="softplus",
        name=msg("Softplus"),
        help=msg("A ReLU with its corner rounded off. Its slope is the logistic function."),
        group="ramp_shaped",
        formula=r"a = \ln(1 + e^{z})",
        derivative=r"f'(z) = \sigma(z)",
        source="Dugas et al., NIPS (2001)",
        glyph="ln",
        aliases=("smooth ReLU", "SmoothReLU", "软加函数", "平滑 ReLU"),
    )

    def emit_forward(self, emit: Emitter, z: Array, a: Array, learned: Mapping[str, Array]) -> None:
        """Emit ``a = max(z, 0) + ln(1 + exp(−|z|))``: six calls."""
        emit_softplus(emit, z, a)

    def emit_slope(self, emit: Emitter, z: Array, a: Array, slope: Array, learned: Mapping[str, Array]) -> None:
        """Emit ``slope = σ(z)``: four calls."""
        emit_logistic(emit, z, slope)

    def written_slope(self, z: float) -> Formula | None:
        """Return ``σ(z)``."""
        return self.read("sigmoid(z)")
