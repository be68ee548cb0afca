"""The logarithm of the softmax."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import ClassVar

import numpy as np

from nnstudio.engine.activation import Activation
from nnstudio.engine.declaration import Declaration
from nnstudio.engine.elementary import emit_column_maximum, emit_column_sums, emit_spread
from nnstudio.engine.emitter import Emitter
from nnstudio.engine.typing import Array
from nnstudio.text import msg


class LogSoftmax(Activation):
    r"""The logarithm of the softmax, computed without the softmax: log-probabilities for the NLL loss.

    .. math:: a_k = z_k - \ln \sum_j e^{z_j}, \qquad \frac{\partial a_i}{\partial z_j} = [i = j] - e^{a_j}

    ``z`` is (K, N). The largest z is taken out first, so nothing overflows, and no probability is rounded to 0 before
    its logarithm is taken.
    """

    declaration = Declaration(
        id="log_softmax",
        name=msg("Log-softmax"),
        help=msg("The logarithms of softmax's probabilities, all at most 0. The loss for them is NLL."),
        group="other",
        formula=r"a_k = z_k - \ln \sum_j e^{z_j}",
        derivative=r"\frac{\partial a_i}{\partial z_j} = [i = j] - e^{a_j}",
        source="Bridle, Neurocomputing F68 (1990)",
        glyph="lnΣ",
        aliases=("logsoftmax", "log-probabilities", "对数归一化", "對數 softmax", "对数 softmax"),
    )
    bounds: ClassVar[tuple[float, float] | None] = (-math.inf, 0.0)
    elementwise: ClassVar[bool] = False

    def emit_forward(self, emit: Emitter, z: Array, a: Array, learned: Mapping[str, Array]) -> None:
        """Emit ``a = (z − m) − ln Σ exp(z − m)``, m the largest z: seven to ten calls."""
        largest, total = emit.scratch((1, z.shape[1])), emit.scratch((1, z.shape[1]))
        powers = emit.scratch(z.shape)
        emit_column_maximum(emit, z, largest)
        emit.call(np.subtract, z, emit_spread(emit, largest, z.shape), a)
        emit.call(np.exp, a, powers)
        emit_column_sums(emit, powers, total)
        emit.call(np.log, total, total)
        emit.call(np.subtract, a, emit_spread(emit, total, z.shape), a)

    def emit_backward(
        self,
        emit: Emitter,
        z: Array,
        a: Array,
        slope: Array,
        grad_a: Array,
        grad_z: Array,
        learned: Mapping[str, Array],
    ) -> None:
        r"""Emit the product with the Jacobian, :math:`g_z = g_a - e^{a} \sum_j (g_a)_j`: five calls."""
        total, shares = emit.scratch((1, z.shape[1])), emit.scratch(z.shape)
        emit_column_sums(emit, grad_a, total)
        emit.call(np.exp, a, shares)
        emit.call(np.multiply, shares, emit_spread(emit, total, z.shape), shares)
        emit.call(np.subtract, grad_a, shares, grad_z)
