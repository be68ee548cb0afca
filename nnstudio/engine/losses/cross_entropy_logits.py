"""Categorical cross-entropy of net inputs."""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from nnstudio.engine.class_weighted import ClassWeightedLoss
from nnstudio.engine.declaration import Declaration
from nnstudio.engine.elementary import emit_spread
from nnstudio.engine.emitter import Emitter
from nnstudio.engine.loss import Target
from nnstudio.engine.loss_options import (
    class_weights_parameter,
    normalise_parameter,
    smoothing_parameter,
    weighting_left,
)
from nnstudio.engine.losses.cross_entropies import emit_cross_entropy_of_logits, emit_scaled_difference
from nnstudio.engine.terms import Factor, Term, indexed, product
from nnstudio.engine.typing import Array
from nnstudio.text import msg


class CrossEntropyLogits(ClassWeightedLoss):
    r"""Categorical cross-entropy that takes net inputs z and applies softmax itself, as PyTorch's ``CrossEntropyLoss``.

    .. math:: \ell_n = \ln \sum_k e^{z_k} - \sum_k y_k z_k, \qquad
              \frac{\partial L}{\partial z_k} = \frac1N (\operatorname{softmax}(z)_k - y_k)

    *Summed* over the classes, averaged over the batch; targets sum to 1. Finite for every finite z. The network's
    output layer is then linear.

    With class weights w and label smoothing ε the target y becomes :math:`t_k = w_k ((1 - \epsilon) y_k + \epsilon/K)`,
    and the gradient :math:`(W \operatorname{softmax}(z) - t)/N`, :math:`W = \sum_k t_k`. The mean is over N, as
    PyTorch's for targets that are probabilities; ``normalise="weights"`` divides by the sum of the samples' weights, as
    PyTorch for class numbers.
    """

    declaration = Declaration(
        id="cross_entropy_logits",
        name=msg("Cross-entropy (logits)"),
        help=msg("Cross-entropy of softmax(z), for a linear output layer: loss and softmax in one, without overflow."),
        group="classification",
        formula=r"\ell = \ln \sum_k e^{z_k} - \sum_k y_k z_k",
        derivative=r"\frac{\partial \ell}{\partial z_k} = \frac{e^{z_k}}{\sum_j e^{z_j}} - y_k",
        parameters=(class_weights_parameter(), smoothing_parameter(), normalise_parameter()),
        source="Bridle, Neurocomputing F68 (1990)",
        glyph="Hz",
        aliases=(
            "CE with logits",
            "softmax cross-entropy",
            "softmax loss",
            "交叉熵",
            "多分类交叉熵",
            "多分類交叉熵",
        ),
    )
    targets: ClassVar[frozenset[Target]] = frozenset({Target.DISTRIBUTION})
    reads_logits: ClassVar[str] = "softmax"

    @property
    def formula(self) -> str:
        """``ℓ``, with W before the logarithm where the classes count differently."""
        latex = super().formula
        return latex.replace(r"\ln \sum_k", r"W \ln \sum_k") + r", \quad W = \sum_k t_k" if self._weights else latex

    @property
    def derivative(self) -> str:
        """``∂ℓ/∂z``, likewise."""
        latex = super().derivative
        return latex.replace(r"= \frac", r"= W \frac") if self._weights else latex

    def emit_forward(self, emit: Emitter, output: Array, target: Array, losses: Array) -> None:
        """Emit ``ℓₙ``: nine to eleven calls. The exponentials and their sum are kept for the gradient."""
        weight, t = self.emit_weighting(emit, target)
        emit_cross_entropy_of_logits(emit, output, t, losses, weight)

    def emit_backward(self, emit: Emitter, output: Array, target: Array, grad: Array) -> None:
        """Emit ``∂L/∂z = (softmax(z) − y)/N`` from what the forward pass left: four calls."""
        exponentials, total = emit.keep("exponentials", output.shape), emit.keep("total", (1, output.shape[1]))
        emit.call(np.divide, exponentials, emit_spread(emit, total, grad.shape), grad)
        weight, t = weighting_left(emit, target)
        emit_scaled_difference(emit, grad, t, 1.0 / output.shape[1], grad, weight)

    def terms(self, output: Array, target: Array) -> tuple[Term, ...]:
        """Return ``ln Σ exp(z)`` and ``−y z`` for each class."""
        largest = output.max()
        total = Factor(r"\ln \sum_k e^{z_k}", float(largest + np.log(np.exp(output - largest).sum())))
        weight, t = self.weighting(target)
        scores = zip(indexed("(-y{})" if self._is_plain else "(-t{})", -t), indexed("z{}", output), strict=True)
        own = (Factor("W", float(weight[0])),) if self._weights else ()
        return (product(*own, total), *(product(y, z) for y, z in scores))

    def written_slope(self, a: float, y: float) -> str:
        """Return ``softmax(z) − y``."""
        return "p - y" if self._is_plain else "W * p - t" if self._weights else "p - t"
