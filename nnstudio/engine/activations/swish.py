"""Swish: a line times its own gate."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

import numpy as np

from nnstudio.engine.activation import Activation, LearnedScalar
from nnstudio.engine.declaration import Choice, Declaration, Kind, Parameter
from nnstudio.engine.elementary import beside, emit_gate, emit_gate_slope, emit_shared_sum, emit_spread
from nnstudio.engine.emitter import Emitter
from nnstudio.engine.formulas import Formula
from nnstudio.engine.typing import Array
from nnstudio.text import msg


class Swish(Activation):
    r"""Swish: z times a soft gate σ(βz) that z itself opens.

    .. math:: a = z\,\sigma(\beta z), \qquad f'(z) = \sigma(\beta z)\,(1 + \beta z\,(1 - \sigma(\beta z)))

    β → 0 gives the line z/2, β → ∞ the ReLU; β = 1 is SiLU, β = 1.702 the GELU's logistic form. β may be learned with
    the weights, :math:`\partial a/\partial\beta = z^2 \sigma(\beta z)(1 - \sigma(\beta z))`.
    """

    declaration = Declaration(
        id="swish",
        name=msg("Swish"),
        help=msg(
            "z times a gate σ(βz) that z itself opens. With β near 0 a line, with large β a ReLU. It is not monotonic."
        ),
        group="composite",
        formula=r"a = z \, \sigma(\beta z)",
        derivative=r"f'(z) = \sigma(\beta z) \, (1 + \beta z \, (1 - \sigma(\beta z)))",
        parameters=(
            Parameter(
                "beta",
                msg("Sharpness of the gate"),
                Kind.REAL,
                1.0,
                msg("How fast the gate opens as z grows."),
                minimum=0.0,
                maximum=100.0,
                symbol="β",
            ),
            Parameter(
                "learning",
                msg("β is"),
                Kind.CHOICE,
                "fixed",
                msg("Whether β is learned with the weights; then the number above is its first value."),
                choices=(
                    Choice("fixed", msg("Fixed")),
                    Choice("layer", msg("Learned, one for the layer")),
                    Choice("neuron", msg("Learned, one for each neuron")),
                ),
            ),
        ),
        source="Ramachandran, Zoph & Le, ICLR Workshop (2018)",
        glyph="zσ",
        aliases=("self-gated", "自门控", "自閘控"),
    )
    slope_reads_forward: ClassVar[bool] = True

    def learned(self) -> tuple[LearnedScalar, ...]:
        """Return β, where it is learned."""
        return () if self.learning == "fixed" else (LearnedScalar("beta", self.beta, self.learning == "neuron"),)

    def emit_forward(self, emit: Emitter, z: Array, a: Array, learned: Mapping[str, Array]) -> None:
        """Emit ``a = z σ(βz)``: six calls, seven where β is learned."""
        scaled = beside(emit, a, "scaled")
        beta = emit_spread(emit, learned["beta"], z.shape) if learned else emit.constant(self.beta)
        emit.call(np.multiply, z, beta, scaled)
        emit_gate(emit, z, scaled, a)

    def emit_slope(self, emit: Emitter, z: Array, a: Array, slope: Array, learned: Mapping[str, Array]) -> None:
        """Emit the slope from the gate that the forward pass left: three calls."""
        emit_gate_slope(emit, a, beside(emit, a, "scaled"), slope)

    def emit_learned_gradient(
        self,
        emit: Emitter,
        z: Array,
        a: Array,
        grad_a: Array,
        learned: Mapping[str, Array],
        gradient: Mapping[str, Array],
    ) -> None:
        """Emit ``∂L/∂β``, the sum of ``z a (1 − σ) ∂L/∂a`` over the batch and whatever shares the β: four calls."""
        if not learned:
            return
        share = emit.scratch(z.shape)
        emit.call(np.multiply, z, a, share)
        emit.call(np.divide, share, beside(emit, a, "denominator"), share)
        emit.call(np.multiply, share, grad_a, share)
        emit_shared_sum(emit, share, gradient["beta"])

    def written(self, z: float) -> Formula | None:
        """Return ``z σ(β z)``."""
        return self.read(f"z * sigmoid({self._beta} * z)")

    def written_slope(self, z: float) -> Formula | None:
        """Return ``σ(β z) (1 + β z (1 − σ(β z)))``."""
        return self.read(f"sigmoid({self._beta} * z) * (1 + {self._beta} * z * (1 - sigmoid({self._beta} * z)))")

    @property
    def _beta(self) -> str:
        """β as it is written: by its name where it is learned."""
        return "beta" if self.learned() else repr(float(self.beta))
