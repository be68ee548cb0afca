"""The logarithm of the hyperbolic cosine."""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from nnstudio.engine.declaration import Declaration
from nnstudio.engine.elementary import emit_minimum, emit_over_outputs, emit_square, full, output_terms
from nnstudio.engine.emitter import Emitter
from nnstudio.engine.loss import Loss, Target
from nnstudio.engine.loss_options import reduction_parameter, share_factors, share_of, written_share
from nnstudio.engine.terms import Term, indexed, product
from nnstudio.engine.typing import Array
from nnstudio.text import msg

_FAR = 20.0
"""Beyond, ``ln cosh d`` grows by just ``|d|``: what is missing is e⁻⁴⁰."""


class LogCosh(Loss):
    r"""The log-cosh loss: ½d² near the target, |d| − ln 2 far from it, smooth everywhere.

    .. math:: \ell_n = \frac1K \sum_k \ln \cosh(a_k - y_k), \qquad
              \frac{\partial L}{\partial a_k} = \frac{1}{NK} \tanh(a_k - y_k)

    Computed as :math:`\ln(1 + 2 \sinh^2(m/2)) + |d| - m`, m = min(|d|, 20), so that nothing cancels for small d and
    nothing overflows for large.
    """

    declaration = Declaration(
        id="log_cosh",
        name=msg("Log-cosh"),
        help=msg("Like half the square near the target and like the distance far off, without a corner between."),
        group="regression",
        formula=r"\ell = \frac{1}{K} \sum_k \ln \cosh(a_k - y_k)",
        derivative=r"\frac{\partial \ell}{\partial a_k} = \frac{1}{K} \, \tanh(a_k - y_k)",
        parameters=(reduction_parameter(),),
        source="Green, IEEE Transactions on Medical Imaging 9 (1990)",
        glyph="ln",
        aliases=("logcosh", "对数双曲余弦", "對數雙曲餘弦"),
    )
    targets: ClassVar[frozenset[Target]] = frozenset(Target)

    def emit_forward(self, emit: Emitter, output: Array, target: Array, losses: Array) -> None:
        """Emit ``ℓₙ``: ten calls, eleven where K > 1. The difference is kept for the gradient."""
        difference, costs = emit.keep("difference", output.shape), output_terms(emit, output.shape, losses)
        size, near = emit.scratch(output.shape), emit.scratch(output.shape)
        emit.call(np.subtract, output, target, difference)
        emit.call(np.abs, difference, size)
        emit_minimum(emit, size, full(emit, output.shape, _FAR), near)
        emit.call(np.subtract, size, near, size)
        emit.call(np.multiply, near, emit.constant(0.5), near)
        emit.call(np.sinh, near, near)
        emit_square(emit, near, near)
        emit.call(np.add, near, near, near)
        emit.call(np.log1p, near, near)
        emit.call(np.add, near, size, costs)
        emit_over_outputs(emit, costs, share_of(self.reduction, len(output)), losses)

    def emit_backward(self, emit: Emitter, output: Array, target: Array, grad: Array) -> None:
        """Emit ``∂L/∂a = tanh(a − y)/(NK)``: two calls."""
        emit.call(np.tanh, emit.keep("difference", output.shape), grad)
        emit.call(np.multiply, grad, emit.constant(share_of(self.reduction, len(output)) / output.shape[1]), grad)

    def terms(self, output: Array, target: Array) -> tuple[Term, ...]:
        """Return ``ln cosh(a − y)`` for each output."""
        share, size = share_factors(self.reduction, len(output)), np.abs(output - target)
        near = np.minimum(size, _FAR)
        costs = np.log1p(2 * np.sinh(near / 2) ** 2) + size - near
        return tuple(product(*share, cost) for cost in indexed(r"\ln\cosh(a{} - y{})", costs))

    def written_slope(self, a: float, y: float) -> str:
        """Return ``tanh(a − y)/K``."""
        return f"{written_share(self.reduction)}tanh(a - y)"
