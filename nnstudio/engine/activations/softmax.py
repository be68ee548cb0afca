"""The softmax: scores of all classes become probabilities that sum to one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

import numpy as np

from nnstudio.engine.activation import Activation
from nnstudio.engine.declaration import Declaration
from nnstudio.engine.emitter import Emitter
from nnstudio.engine.typing import Array
from nnstudio.text import msg


class Softmax(Activation):
    r"""The softmax over the features of each sample, shifted by the largest z so that nothing overflows.

    .. math:: a_k = \frac{e^{z_k}}{\sum_j e^{z_j}}, \qquad \frac{\partial a_i}{\partial z_j} = a_i\,([i = j] - a_j)

    Its derivative is a matrix, so it has no slope; backwards it is the Jacobian's product with ``grad_a``.
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
    elementwise: ClassVar[bool] = False

    def emit_forward(self, emit: Emitter, z: Array, a: Array, learned: Mapping[str, Array]) -> None:
        """Emit ``a = softmax(z)`` along the feature axis: five calls."""
        axis = self.feature_axis
        column = emit.scratch(tuple(1 if i == axis else n for i, n in enumerate(z.shape)))
        emit.call(np.maximum.reduce, z, axis, None, column, True)
        emit.call(np.subtract, z, column, a)
        emit.call(np.exp, a, a)
        emit.call(np.add.reduce, a, axis, None, column, True)
        emit.call(np.divide, a, column, a)

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
        r"""Emit :math:`\partial L/\partial z = a\,(\partial L/\partial a - \sum_j a_j\,\partial L/\partial a_j)`: four calls."""
        axis = self.feature_axis
        column = emit.scratch(tuple(1 if i == axis else n for i, n in enumerate(z.shape)))
        emit.call(np.multiply, a, grad_a, grad_z)
        emit.call(np.add.reduce, grad_z, axis, None, column, True)
        emit.call(np.subtract, grad_a, column, grad_z)
        emit.call(np.multiply, grad_z, a, grad_z)
