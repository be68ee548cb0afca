"""The loss and its gradient as functions of one flat vector of all parameters, beside the run."""

from __future__ import annotations

import numpy as np

from nnstudio.engine.optimizers import optimizers
from nnstudio.engine.plan import run
from nnstudio.engine.program import Program, compile
from nnstudio.engine.shadow import still_calls
from nnstudio.engine.typing import Array


class Objective:
    """``L(θ)`` of the data loss over a fixed set of samples, on a copy of a program; the run is not touched.

    Attributes
    ----------
    program : the copy. theta : the run's parameters when this was made, ``(P,)``.

    Dropout draws one mask when this is made and keeps it; with ``mode="evaluate"`` there is none, running statistics
    are used, and there is no gradient: as for drawing a loss surface.
    """

    def __init__(
        self, program: Program, x: Array, y: Array, *, mode: str = "train", dtype: str = "float64", seed: int = 0
    ) -> None:
        rule = optimizers.make("sgd")
        self.program = compile(program.graph, program.loss, rule, learning_rate=0.0, dtype=dtype, seed=seed)
        self.program.theta[:], self.program.carried[:] = program.theta, program.carried
        self.theta = self.program.theta.copy()
        self._plan = self.program.plan(len(np.asarray(y)), mode)
        self._plan.load(*self.program.arrange(x, y))
        self._plan.forward()
        self._forward = [call for call, _ in still_calls(self._plan, "forward", "loss")]

    def loss(self, theta: Array) -> float:
        """Return ``L(θ)``."""
        self.program.theta[:] = theta
        run(self._forward)
        return float(self._plan.loss)

    def gradient(self, theta: Array) -> Array:
        """Return ``∂L/∂θ``, ``(P,)``, a copy."""
        self.loss(theta)
        self._plan.backward()
        return self.program.grad.copy()
