"""The softmax: scores of all classes become probabilities that sum to one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

import numpy as np

from nnstudio.engine.activation import Activation
from nnstudio.engine.declaration import Declaration
from nnstudio.engine.elementary import emit_column_maximum, emit_column_sums, emit_spread
from nnstudio.engine.emitter import Emitter
from nnstudio.engine.typing import Array
from nnstudio.text import msg

_FEW = 64
"""Up to so many features the sums are repeated for each of them, which spares the broadcasting."""


class Softmax(Activation):
    r"""The softmax over the features of each sample, shifted by the largest z so that nothing overflows.

    .. math:: a_k = \frac{e^{z_k}}{\sum_j e^{z_j}}, \qquad \frac{\partial a_i}{\partial z_j} = a_i\,([i = j] - a_j)

    ``z`` is (K, N). Its derivative is a matrix, so it has no slope of one number; backwards ``grad_a`` is
    multiplied by that matrix.
    """

    declaration = Declaration(
        id="softmax",
        name=msg("Softmax"),
        help=msg(
            "Turns the z of a whole layer into probabilities that sum to 1. Only differences between the z count."
        ),
        group="other",
        formula=r"a_k = \frac{e^{z_k}}{\sum_j e^{z_j}}",
        derivative=r"\frac{\partial a_i}{\partial z_j} = a_i\,([i = j] - a_j)",
        source="Bridle, Neurocomputing F68 (1990)",
        glyph="Σ",
        aliases=("normalised exponential", "normalized exponential", "归一化指数", "正規化指數"),
    )
    bounds: ClassVar[tuple[float, float] | None] = (0.0, 1.0)
    elementwise: ClassVar[bool] = False

    def emit_forward(self, emit: Emitter, z: Array, a: Array, learned: Mapping[str, Array]) -> None:
        """Emit ``a = softmax(z)`` over the features: six to nine calls.

        ``z − max z`` and the sum of its exponentials are left as ``shifted`` and ``total`` for a fused loss.
        """
        largest, shifted = emit.scratch((1, z.shape[1])), emit.keep("shifted", z.shape)
        sums = emit.keep("total", _sums_shape(z))
        emit_column_maximum(emit, z, largest)
        emit.call(np.subtract, z, emit_spread(emit, largest, z.shape), shifted)
        emit.call(np.exp, shifted, a)
        emit_column_sums(emit, a, sums)
        emit.call(np.divide, a, _full(emit, sums, a), a)

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
        r"""Emit the product with the Jacobian, :math:`g_z = a\,(g_a - \sum_j a_j\,(g_a)_j)`: four or five calls."""
        sums = emit.scratch(_sums_shape(z))
        emit.call(np.multiply, a, grad_a, grad_z)
        emit_column_sums(emit, grad_z, sums)
        emit.call(np.subtract, grad_a, _full(emit, sums, a), grad_z)
        emit.call(np.multiply, grad_z, a, grad_z)


def _sums_shape(z: Array) -> tuple[int, int]:
    features, samples = z.shape
    return (features if features <= _FEW else 1, samples)


def _full(emit: Emitter, sums: Array, like: Array) -> Array:
    return sums if sums.shape == like.shape else emit_spread(emit, sums, like.shape)
