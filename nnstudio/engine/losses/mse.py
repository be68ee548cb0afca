"""The mean squared error."""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from nnstudio.engine.declaration import Declaration
from nnstudio.engine.elementary import emit_weighted_column_sums
from nnstudio.engine.emitter import Emitter
from nnstudio.engine.loss import Loss, Target
from nnstudio.engine.typing import Array
from nnstudio.text import msg


class MeanSquaredError(Loss):
    r"""The mean of the squared differences, over the batch *and* over the K outputs, as PyTorch's ``MSELoss``.

    .. math:: \ell_n = \frac1K \sum_k (a_k - y_k)^2, \qquad
              \frac{\partial L}{\partial a_k} = \frac{2}{NK} (a_k - y_k)
    """

    declaration = Declaration(
        id="mse",
        name=msg("Mean squared error"),
        help=msg("The squared difference from the target, averaged over the outputs. Far-off answers weigh most."),
        group="regression",
        formula=r"\ell = \frac{1}{K} \sum_k (a_k - y_k)^2",
        derivative=r"\frac{\partial \ell}{\partial a_k} = \frac{2}{K} (a_k - y_k)",
        source="Legendre, Nouvelles méthodes (1805)",
        glyph="x²",
        aliases=("MSE", "L2 loss", "squared error", "quadratic", "均方误差", "均方誤差", "平方损失", "平方損失"),
    )
    targets: ClassVar[frozenset[Target]] = frozenset(Target)

    def emit_forward(self, emit: Emitter, output: Array, target: Array, losses: Array) -> None:
        """Emit ``ℓₙ``: three calls."""
        difference = emit.scratch(output.shape)
        emit.call(np.subtract, output, target, difference)
        emit.call(np.multiply, difference, difference, difference)
        emit_weighted_column_sums(emit, difference, 1.0 / output.shape[0], losses)

    def emit_backward(self, emit: Emitter, output: Array, target: Array, grad: Array) -> None:
        """Emit ``∂L/∂a = 2 (a − y)/(NK)``: two calls."""
        emit.call(np.subtract, output, target, grad)
        emit.call(np.multiply, grad, emit.constant(2.0 / output.size), grad)
