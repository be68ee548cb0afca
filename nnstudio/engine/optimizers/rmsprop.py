"""RMSProp: each weight's step divided by the running size of its gradient."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import ClassVar

import numpy as np

from nnstudio.engine.declaration import Declaration, Kind, Parameter
from nnstudio.engine.elementary import emit_maximum, emit_square
from nnstudio.engine.emitter import Emitter
from nnstudio.engine.moments import (
    MEAN,
    MEAN_SQUARE,
    emit_mean,
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


class RMSProp(Optimizer):
    r"""RMSProp, with PyTorch's formula, options and defaults.

    .. math:: v \leftarrow \rho v + (1 - \rho)\,g^2, \qquad
              \theta \leftarrow \theta - \alpha\,\frac{g}{\sqrt v + \varepsilon}

    Centred, :math:`\sqrt v` becomes :math:`\sqrt{v - m^2}` with m the running mean of g (the variance; Graves,
    arXiv:1308.0850). With momentum :math:`b \leftarrow \mu b + g/(\sqrt v + \varepsilon)` is the step.
    """

    declaration = Declaration(
        id="rmsprop",
        name=msg("RMSProp"),
        help=msg("Divides each weight's step by the running size of its gradient: steep directions are held back."),
        group="adaptive",
        formula=r"\theta \leftarrow \theta - \alpha \, \frac{g}{\sqrt{v} + \varepsilon}",
        parameters=(
            rho(0.99),
            epsilon(),
            Parameter(
                "mu",
                msg("Momentum"),
                Kind.REAL,
                0.0,
                msg("Share of the last step that each step keeps."),
                minimum=0.0,
                maximum=0.9999,
                symbol="μ",
            ),
            Parameter(
                "centered",
                msg("Centred"),
                Kind.BOOLEAN,
                False,
                msg("Divide by the gradient's standard deviation instead of its size."),
            ),
        ),
        source="Tieleman & Hinton, Coursera Neural Networks for Machine Learning, lecture 6.5 (2012)",
        glyph="√v",
        aliases=("root mean square", "均方根", "自适应", "自適應"),
    )
    keeps: ClassVar[tuple[StateArray, ...]] = (
        MEAN_SQUARE,
        MEAN,
        StateArray("b", "b", msg("Step with its momentum")),
    )

    @property
    def formula(self) -> str:
        """The rule, with the variance for v where centred, and by way of b where there is momentum."""
        size = r"\sqrt{v - m^2}" if self.centered else r"\sqrt{v}"
        step = rf"\frac{{g}}{{{size} + \varepsilon}}"
        if self.mu > 0:
            return rf"b \leftarrow \mu b + {step}, \quad \theta \leftarrow \theta - \alpha \, b"
        return rf"\theta \leftarrow \theta - \alpha \, {step}"

    def kept(self) -> tuple[StateArray, ...]:
        """Return v; m where centred; b where there is momentum."""
        wanted = {"v": True, "m": bool(self.centered), "b": self.mu > 0}
        return tuple(kept for kept in self.keeps if wanted[kept.name])

    def emit_update(
        self, emit: Emitter, theta: Array, grad: Array, state: Mapping[str, Array], scalars: Mapping[str, Array]
    ) -> None:
        """Emit nine calls; six more where centred, two more with momentum."""
        v, step = state["v"], emit.scratch(theta.shape)
        emit_mean_square(emit, v, grad, self.rho, step)
        if self.centered:
            m = state["m"]
            emit_mean(emit, m, grad, self.rho, step)
            emit_square(emit, m, step)
            emit.call(np.subtract, v, step, step)
            # Where the gradient is constant both are equal but for rounding, and the difference may be below zero.
            emit_maximum(emit, step, emit.constant(0.0), step)
            emit.call(np.sqrt, step, step)
        else:
            emit.call(np.sqrt, v, step)
        emit.call(np.add, step, emit.constant(self.epsilon), step)
        emit.call(np.divide, grad, step, step)
        if self.mu > 0:
            emit.call(np.multiply, state["b"], emit.constant(self.mu), state["b"])
            emit.call(np.add, state["b"], step, state["b"])
            emit.call(np.multiply, state["b"], scalars["learning_rate"], step)
        else:
            emit.call(np.multiply, step, scalars["learning_rate"], step)
        emit.call(np.subtract, theta, step, theta)

    def _divisor(self, grad: float, state: Mapping[str, float]) -> Factor:
        v = running(self.rho, state["v"], grad * grad)
        if not self.centered:
            return Factor(r"\frac{1}{\sqrt{v} + \varepsilon}", 1.0 / (math.sqrt(v) + self.epsilon))
        m = running(self.rho, state["m"], grad)
        size = math.sqrt(max(v - m * m, 0.0)) + self.epsilon
        return Factor(r"\frac{1}{\sqrt{(v - m^2)} + \varepsilon}", 1.0 / size)

    def terms(
        self, theta: float, grad: float, state: Mapping[str, float], scalars: Mapping[str, float]
    ) -> tuple[Term, ...]:
        """Return ``θ`` and ``−α g / (√v + ε)``, v being the new one; with momentum ``−α μ b`` between, b the old."""
        rate = step_of(scalars["learning_rate"])
        last = product(rate, Factor("g", grad), self._divisor(grad, state))
        if self.mu > 0:
            return (
                product(Factor(r"\theta", theta)),
                product(rate, Factor(r"\mu", self.mu), Factor("b", state["b"])),
                last,
            )
        return product(Factor(r"\theta", theta)), last

    def state_terms(
        self, name: str, grad: float, state: Mapping[str, float], scalars: Mapping[str, float]
    ) -> tuple[Term, ...]:
        """Return ``ρ v`` and ``(1 − ρ) g g``; for m ``ρ m`` and ``(1 − ρ) g``; for b ``μ b`` and the quotient."""
        g = Factor("g", grad)
        if name == "b":
            kept = product(Factor(r"\mu", self.mu), Factor("b", state["b"]))
            return kept, product(g, self._divisor(grad, state))
        return mean_terms(r"\rho", self.rho, name, state[name], *((g,) if name == "m" else (g, g)))
