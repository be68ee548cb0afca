"""The Kullback–Leibler divergence of the prediction from the target."""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from nnstudio.engine.declaration import Declaration
from nnstudio.engine.elementary import emit_maximum, emit_weighted_column_sums, full
from nnstudio.engine.emitter import Emitter
from nnstudio.engine.loss import Loss, Target
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


class KLDivergence(Loss):
    r"""The Kullback–Leibler divergence of predicted probabilities a from a target distribution y.

    .. math:: \ell_n = \sum_k y_k \ln \frac{y_k}{a_k}, \qquad \frac{\partial L}{\partial a_k} = -\frac1N \frac{y_k}{a_k}

    Cross-entropy less the target's own entropy: 0 where the two agree, with the same gradient, so softmax leaves with
    it as :math:`\partial L/\partial z = (a - y)/N`. Summed over the classes, averaged over the batch (PyTorch's
    ``batchmean``); 0 ln 0 counts 0, and on its own ln a is held at −100.
    """

    declaration = Declaration(
        id="kl_divergence",
        name=msg("KL divergence"),
        help=msg(
            "How far the prediction is from the target's distribution: cross-entropy less the target's own entropy."
        ),
        group="classification",
        formula=r"\ell = \sum_k y_k \ln \frac{y_k}{a_k}",
        derivative=r"\frac{\partial \ell}{\partial a_k} = -\frac{y_k}{a_k}",
        source="Kullback & Leibler, Annals of Mathematical Statistics 22 (1951)",
        glyph="KL",
        aliases=("Kullback-Leibler", "relative entropy", "KL 散度", "相对熵", "相對熵"),
    )
    targets: ClassVar[frozenset[Target]] = frozenset({Target.DISTRIBUTION})
    fuses: ClassVar[str] = "softmax"

    def emit_forward(self, emit: Emitter, output: Array, target: Array, losses: Array) -> None:
        """Emit ``ℓₙ`` from probabilities: nine calls."""
        own, predicted = emit.scratch(output.shape), emit.scratch(output.shape)
        emit_clamped_log(emit, target, own)
        emit_clamped_log(emit, output, predicted)
        emit.call(np.subtract, own, predicted, own)
        emit.call(np.multiply, own, target, own)
        emit_weighted_column_sums(emit, own, 1.0, losses)

    def emit_backward(self, emit: Emitter, output: Array, target: Array, grad: Array) -> None:
        """Emit ``∂L/∂a = −y/(N a)``: three calls."""
        emit_maximum(emit, output, full(emit, output.shape, 1e-12), grad)
        emit.call(np.divide, target, grad, grad)
        emit.call(np.multiply, grad, emit.constant(-1.0 / output.shape[1]), grad)

    def emit_fused_forward(self, emit: Emitter, z: Array, a: Array, target: Array, losses: Array) -> None:
        """Emit the cross-entropy from the net input, and take the target's entropy off: finite for every finite z."""
        shifted, total = emit.left("shifted"), emit.left("total")
        if shifted is None or total is None:
            emit_cross_entropy_of_logits(emit, z, target, losses)
        else:
            emit_cross_entropy_of_shifted(emit, shifted, total, target, losses)
        own, entropy = emit.scratch(target.shape), emit.scratch(losses.shape)
        emit_clamped_log(emit, target, own)
        emit.call(np.multiply, own, target, own)
        emit_weighted_column_sums(emit, own, 1.0, entropy)
        emit.call(np.add, losses, entropy, losses)

    def emit_fused_backward(self, emit: Emitter, z: Array, a: Array, target: Array, grad_z: Array) -> None:
        """Emit ``∂L/∂z = (a − y)/N``: two calls."""
        emit_scaled_difference(emit, a, target, 1.0 / z.shape[1], grad_z)

    def terms(self, output: Array, target: Array) -> tuple[Term, ...]:
        """Return ``y ln(y/a)`` for each class."""
        own, predicted = (np.log(np.maximum(p, SMALLEST_PROBABILITY)) for p in (target, output))
        logs = indexed(r"\ln \frac{y{}}{a{}}", own - predicted)
        # 0 ln 0 counts as 0, and has no logarithm to show.
        return tuple(product(y, log) for y, log in zip(indexed("y{}", target), logs, strict=True) if y.value > 0)

    def written_slope(self, a: float, y: float) -> str:
        """Return ``−y/a``."""
        return "-y / a"
