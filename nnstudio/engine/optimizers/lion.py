"""Lion: steps of one size, in the direction of a sign."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

import numpy as np

from nnstudio.engine.declaration import Declaration, Kind, Parameter
from nnstudio.engine.emitter import Emitter
from nnstudio.engine.moments import BETA1, MEAN, emit_mean, mean_terms, running, step_of, weight_decay
from nnstudio.engine.optimizer import Optimizer, StateArray
from nnstudio.engine.terms import Factor, Term, product
from nnstudio.engine.typing import Array
from nnstudio.text import msg


class Lion(Optimizer):
    r"""Lion (evolved sign momentum), with the paper's formula and defaults.

    .. math:: c = \beta_1 m + (1 - \beta_1)\,g, \qquad \theta \leftarrow \theta - \alpha\,\mathrm{sign}(c), \qquad
              m \leftarrow \beta_2 m + (1 - \beta_2)\,g

    Every weight moves by α at each step, so it wants a learning rate three to ten times smaller than Adam's. It was
    found by a search over programs.
    """

    declaration = Declaration(
        id="lion",
        name=msg("Lion"),
        help=msg("Moves every weight by the same amount, with the sign of gradient and mean; wants a small rate."),
        group="sign",
        formula=r"\theta \leftarrow \theta - \alpha \, \mathrm{sign}\left(\beta_1 m + (1 - \beta_1) g\right)",
        parameters=(
            BETA1,
            Parameter(
                "beta2",
                msg("Memory of the kept mean"),
                Kind.REAL,
                0.99,
                msg("Share of the running mean m that goes on to the next step."),
                minimum=0.0,
                maximum=0.999999,
                symbol="β₂",
            ),
            weight_decay(0.0),
        ),
        source="Chen et al., NeurIPS (2023)",
        glyph="±",
        aliases=("EvoLved Sign Momentum", "sign", "符号", "符號"),
    )
    keeps: ClassVar[tuple[StateArray, ...]] = (MEAN,)

    def emit_update(
        self, emit: Emitter, theta: Array, grad: Array, state: Mapping[str, Array], scalars: Mapping[str, Array]
    ) -> None:
        """Emit nine calls."""
        m, part = state["m"], emit.scratch(theta.shape)
        emit.call(np.subtract, grad, m, part)
        emit.call(np.multiply, part, emit.constant(1.0 - self.beta1), part)
        emit.call(np.add, m, part, part)
        emit.call(np.sign, part, part)
        emit.call(np.multiply, part, scalars["learning_rate"], part)
        emit.call(np.subtract, theta, part, theta)
        emit_mean(emit, m, grad, self.beta2, part)

    def terms(
        self, theta: float, grad: float, state: Mapping[str, float], scalars: Mapping[str, float]
    ) -> tuple[Term, ...]:
        """Return ``θ`` and ``−α sign(c)``."""
        sign = float(np.sign(running(self.beta1, state["m"], grad)))
        direction = Factor(r"sign(\beta_1 m + (1 - \beta_1) g)", sign)
        return product(Factor(r"\theta", theta)), product(step_of(scalars["learning_rate"]), direction)

    def state_terms(
        self, name: str, grad: float, state: Mapping[str, float], scalars: Mapping[str, float]
    ) -> tuple[Term, ...]:
        """Return ``β₂ m`` and ``(1 − β₂) g``."""
        return mean_terms(r"\beta_2", self.beta2, name, state[name], Factor("g", grad))
