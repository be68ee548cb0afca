"""Gradient descent with Nesterov's momentum."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

import numpy as np

from nnstudio.engine.declaration import Declaration
from nnstudio.engine.emitter import Emitter
from nnstudio.engine.moments import MU, VELOCITY, step_of, velocity_terms, weight_decay
from nnstudio.engine.optimizer import Optimizer, StateArray
from nnstudio.engine.terms import Factor, Term, product
from nnstudio.engine.typing import Array
from nnstudio.text import msg


class Nesterov(Optimizer):
    r"""Nesterov's accelerated gradient, in PyTorch's form: the step looks ahead along the velocity.

    .. math:: v \leftarrow \mu v + g, \qquad \theta \leftarrow \theta - \alpha\,(g + \mu v)

    It is the gradient taken at the place where the velocity leads, written for weights that already stand there
    (Sutskever et al., ICML 2013).
    """

    declaration = Declaration(
        id="nesterov",
        name=msg("Nesterov momentum"),
        help=msg("Momentum that looks ahead: it adds the coming velocity's share already now, and brakes earlier."),
        group="fixed",
        formula=r"v \leftarrow \mu v + g, \quad \theta \leftarrow \theta - \alpha \left(g + \mu v\right)",
        parameters=(MU, weight_decay(0.0)),
        source="Nesterov, Soviet Mathematics Doklady 27 (1983)",
        glyph="μ²",
        aliases=("NAG", "Nesterov accelerated gradient", "加速梯度", "牛顿动量", "涅斯捷罗夫", "加速梯度法"),
    )
    keeps: ClassVar[tuple[StateArray, ...]] = (VELOCITY,)

    def emit_update(
        self, emit: Emitter, theta: Array, grad: Array, state: Mapping[str, Array], scalars: Mapping[str, Array]
    ) -> None:
        """Emit six calls."""
        v, step, mu = state["v"], emit.scratch(theta.shape), emit.constant(self.mu)
        emit.call(np.multiply, v, mu, v)
        emit.call(np.add, v, grad, v)
        emit.call(np.multiply, v, mu, step)
        emit.call(np.add, step, grad, step)
        emit.call(np.multiply, step, scalars["learning_rate"], step)
        emit.call(np.subtract, theta, step, theta)

    def terms(
        self, theta: float, grad: float, state: Mapping[str, float], scalars: Mapping[str, float]
    ) -> tuple[Term, ...]:
        """Return ``θ``, ``−α g`` and ``−α μ v``, v being the new velocity."""
        rate = step_of(scalars["learning_rate"])
        ahead = product(rate, Factor(r"\mu", self.mu), Factor("v", self.mu * state["v"] + grad))
        return product(Factor(r"\theta", theta)), product(rate, Factor("g", grad)), ahead

    def state_terms(
        self, name: str, grad: float, state: Mapping[str, float], scalars: Mapping[str, float]
    ) -> tuple[Term, ...]:
        """Return ``μ v`` and ``g``."""
        return velocity_terms(self.mu, state["v"], grad)
