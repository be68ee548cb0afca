"""Nadam: Adam with Nesterov's look ahead."""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import lru_cache
from typing import ClassVar

import numpy as np

from nnstudio.engine.declaration import Declaration, Kind, Parameter
from nnstudio.engine.emitter import Emitter
from nnstudio.engine.moments import (
    BETA1,
    BETA2,
    MEAN,
    MEAN_SQUARE,
    emit_mean_and_square,
    epsilon,
    floor_terms,
    rate,
    root,
    running,
    size_corrected,
    step_of,
)
from nnstudio.engine.optimizer import NamedTerms, StateArray
from nnstudio.engine.optimizers.adam import Adam
from nnstudio.engine.terms import Factor, Term, product
from nnstudio.engine.typing import Array
from nnstudio.text import msg

_PAGE = 1 << 12
_NOTHING = 1e-20
"""A product below this is none: 1 less it is 1. Rounding would never let it come to 0."""


class Nadam(Adam):
    r"""Nadam, with the formula and defaults of PyTorch's ``NAdam``, its schedule of the momentum among them.

    .. math:: \mu_t = \beta_1\bigl(1 - \tfrac12\,0.96^{t\psi}\bigr), \qquad
              \theta \leftarrow \theta - \alpha\,\frac{
                \frac{1 - \mu_t}{1 - \prod_{i \le t}\mu_i}\,g + \frac{\mu_{t+1}}{1 - \prod_{i \le t+1}\mu_i}\,m}
              {\sqrt{\hat v} + \varepsilon}

    The corrections are scalars of the step: they and :math:`\sqrt{1 - \beta_2^t}` are taken into :math:`\alpha_g`,
    :math:`\alpha_m` and :math:`\varepsilon_t`.
    """

    declaration = Declaration(
        id="nadam",
        name=msg("Nadam"),
        help=msg("Adam with Nesterov's look ahead: the gradient of the step counts beside the running mean."),
        group="adaptive",
        formula=r"\theta \leftarrow \theta - \frac{\alpha_g \, g + \alpha_m \, m}{\sqrt{v} + \varepsilon_t}",
        parameters=(
            BETA1,
            BETA2,
            epsilon(),
            Parameter(
                "momentum_decay",
                msg("Growth of the momentum"),
                Kind.REAL,
                0.004,
                msg("How fast the momentum grows from half of β₁ to β₁ in the first steps."),
                minimum=0.0,
                maximum=10.0,
                symbol="ψ",
            ),
        ),
        source="Dozat, ICLR workshop (2016)",
        glyph="n̂",
        aliases=("NAdam", "Nesterov-accelerated Adam"),
    )
    keeps: ClassVar[tuple[StateArray, ...]] = (MEAN, MEAN_SQUARE)
    varies: ClassVar[tuple[str, ...]] = ("gradient_step", "mean_step", "floor")

    def at_step(self, step: int, learning_rate: float) -> tuple[float, ...]:
        """Return ``α_g``, ``α_m`` and ``ε_t``."""
        now, ahead = (_momentum(self.beta1, self.momentum_decay, t) for t in (step, step + 1))
        product_now = _product(self.beta1, self.momentum_decay, step)
        root = learning_rate * math.sqrt(1.0 - self.beta2**step)
        return (
            root * (1.0 - now) / (1.0 - product_now),
            root * ahead / (1.0 - product_now * ahead),
            self.epsilon * math.sqrt(1.0 - self.beta2**step),
        )

    def emit_update(
        self, emit: Emitter, theta: Array, grad: Array, state: Mapping[str, Array], scalars: Mapping[str, Array]
    ) -> None:
        """Emit fourteen calls, twelve in a small network."""
        m, v, part, step = state["m"], state["v"], emit.scratch(theta.shape), emit.scratch(theta.shape)
        emit_mean_and_square(emit, (m, v), grad, (self.beta1, self.beta2), step)
        emit.call(np.sqrt, v, part)
        emit.call(np.add, part, scalars["floor"], part)
        emit.call(np.multiply, grad, scalars["gradient_step"], step)
        emit.call(np.divide, step, part, step)
        emit.call(np.subtract, theta, step, theta)
        emit.call(np.multiply, m, scalars["mean_step"], step)
        emit.call(np.divide, step, part, step)
        emit.call(np.subtract, theta, step, theta)

    def terms(
        self, theta: float, grad: float, state: Mapping[str, float], scalars: Mapping[str, float]
    ) -> tuple[Term, ...]:
        """Return ``θ``, ``−α_g g / (√v + ε_t)`` and ``−α_m m / (√v + ε_t)``, m and v being the new ones."""
        m, (_, v) = running(self.beta1, state["m"], grad), self.size(grad, state)
        divisor = Factor(r"\frac{1}{\sqrt{v} + \varepsilon_t}", 1.0 / (math.sqrt(v) + scalars["floor"]))
        return (
            product(Factor(r"\theta", theta)),
            product(step_of(scalars["gradient_step"], r"\alpha_g"), Factor("g", grad), divisor),
            product(step_of(scalars["mean_step"], r"\alpha_m"), Factor("m", m), divisor),
        )

    def scalar_terms(self, step: int, scalars: Mapping[str, float]) -> tuple[NamedTerms, ...]:
        """Return ``α_g``, ``α_m`` and ``ε_t`` as products."""
        now, ahead = (_momentum(self.beta1, self.momentum_decay, t) for t in (step, step + 1))
        done = _product(self.beta1, self.momentum_decay, step)
        correction = root(r"\beta_2", self.beta2, step)
        of_gradient = Factor(r"(1 - μ_t)", 1.0 - now), Factor("1/(1 - Πμ)", 1.0 / (1.0 - done))
        of_mean = Factor(r"μ_{t+1}", ahead), Factor("1/(1 - Πμ μ_{t+1})", 1.0 / (1.0 - done * ahead))
        return (
            self._share("gradient_step", r"\alpha_g", rate(scalars), correction, *of_gradient),
            self._share("mean_step", r"\alpha_m", rate(scalars), correction, *of_mean),
            floor_terms(self.epsilon, correction),
        )

    @staticmethod
    def _share(name: str, symbol: str, *factors: Factor) -> NamedTerms:
        return NamedTerms(name, symbol, msg("learning rate with the corrections"), (product(*factors),))

    def corrected(self, step: int, after: Mapping[str, float]) -> tuple[NamedTerms, ...]:
        """Return v̂; the mean's correction is another one here, and stands in ``α_m``."""
        return (size_corrected("v", self.beta2, step, after),)


def _momentum(beta: float, decay: float, step: int) -> float:
    """Return ``μ_t``."""
    return float(beta * (1.0 - 0.5 * 0.96 ** (step * decay)))


def _product(beta: float, decay: float, step: int) -> float:
    """Return ``μ₁ μ₂ … μ_t``, multiplied in this order as PyTorch does; pages of it are kept."""
    page, place = divmod(step, _PAGE)
    found = 1.0
    for number in range(page + 1):
        table = _page(beta, decay, number, found)
        if number == page:
            return table[place]
        found = table[_PAGE]
        if found < _NOTHING:
            break
    return 0.0


@lru_cache(maxsize=64)
def _page(beta: float, decay: float, number: int, start: float) -> tuple[float, ...]:
    """Return ``start`` times the first 0, 1 … factors that come after number ``number · page``."""
    found = [start]
    for step in range(number * _PAGE + 1, (number + 1) * _PAGE + 1):
        found.append(found[-1] * _momentum(beta, decay, step))
    return tuple(found)
