"""Plain gradient descent."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from nnstudio.engine.declaration import Declaration
from nnstudio.engine.emitter import Emitter
from nnstudio.engine.optimizer import Optimizer
from nnstudio.engine.terms import Factor, Term, product
from nnstudio.engine.typing import Array
from nnstudio.text import msg


class SGD(Optimizer):
    r"""Stochastic gradient descent: :math:`\theta \leftarrow \theta - \alpha\,\partial L/\partial\theta`."""

    declaration = Declaration(
        id="sgd",
        name=msg("Gradient descent"),
        help=msg("Takes a step against the gradient, as long as the learning rate times its size."),
        group="fixed",
        formula=r"\theta \leftarrow \theta - \alpha \, g",
        source="Robbins & Monro, Annals of Mathematical Statistics 22 (1951)",
        glyph="↘",
        aliases=(
            "SGD",
            "stochastic",
            "mini-batch",
            "随机梯度下降",
            "隨機梯度下降",
            "梯度下降",
            "梯度下降法",
            "小批量",
            "小批次",
        ),
    )

    def emit_update(
        self, emit: Emitter, theta: Array, grad: Array, state: Mapping[str, Array], scalars: Mapping[str, Array]
    ) -> None:
        """Emit two calls."""
        step = emit.scratch(theta.shape)
        emit.call(np.multiply, grad, scalars["learning_rate"], step)
        emit.call(np.subtract, theta, step, theta)

    def terms(
        self, theta: float, grad: float, state: Mapping[str, float], scalars: Mapping[str, float]
    ) -> tuple[Term, ...]:
        """Return ``θ`` and ``−α g``."""
        rate = Factor(r"(-\alpha)", -scalars["learning_rate"])
        return product(Factor(r"\theta", theta)), product(rate, Factor("g", grad))
