"""The exponential linear unit without a corner."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from nnstudio.engine.activation import Activation
from nnstudio.engine.declaration import Declaration, Kind, Parameter
from nnstudio.engine.elementary import emit_maximum, emit_minimum
from nnstudio.engine.emitter import Emitter
from nnstudio.engine.formulas import Formula
from nnstudio.engine.typing import Array
from nnstudio.text import msg


class CELU(Activation):
    r"""The continuously differentiable ELU: whatever its depth γ, its slope at 0 is 1 from both sides.

    .. math:: a = \max(0, z) + \min(0, \gamma (e^{z/\gamma} - 1)), \qquad f'(z) = e^{\min(0, z)/\gamma}
    """

    declaration = Declaration(
        id="celu",
        name=msg("CELU"),
        help=msg("An ELU that stays smooth for every depth γ: its bend is stretched along with it."),
        group="ramp_shaped",
        formula=r"a = \max(0, z) + \min(0, \gamma (e^{z / \gamma} - 1))",
        derivative=r"f'(z) = e^{\min(0, z) / \gamma}",
        parameters=(
            Parameter(
                "gamma",
                msg("Depth on the left"),
                Kind.REAL,
                1.0,
                msg("The value −γ that very negative z tend to."),
                minimum=0.01,
                maximum=10.0,
                symbol="γ",
            ),
        ),
        source="Barron, arXiv:1704.07483 (2017)",
        glyph="eᶻ/γ",
        aliases=("continuously differentiable ELU", "连续可微指数线性单元", "連續可微指數線性單元"),
    )

    def emit_forward(self, emit: Emitter, z: Array, a: Array, learned: Mapping[str, Array]) -> None:
        """Emit ``a = γ (exp(min(z, 0)/γ) − 1) + max(z, 0)``: six calls."""
        zeros, ramp = emit.scratch(z.shape), emit.scratch(z.shape)
        emit_minimum(emit, z, zeros, a)
        emit.call(np.divide, a, emit.constant(self.gamma), a)
        emit.call(np.expm1, a, a)
        emit.call(np.multiply, a, emit.constant(self.gamma), a)
        emit_maximum(emit, z, zeros, ramp)
        emit.call(np.add, a, ramp, a)

    def emit_slope(self, emit: Emitter, z: Array, a: Array, slope: Array, learned: Mapping[str, Array]) -> None:
        """Emit ``exp(min(z, 0)/γ)``: three calls."""
        emit_minimum(emit, z, emit.scratch(z.shape), slope)
        emit.call(np.divide, slope, emit.constant(self.gamma), slope)
        emit.call(np.exp, slope, slope)

    def written(self, z: float) -> Formula | None:
        """Return ``z`` right of 0, else ``γ (exp(z/γ) − 1)``."""
        return self.read("z" if z > 0 else f"{self.gamma!r} * (exp(z / {self.gamma!r}) - 1)")

    def written_slope(self, z: float) -> Formula | None:
        """Return 1 right of 0, else ``exp(z/γ)``."""
        return self.read("1" if z > 0 else f"exp(z / {self.gamma!r})")
