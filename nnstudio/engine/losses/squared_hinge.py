"""The hinge loss squared."""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from nnstudio.engine.declaration import Declaration
from nnstudio.engine.elementary import emit_maximum, emit_weighted_column_sums
from nnstudio.engine.emitter import Emitter
from nnstudio.engine.loss import Loss, Target
from nnstudio.engine.loss_options import (
    binary_weighting,
    check_count,
    class_weights_parameter,
    emit_binary_weighting,
    read_weights,
    reduction_parameter,
    share_factors,
    share_of,
    weighting_left,
    written_share,
)
from nnstudio.engine.terms import Term, indexed, product
from nnstudio.engine.typing import Array
from nnstudio.text import msg


class SquaredHinge(Loss):
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
        """Emit ``ℓₙ``: seven calls. −t and the margin's ramp are kept for the gradient."""
        minus_t, ramp = emit.keep("minus_t", output.shape), emit.keep("ramp", output.shape)
        one, zeros = emit.constant(1.0), emit.scratch(output.shape)
        emit.call(np.multiply, target, emit.constant(-2.0), minus_t)
        emit.call(np.add, minus_t, one, minus_t)
        emit.call(np.multiply, minus_t, output, ramp)
        emit.call(np.add, ramp, one, ramp)
        emit_maximum(emit, ramp, zeros, ramp)
        costs = emit.scratch(output.shape)
        emit.call(np.multiply, ramp, ramp, costs)
        weight, _ = emit_binary_weighting(emit, target, self._weights)
        if weight is not None:
            emit.call(np.multiply, costs, weight, costs)
        emit_weighted_column_sums(emit, costs, share_of(self.reduction, len(output)), losses)

    def emit_backward(self, emit: Emitter, output: Array, target: Array, grad: Array) -> None:
        """Emit ``∂L/∂s = −2 t max(0, 1 − t s)/(NK)``: two calls."""
        emit.call(np.multiply, emit.keep("ramp", output.shape), emit.keep("minus_t", output.shape), grad)
        scale = 2.0 * share_of(self.reduction, len(output)) / output.shape[1]
        emit.call(np.multiply, grad, emit.constant(scale), grad)
        weight, _ = weighting_left(emit, target)
        if weight is not None:
            emit.call(np.multiply, grad, weight, grad)

    def terms(self, output: Array, target: Array) -> tuple[Term, ...]:
        """Return ``(1/K) max(0, 1 − t s)²`` for each output."""
        share = share_factors(self.reduction, len(output))
        ramps = np.maximum(0.0, 1.0 - (2.0 * target - 1.0) * output)
        weights = indexed("w", self.weighting(target)[0])
        factors = [(weight,) if self._weights else () for weight in weights]
        margins = indexed(r"\max(0, 1 - t{} s{})", ramps)
        return tuple(product(*share, *factor, ramp, ramp) for factor, ramp in zip(factors, margins, strict=True))

    @property
    def _weights(self) -> tuple[float, ...]:
        return read_weights(self.class_weights)

    def check_outputs(self, count: int) -> None:
        """Raise ParameterError unless there are two class weights, or none."""
        check_count(self._weights, 2, self.declaration.id)

    def weighting(self, target: Array) -> tuple[Array, Array]:
        """Return the weight of each output's target."""
        return binary_weighting(target, self._weights)

    def written_slope(self, a: float, y: float) -> str:
        """Return ``2 (1 − 2y) (1 + (1 − 2y) s)/K`` inside the margin, else 0."""
        weight = "W * " if self._weights else ""
        slope = f"{written_share(self.reduction, 2)}{weight}(1 - 2 * y) * (1 + (1 - 2 * y) * a)"
        return slope if (2.0 * y - 1.0) * a < 1.0 else "0"
