"""Binary cross-entropy of probabilities."""

from __future__ import annotations

import math
from typing import ClassVar

import numpy as np

from nnstudio.engine.declaration import Declaration
from nnstudio.engine.elementary import emit_maximum, full
from nnstudio.engine.emitter import Emitter
from nnstudio.engine.loss import Loss, Target
from nnstudio.engine.losses.cross_entropies import (
    emit_binary_cross_entropy_of_logits,
    emit_clamped_log,
    emit_scaled_difference,
)
from nnstudio.engine.terms import Factor, Term, indexed, product
from nnstudio.engine.typing import Array
from nnstudio.text import msg


class BinaryCrossEntropy(Loss):
    r"""Binary cross-entropy of probabilities, the mean over batch *and* K outputs, as PyTorch's ``BCELoss``.

    .. math:: \ell_n = -\frac1K \sum_k \big( y_k \ln a_k + (1 - y_k) \ln(1 - a_k) \big), \qquad
              \frac{\partial L}{\partial a_k} = \frac{1}{NK} \frac{a_k - y_k}{a_k (1 - a_k)}

    After a logistic layer the two are taken together: :math:`\partial L/\partial z = (a - y)/(NK)`, the logistic's
    slope having left. On its own each logarithm is held at −100 and the denominator at 10⁻¹² (PyTorch's limits).
    """

    declaration = Declaration(
        id="binary_cross_entropy",
        name=msg("Binary cross-entropy"),
        help=msg("How surprising the 0 or 1 is under the predicted probability. With a logistic output, δ = a − y."),
        group="classification",
        formula=r"\ell = -\frac{1}{K} \sum_k \left( y_k \ln a_k + (1 - y_k) \ln (1 - a_k) \right)",
        derivative=r"\frac{\partial \ell}{\partial a_k} = \frac{1}{K} \, \frac{a_k - y_k}{a_k (1 - a_k)}",
        source="Solla, Levin & Fleisher, Complex Systems 2 (1988)",
        glyph="H₂",
        aliases=("BCE", "log loss", "logistic loss", "二元交叉熵", "二分类交叉熵", "對數損失", "对数损失"),
    )
    targets: ClassVar[frozenset[Target]] = frozenset({Target.PROBABILITY, Target.DISTRIBUTION})
    fuses: ClassVar[str] = "logistic"

    def emit_forward(self, emit: Emitter, output: Array, target: Array, losses: Array) -> None:
        """Emit ``ℓₙ`` from probabilities: twelve calls."""
        share = -1.0 / output.shape[0]
        one = emit.constant(1.0)
        log_a, log_not_a, not_y = (emit.scratch(output.shape) for _ in range(3))
        emit_clamped_log(emit, output, log_a)
        emit.call(np.subtract, one, output, log_not_a)
        emit_clamped_log(emit, log_not_a, log_not_a)
        emit.call(np.subtract, one, target, not_y)
        emit.call(np.multiply, log_not_a, not_y, log_not_a)
        emit.call(np.multiply, log_a, target, log_a)
        emit.call(np.add, log_a, log_not_a, log_a)
        emit.call(full(emit, (output.shape[0],), share).dot, log_a, losses)

    def emit_backward(self, emit: Emitter, output: Array, target: Array, grad: Array) -> None:
        """Emit ``∂L/∂a``: six calls."""
        variance = emit.scratch(output.shape)
        emit.call(np.subtract, emit.constant(1.0), output, variance)
        emit.call(np.multiply, variance, output, variance)
        emit_maximum(emit, variance, full(emit, output.shape, 1e-12), variance)
        emit_scaled_difference(emit, output, target, 1.0 / output.size, grad)
        emit.call(np.divide, grad, variance, grad)

    def emit_fused_forward(self, emit: Emitter, z: Array, a: Array, target: Array, losses: Array) -> None:
        """Emit ``ℓₙ`` from the net input: finite for every finite z."""
        emit_binary_cross_entropy_of_logits(emit, z, target, losses)

    def emit_fused_backward(self, emit: Emitter, z: Array, a: Array, target: Array, grad_z: Array) -> None:
        """Emit ``∂L/∂z = (a − y)/(NK)``: two calls."""
        emit_scaled_difference(emit, a, target, 1.0 / z.size, grad_z)

    def fused_scale(self, outputs: int) -> float:
        """Return 1/K: this loss is a mean over its outputs."""
        return 1.0 / outputs

    def terms(self, output: Array, target: Array) -> tuple[Term, ...]:
        """Return ``−(1/K) y ln a`` and ``−(1/K)(1 − y) ln(1 − a)`` for each output."""
        share = Factor(r"-\frac{1}{K}", -1.0 / len(output))
        yes = zip(indexed("y{}", target), indexed(r"\ln a{}", _clamped_log(output)), strict=True)
        no = zip(indexed("(1 - y{})", 1.0 - target), indexed(r"\ln(1 - a{})", _clamped_log(1.0 - output)), strict=True)
        return tuple(product(share, y, log) for pair in zip(yes, no, strict=True) for y, log in pair)


def _clamped_log(p: Array) -> Array:
    return np.asarray(np.log(np.maximum(p, math.exp(-100.0))))
