"""The focal loss of yes-or-no net inputs."""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from nnstudio.engine.class_weighted import BinaryWeightedLoss
from nnstudio.engine.declaration import Declaration
from nnstudio.engine.elementary import emit_over_outputs, output_terms
from nnstudio.engine.emitter import Emitter
from nnstudio.engine.loss import Target
from nnstudio.engine.loss_options import (
    class_weights_parameter,
    emit_other_weight,
    reduction_parameter,
    share_of,
    written_share,
)
from nnstudio.engine.losses.focal_terms import (
    binary_focal_terms,
    emit_focal_of_logit,
    focal_factors,
    focusing_parameter,
    written_of_logit,
    written_of_two,
)
from nnstudio.engine.terms import Term
from nnstudio.engine.typing import Array
from nnstudio.text import msg


class BinaryFocalLogits(BinaryWeightedLoss):
    r"""The focal loss that takes net inputs z and applies σ itself, as torchvision's ``sigmoid_focal_loss``.

    .. math:: \ell_n = -\frac1K \sum_k \big( w_1 y_k (1 - p_k)^\gamma \ln p_k
              + w_0 (1 - y_k)\,p_k^\gamma \ln(1 - p_k) \big), \qquad p = \sigma(z)

    Finite for every finite z. γ = 0 is binary cross-entropy. The paper's balance α is ``w₁ = α, w₀ = 1 − α`` here.
    """

    declaration = Declaration(
        id="binary_focal_logits",
        name=msg("Binary focal loss (logits)"),
        help=msg(
            "The binary focal loss of σ(z), for a linear output layer: loss and logistic in one, without overflow."
        ),
        group="classification",
        formula=r"\ell = -\frac{1}{K} \sum_k \left( w_1 y_k (1 - p_k)^\gamma \ln p_k "
        r"+ w_0 (1 - y_k) p_k^\gamma \ln (1 - p_k) \right), \quad p_k = \sigma(z_k)",
        derivative=r"\frac{\partial \ell}{\partial z_k} = \frac{1}{K} \left( w_1 y_k \, g(p_k)"
        r" - w_0 (1 - y_k) \, g(1 - p_k) \right), \quad p_k = \sigma(z_k), \quad "
        r"g(p) = (1 - p)^\gamma \left( \gamma p \ln p - (1 - p) \right)",
        parameters=(focusing_parameter(), reduction_parameter(), class_weights_parameter(binary=True)),
        source="Lin, Goyal, Girshick, He & Dollár, ICCV (2017)",
        glyph="H₂γz",
        aliases=("focal", "sigmoid focal loss", "RetinaNet", "imbalanced", "焦点损失", "焦點損失"),
    )
    targets: ClassVar[frozenset[Target]] = frozenset({Target.PROBABILITY, Target.DISTRIBUTION})
    reads_logits: ClassVar[str] = "logistic"

    def emit_forward(self, emit: Emitter, output: Array, target: Array, losses: Array) -> None:
        """Emit ``ℓₙ`` and, kept for the gradient, its slope: about sixty calls."""
        weight, t = self.emit_weighting(emit, target)
        costs, slope = output_terms(emit, output.shape, losses), emit.keep("slope", output.shape)
        other, fall, minus = (emit.scratch(output.shape) for _ in range(3))
        emit_focal_of_logit(emit, output, self.gamma, costs, slope)
        emit.call(np.multiply, costs, t, costs)
        emit.call(np.multiply, slope, t, slope)
        emit.call(np.negative, output, minus)
        emit_focal_of_logit(emit, minus, self.gamma, other, fall)
        emit_other_weight(emit, weight, t, minus)
        emit.call(np.multiply, other, minus, other)
        emit.call(np.multiply, fall, minus, fall)
        emit.call(np.add, costs, other, costs)
        emit.call(np.subtract, slope, fall, slope)
        emit_over_outputs(emit, costs, share_of(self.reduction, len(output)), losses)

    def emit_backward(self, emit: Emitter, output: Array, target: Array, grad: Array) -> None:
        """Emit ``∂L/∂z`` from what the forward pass left: one call."""
        scale = emit.constant(share_of(self.reduction, len(output)) / output.shape[1])
        emit.call(np.multiply, emit.keep("slope", output.shape), scale, grad)

    def written_slope(self, a: float, y: float) -> str:
        """Return the slope by the net input, which stands for a here, of the part that the target asks for."""
        yes, no = written_of_logit("a", self.gamma), written_of_logit("(-a)", self.gamma)
        return written_share(self.reduction) + written_of_two(y, yes, no, weighted=bool(self._weights))

    def terms(self, output: Array, target: Array) -> tuple[Term, ...]:
        """Return the cost of y and that of 1 − y for each output."""
        log_p, log_rest = -np.logaddexp(0.0, -output), -np.logaddexp(0.0, output)
        ones = focal_factors("p{}", self.gamma, np.exp(log_rest), log_p)
        zeros = focal_factors("(1 - p{})", self.gamma, np.exp(log_p), log_rest)
        return binary_focal_terms(self.before(len(output)), target, ones, zeros)
