"""Gradient descent with momentum."""

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


class Momentum(Optimizer):
    r"""Gradient descent with momentum, in PyTorch's form (no damping, no Nesterov step).

    .. math:: v \leftarrow \mu v + g, \qquad \theta \leftarrow \theta - \alpha v

    A steady gradient is amplified up to 1/(1 − μ) times. Others write the learning rate into v, which is the same
    as long as it is constant. With a weight decay this is SGDW (Loshchilov & Hutter, ICLR 2019).
    """

    declaration = Declaration(
        id="momentum",
        name=msg("Momentum"),
        help=msg("Lets the step gather speed: each one keeps a share of the one before, so zigzags cancel out."),
        group="fixed",
        formula=r"v \leftarrow \mu v + g, \quad \theta \leftarrow \theta - \alpha v",
        parameters=(MU, weight_decay(0.0)),
        source="Polyak, USSR Computational Mathematics 4 (1964)",
        glyph="μ",
        aliases=("heavy ball", "SGD with momentum", "SGDW", "动量", "動量", "动量法", "動量法"),
    )
    keeps: ClassVar[tuple[StateArray, ...]] = (VELOCITY,)

    def emit_update(
        self, emit: Emitter, theta: Array, grad: Array, state: Mapping[str, Array], scalars: Mapping[str, Array]
    ) -> None:
        """Emit four calls."""
        v, step = state["v"], emit.scratch(theta.shape)
        emit.call(np.multiply, v, emit.constant(self.mu), v)
        emit.call(np.add, v, grad, v)
        emit.call(np.multiply, v, scalars["learning_rate"], step)
        emit.call(np.subtract, theta, step, theta)

    def terms(
        self, theta: float, grad: float, state: Mapping[str, float], scalars: Mapping[str, float]
    ) -> tuple[Term, ...]:
        """Return ``θ``, ``−α μ v`` and ``−α g``, v being the velocity before."""
        rate = step_of(scalars["learning_rate"])
        kept = product(rate, Factor(r"\mu", self.mu), Factor("v", state["v"]))
        return product(Factor(r"\theta", theta)), kept, product(rate, Factor("g", grad))

    def state_terms(
        self, name: str, grad: float, state: Mapping[str, float], scalars: Mapping[str, float]
    ) -> tuple[Term, ...]:
        """Return ``μ v`` and ``g``."""
        return velocity_terms(self.mu, state["v"], grad)
