"""The mean squared error."""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from nnstudio.engine.declaration import Declaration
from nnstudio.engine.elementary import emit_over_outputs, emit_square, output_terms
from nnstudio.engine.emitter import Emitter
from nnstudio.engine.loss import Loss, Target
from nnstudio.engine.loss_options import reduction_parameter, share_factors, share_of, written_share
from nnstudio.engine.terms import Term, indexed, product
from nnstudio.engine.typing import Array
from nnstudio.text import msg


class MeanSquaredError(Loss):
    r"""The mean of the squared differences, over the batch *and* over the K outputs, as PyTorch's ``MSELoss``.

    .. math:: \ell_n = \frac1K \sum_k (a_k - y_k)^2, \qquad
              \frac{\partial L}{\partial a_k} = \frac{2}{NK} (a_k - y_k)

    With the sum over the outputs 1/K is left out, here and in the gradient: K times the learning rate undoes it.
    """

    declaration = Declaration(
        id="mse",
        name=msg("Mean squared error"),
        help=msg("The squared difference from the target, averaged over the outputs. Far-off answers weigh most."),
        group="regression",
        formula=r"\ell = \frac{1}{K} \sum_k (a_k - y_k)^2",
        derivative=r"\frac{\partial \ell}{\partial a_k} = \frac{2}{K} (a_k - y_k)",
        parameters=(reduction_parameter(),),
        source="Legendre, Nouvelles méthodes (1805)",
        glyph="x²",
        aliases=("MSE", "L2 loss", "squared error", "quadratic", "均方误差", "均方誤差", "平方损失", "平方損失"),
    )
    targets: ClassVar[frozenset[Target]] = frozenset(Target)
    squares: ClassVar[str] = "difference"

    def emit_forward(self, emit: Emitter, output: Array, target: Array, losses: Array) -> None:
        """Emit ``ℓₙ``: two calls, three where K > 1. The difference is kept for the gradient."""
        difference, squares = emit.keep("difference", output.shape), output_terms(emit, output.shape, losses)
        emit.call(np.subtract, output, target, difference)
        emit_square(emit, difference, squares)
        emit_over_outputs(emit, squares, share_of(self.reduction, len(output)), losses)

    def emit_backward(self, emit: Emitter, output: Array, target: Array, grad: Array) -> None:
        """Emit ``∂L/∂a = 2 (a − y)/(NK)``: one call."""
        difference = emit.keep("difference", output.shape)
        emit.call(
            np.multiply, difference, emit.constant(2.0 * share_of(self.reduction, len(output)) / output.shape[1]), grad
        )

    def terms(self, output: Array, target: Array) -> tuple[Term, ...]:
        """Return ``(1/K)(a − y)(a − y)`` for each output."""
        share = share_factors(self.reduction, len(output))
        differences = indexed("(a{} - y{})", output - target)
        return tuple(product(*share, difference, difference) for difference in differences)

    def written_slope(self, a: float, y: float) -> str:
        """Return ``2/K (a − y)``."""
        return f"{written_share(self.reduction, 2)}(a - y)"
