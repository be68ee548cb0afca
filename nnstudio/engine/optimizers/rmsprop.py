"""RMSProp: each weight's step divided by the running size of its gradient."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import ClassVar

import numpy as np

from nnstudio.engine.declaration import Declaration, Kind, Parameter
from nnstudio.engine.emitter import Emitter
from nnstudio.engine.optimizer import Optimizer, StateArray
from nnstudio.engine.terms import Factor, Term, product
from nnstudio.engine.typing import Array
from nnstudio.text import msg


class RMSProp(Optimizer):
    r"""RMSProp, with PyTorch's formula and defaults (neither momentum nor centring).

    .. math:: v \leftarrow \rho v + (1 - \rho)\,g^2, \qquad
              \theta \leftarrow \theta - \alpha\,\frac{g}{\sqrt v + \varepsilon}
    """

    declaration = Declaration(
        id="rmsprop",
        name=msg("RMSProp"),
        help=msg("Divides each weight's step by the running size of its gradient: steep directions are held back."),
        group="adaptive",
        formula=r"\theta \leftarrow \theta - \alpha \, \frac{g}{\sqrt{v} + \varepsilon}",
        parameters=(
            Parameter(
                "rho",
                msg("Memory of the size"),
                Kind.REAL,
                0.99,
                msg("Share of the running mean square v that each step keeps."),
                minimum=0.0,
                maximum=0.999999,
                symbol="ρ",
            ),
            Parameter(
                "epsilon",
                msg("Floor"),
                Kind.REAL,
                1e-8,
                msg("Added to the divisor, so that a weight without gradient is not divided by zero."),
                minimum=0.0,
                maximum=1.0,
                open_minimum=True,
                symbol="ε",
                logarithmic=True,
            ),
        ),
        source="Tieleman & Hinton, Coursera Neural Networks for Machine Learning, lecture 6.5 (2012)",
        glyph="√v",
        aliases=("root mean square", "均方根", "自适应", "自適應"),
    )
    keeps: ClassVar[tuple[StateArray, ...]] = (StateArray("v", "v", msg("Running mean of the squared gradient")),)

    def emit_update(
        self, emit: Emitter, theta: Array, grad: Array, state: Mapping[str, Array], scalars: Mapping[str, Array]
    ) -> None:
        """Emit nine calls."""
        v, step = state["v"], emit.scratch(theta.shape)
        emit.call(np.multiply, grad, grad, step)
        emit.call(np.multiply, step, emit.constant(1.0 - self.rho), step)
        emit.call(np.multiply, v, emit.constant(self.rho), v)
        emit.call(np.add, v, step, v)
        emit.call(np.sqrt, v, step)
        emit.call(np.add, step, emit.constant(self.epsilon), step)
        emit.call(np.divide, grad, step, step)
        emit.call(np.multiply, step, scalars["learning_rate"], step)
        emit.call(np.subtract, theta, step, theta)

    def terms(
        self, theta: float, grad: float, state: Mapping[str, float], scalars: Mapping[str, float]
    ) -> tuple[Term, ...]:
        """Return ``θ`` and ``−α g / (√v + ε)``, v being the new one."""
        v = self.rho * state["v"] + (1.0 - self.rho) * grad * grad
        rate = Factor(r"(-\alpha)", -scalars["learning_rate"])
        divisor = Factor(r"\frac{1}{\sqrt{v} + \varepsilon}", 1.0 / (math.sqrt(v) + self.epsilon))
        return product(Factor(r"\theta", theta)), product(rate, Factor("g", grad), divisor)

    def state_terms(self, name: str, grad: float, state: Mapping[str, float]) -> tuple[Term, ...]:
        """Return ``ρ v`` and ``(1 − ρ) g g``."""
        kept, g = product(Factor(r"\rho", self.rho), Factor("v", state["v"])), Factor("g", grad)
        return kept, product(Factor(r"(1 - \rho)", 1.0 - self.rho), g, g)
