"""ReLU whose left slope is learned."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from nnstudio.engine.activation import Activation, LearnedScalar
from nnstudio.engine.declaration import Choice, Declaration, Kind, Parameter
from nnstudio.engine.elementary import emit_is_positive, emit_maximum, emit_minimum, emit_shared_sum, emit_spread
from nnstudio.engine.emitter import Emitter
from nnstudio.engine.formulas import Formula
from nnstudio.engine.typing import Array
from nnstudio.text import msg


class PReLU(Activation):
    r"""ReLU whose slope γ to the left is learned with the weights, one for each neuron or one for the layer.

    .. math:: a = \max(0, z) + \gamma \min(0, z), \qquad
              \frac{\partial L}{\partial \gamma} = \sum_n \frac{\partial L}{\partial a_n} \min(0, z_n)

    At z = 0 the slope γ is used, as in PyTorch. A shared γ adds up the gradient over its neurons too.
    """

    declaration = Declaration(
        id="prelu",
        name=msg("PReLU"),
        help=msg("A leaky ReLU that learns its own slope γ on the left. At z = 0 its slope is γ."),
        group="ramp_shaped",
        formula=r"a = \max(0, z) + \gamma \min(0, z)",
        derivative=r"f'(z) = [z > 0] + \gamma \, [z \le 0]",
        parameters=(
            Parameter(
                "gamma",
                msg("First slope on the left"),
                Kind.REAL,
                0.25,
                msg("The γ that learning starts from."),
                minimum=-2.0,
                maximum=2.0,
                symbol="γ",
            ),
            Parameter(
                "sharing",
                msg("Slopes"),
                Kind.CHOICE,
                "neuron",
                msg("Whether each neuron learns a slope of its own."),
                choices=(Choice("neuron", msg("One for each neuron")), Choice("layer", msg("One for the layer"))),
            ),
        ),
        source="He et al., ICCV (2015)",
        glyph="γz",
        aliases=("parametric ReLU", "带参数的 ReLU", "帶參數的 ReLU", "参数化修正线性单元"),
    )

    def learned(self) -> tuple[LearnedScalar, ...]:
        """Return γ."""
        return (LearnedScalar("gamma", self.gamma, self.sharing == "neuron"),)

    def emit_forward(self, emit: Emitter, z: Array, a: Array, learned: Mapping[str, Array]) -> None:
        """Emit ``a = γ min(z, 0) + max(z, 0)``: five calls."""
        zeros, ramp = emit.scratch(z.shape), emit.scratch(z.shape)
        emit_minimum(emit, z, zeros, a)
        emit.call(np.multiply, a, emit_spread(emit, learned["gamma"], z.shape), a)
        emit_maximum(emit, z, zeros, ramp)
        emit.call(np.add, a, ramp, a)

    def emit_slope(self, emit: Emitter, z: Array, a: Array, slope: Array, learned: Mapping[str, Array]) -> None:
        """Emit ``slope = [z > 0] + γ (1 − [z > 0])``: six calls, without rounding."""
        rest = emit.scratch(z.shape)
        emit_is_positive(emit, z, slope)
        emit.call(np.subtract, emit.constant(1.0), slope, rest)
        emit.call(np.multiply, rest, emit_spread(emit, learned["gamma"], z.shape), rest)
        emit.call(np.add, slope, rest, slope)

    def emit_learned_gradient(
        self,
        emit: Emitter,
        z: Array,
        a: Array,
        grad_a: Array,
        learned: Mapping[str, Array],
        gradient: Mapping[str, Array],
    ) -> None:
        """Emit ``∂L/∂γ``, summed over the batch and whatever shares the γ: three calls."""
        share = emit.scratch(z.shape)
        emit_minimum(emit, z, emit.scratch(z.shape), share)
        emit.call(np.multiply, share, grad_a, share)
        emit_shared_sum(emit, share, gradient["gamma"])

    def written(self, z: float) -> Formula | None:
        """Return ``z`` right of 0, else ``γ z``."""
        return self.read("z" if z > 0 else "gamma * z")

    def written_slope(self, z: float) -> Formula | None:
        """Return 1 right of 0, else γ."""
        return self.read("1" if z > 0 else "gamma")
