"""Binary cross-entropy of net inputs."""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from nnstudio.engine.class_weighted import BinaryWeightedLoss
from nnstudio.engine.declaration import Declaration
from nnstudio.engine.elementary import emit_logistic
from nnstudio.engine.emitter import Emitter
from nnstudio.engine.loss import Target
from nnstudio.engine.loss_options import (
    class_weights_parameter,
    reduction_parameter,
    share_factors,
    share_of,
    smoothing_parameter,
    weighting_left,
    written_share,
)
from nnstudio.engine.losses.cross_entropies import emit_binary_cross_entropy_of_logits, emit_scaled_difference
from nnstudio.engine.terms import Term, indexed, product
from nnstudio.engine.typing import Array
from nnstudio.text import msg


class BinaryCrossEntropyLogits(BinaryWeightedLoss):
    r"""Binary cross-entropy that takes net inputs z and applies σ itself, as PyTorch's ``BCEWithLogitsLoss``.

    .. math:: \ell_n = \frac1K \sum_k \big( \max(z_k, 0) - z_k y_k + \ln(1 + e^{-|z_k|}) \big), \qquad
              \frac{\partial L}{\partial z_k} = \frac{1}{NK} (\sigma(z_k) - y_k)

    The mean over batch *and* K outputs, or their sum; finite for every finite z. Class weights and label
    smoothing as in the binary cross-entropy of probabilities (``pos_weight`` is the second). The network's output layer
    is then linear.
    """

    declaration = Declaration(
        id="binary_cross_entropy_logits",
        name=msg("Binary cross-entropy (logits)"),
        help=msg(
            "Binary cross-entropy of σ(z), for a linear output layer: loss and logistic in one, without overflow."
        ),
        group="classification",
        formula=r"\ell = -\frac{1}{K} \sum_k \left( y_k \ln \sigma(z_k) + (1 - y_k) \ln (1 - \sigma(z_k)) \right)",
        derivative=r"\frac{\partial \ell}{\partial z_k} = \frac{1}{K} (\sigma(z_k) - y_k)",
        parameters=(reduction_parameter(), class_weights_parameter(binary=True), smoothing_parameter()),
        source="Solla, Levin & Fleisher, Complex Systems 2 (1988)",
        glyph="H₂z",
        aliases=(
            "BCE with logits",
            "sigmoid cross-entropy",
            "二元交叉熵",
            "二分类交叉熵",
        ),
    )
    targets: ClassVar[frozenset[Target]] = frozenset({Target.PROBABILITY, Target.DISTRIBUTION})
    reads_logits: ClassVar[str] = "logistic"

    @property
    def computed(self) -> str:
        """``ℓ`` as it is computed: finite for every z."""
        weight, t = f"{self.weight_letter} ".lstrip(), self.target_letter
        latex = (
            rf"\ell = \frac{{1}}{{K}} \sum_k \left( {weight}\max(z_k, 0) - z_k {t}_k"
            rf" + {weight}\ln(1 + e^{{-|z_k|}}) \right)"
        )
        said = rf", \quad {self.written_target}" if self.written_target else ""
        return self._chosen(latex) + said

    def emit_forward(self, emit: Emitter, output: Array, target: Array, losses: Array) -> None:
        """Emit ``ℓₙ``: eight calls, nine where K > 1."""
        weight, t = self.emit_weighting(emit, target)
        emit_binary_cross_entropy_of_logits(emit, output, t, losses, share_of(self.reduction, len(output)), weight)

    def emit_backward(self, emit: Emitter, output: Array, target: Array, grad: Array) -> None:
        """Emit ``∂L/∂z = (σ(z) − y)/(NK)``: six calls."""
        emit_logistic(emit, output, grad)
        weight, t = weighting_left(emit, target)
        emit_scaled_difference(emit, grad, t, share_of(self.reduction, len(output)) / output.shape[1], grad, weight)

    def terms(self, output: Array, target: Array) -> tuple[Term, ...]:
        """Return ``max(z, 0)``, ``−z y`` and ``ln(1 + exp(−|z|))``, each over K, for each output."""
        share, (weights, t) = share_factors(self.reduction, len(output)), self.weighting(target)
        ramps = indexed(r"\max(z{}, 0)", np.maximum(output, 0.0))
        scores, targets = indexed("(-z{})", -output), indexed(f"{self.target_letter}{{}}", t)
        rests = indexed(r"\ln(1 + e^{-|z{}|})", np.log1p(np.exp(-np.abs(output))))
        found = []
        for ramp, *scored, rest, weight in zip(ramps, scores, targets, rests, indexed("W{}", weights), strict=True):
            own = (weight,) if self._weights else ()
            found += [product(*share, *own, ramp), product(*share, *scored), product(*share, *own, rest)]
        return tuple(found)

    def written_slope(self, a: float, y: float) -> str:
        """Return ``W σ(z) − t``, over K."""
        return written_share(self.reduction) + (
            "(W * sigmoid(a) - t)" if self._weights else "(sigmoid(a) - t)" if self.smoothing else "(sigmoid(a) - y)"
        )
