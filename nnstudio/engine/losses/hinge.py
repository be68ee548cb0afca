"""The hinge loss of a margin."""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from nnstudio.engine.declaration import Declaration
from nnstudio.engine.elementary import emit_maximum, emit_sign_of_ramp, emit_weighted_column_sums
from nnstudio.engine.emitter import Emitter
from nnstudio.engine.loss import Loss, Target
from nnstudio.engine.terms import Factor, Term, indexed, product
from nnstudio.engine.typing import Array
from nnstudio.text import msg


class Hinge(Loss):
    r"""The hinge loss of a score s for classes 0 and 1, counted as t = −1 and +1; the mean over batch *and* K outputs.

    .. math:: \ell_n = \frac1K \sum_k \max(0, 1 - t_k s_k), \quad t = 2y - 1, \qquad
              \frac{\partial L}{\partial s_k} = -\frac{t_k}{NK}\,[t_k s_k < 1]

    At the corner t s = 1 the subgradient 0 is used. The prediction is class 1 where s ≥ 0. With one-hot targets each
    output is a classifier of its own (one against the rest).
    """

    declaration = Declaration(
        id="hinge",
        name=msg("Hinge"),
        help=msg(
            "Asks the score to be right by a margin of 1; what is beyond the margin costs nothing and teaches nothing."
        ),
        group="classification",
        formula=r"\ell = \frac{1}{K} \sum_k \max(0, 1 - t_k s_k), \quad t = 2y - 1",
        derivative=r"\frac{\partial \ell}{\partial s_k} = -\frac{t_k}{K} \, [t_k s_k < 1]",
        source="Cortes & Vapnik, Machine Learning 20 (1995)",
        glyph="1−x",
        aliases=(
            "margin",
            "SVM",
            "support vector",
            "合页损失",
            "铰链损失",
            "鉸鏈損失",
            "间隔",
            "間隔",
        ),
    )
    targets: ClassVar[frozenset[Target]] = frozenset({Target.PROBABILITY, Target.DISTRIBUTION})
    reads_logits: ClassVar[str] = "step"

    def emit_forward(self, emit: Emitter, output: Array, target: Array, losses: Array) -> None:
        """Emit ``ℓₙ``: six calls. −t and the margin's ramp are kept for the gradient."""
        minus_t, ramp = emit.keep("minus_t", output.shape), emit.keep("ramp", output.shape)
        one, zeros = emit.constant(1.0), emit.scratch(output.shape)
        emit.call(np.multiply, target, emit.constant(-2.0), minus_t)
        emit.call(np.add, minus_t, one, minus_t)
        emit.call(np.multiply, minus_t, output, ramp)
        emit.call(np.add, ramp, one, ramp)
        emit_maximum(emit, ramp, zeros, ramp)
        emit_weighted_column_sums(emit, ramp, 1.0 / output.shape[0], losses)

    def emit_backward(self, emit: Emitter, output: Array, target: Array, grad: Array) -> None:
        """Emit ``∂L/∂s = −t [t s < 1]/(NK)``: three or four calls."""
        emit_sign_of_ramp(emit, emit.keep("ramp", output.shape), grad)
        emit.call(np.multiply, grad, emit.keep("minus_t", output.shape), grad)
        emit.call(np.multiply, grad, emit.constant(1.0 / output.size), grad)

    def terms(self, output: Array, target: Array) -> tuple[Term, ...]:
        """Return ``(1/K) max(0, 1 − t s)`` for each output."""
        share = Factor(r"\frac{1}{K}", 1.0 / len(output))
        ramps = np.maximum(0.0, 1.0 - (2.0 * target - 1.0) * output)
        return tuple(product(share, ramp) for ramp in indexed(r"\max(0, 1 - t{} s{})", ramps))
