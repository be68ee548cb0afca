"""SiLU: swish with β = 1."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from nnstudio.engine.activation import Activation
from nnstudio.engine.declaration import Declaration
from nnstudio.engine.elementary import emit_gate, emit_gate_slope
from nnstudio.engine.emitter import Emitter
from nnstudio.engine.formulas import Formula
from nnstudio.engine.typing import Array
from nnstudio.text import msg


class SiLU(Activation):
    r"""The sigmoid-weighted linear unit: swish with β = 1.

    .. math:: a = z\,\sigma(z), \qquad f'(z) = \sigma(z)\,(1 + z\,(1 - \sigma(z)))
    """

    declaration = Declaration(
        id="silu",
        name=msg("SiLU"),
        help=msg("z times its own probability σ(z): a smooth ReLU that dips a little below zero."),
        group="composite",
        formula=r"a = z \, \sigma(z)",
        derivative=r"f'(z) = \sigma(z) \, (1 + z \, (1 - \sigma(z)))",
        source="Elfwing, Uchibe & Doya, Neural Networks 107 (2018)",
        glyph="zσ",
        aliases=("sigmoid linear unit", "swish-1", "自门控", "自閘控"),
    )
    slope_reads_forward: ClassVar[bool] = True

    def emit_forward(self, emit: Emitter, z: Array, a: Array, learned: Mapping[str, Array]) -> None:
        """Emit ``a = z σ(z)``: five calls."""
        emit_gate(emit, z, z, a)

    def emit_slope(self, emit: Emitter, z: Array, a: Array, slope: Array, learned: Mapping[str, Array]) -> None:
        """Emit the slope from the gate that the forward pass left: three calls."""
        emit_gate_slope(emit, a, z, slope)

    def written(self, z: float) -> Formula | None:
        """Return ``z σ(z)``."""
        return self.read("z * sigmoid(z)")

    def written_slope(self, z: float) -> Formula | None:
        """Return ``σ(z) (1 + z (1 − σ(z)))``."""
        return self.read("sigmoid(z) * (1 + z * (1 - sigmoid(z)))")
