"""Half the squared error, the textbook's loss."""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from nnstudio.engine.declaration import Declaration
from nnstudio.engine.elementary import emit_square, emit_weighted_column_sums
from nnstudio.engine.emitter import Emitter
from nnstudio.engine.loss import Loss, Target
from nnstudio.engine.loss_options import SUM, reduction_parameter, share_factors, share_of, written_share
from nnstudio.engine.terms import Factor, Term, indexed, product
from nnstudio.engine.typing import Array
from nnstudio.text import msg


class HalfSquaredError(Loss):
    r"""Half the squared difference, *summed* over the K outputs, averaged over the batch: the ½·1/m form.

    .. math:: \ell_n = \tfrac12 \sum_k (a_k - y_k)^2, \qquad \frac{\partial L}{\partial a_k} = \frac1N (a_k - y_k)

    The ½ cancels against the square's 2, so that δ is (a − y) f'(z). MSE's gradient is
    2/K times this one. With the mean over the outputs 1/K joins the ½.
    """

    declaration = Declaration(
        id="half_mse",
        name=msg("Half squared error"),
        help=msg("Half the squared difference, summed over the outputs: the ½ cancels the 2 that the square leaves."),
        group="regression",
        formula=r"\ell = \frac{1}{2} \sum_k (a_k - y_k)^2",
        derivative=r"\frac{\partial \ell}{\partial a_k} = a_k - y_k",
        parameters=(reduction_parameter(SUM),),
        source="Rumelhart, Hinton & Williams, Nature 323 (1986)",
        glyph="½x²",
        aliases=(
            "SSE",
            "L2 loss",
            "squared error",
            "quadratic",
            "均方误差",
            "均方誤差",
            "平方损失",
            "平方損失",
        ),
    )
    targets: ClassVar[frozenset[Target]] = frozenset(Target)

    @property
    def formula(self) -> str:
        """``ℓ``, with 1/K where the mean over the outputs is chosen."""
        return self.declaration.formula if self.reduction == SUM else r"\ell = \frac{1}{2 K} \sum_k (a_k - y_k)^2"

    @property
    def derivative(self) -> str:
        """``∂ℓ/∂a``, likewise."""
        mean = r"\frac{\partial \ell}{\partial a_k} = \frac{1}{K} (a_k - y_k)"
        return self.declaration.derivative if self.reduction == SUM else mean

    def emit_forward(self, emit: Emitter, output: Array, target: Array, losses: Array) -> None:
        """Emit ``ℓₙ``: three calls. The difference is kept for the gradient."""
        difference, squares = emit.keep("difference", output.shape), emit.scratch(output.shape)
        emit.call(np.subtract, output, target, difference)
        emit_square(emit, difference, squares)
        emit_weighted_column_sums(emit, squares, 0.5 * share_of(self.reduction, len(output)), losses)

    def emit_backward(self, emit: Emitter, output: Array, target: Array, grad: Array) -> None:
        """Emit ``∂L/∂a = (a − y)/N``: one call."""
        difference = emit.keep("difference", output.shape)
        emit.call(np.multiply, difference, emit.constant(share_of(self.reduction, len(output)) / output.shape[1]), grad)

    def terms(self, output: Array, target: Array) -> tuple[Term, ...]:
        """Return ``½ (a − y)(a − y)`` for each output."""
        half = Factor(r"\frac{1}{2}", 0.5)
        differences = indexed("(a{} - y{})", output - target)
        share = share_factors(self.reduction, len(output))
        return tuple(product(half, *share, difference, difference) for difference in differences)

    def written_slope(self, a: float, y: float) -> str:
        """Return ``a − y``."""
        return f"{written_share(self.reduction)}(a - y)" if self.reduction != SUM else "a - y"
