"""AdaDelta: steps in the size of the steps before, so that no learning rate is needed."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import ClassVar

import numpy as np

from nnstudio.engine.declaration import Declaration
from nnstudio.engine.emitter import Emitter
from nnstudio.engine.moments import (
    MEAN_SQUARE,
    emit_mean_square,
    epsilon,
    mean_terms,
    rho,
    running,
    step_of,
)
from nnstudio.engine.optimizer import Optimizer, StateArray
from nnstudio.engine.terms import Factor, Term, product
from nnstudio.engine.typing import Array
from nnstudio.text import msg


class AdaDelta(Optimizer):
    r"""AdaDelta, with PyTorch's formula and defaults; meant for α = 1.

    .. math:: v \leftarrow \rho v + (1 - \rho)\,g^2, \quad d = \sqrt{\frac{u + \varepsilon}{v + \varepsilon}}\,g, \quad
              u \leftarrow \rho u + (1 - \rho)\,d^2, \quad \theta \leftarrow \theta - \alpha d
    """

    declaration = Declaration(
        id="adadelta",
        name=msg("AdaDelta"),
        help=msg("Takes its step size from its own last steps; made for a learning rate of 1, and slow to set off."),
        group="adaptive",
        formula=r"\theta \leftarrow \theta - \alpha \, \sqrt{\frac{u + \varepsilon}{v + \varepsilon}} \, g",
        parameters=(rho(0.9), epsilon(1e-6)),
        source="Zeiler, arXiv:1212.5701 (2012)",
        glyph="Δ",
        aliases=("adaptive delta", "自适应", "自適應"),
    )
    keeps: ClassVar[tuple[StateArray, ...]] = (
        MEAN_SQUARE,
        StateArray("u", "u", msg("Running mean of the squared steps")),
    )

    def emit_update(
        self, emit: Emitter, theta: Array, grad: Array, state: Mapping[str, Array], scalars: Mapping[str, Array]
    ) -> None:
        """Emit sixteen calls."""
        v, u, d, part = state["v"], state["u"], emit.scratch(theta.shape), emit.scratch(theta.shape)
        floor = emit.constant(self.epsilon)
        emit_mean_square(emit, v, grad, self.rho, part)
        emit.call(np.add, v, floor, part)
        emit.call(np.sqrt, part, part)
        emit.call(np.add, u, floor, d)
        emit.call(np.sqrt, d, d)
        emit.call(np.divide, d, part, d)
        emit.call(np.multiply, d, grad, d)
        emit_mean_square(emit, u, d, self.rho, part)
        emit.call(np.multiply, d, scalars["learning_rate"], d)
        emit.call(np.subtract, theta, d, theta)

    def _roots(self, grad: float, state: Mapping[str, float]) -> tuple[float, float]:
        """Return ``√(u + ε)`` and ``√(v + ε)``, v being the new one."""
        v = running(self.rho, state["v"], grad * grad)
        return math.sqrt(state["u"] + self.epsilon), math.sqrt(v + self.epsilon)

    def terms(
        self, theta: float, grad: float, state: Mapping[str, float], scalars: Mapping[str, float]
    ) -> tuple[Term, ...]:
        """Return ``θ`` and ``−α g √(u + ε) / √(v + ε)``, u being the old one and v the new."""
        above, below = self._roots(grad, state)
        ratio = Factor(r"\sqrt{(u + \varepsilon)}", above), Factor(r"\frac{1}{\sqrt{(v + \varepsilon)}}", 1.0 / below)
        return product(Factor(r"\theta", theta)), product(step_of(scalars["learning_rate"]), Factor("g", grad), *ratio)

    def state_terms(
        self, name: str, grad: float, state: Mapping[str, float], scalars: Mapping[str, float]
    ) -> tuple[Term, ...]:
        """Return ``ρ v`` and ``(1 − ρ) g g``; for u ``ρ u`` and ``(1 − ρ) d d``."""
        above, below = self._roots(grad, state)
        new = Factor("g", grad) if name == "v" else Factor("d", above / below * grad)
        return mean_terms(r"\rho", self.rho, name, state[name], new, new)
