"""The mean absolute error."""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from nnstudio.engine.declaration import Declaration
from nnstudio.engine.elementary import emit_over_outputs, output_terms
from nnstudio.engine.emitter import Emitter
from nnstudio.engine.loss import Loss, Target
from nnstudio.engine.loss_options import reduction_parameter, share_factors, share_of, written_share
from nnstudio.engine.terms import Term, indexed, product
from nnstudio.engine.typing import Array
from nnstudio.text import msg


class MeanAbsoluteError(Loss):
    r"""The mean of the absolute differences, over the batch *and* over the K outputs, as PyTorch's ``L1Loss``.

    .. math:: \ell_n = \frac1K \sum_k |a_k - y_k|, \qquad
              \frac{\partial L}{\partial a_k} = \frac{1}{NK} \operatorname{sign}(a_k - y_k)

    Where a = y it has no derivative; the subgradient 0 is used, as in PyTorch.
    """

    declaration = Declaration(
        id="mae",
        name=msg("Mean absolute error"),
        help=msg(
            "The distance from the target, averaged over the outputs. Outliers weigh no more than their distance."
        ),
        group="regression",
        formula=r"\ell = \frac{1}{K} \sum_k | a_k - y_k |",
        derivative=r"\frac{\partial \ell}{\partial a_k} = \frac{1}{K} \, \mathrm{sign}(a_k - y_k)",
        parameters=(reduction_parameter(),),
        source="Boscovich (1757)",
        glyph="|x|",
        aliases=(
            "MAE",
            "L1 loss",
            "absolute error",
            "平均绝对误差",
            "平均絕對誤差",
            "绝对值损失",
            "絕對值損失",
        ),
    )
    targets: ClassVar[frozenset[Target]] = frozenset(Target)

    def emit_forward(self, emit: Emitter, output: Array, target: Array, losses: Array) -> None:
        """Emit ``ℓₙ``: two calls, three where K > 1. The difference is kept for the gradient."""
        difference, distances = emit.keep("difference", output.shape), output_terms(emit, output.shape, losses)
        emit.call(np.subtract, output, target, difference)
        emit.call(np.abs, difference, distances)
        emit_over_outputs(emit, distances, share_of(self.reduction, len(output)), losses)

    def emit_backward(self, emit: Emitter, output: Array, target: Array, grad: Array) -> None:
        """Emit ``∂L/∂a = sign(a − y)/(NK)``: two calls."""
        emit.call(np.sign, emit.keep("difference", output.shape), grad)
        emit.call(np.multiply, grad, emit.constant(share_of(self.reduction, len(output)) / output.shape[1]), grad)

    def terms(self, output: Array, target: Array) -> tuple[Term, ...]:
        """Return ``(1/K)|a − y|`` for each output."""
        share = share_factors(self.reduction, len(output))
        return tuple(product(*share, distance) for distance in indexed("|a{} - y{}|", np.abs(output - target)))

    def written_slope(self, a: float, y: float) -> str:
        """Return ``sign(a − y)/K``."""
        return f"{written_share(self.reduction)}sign(a - y)"
