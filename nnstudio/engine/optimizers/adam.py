"""Adam: momentum, and a step size of its own for each parameter."""

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


class Adam(Optimizer):
    r"""Adam, with PyTorch's formula and defaults.

    .. math:: m \leftarrow \beta_1 m + (1 - \beta_1)\,g, \quad v \leftarrow \beta_2 v + (1 - \beta_2)\,g^2, \quad
              \theta \leftarrow \theta - \alpha\,\frac{\hat m}{\sqrt{\hat v} + \varepsilon}

    with :math:`\hat m = m/(1 - \beta_1^t)` and :math:`\hat v = v/(1 - \beta_2^t)`. Both corrections are scalars of the
    step, so they are taken into α and ε: :math:`\alpha_t\,m/(\sqrt v + \varepsilon_t)` with :math:`\varepsilon_t =
    \varepsilon\sqrt{1 - \beta_2^t}` and :math:`\alpha_t = \alpha\sqrt{1 - \beta_2^t}/(1 - \beta_1^t)`.
    """

    declaration = Declaration(
        id="adam",
        name=msg("Adam"),
        help=msg(
            "Follows a running mean of the gradient, divided by its running size: a step of its own for each weight."
        ),
        group="adaptive",
        formula=r"\theta \leftarrow \theta - \alpha \, \frac{\hat{m}}{\sqrt{\hat{v}} + \varepsilon}",
        parameters=(
            Parameter(
                "beta1",
                msg("Memory of the mean"),
                Kind.REAL,
                0.9,
                msg("Share of the running mean m that each step keeps."),
                minimum=0.0,
                maximum=0.9999,
                symbol="β₁",
            ),
            Parameter(
                "beta2",
                msg("Memory of the size"),
                Kind.REAL,
                0.999,
                msg("Share of the running mean square v that each step keeps."),
                minimum=0.0,
                maximum=0.999999,
                symbol="β₂",
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
        source="Kingma & Ba, ICLR (2015)",
        glyph="m̂",
        aliases=("adaptive moment estimation", "自适应矩估计", "自適應矩估計"),
    )
    keeps: ClassVar[tuple[StateArray, ...]] = (
        StateArray("m", "m", msg("Running mean of the gradient")),
        StateArray("v", "v", msg("Running mean of the squared gradient")),
    )
    varies: ClassVar[tuple[str, ...]] = ("step_size", "floor")

    def at_step(self, step: int, learning_rate: float) -> tuple[float, ...]:
        """Return ``α_t`` and ``ε_t``, the learning rate and ε with the bias corrections of step ``t`` taken in."""
        root = math.sqrt(1.0 - self.beta2**step)
        return learning_rate * root / (1.0 - self.beta1**step), self.epsilon * root

    def emit_update(
        self, emit: Emitter, theta: Array, grad: Array, state: Mapping[str, Array], scalars: Mapping[str, Array]
    ) -> None:
        """Emit twelve calls."""
        m, v, step = state["m"], state["v"], emit.scratch(theta.shape)
        emit.call(np.subtract, grad, m, step)
        emit.call(np.multiply, step, emit.constant(1.0 - self.beta1), step)
        emit.call(np.add, m, step, m)
        emit.call(np.multiply, grad, grad, step)
        emit.call(np.multiply, step, emit.constant(1.0 - self.beta2), step)
        emit.call(np.multiply, v, emit.constant(self.beta2), v)
        emit.call(np.add, v, step, v)
        emit.call(np.sqrt, v, step)
        emit.call(np.add, step, scalars["floor"], step)
        emit.call(np.divide, m, step, step)
        emit.call(np.multiply, step, scalars["step_size"], step)
        emit.call(np.subtract, theta, step, theta)

    def terms(
        self, theta: float, grad: float, state: Mapping[str, float], scalars: Mapping[str, float]
    ) -> tuple[Term, ...]:
        """Return ``θ`` and ``−α_t m / (√v + ε_t)``, m and v being the new ones."""
        m = self.beta1 * state["m"] + (1.0 - self.beta1) * grad
        v = self.beta2 * state["v"] + (1.0 - self.beta2) * grad * grad
        rate = Factor(r"(-\alpha_t)", -scalars["step_size"])
        divisor = Factor(r"\frac{1}{\sqrt{v} + \varepsilon_t}", 1.0 / (math.sqrt(v) + scalars["floor"]))
        return product(Factor(r"\theta", theta)), product(rate, Factor("m", m), divisor)

    def state_terms(self, name: str, grad: float, state: Mapping[str, float]) -> tuple[Term, ...]:
        """Return ``β₁ m`` and ``(1 − β₁) g``; for v ``β₂ v`` and ``(1 − β₂) g g``."""
        share, symbol = (self.beta1, r"\beta_1") if name == "m" else (self.beta2, r"\beta_2")
        kept = product(Factor(symbol, share), Factor(name, state[name]))
        g = Factor("g", grad)
        return kept, product(Factor(f"(1 - {symbol})", 1.0 - share), *((g,) if name == "m" else (g, g)))
