"""Adamax: Adam with the largest gradient in the place of the mean square."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

import numpy as np

from nnstudio.engine.declaration import Declaration
from nnstudio.engine.elementary import emit_maximum
from nnstudio.engine.emitter import Emitter
from nnstudio.engine.moments import (
    BETA1,
    BETA2,
    MEAN,
    emit_mean,
    epsilon,
    mean_corrected,
    mean_terms,
    rate,
    running,
    step_of,
    step_size,
    unbiased,
)
from nnstudio.engine.optimizer import NamedTerms, Optimizer, StateArray
from nnstudio.engine.terms import Factor, Term, product
from nnstudio.engine.typing import Array
from nnstudio.text import msg


class Adamax(Optimizer):
    r"""Adamax, with PyTorch's formula and defaults.

    .. math:: m \leftarrow \beta_1 m + (1 - \beta_1)\,g, \quad u \leftarrow \max(\beta_2 u,\ |g| + \varepsilon), \quad
              \theta \leftarrow \theta - \frac{\alpha}{1 - \beta_1^t}\,\frac{m}{u}

    u is a norm of all gradients so far, the ∞-norm, with a fading memory.
    """

    declaration = Declaration(
        id="adamax",
        name=msg("Adamax"),
        help=msg("Adam that divides by the largest recent gradient instead of the running size."),
        group="adaptive",
        formula=r"\theta \leftarrow \theta - \alpha \, \frac{\hat{m}}{u}, \quad"
        r" u \leftarrow \max(\beta_2 u, |g| + \varepsilon)",
        parameters=(BETA1, BETA2, epsilon()),
        source="Kingma & Ba, ICLR (2015), §7.1",
        glyph="∞",
        aliases=("infinity norm", "无穷范数", "無窮範數"),
    )
    keeps: ClassVar[tuple[StateArray, ...]] = (
        MEAN,
        StateArray("u", "u", msg("Largest gradient, fading")),
    )
    varies: ClassVar[tuple[str, ...]] = ("step_size",)

    def at_step(self, step: int, learning_rate: float) -> tuple[float, ...]:
        """Return ``α_t = α / (1 − β₁ᵗ)``."""
        return (learning_rate / (1.0 - self.beta1**step),)

    def emit_update(
        self, emit: Emitter, theta: Array, grad: Array, state: Mapping[str, Array], scalars: Mapping[str, Array]
    ) -> None:
        """Emit ten calls."""
        m, u, step = state["m"], state["u"], emit.scratch(theta.shape)
        emit_mean(emit, m, grad, self.beta1, step)
        emit.call(np.multiply, u, emit.constant(self.beta2), u)
        emit.call(np.abs, grad, step)
        emit.call(np.add, step, emit.constant(self.epsilon), step)
        emit_maximum(emit, u, step, u)
        emit.call(np.divide, m, u, step)
        emit.call(np.multiply, step, scalars["step_size"], step)
        emit.call(np.subtract, theta, step, theta)

    def terms(
        self, theta: float, grad: float, state: Mapping[str, float], scalars: Mapping[str, float]
    ) -> tuple[Term, ...]:
        """Return ``θ`` and ``−α_t m / u``, m and u being the new ones."""
        m = running(self.beta1, state["m"], grad)
        u = max(self.beta2 * state["u"], abs(grad) + self.epsilon)
        share = step_of(scalars["step_size"], r"\alpha_t")
        return product(Factor(r"\theta", theta)), product(share, Factor("m", m), Factor(r"\frac{1}{u}", 1.0 / u))

    def state_terms(
        self, name: str, grad: float, state: Mapping[str, float], scalars: Mapping[str, float]
    ) -> tuple[Term, ...]:
        """Return ``β₁ m`` and ``(1 − β₁) g``; for u whichever is larger: ``β₂ u``, or ``|g|`` and ``ε``."""
        if name == "m":
            return mean_terms(r"\beta_1", self.beta1, name, state[name], Factor("g", grad))
        size = abs(grad) + self.epsilon
        if self.beta2 * state["u"] >= size:
            return (product(Factor(r"\beta_2", self.beta2), Factor("u", state["u"])),)
        return product(Factor("|g|", abs(grad))), product(Factor(r"\varepsilon", self.epsilon))

    def scalar_terms(self, step: int, scalars: Mapping[str, float]) -> tuple[NamedTerms, ...]:
        """Return ``α_t = α / (1 − β₁ᵗ)``."""
        return (step_size(rate(scalars), unbiased(r"\beta_1", self.beta1, step)),)

    def corrected(self, step: int, after: Mapping[str, float]) -> tuple[NamedTerms, ...]:
        """Return m̂; u, a maximum, needs no correction."""
        return (mean_corrected(self.beta1, step, after),)
