"""What the hinge losses share: the ramp ``max(0, 1 − t s)`` below the margin. It declares no loss of its own."""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from nnstudio.engine.class_weighted import BinaryWeightedLoss
from nnstudio.engine.elementary import emit_maximum
from nnstudio.engine.emitter import Emitter
from nnstudio.engine.loss_options import weighting_left
from nnstudio.engine.terms import Factor, Term, indexed, product
from nnstudio.engine.typing import Array


class MarginLoss(BinaryWeightedLoss):
    """Base of losses that read t = 2y − 1 for a yes or a no, and a score."""

    under_ones: ClassVar[str] = "ones_and_target"

    @property
    def target_letter(self) -> str:
        """``t``: −1 or 1."""
        return "t"

    @property
    def written_target(self) -> str:
        """``t = 2y − 1``, and W where the two count differently."""
        return "t_k = 2 y_k - 1" + (r", \quad W_k = w_1 y_k + w_0 (1 - y_k)" if self._weights else "")


def emit_ramp(emit: Emitter, score: Array, target: Array, scale: float) -> Array:
    """Emit ``max(0, 1 − t s)``, t = 2y − 1, and return it: five calls, or four. −t and the ramp are kept.

    Of a single output with a row of ones before its targets, −t and ``−scale t`` are one product.
    """
    ramp = emit.keep("ramp", score.shape)
    one, zeros = emit.constant(1.0), emit.scratch(score.shape)
    both = emit.left(MarginLoss.under_ones)
    if both is not None:
        made = emit.scratch(both.shape)
        emit.call(np.array([[1, -2], [scale, -2 * scale]], emit.dtype).dot, both, made)
        emit.leave("scaled_minus_t", made[1:])
        minus_t = emit.leave("minus_t", made[:1])
    else:
        minus_t = emit.keep("minus_t", score.shape)
        emit.call(np.multiply, target, emit.constant(-2.0), minus_t)
        emit.call(np.add, minus_t, one, minus_t)
    emit.call(np.multiply, minus_t, score, ramp)
    emit.call(np.add, ramp, one, ramp)
    emit_maximum(emit, ramp, zeros, ramp)
    return ramp


def emit_margin_gradient(emit: Emitter, slope: Array, target: Array, scale: float, grad: Array) -> None:
    """Emit ``grad = −scale t W slope``, W being the targets' class weights where there are any: one call to three."""
    scaled = emit.left("scaled_minus_t")
    if scaled is not None:
        emit.call(np.multiply, slope, scaled, grad)
    else:
        emit.call(np.multiply, slope, emit.keep("minus_t", grad.shape), grad)
        emit.call(np.multiply, grad, emit.constant(scale), grad)
    weight, _ = weighting_left(emit, target)
    if weight is not None:
        emit.call(np.multiply, grad, weight, grad)


def margin_terms(
    share: tuple[Factor, ...], weights: Array | None, score: Array, target: Array, power: int
) -> tuple[Term, ...]:
    """Return ``W max(0, 1 − t s)^power`` for each output, times the share; ``weights`` None is W = 1."""
    ramps = np.maximum(0.0, 1.0 - (2.0 * target - 1.0) * score)
    margins = indexed(r"\max(0, 1 - t{} s{})", ramps)
    factors = [()] * len(ramps) if weights is None else [(weight,) for weight in indexed("W{}", weights)]
    return tuple(product(*share, *factor, *(margin,) * power) for factor, margin in zip(factors, margins, strict=True))
