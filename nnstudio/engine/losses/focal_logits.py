"""The focal loss of the net inputs of several classes."""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from nnstudio.engine.activations.log_softmax import LogSoftmax
from nnstudio.engine.class_weighted import ClassWeightedLoss
from nnstudio.engine.declaration import Declaration
from nnstudio.engine.elementary import emit_column_sums, emit_weighted_column_sums
from nnstudio.engine.emitter import Emitter
from nnstudio.engine.loss import Target
from nnstudio.engine.loss_options import class_weights_parameter
from nnstudio.engine.losses.focal_terms import (
    emit_focal_of_log_probability,
    focal_factors,
    focusing_parameter,
    written_of_share,
)
from nnstudio.engine.terms import Term, indexed, product
from nnstudio.engine.typing import Array
from nnstudio.text import msg


class FocalLogits(ClassWeightedLoss):
    r"""The focal loss that takes net inputs z and applies softmax itself.

    .. math:: \ell_n = -\sum_k w_k y_k (1 - p_k)^\gamma \ln p_k, \quad p = \operatorname{softmax}(z), \qquad
              \frac{\partial \ell_n}{\partial z_j} = r_j - p_j \sum_k r_k, \quad
              r_k = w_k y_k (1 - p_k)^\gamma \Big( \frac{\gamma p_k \ln p_k}{1 - p_k} - 1 \Big)

    *Summed* over the classes, averaged over the batch by 1/N. Finite for every finite z; γ = 0 is cross-entropy.
    """

    declaration = Declaration(
        id="focal_logits",
        name=msg("Focal loss (logits)"),
        help=msg("The focal loss of softmax(z), for a linear output layer: loss and softmax in one, without overflow."),
        group="classification",
        formula=r"\ell = -\sum_k w_k y_k (1 - p_k)^\gamma \ln p_k, \quad p_k = \frac{e^{z_k}}{\sum_j e^{z_j}}",
        derivative=r"\frac{\partial \ell}{\partial z_j} = r_j - p_j \sum_k r_k, \quad "
        r"r_k = w_k y_k (1 - p_k)^\gamma \left( \frac{\gamma p_k \ln p_k}{1 - p_k} - 1 \right)",
        parameters=(focusing_parameter(), class_weights_parameter()),
        source="Lin, Goyal, Girshick, He & Dollár, ICCV (2017)",
        glyph="Hγz",
        aliases=("focal", "softmax focal loss", "imbalanced", "焦点损失", "焦點損失"),
    )
    targets: ClassVar[frozenset[Target]] = frozenset({Target.DISTRIBUTION})
    reads_logits: ClassVar[str] = "softmax"

    def emit_forward(self, emit: Emitter, output: Array, target: Array, losses: Array) -> None:
        """Emit ``ℓₙ`` and, kept for the gradient, p and r: about twenty-five calls."""
        _, t = self.emit_weighting(emit, target)
        log_p, slope = emit.keep("log_p", output.shape), emit.keep("slope", output.shape)
        costs = emit.scratch(output.shape)
        LogSoftmax().emit_forward(emit, output, log_p, {})
        emit_focal_of_log_probability(emit, log_p, self.gamma, costs, slope)
        emit.call(np.multiply, costs, t, costs)
        emit.call(np.multiply, slope, t, slope)
        emit_weighted_column_sums(emit, costs, 1.0, losses)

    def emit_backward(self, emit: Emitter, output: Array, target: Array, grad: Array) -> None:
        """Emit ``∂L/∂z`` from what the forward pass left: five calls."""
        log_p, slope = emit.keep("log_p", output.shape), emit.keep("slope", output.shape)
        total = emit.scratch(output.shape)
        emit_column_sums(emit, slope, total)
        emit.call(np.exp, log_p, grad)
        emit.call(np.multiply, grad, total, grad)
        emit.call(np.subtract, slope, grad, grad)
        emit.call(np.multiply, grad, emit.constant(1.0 / output.shape[1]), grad)

    def written_slope(self, a: float, y: float) -> str:
        """Return ``r − p Σ r``; the r of a class that the target does not name is 0."""
        return "r - p * R" if y else "-p * R"

    def written_share(self, y: float) -> str:
        """Return ``r = t (1 − p)^γ (γ p ln p/(1 − p) − 1)``."""
        return written_of_share("t" if self._weights else "y", self.gamma) if y else ""

    def terms(self, output: Array, target: Array) -> tuple[Term, ...]:
        """Return ``w y (1 − p)^γ (−ln p)`` for each class."""
        _, t = self.weighting(target)
        log_p = output - output.max() - np.log(np.exp(output - output.max()).sum())
        costs = focal_factors("p{}", self.gamma, -np.expm1(log_p), log_p)
        return tuple(product(y, *cost) for y, cost in zip(indexed(f"{self.target_letter}{{}}", t), costs, strict=True))
