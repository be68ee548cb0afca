"""The hinge loss squared."""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from nnstudio.engine.declaration import Declaration
from nnstudio.engine.elementary import emit_square, emit_weighted_column_sums
from nnstudio.engine.emitter import Emitter
from nnstudio.engine.loss import Target
from nnstudio.engine.loss_options import (
    class_weights_parameter,
    reduction_parameter,
    share_factors,
    share_of,
    written_share,
)
from nnstudio.engine.losses.margins import MarginLoss, emit_margin_gradient, emit_ramp, margin_terms
from nnstudio.engine.terms import Term
from nnstudio.engine.typing import Array
from nnstudio.text import msg


class SquaredHinge(MarginLoss):
    r"""The squared hinge of a score s for classes 0 and 1, counted as t = −1 and +1; the mean over batch *and* outputs.

    .. math:: \ell_n = \frac1K \sum_k \max(0, 1 - t_k s_k)^2, \quad t = 2y - 1, \qquad
              \frac{\partial L}{\partial s_k} = -\frac{2 t_k}{NK} \max(0, 1 - t_k s_k)

    Without a corner, but what lies far on the wrong side weighs most. Class weights multiply what a target of 0 or of 1
    costs. The prediction is class 1 where s ≥ 0.
    """

    declaration = Declaration(
        id="squared_hinge",
        name=msg("Squared hinge"),
        help=msg("The hinge loss squared: smooth at the margin, and harder on what lies far on the wrong side."),
        group="classification",
        formula=r"\ell = \frac{1}{K} \sum_k \max(0, 1 - t_k s_k)^2, \quad t = 2y - 1",
        derivative=r"\frac{\partial \ell}{\partial s_k} = -\frac{2}{K} \, t_k \max(0, 1 - t_k s_k)",
        parameters=(reduction_parameter(), class_weights_parameter(binary=True)),
        source="Lee & Mangasarian, Computational Optimization and Applications 20 (2001)",
        glyph="1−x²",
        aliases=("L2-SVM", "squared margin", "平方合页损失", "平方铰链损失", "平方鉸鏈損失"),
    )
    targets: ClassVar[frozenset[Target]] = frozenset({Target.PROBABILITY, Target.DISTRIBUTION})
    reads_logits: ClassVar[str] = "step"

    def emit_forward(self, emit: Emitter, output: Array, target: Array, losses: Array) -> None:
        """Emit ``ℓₙ``: six calls, or seven. −t and the margin's ramp are kept for the gradient."""
        ramp = emit_ramp(emit, output, target, self._scale(output))
        costs = emit.scratch(output.shape)
        emit_square(emit, ramp, costs)
        weight, _ = self.emit_weighting(emit, target)
        if weight is not None:
            emit.call(np.multiply, costs, weight, costs)
        emit_weighted_column_sums(emit, costs, share_of(self.reduction, len(output)), losses)

    def emit_backward(self, emit: Emitter, output: Array, target: Array, grad: Array) -> None:
        """Emit ``∂L/∂s = −2 t max(0, 1 − t s)/(NK)``: one call or two."""
        emit_margin_gradient(emit, emit.keep("ramp", output.shape), target, self._scale(output), grad)

    def _scale(self, output: Array) -> float:
        return float(2.0 * share_of(self.reduction, len(output)) / output.shape[1])

    def terms(self, output: Array, target: Array) -> tuple[Term, ...]:
        """Return ``(1/K) max(0, 1 − t s)²`` for each output."""
        weights = self.weighting(target)[0] if self._weights else None
        return margin_terms(share_factors(self.reduction, len(output)), weights, output, target, 2)

    def written_slope(self, a: float, y: float) -> str:
        """Return ``2 (1 − 2y) (1 + (1 − 2y) s)/K`` inside the margin, else 0."""
        weight = "W * " if self._weights else ""
        slope = f"{written_share(self.reduction, 2)}{weight}(1 - 2 * y) * (1 + (1 - 2 * y) * a)"
        return slope if (2.0 * y - 1.0) * a < 1.0 else "0"
