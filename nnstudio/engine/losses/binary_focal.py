"""The focal loss of yes-or-no probabilities."""

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
    weighting_left,
    written_share,
)
from nnstudio.engine.losses.focal_terms import (
    binary_focal_terms,
    clamped_log,
    emit_focal_of_probability,
    emit_focal_slope_of_probability,
    focal_factors,
    focusing_parameter,
    is_within,
    written_of_probability,
    written_of_two,
)
from nnstudio.engine.terms import Term
from nnstudio.engine.typing import Array
from nnstudio.text import msg


class BinaryFocal(BinaryWeightedLoss):
    r"""The focal loss of probabilities: binary cross-entropy in which what is known already counts less.

    .. math:: \ell_n = -\frac1K \sum_k \big( w_1 y_k (1 - a_k)^\gamma \ln a_k
              + w_0 (1 - y_k)\,a_k^\gamma \ln(1 - a_k) \big)

    γ = 0 is binary cross-entropy. The paper's balance α is ``w₁ = α, w₀ = 1 − α`` here. Logarithms are held at −100.
    """

    declaration = Declaration(
        id="binary_focal",
        name=msg("Binary focal loss"),
        help=msg("Binary cross-entropy that fades out for samples that are right already: for rare classes."),
        group="classification",
        formula=r"\ell = -\frac{1}{K} \sum_k \left( w_1 y_k (1 - a_k)^\gamma \ln a_k "
        r"+ w_0 (1 - y_k) a_k^\gamma \ln (1 - a_k) \right)",
        derivative=r"\frac{\partial \ell}{\partial a_k} = \frac{1}{K} \left( w_1 y_k \, g(a_k)"
        r" - w_0 (1 - y_k) \, g(1 - a_k) \right), "
        r"\quad g(p) = (1 - p)^\gamma \left( \frac{\gamma \ln p}{1 - p} - \frac{1}{p} \right)",
        parameters=(focusing_parameter(), reduction_parameter(), class_weights_parameter(binary=True)),
        source="Lin, Goyal, Girshick, He & Dollár, ICCV (2017)",
        glyph="H₂γ",
        aliases=("focal", "RetinaNet", "imbalanced", "焦点损失", "焦點損失", "类别不平衡", "類別不平衡"),
    )
    targets: ClassVar[frozenset[Target]] = frozenset({Target.PROBABILITY, Target.DISTRIBUTION})
    expects: ClassVar[str] = "logistic"

    def emit_forward(self, emit: Emitter, output: Array, target: Array, losses: Array) -> None:
        """Emit ``ℓₙ``: about twenty calls."""
        weight, t = self.emit_weighting(emit, target)
        costs, other, rest = output_terms(emit, output.shape, losses), *(emit.scratch(output.shape) for _ in range(2))
        emit_focal_of_probability(emit, output, self.gamma, costs)
        emit.call(np.multiply, costs, t, costs)
        emit.call(np.subtract, emit.constant(1.0), output, rest)
        emit_focal_of_probability(emit, rest, self.gamma, other)
        emit_other_weight(emit, weight, t, rest)
        emit.call(np.multiply, other, rest, other)
        emit.call(np.add, costs, other, costs)
        emit_over_outputs(emit, costs, share_of(self.reduction, len(output)), losses)

    def emit_backward(self, emit: Emitter, output: Array, target: Array, grad: Array) -> None:
        """Emit ``∂L/∂a``: about thirty calls."""
        weight, t = weighting_left(emit, target)
        rest, other = emit.scratch(output.shape), emit.scratch(output.shape)
        emit_focal_slope_of_probability(emit, output, self.gamma, grad)
        emit.call(np.multiply, grad, t, grad)
        emit.call(np.subtract, emit.constant(1.0), output, rest)
        emit_focal_slope_of_probability(emit, rest, self.gamma, other)
        emit_other_weight(emit, weight, t, rest)
        emit.call(np.multiply, other, rest, other)
        emit.call(np.subtract, grad, other, grad)
        emit.call(np.multiply, grad, emit.constant(share_of(self.reduction, len(output)) / output.shape[1]), grad)

    def written_slope(self, a: float, y: float) -> str:
        """Return the slope, of the part that the target asks for; nothing at a probability of 0 or 1."""
        if not is_within(a):
            return ""
        yes, no = written_of_probability("a", self.gamma), written_of_probability("(1 - a)", self.gamma)
        return written_share(self.reduction) + written_of_two(y, yes, no, weighted=bool(self._weights))

    def terms(self, output: Array, target: Array) -> tuple[Term, ...]:
        """Return the cost of y and that of 1 − y for each output."""
        ones = focal_factors("a{}", self.gamma, 1.0 - output, clamped_log(output))
        zeros = focal_factors("(1 - a{})", self.gamma, output, clamped_log(1.0 - output))
        return binary_focal_terms(self.before(len(output)), target, ones, zeros)
