"""Binary cross-entropy of probabilities."""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from nnstudio.engine.class_weighted import BinaryWeightedLoss
from nnstudio.engine.declaration import Declaration
from nnstudio.engine.elementary import emit_maximum, full
from nnstudio.engine.emitter import Emitter
from nnstudio.engine.loss import Target
from nnstudio.engine.loss_options import (
    class_weights_parameter,
    emit_other_weight,
    reduction_parameter,
    share_factors,
    share_of,
    smoothing_parameter,
    softened,
    weighting_left,
    written_share,
)
from nnstudio.engine.losses.cross_entropies import (
    SMALLEST_PROBABILITY,
    emit_binary_cross_entropy_of_logits,
    emit_clamped_log,
    emit_scaled_difference,
)
from nnstudio.engine.terms import Factor, Term, indexed, product
from nnstudio.engine.typing import Array
from nnstudio.text import msg


class BinaryCrossEntropy(BinaryWeightedLoss):
    r"""Binary cross-entropy of probabilities, the mean over batch *and* K outputs, as PyTorch's ``BCELoss``.

    .. math:: \ell_n = -\frac1K \sum_k \big( y_k \ln a_k + (1 - y_k) \ln(1 - a_k) \big), \qquad
              \frac{\partial L}{\partial a_k} = \frac{1}{NK} \frac{a_k - y_k}{a_k (1 - a_k)}

    After a logistic layer the two are taken together: :math:`\partial L/\partial z = (a - y)/(NK)`, the logistic's
    slope having left. Class weights multiply what a target of 0 or of 1 costs (``pos_weight`` is the second); then it
    is :math:`(W a - t)/(NK)` with t = w₁y and W = w₁y + w₀(1 − y). Label smoothing makes
    (1 − ε)y + ε/2 of y first. On its own each logarithm is held at −100 and the denominator at 10⁻¹² (PyTorch's
    limits).
    """

    declaration = Declaration(
        id="binary_cross_entropy",
        name=msg("Binary cross-entropy"),
        help=msg("How surprising the 0 or 1 is under the predicted probability. With a logistic output, δ = a − y."),
        group="classification",
        formula=r"\ell = -\frac{1}{K} \sum_k \left( y_k \ln a_k + (1 - y_k) \ln (1 - a_k) \right)",
        derivative=r"\frac{\partial \ell}{\partial a_k} = \frac{1}{K} \, \frac{a_k - y_k}{a_k (1 - a_k)}",
        parameters=(reduction_parameter(), class_weights_parameter(binary=True), smoothing_parameter()),
        source="Solla, Levin & Fleisher, Complex Systems 2 (1988)",
        glyph="H₂",
        aliases=("BCE", "log loss", "logistic loss", "二元交叉熵", "二分类交叉熵", "對數損失", "对数损失"),
    )
    targets: ClassVar[frozenset[Target]] = frozenset({Target.PROBABILITY, Target.DISTRIBUTION})
    fuses: ClassVar[str] = "logistic"

    def emit_forward(self, emit: Emitter, output: Array, target: Array, losses: Array) -> None:
        """Emit ``ℓₙ`` from probabilities: twelve calls, or fifteen."""
        share = -share_of(self.reduction, len(output))
        weight, t = self.emit_weighting(emit, target)
        one = emit.constant(1.0)
        log_a, log_not_a, not_y = (emit.scratch(output.shape) for _ in range(3))
        emit_clamped_log(emit, output, log_a)
        emit.call(np.subtract, one, output, log_not_a)
        emit_clamped_log(emit, log_not_a, log_not_a)
        emit_other_weight(emit, weight, t, not_y)
        emit.call(np.multiply, log_not_a, not_y, log_not_a)
        emit.call(np.multiply, log_a, t, log_a)
        emit.call(np.add, log_a, log_not_a, log_a)
        emit.call(full(emit, (output.shape[0],), share).dot, log_a, losses)

    def emit_backward(self, emit: Emitter, output: Array, target: Array, grad: Array) -> None:
        """Emit ``∂L/∂a``: six calls."""
        variance = emit.scratch(output.shape)
        emit.call(np.subtract, emit.constant(1.0), output, variance)
        emit.call(np.multiply, variance, output, variance)
        emit_maximum(emit, variance, full(emit, output.shape, 1e-12), variance)
        weight, t = weighting_left(emit, target)
        emit_scaled_difference(emit, output, t, share_of(self.reduction, len(output)) / output.shape[1], grad, weight)
        emit.call(np.divide, grad, variance, grad)

    def emit_fused_forward(self, emit: Emitter, z: Array, a: Array, target: Array, losses: Array) -> None:
        """Emit ``ℓₙ`` from the net input: finite for every finite z."""
        weight, t = self.emit_weighting(emit, target)
        emit_binary_cross_entropy_of_logits(emit, z, t, losses, share_of(self.reduction, len(z)), weight)

    def emit_fused_backward(self, emit: Emitter, z: Array, a: Array, target: Array, grad_z: Array) -> None:
        """Emit ``∂L/∂z = (a − y)/(NK)``: two calls."""
        weight, t = weighting_left(emit, target)
        emit_scaled_difference(emit, a, t, share_of(self.reduction, len(z)) / z.shape[1], grad_z, weight)

    def fused_scale(self, outputs: int) -> float:
        """Return 1/K, or 1 where the outputs are summed."""
        return share_of(self.reduction, outputs)

    def terms(self, output: Array, target: Array) -> tuple[Term, ...]:
        """Return ``−(1/K) y ln a`` and ``−(1/K)(1 − y) ln(1 − a)`` for each output."""
        below, above = self._weights or (1.0, 1.0)
        target = softened(target, self.smoothing)
        share = share_factors(self.reduction, len(output))
        y = "s{}" if self.smoothing else "y{}"
        yes = zip(indexed(y, target), indexed(r"\ln a{}", _clamped_log(output)), strict=True)
        no = zip(indexed(f"(1 - {y})", 1.0 - target), indexed(r"\ln(1 - a{})", _clamped_log(1.0 - output)), strict=True)
        signs = (Factor("(-w_1)", -above), Factor("(-w_0)", -below)) if self._weights else (Factor("(-1)", -1.0),) * 2
        pairs = zip(yes, no, strict=True)
        return tuple(product(*share, sign, *part) for pair in pairs for sign, part in zip(signs, pair, strict=True))

    def written_slope(self, a: float, y: float) -> str:
        """Return ``(W a − t) / (a (1 − a))``, over K."""
        gap = "(W * a - t)" if self._weights else "(a - t)" if self.smoothing else "(a - y)"
        return f"{written_share(self.reduction)}{gap} / (a * (1 - a))"


def _clamped_log(p: Array) -> Array:
    return np.asarray(np.log(np.maximum(p, SMALLEST_PROBABILITY)))
