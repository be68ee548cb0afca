"""The negative log-likelihood of log-probabilities."""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from nnstudio.engine.class_weighted import ClassWeightedLoss
from nnstudio.engine.declaration import Declaration
from nnstudio.engine.elementary import emit_weighted_column_sums
from nnstudio.engine.emitter import Emitter
from nnstudio.engine.loss import Target
from nnstudio.engine.loss_options import (
    class_weights_parameter,
    normalise_parameter,
    weighting_left,
)
from nnstudio.engine.terms import Term, indexed, product
from nnstudio.engine.typing import Array
from nnstudio.text import msg


class NegativeLogLikelihood(ClassWeightedLoss):
    r"""The negative log-likelihood: its inputs are log-probabilities already, as log-softmax gives them.

    .. math:: \ell_n = -\sum_k w_k y_k a_k, \qquad \frac{\partial L}{\partial a_k} = -\frac1N w_k y_k

    *Summed* over the classes, averaged over the batch by 1/N. PyTorch's ``NLLLoss`` divides by the sum of the samples'
    weights, as ``normalise="weights"`` does; without weights the two are equal.
    """

    declaration = Declaration(
        id="nll",
        name=msg("Negative log-likelihood"),
        help=msg("Minus the log-probability of the true class. Put log-softmax before it: the two are cross-entropy."),
        group="classification",
        formula=r"\ell = -\sum_k w_k y_k a_k",
        derivative=r"\frac{\partial \ell}{\partial a_k} = -w_k y_k",
        parameters=(class_weights_parameter(), normalise_parameter()),
        source="Bridle, Neurocomputing F68 (1990)",
        glyph="−y",
        aliases=("NLL", "log-likelihood", "maximum likelihood", "负对数似然", "負對數概似", "最大似然", "最大概似"),
    )
    targets: ClassVar[frozenset[Target]] = frozenset({Target.DISTRIBUTION})
    expects: ClassVar[str] = "log_softmax"

    def answer(self, outputs: int) -> str:
        """Return the softmax: of log-probabilities it makes the probabilities that they are logarithms of."""
        return "softmax"

    def emit_forward(self, emit: Emitter, output: Array, target: Array, losses: Array) -> None:
        """Emit ``ℓₙ``: two calls, four with weights."""
        _, t = self.emit_weighting(emit, target)
        terms = emit.scratch(output.shape)
        emit.call(np.multiply, output, t, terms)
        emit_weighted_column_sums(emit, terms, -1.0, losses)

    def emit_backward(self, emit: Emitter, output: Array, target: Array, grad: Array) -> None:
        """Emit ``∂L/∂a = −w y/N``: one call."""
        _, t = weighting_left(emit, target)
        emit.call(np.multiply, t, emit.constant(-1.0 / output.shape[1]), grad)

    def terms(self, output: Array, target: Array) -> tuple[Term, ...]:
        """Return ``−w y a`` for each class."""
        _, t = self.weighting(target)
        symbol = "(-t{})" if self._weights else "(-y{})"
        return tuple(product(y, a) for y, a in zip(indexed(symbol, -t), indexed("a{}", output), strict=True))

    def written_slope(self, a: float, y: float) -> str:
        """Return ``−w y``."""
        return "-t" if self._weights else "-y"
