"""AdaGrad: each weight's step divided by the size of all its gradients so far."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import ClassVar

import numpy as np

from nnstudio.engine.declaration import Declaration
from nnstudio.engine.elementary import emit_square
from nnstudio.engine.emitter import Emitter
from nnstudio.engine.moments import epsilon, step_of
from nnstudio.engine.optimizer import Optimizer, StateArray
from nnstudio.engine.terms import Factor, Term, product
from nnstudio.engine.typing import Array
from nnstudio.text import msg


class AdaGrad(Optimizer):
    r"""AdaGrad, with PyTorch's formula and defaults.

    .. math:: r \leftarrow r + g^2, \qquad \theta \leftarrow \theta - \alpha\,\frac{g}{\sqrt r + \varepsilon}

    r only grows, so every step size falls for ever.
    """

    declaration = Declaration(
        id="adagrad",
        name=msg("AdaGrad"),
        help=msg("Divides each weight's step by the size of all its gradients so far: rare ones keep large steps."),
        group="adaptive",
        formula=r"r \leftarrow r + g^2, \quad \theta \leftarrow \theta - \alpha \, \frac{g}{\sqrt{r} + \varepsilon}",
        parameters=(epsilon(1e-10),),
        source="Duchi, Hazan & Singer, JMLR 12 (2011)",
        glyph="Σg²",
        aliases=("adaptive gradient", "自适应梯度", "自適應梯度"),
    )
    keeps: ClassVar[tuple[StateArray, ...]] = (StateArray("r", "r", msg("Sum of the squared gradients")),)

    def emit_update(
        self, emit: Emitter, theta: Array, grad: Array, state: Mapping[str, Array], scalars: Mapping[str, Array]
    ) -> None:
        """Emit seven calls."""
        r, step = state["r"], emit.scratch(theta.shape)
        emit_square(emit, grad, step)
        emit.call(np.add, r, step, r)
        emit.call(np.sqrt, r, step)
        emit.call(np.add, step, emit.constant(self.epsilon), step)
        emit.call(np.divide, grad, step, step)
        emit.call(np.multiply, step, scalars["learning_rate"], step)
        emit.call(np.subtract, theta, step, theta)

    def terms(
        self, theta: float, grad: float, state: Mapping[str, float], scalars: Mapping[str, float]
    ) -> tuple[Term, ...]:
        """Return ``θ`` and ``−α g / (√r + ε)``, r being the new one."""
        r = state["r"] + grad * grad
        divisor = Factor(r"\frac{1}{\sqrt{r} + \varepsilon}", 1.0 / (math.sqrt(r) + self.epsilon))
        return product(Factor(r"\theta", theta)), product(step_of(scalars["learning_rate"]), Factor("g", grad), divisor)

    def state_terms(
        self, name: str, grad: float, state: Mapping[str, float], scalars: Mapping[str, float]
    ) -> tuple[Term, ...]:
        """Return ``r`` and ``g g``."""
        g = Factor("g", grad)
        return product(Factor("r", state["r"])), product(g, g)
