"""The hinge loss of a margin."""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from nnstudio.engine.declaration import Declaration
from nnstudio.engine.elementary import emit_over_outputs, emit_sign_of_ramp, output_terms
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


class Hinge(MarginLoss):
    r"""The hinge loss of a score s for classes 0 and 1, counted as t = −1 and +1; the mean over batch *and* K outputs.

    .. math:: \ell_n = \frac1K \sum_k \max(0, 1 - t_k s_k), \quad t = 2y - 1, \qquad
              \frac{\partial L}{\partial s_k} = -\frac{t_k}{NK}\,[t_k s_k < 1]

    At the corner t s = 1 the subgradient 0 is used. The prediction is class 1 where s ≥ 0. With one-hot targets each
    output is a classifier of its own (one against the rest). Class weights multiply what a target of 0 or of 1 costs.
    """

    declaration = Declaration(
        id="hinge",
        name=msg("Hinge"),
        help=msg(
            "Asks the score to be right by a margin of 1; what is beyond the margin costs nothing and teaches nothing."
        ),
        group="classification",
        formula=r"\ell = \frac{1}{K} \sum_k \max(0, 1 - t_k s_k), \quad t = 2y - 1",
        derivative=r"\frac{\partial \ell}{\partial s_k} = -\frac{t_k}{K} \, [t_k s_k < 1]",
        parameters=(reduction_parameter(), class_weights_parameter(binary=True)),
        source="Cortes & Vapnik, Machine Learning 20 (1995)",
        glyph="1−x",
        aliases=(
            "margin",
            "SVM",
            "support vector",
            "合页损失",
            "铰链损失",
            "鉸鏈損失",
            "间隔",
            "間隔",
        ),
    )
    targets: ClassVar[frozenset[Target]] = frozenset({Target.PROBABILITY, Target.DISTRIBUTION})
    reads_logits: ClassVar[str] = "step"

    def emit_forward(self, emit: Emitter, output: Array, target: Array, losses: Array) -> None:
        """Emit ``ℓₙ``: four calls, six where K > 1. −t and the margin's ramp are kept for the gradient."""
        weight, _ = self.emit_weighting(emit, target)
        costs = output_terms(emit, output.shape, losses)
        if weight is None:
            emit.leave("ramp", costs)
        ramp = emit_ramp(emit, output, target, self._scale(output))
        if weight is not None:
            emit.call(np.multiply, ramp, weight, costs)
        emit_over_outputs(emit, costs, share_of(self.reduction, len(output)), losses)

    def emit_backward(self, emit: Emitter, output: Array, target: Array, grad: Array) -> None:
        """Emit ``∂L/∂s = −t [t s < 1]/(NK)``: two to four calls."""
        emit_sign_of_ramp(emit, emit.keep("ramp", output.shape), grad)
        emit_margin_gradient(emit, grad, target, self._scale(output), grad)

    def _scale(self, output: Array) -> float:
        return float(share_of(self.reduction, len(output)) / output.shape[1])

    def terms(self, output: Array, target: Array) -> tuple[Term, ...]:
        """Return ``(1/K) max(0, 1 − t s)`` for each output."""
        weights = self.weighting(target)[0] if self._weights else None
        return margin_terms(share_factors(self.reduction, len(output)), weights, output, target, 1)

    def written_slope(self, a: float, y: float) -> str:
        """Return ``(1 − 2y)/K`` inside the margin, else 0."""
        weight = "W * " if self._weights else ""
        return f"{written_share(self.reduction)}{weight}(1 - 2 * y)" if (2.0 * y - 1.0) * a < 1.0 else "0"
