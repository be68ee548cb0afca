"""Huber's loss."""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from nnstudio.engine.declaration import Declaration, Kind, Parameter
from nnstudio.engine.elementary import emit_maximum, emit_minimum, emit_over_outputs, full, output_terms
from nnstudio.engine.emitter import Emitter
from nnstudio.engine.loss import Loss, Target
from nnstudio.engine.loss_options import reduction_parameter, share_factors, share_of, written_share
from nnstudio.engine.terms import Term, indexed, product
from nnstudio.engine.typing import Array
from nnstudio.text import msg


class Huber(Loss):
    r"""Huber's loss: squared for small differences, absolute for those beyond δ; as PyTorch's ``HuberLoss``.

    .. math:: \ell_n = \frac1K \sum_k m_k \big(|d_k| - \tfrac12 m_k\big), \quad d = a - y, \quad
              m = \min(|d|, \delta), \qquad
              \frac{\partial L}{\partial a_k} = \frac{1}{NK} \max(-\delta, \min(\delta, d_k))

    Inside δ that is ½d², outside δ(|d| − ½δ). The mean over batch *and* K outputs, or their sum.
    """

    declaration = Declaration(
        id="huber",
        name=msg("Huber"),
        help=msg("Squared near the target, absolute beyond δ: smooth at 0, yet outliers do not take over."),
        group="regression",
        formula=r"\ell = \frac{1}{K} \sum_k m_k \left( |a_k - y_k| - \frac{m_k}{2} \right), "
        r"\quad m_k = \min(|a_k - y_k|, \delta)",
        derivative=r"\frac{\partial \ell}{\partial a_k} = \frac{1}{K} \, \max(-\delta, \min(\delta, a_k - y_k))",
        parameters=(
            Parameter(
                "delta",
                msg("Where it turns straight"),
                Kind.REAL,
                1.0,
                msg("The difference from which on it grows in proportion instead of by the square."),
                minimum=0.0,
                maximum=100.0,
                symbol="δ",
                open_minimum=True,
            ),
            reduction_parameter(),
        ),
        source="Huber, Annals of Mathematical Statistics 35 (1964)",
        glyph="x²|",
        aliases=("smooth L1", "smooth absolute", "胡贝尔", "胡伯", "平滑 L1", "稳健", "穩健"),
    )
    targets: ClassVar[frozenset[Target]] = frozenset(Target)

    def emit_forward(self, emit: Emitter, output: Array, target: Array, losses: Array) -> None:
        """Emit ``ℓₙ``: six calls, seven where K > 1. The difference is kept for the gradient."""
        difference, costs = emit.keep("difference", output.shape), output_terms(emit, output.shape, losses)
        size, least = emit.scratch(output.shape), emit.scratch(output.shape)
        emit.call(np.subtract, output, target, difference)
        emit.call(np.abs, difference, size)
        emit_minimum(emit, size, full(emit, output.shape, self.delta), least)
        emit.call(np.multiply, least, emit.constant(-0.5), costs)
        emit.call(np.add, costs, size, costs)
        emit.call(np.multiply, costs, least, costs)
        emit_over_outputs(emit, costs, share_of(self.reduction, len(output)), losses)

    def emit_backward(self, emit: Emitter, output: Array, target: Array, grad: Array) -> None:
        """Emit the difference cut off at ±δ, over NK: three calls."""
        emit_minimum(emit, emit.keep("difference", output.shape), full(emit, output.shape, self.delta), grad)
        emit_maximum(emit, grad, full(emit, output.shape, -self.delta), grad)
        emit.call(np.multiply, grad, emit.constant(share_of(self.reduction, len(output)) / output.shape[1]), grad)

    def terms(self, output: Array, target: Array) -> tuple[Term, ...]:
        """Return ``m (|a − y| − m/2)`` for each output."""
        share, size = share_factors(self.reduction, len(output)), np.abs(output - target)
        least = np.minimum(size, self.delta)
        rests = indexed("(|a{} - y{}| - m{}/2)", size - least / 2)
        return tuple(product(*share, m, rest) for m, rest in zip(indexed("m{}", least), rests, strict=True))

    def written_slope(self, a: float, y: float) -> str:
        """Return ``a − y`` within δ, else ``δ sign(a − y)``."""
        inside = "(a - y)" if abs(a - y) <= self.delta else f"{self.delta!r} * sign(a - y)"
        return written_share(self.reduction) + inside
