"""The focal loss of the probabilities of several classes."""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from nnstudio.engine.class_weighted import ClassWeightedLoss
from nnstudio.engine.declaration import Declaration
from nnstudio.engine.elementary import emit_weighted_column_sums
from nnstudio.engine.emitter import Emitter
from nnstudio.engine.loss import Target
from nnstudio.engine.loss_options import (
    class_weights_parameter,
    weighting_left,
)
from nnstudio.engine.losses.focal_terms import (
    clamped_log,
    emit_focal_of_probability,
    emit_focal_slope_of_probability,
    focal_factors,
    focusing_parameter,
    is_within,
    written_of_probability,
)
from nnstudio.engine.terms import Term, indexed, product
from nnstudio.engine.typing import Array
from nnstudio.text import msg


class Focal(ClassWeightedLoss):
    r"""The focal loss of several classes' probabilities: cross-entropy in which what is known already counts less.

    .. math:: \ell_n = -\sum_k w_k y_k (1 - a_k)^\gamma \ln a_k

    *Summed* over the classes, averaged over the batch by 1/N. γ = 0 is cross-entropy. Logarithms are held at −100.
    """

    declaration = Declaration(
        id="focal",
        name=msg("Focal loss"),
        help=msg("Cross-entropy that fades out for samples that are right already: for rare classes."),
        group="classification",
        formula=r"\ell = -\sum_k w_k y_k (1 - a_k)^\gamma \ln a_k",
        derivative=r"\frac{\partial \ell}{\partial a_k} = w_k y_k (1 - a_k)^\gamma "
        r"\left( \frac{\gamma \ln a_k}{1 - a_k} - \frac{1}{a_k} \right)",
        parameters=(focusing_parameter(), class_weights_parameter()),
        source="Lin, Goyal, Girshick, He & Dollár, ICCV (2017)",
        glyph="Hγ",
        aliases=("focal", "imbalanced", "焦点损失", "焦點損失", "类别不平衡", "類別不平衡"),
    )
    targets: ClassVar[frozenset[Target]] = frozenset({Target.DISTRIBUTION})
    expects: ClassVar[str] = "softmax"

    def emit_forward(self, emit: Emitter, output: Array, target: Array, losses: Array) -> None:
        """Emit ``ℓₙ``: about nine calls."""
        _, t = self.emit_weighting(emit, target)
        costs = emit.scratch(output.shape)
        emit_focal_of_probability(emit, output, self.gamma, costs)
        emit.call(np.multiply, costs, t, costs)
        emit_weighted_column_sums(emit, costs, 1.0, losses)

    def emit_backward(self, emit: Emitter, output: Array, target: Array, grad: Array) -> None:
        """Emit ``∂L/∂a``: about thirteen calls."""
        _, t = weighting_left(emit, target)
        emit_focal_slope_of_probability(emit, output, self.gamma, grad)
        emit.call(np.multiply, grad, t, grad)
        emit.call(np.multiply, grad, emit.constant(1.0 / output.shape[1]), grad)

    def written_slope(self, a: float, y: float) -> str:
        """Return ``t (1 − a)^γ (γ ln a/(1 − a) − 1/a)``; 0 for the other classes."""
        if y == 0.0:
            return "0"
        return f"t * {written_of_probability('a', self.gamma)}" if is_within(a) else ""

    def terms(self, output: Array, target: Array) -> tuple[Term, ...]:
        """Return ``w y (1 − a)^γ (−ln a)`` for each class."""
        _, t = self.weighting(target)
        costs = focal_factors("a{}", self.gamma, 1.0 - output, clamped_log(output))
        return tuple(product(y, *cost) for y, cost in zip(indexed(f"{self.target_letter}{{}}", t), costs, strict=True))
