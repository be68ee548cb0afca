"""Rprop: a step size for each weight that grows while the gradient keeps its sign."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Final

import numpy as np

from nnstudio.engine.declaration import Declaration, Kind, Parameter
from nnstudio.engine.elementary import emit_maximum, emit_minimum
from nnstudio.engine.emitter import Emitter
from nnstudio.engine.optimizer import Optimizer, StateArray
from nnstudio.engine.terms import Factor, Term, product
from nnstudio.engine.typing import Array
from nnstudio.text import msg

SMALLEST: Final = 1e-6
LARGEST: Final = 50.0


class Rprop(Optimizer):
    r"""Resilient propagation, with PyTorch's formula and defaults (Rprop without weight-backtracking).

    .. math:: s \leftarrow s \cdot \begin{cases}\eta_+ & g\,g' > 0\\ \eta_- & g\,g' < 0\\ 1 & \text{else}\end{cases},
              \qquad \theta \leftarrow \theta - s\,\mathrm{sign}(g)

    g' is the gradient before; where the sign has changed, g counts as 0 this once. s begins at α and stays within
    :math:`[10^{-6}, 50]`; afterwards the learning rate, and so a schedule, has no effect. Only signs count, so small
    batches, whose signs are noisy, lead it astray.
    """

    declaration = Declaration(
        id="rprop",
        name=msg("Rprop"),
        help=msg("Gives each weight a step that grows while its gradient keeps its sign; for the whole set as batch."),
        group="sign",
        formula=r"\theta \leftarrow \theta - s \, \mathrm{sign}(g), \quad s \leftarrow \eta_{\pm} \, s",
        parameters=(
            Parameter(
                "eta_minus",
                msg("Shrink factor"),
                Kind.REAL,
                0.5,
                msg("What the step is multiplied by where the gradient's sign has changed."),
                minimum=0.0,
                maximum=1.0,
                open_minimum=True,
                symbol="η₋",
            ),
            Parameter(
                "eta_plus",
                msg("Growth factor"),
                Kind.REAL,
                1.2,
                msg("What the step is multiplied by where the gradient has kept its sign."),
                minimum=1.0,
                maximum=10.0,
                symbol="η₊",
            ),
        ),
        source="Riedmiller & Braun, ICNN (1993)",
        glyph="s±",
        aliases=("resilient propagation", "弹性反向传播", "彈性反向傳播"),
    )
    keeps: ClassVar[tuple[StateArray, ...]] = (
        StateArray("s", "s", msg("Step size")),
        StateArray("before", "g'", msg("Gradient of the step before; 0 where its sign changed")),
    )
    varies: ClassVar[tuple[str, ...]] = ("start",)

    def at_step(self, step: int, learning_rate: float) -> tuple[float, ...]:
        """Return what s, which is kept from 0, gains: α at the first step, then nothing."""
        return (learning_rate if step == 1 else 0.0,)

    def emit_update(
        self, emit: Emitter, theta: Array, grad: Array, state: Mapping[str, Array], scalars: Mapping[str, Array]
    ) -> None:
        """Emit sixteen calls."""
        s, before, part, factor = state["s"], state["before"], emit.scratch(theta.shape), emit.scratch(theta.shape)
        chosen, zero = np.zeros(theta.shape, bool), emit.constant(0.0)
        emit.call(np.add, s, scalars["start"], s)
        emit.call(np.multiply, grad, before, part)
        emit.call(np.copyto, factor, emit.constant(1.0))
        emit.call(np.greater, part, zero, chosen)
        emit.call(np.copyto, factor, emit.constant(self.eta_plus), "same_kind", chosen)
        emit.call(np.less, part, zero, chosen)
        emit.call(np.copyto, factor, emit.constant(self.eta_minus), "same_kind", chosen)
        emit.call(np.multiply, s, factor, s)
        emit_maximum(emit, s, emit.constant(SMALLEST), s)
        emit_minimum(emit, s, emit.constant(LARGEST), s)
        emit.call(np.copyto, before, grad)
        emit.call(np.copyto, before, zero, "same_kind", chosen)
        emit.call(np.sign, before, part)
        emit.call(np.multiply, part, s, part)
        emit.call(np.subtract, theta, part, theta)

    def _factor(self, grad: float, before: float) -> Factor:
        agreement = grad * before
        if agreement > 0:
            return Factor(r"\eta_{+}", self.eta_plus)
        return Factor(r"\eta_{-}", self.eta_minus) if agreement < 0 else Factor("1", 1.0)

    def _size(self, grad: float, state: Mapping[str, float], start: float) -> Term:
        """Return the new s as a product, or its bound."""
        old = Factor("s", state["s"]) if state["s"] else Factor(r"\alpha", start)
        found = product(self._factor(grad, state["before"]), old)
        if found.value < SMALLEST:
            return product(Factor("s_{min}", SMALLEST))
        return product(Factor("s_{max}", LARGEST)) if found.value > LARGEST else found

    def terms(
        self, theta: float, grad: float, state: Mapping[str, float], scalars: Mapping[str, float]
    ) -> tuple[Term, ...]:
        """Return ``θ`` and ``−sign(g) s``, s being the new one."""
        sign = 0.0 if grad * state["before"] < 0 else float(np.sign(grad))
        s = self._size(grad, state, scalars["start"]).value
        return product(Factor(r"\theta", theta)), product(Factor("(-sign(g))", -sign), Factor("s", s))

    def state_terms(
        self, name: str, grad: float, state: Mapping[str, float], scalars: Mapping[str, float]
    ) -> tuple[Term, ...]:
        """Return the factor times s; for the gradient before, g, or 0 where the sign has changed."""
        if name == "s":
            return (self._size(grad, state, scalars["start"]),)
        return (product(Factor("0", 0.0) if grad * state["before"] < 0 else Factor("g", grad)),)
