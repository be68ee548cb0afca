"""The loss and its gradient as functions of one flat vector of all parameters, beside the run."""

from __future__ import annotations

from collections.abc import Sequence

from nnstudio.engine.arrange import samples_in
from nnstudio.engine.demands import instance, numbers
from nnstudio.engine.errors import DataError
from nnstudio.engine.layer import shape_text
from nnstudio.engine.optimizers import optimizers
from nnstudio.engine.plan import run
from nnstudio.engine.program import A_PROGRAM, Program, compile
from nnstudio.engine.shadow import still_calls
from nnstudio.engine.typing import Array
from nnstudio.text import msg

AN_OBJECTIVE = msg("an objective: Objective(program, x, y)")


class Objective:
    """``L(θ)`` of the data loss over a fixed set of samples, on a copy of a program; the run is not touched.

    Attributes
    ----------
    program : the copy. theta : the run's parameters when this was made, ``(P,)``.

    Dropout draws one mask when this is made and keeps it; with ``mode="evaluate"`` there is none, running statistics
    are used, and there is no gradient: as for drawing a loss surface.
    """

    def __init__(
        self,
        program: Program,
        x: Array | Sequence[Array],
        y: Array | Sequence[Array],
        *,
        mode: str = "train",
        dtype: str = "float64",
        seed: int = 0,
    ) -> None:
        instance("program", program, Program, A_PROGRAM)
        rule = optimizers.make("sgd")
        self.program = compile(program.graph, program.judges, rule, learning_rate=0.0, dtype=dtype, seed=seed)
        self.program.theta[:], self.program.carried[:] = program.theta, program.carried
        self.theta = self.program.theta.copy()
        batch = self.program.arrange(x, y)
        self._plan = self.program.plan(samples_in(batch), mode)
        self._plan.load(*batch)
        self._plan.forward()
        self._forward = [call for call, _ in still_calls(self._plan, "forward", "loss")]

    def loss(self, theta: Array) -> float:
        """Return ``L(θ)``; DataError unless θ is a number for each parameter."""
        self.program.theta[:] = self.checked("theta", theta)
        run(self._forward)
        return float(self._plan.loss)

    def checked(self, place: str, vector: Array) -> Array:
        """Return a vector of parameter space; DataError for anything else."""
        found = numbers(place, vector)
        if found.shape != self.theta.shape:
            wanted, given = (shape_text(each.shape) for each in (self.theta, found))
            expected, received = (msg("an array of shape {shape}", shape=shape) for shape in (wanted, given))
            raise DataError(place, expected, received, msg("Give one number for each parameter of the program."))
        return found

    def gradient(self, theta: Array) -> Array:
        """Return ``∂L/∂θ``, ``(P,)``, a copy."""
        self.loss(theta)
        self._plan.backward()
        return self.program.grad.copy()
