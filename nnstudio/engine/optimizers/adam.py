"""Adam: momentum, and a step size of its own for each parameter."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import ClassVar

import numpy as np

from nnstudio.engine.declaration import Declaration
from nnstudio.engine.emitter import Emitter
from nnstudio.engine.moments import (
    BETA1,
    BETA2,
    MEAN,
    MEAN_SQUARE,
    emit_mean_and_square,
    epsilon,
    floor_terms,
    mean_corrected,
    mean_terms,
    rate,
    root,
    running,
    size_corrected,
    step_of,
    step_size,
    unbiased,
)
from nnstudio.engine.optimizer import NamedTerms, Optimizer, StateArray
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
        parameters=(BETA1, BETA2, epsilon()),
        source="Kingma & Ba, ICLR (2015)",
        glyph="m̂",
        aliases=("adaptive moment estimation", "自适应矩估计", "自適應矩估計"),
    )
    keeps: ClassVar[tuple[StateArray, ...]] = (MEAN, MEAN_SQUARE)
    varies: ClassVar[tuple[str, ...]] = ("step_size", "floor")

    def at_step(self, step: int, learning_rate: float) -> tuple[float, ...]:
        """Return ``α_t`` and ``ε_t``, the learning rate and ε with the bias corrections of step ``t`` taken in."""
        root = math.sqrt(1.0 - self.beta2**step)
        return learning_rate * root / (1.0 - self.beta1**step), self.epsilon * root

    def emit_update(
        self, emit: Emitter, theta: Array, grad: Array, state: Mapping[str, Array], scalars: Mapping[str, Array]
    ) -> None:
        """Emit twelve calls, ten in a small network."""
        m, v, step = state["m"], state["v"], emit.scratch(theta.shape)
        emit_mean_and_square(emit, (m, v), grad, (self.beta1, self.beta2), step)
        emit.call(np.sqrt, self.emit_size(emit, state), step)
        emit.call(np.add, step, scalars["floor"], step)
        emit.call(np.divide, m, step, step)
        emit.call(np.multiply, step, scalars["step_size"], step)
        emit.call(np.subtract, theta, step, theta)

    def emit_size(self, emit: Emitter, state: Mapping[str, Array]) -> Array:
        """Return what holds the squared size that the step is divided by: v, or what a variant makes of it."""
        return state["v"]

    def terms(
        self, theta: float, grad: float, state: Mapping[str, float], scalars: Mapping[str, float]
    ) -> tuple[Term, ...]:
        """Return ``θ`` and ``−α_t m / (√v + ε_t)``, m and v being the new ones."""
        m = running(self.beta1, state["m"], grad)
        symbol, size = self.size(grad, state)
        divisor = Factor(
            rf"\frac{{1}}{{\sqrt{{{symbol}}} + \varepsilon_t}}", 1.0 / (math.sqrt(size) + scalars["floor"])
        )
        share = step_of(scalars["step_size"], r"\alpha_t")
        return product(Factor(r"\theta", theta)), product(share, Factor("m", m), divisor)

    def size(self, grad: float, state: Mapping[str, float]) -> tuple[str, float]:
        """Return symbol and value of the squared size that the step is divided by, from the values before."""
        return "v", running(self.beta2, state["v"], grad * grad)

    def state_terms(
        self, name: str, grad: float, state: Mapping[str, float], scalars: Mapping[str, float]
    ) -> tuple[Term, ...]:
        """Return ``β₁ m`` and ``(1 − β₁) g``; for v ``β₂ v`` and ``(1 − β₂) g g``."""
        g = Factor("g", grad)
        if name == "m":
            return mean_terms(r"\beta_1", self.beta1, name, state[name], g)
        return mean_terms(r"\beta_2", self.beta2, name, state[name], g, g)

    def scalar_terms(self, step: int, scalars: Mapping[str, float]) -> tuple[NamedTerms, ...]:
        """Return ``α_t = α √(1 − β₂ᵗ) / (1 − β₁ᵗ)`` and ``ε_t = ε √(1 − β₂ᵗ)``."""
        correction = root(r"\beta_2", self.beta2, step)
        whole = step_size(rate(scalars), correction, unbiased(r"\beta_1", self.beta1, step))
        return whole, floor_terms(self.epsilon, correction)

    def corrected(self, step: int, after: Mapping[str, float]) -> tuple[NamedTerms, ...]:
        """Return m̂ and v̂, or what stands in the place of v."""
        size = "u" if "u" in after else "v"
        return mean_corrected(self.beta1, step, after), size_corrected(size, self.beta2, step, after)
