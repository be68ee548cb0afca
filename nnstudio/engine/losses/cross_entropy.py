"""Categorical cross-entropy of probabilities."""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from nnstudio.engine.class_weighted import ClassWeightedLoss
from nnstudio.engine.declaration import Declaration
from nnstudio.engine.elementary import emit_maximum, emit_weighted_column_sums, full
from nnstudio.engine.emitter import Emitter
from nnstudio.engine.loss import Target
from nnstudio.engine.loss_options import (
    class_weights_parameter,
    normalise_parameter,
    smoothing_parameter,
    weighting_left,
)
from nnstudio.engine.losses.cross_entropies import (
    SMALLEST_PROBABILITY,
    emit_clamped_log,
    emit_cross_entropy_of_logits,
    emit_cross_entropy_of_shifted,
    emit_scaled_difference,
)
from nnstudio.engine.terms import Term, indexed, product
from nnstudio.engine.typing import Array
from nnstudio.text import msg


class CrossEntropy(ClassWeightedLoss):
    r"""Categorical cross-entropy of probabilities a: *summed* over the K classes, averaged over the batch.

    .. math:: \ell_n = -\sum_k y_k \ln a_k, \qquad \frac{\partial L}{\partial a_k} = -\frac1N \frac{y_k}{a_k}

    After a softmax layer the two are taken together: :math:`\partial L/\partial z = (a - y)/N` (for targets that
    sum to 1), the softmax's Jacobian having left. On its own the logarithm is held at −100 and a at 10⁻¹².

    With class weights w and label smoothing ε the target y becomes :math:`t_k = w_k ((1 - \epsilon) y_k + \epsilon/K)`,
    and the gradient :math:`(W a - t)/N`, :math:`W = \sum_k t_k`. The mean is over N, as PyTorch's for targets that are
    probabilities; ``normalise="weights"`` divides by the sum of the samples' weights, as PyTorch for class numbers.
    """

    declaration = Declaration(
        id="cross_entropy",
        name=msg("Cross-entropy"),
        help=msg(
            "How surprising the true class is under the predicted probabilities. With a softmax output, δ = a − y."
        ),
        group="classification",
        formula=r"\ell = -\sum_k y_k \ln a_k",
        derivative=r"\frac{\partial \ell}{\partial a_k} = -\frac{y_k}{a_k}",
        parameters=(class_weights_parameter(), smoothing_parameter(), normalise_parameter()),
        source="Bridle, Neurocomputing F68 (1990)",
        glyph="H",
        aliases=("CE", "categorical", "negative log-likelihood", "NLL", "交叉熵", "多分类交叉熵", "多分類交叉熵"),
    )
    targets: ClassVar[frozenset[Target]] = frozenset({Target.DISTRIBUTION})
    fuses: ClassVar[str] = "softmax"

    def emit_forward(self, emit: Emitter, output: Array, target: Array, losses: Array) -> None:
        """Emit ``ℓₙ`` from probabilities: five calls, up to four more for t."""
        _, t = self.emit_weighting(emit, target)
        terms = emit.scratch(output.shape)
        emit_clamped_log(emit, output, terms)
        emit.call(np.multiply, terms, t, terms)
        emit_weighted_column_sums(emit, terms, -1.0, losses)

    def emit_backward(self, emit: Emitter, output: Array, target: Array, grad: Array) -> None:
        """Emit ``∂L/∂a = −y/(N a)``: three calls."""
        emit_maximum(emit, output, full(emit, output.shape, 1e-12), grad)
        emit.call(np.divide, weighting_left(emit, target)[1], grad, grad)
        emit.call(np.multiply, grad, emit.constant(-1.0 / output.shape[1]), grad)

    def emit_fused_forward(self, emit: Emitter, z: Array, a: Array, target: Array, losses: Array) -> None:
        """Emit ``ℓₙ`` from the net input: finite for every finite z. Four calls where softmax has left its parts."""
        weight, t = self.emit_weighting(emit, target)
        shifted, total = emit.left("shifted"), emit.left("total")
        if shifted is None or total is None:
            emit_cross_entropy_of_logits(emit, z, t, losses, weight)
        else:
            emit_cross_entropy_of_shifted(emit, shifted, total, t, losses, weight)

    def emit_fused_backward(self, emit: Emitter, z: Array, a: Array, target: Array, grad_z: Array) -> None:
        """Emit ``∂L/∂z = (a − y)/N``: two calls."""
        weight, t = weighting_left(emit, target)
        emit_scaled_difference(emit, a, t, 1.0 / z.shape[1], grad_z, weight)

    def terms(self, output: Array, target: Array) -> tuple[Term, ...]:
        """Return ``−y ln a`` for each class, t in the place of y."""
        _, t = self.weighting(target)
        logs = indexed(r"\ln a{}", np.log(np.maximum(output, SMALLEST_PROBABILITY)))
        symbol = "(-y{})" if self._is_plain else "(-t{})"
        return tuple(product(y, log) for y, log in zip(indexed(symbol, -t), logs, strict=True))

    def written_slope(self, a: float, y: float) -> str:
        """Return ``−y/a``."""
        return "-y / a" if self._is_plain else "-t / a"
