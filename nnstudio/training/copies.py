"""Copies of a run's arrays for a window that cannot wait: where a step takes long, the trainer publishes these."""

from __future__ import annotations

from typing import cast

import numpy as np

from nnstudio.engine import Graph, Plan, Program, compile
from nnstudio.engine.errors import ResourceError
from nnstudio.engine.typing import Array
from nnstudio.training.desk import Desk
from nnstudio.training.frame import Frame
from nnstudio.training.problem import Problem


class Copies:
    """A second program of the same graph, overwritten with the run's arrays, to be read in the same way."""

    def __init__(self, program: Program) -> None:
        self.program = compile(
            program.graph,
            program.judges,
            program.optimizer,
            learning_rate=program.learning_rate,
            dtype=program.dtype.name,
        )

    def take(self, program: Program, plan: Plan) -> Plan:
        """Copy parameters, gradients, optimiser state and everything of the batch; return the copy's plan."""
        own = self.program.plan(plan.batch_size)
        np.copyto(self.program.theta, program.theta)
        np.copyto(self.program.grad, program.grad)
        np.copyto(self.program.carried, program.carried)
        for name, array in program.state.items():
            np.copyto(self.program.state[name], array)
        for name, array in program.memory.items():
            np.copyto(self.program.memory[name], array)
        for target, source in self._pairs(own, plan):
            np.copyto(target, source)
        self.program.learning_rate = program.learning_rate
        self.program.set_loss_weights(program.judges.weights)
        self.program.set_regularisation(*program.regularisation)
        self.program.set_clipping(*program.clipping)
        self.program.set_optimizer(program.optimizer)
        self.program.set_schedule(program.timetable.schedule)
        mine, theirs = self.program.timetable, program.timetable
        mine.resume(program.step_number, mine.read(theirs.save_state()))
        return own

    def _pairs(self, own: Plan, plan: Plan) -> list[tuple[Array, Array]]:
        pairs = {id(own.losses): (own.losses, plan.losses), id(own.loss): (own.loss, plan.loss)}
        for mine, theirs in zip(own.targets, plan.targets, strict=True):
            pairs[id(mine)] = (mine, theirs)
        for sink in plan.graph.sinks:
            for array, source in ((own.losses_of(sink), plan.losses_of(sink)), (own.mean_of(sink), plan.mean_of(sink))):
                pairs[id(array)] = (array, source)
        for name, site in plan.sites.items():
            for quantity, slot in site.quantities.items():
                array = own.sites[name].quantities[quantity].array
                pairs[id(array)] = (array, slot.array)
        return cast("list[tuple[Array, Array]]", list(pairs.values()))


class Published:
    """The copy that the trainer publishes while its steps are long.

    ``frame`` is the last one, which stays as it is until ``wanted`` says that the window is done with it.
    """

    def __init__(self) -> None:
        self.frame: Frame | None = None
        self.wanted = False
        self._copies: Copies | None = None
        self._cramped: Graph | None = None

    def has_room(self, problem: Problem) -> bool:
        """Whether a second network fits into the memory beside this one, for all that is known."""
        return problem.program.graph is not self._cramped

    def publish(self, desk: Desk) -> None:
        """Copy the present moment, where one is wanted and there is room."""
        problem = desk.problem
        if not self.wanted or problem is None:
            return
        program = problem.program
        try:
            if self._copies is None or self._copies.program.graph is not program.graph:
                self._copies = Copies(program)
            plan = self._copies.take(program, problem.run.plan)
        except ResourceError:
            self._copies, self._cramped = None, program.graph
            return
        self.frame = desk.frame(copied=(self._copies.program, plan))
        self.wanted = False

    def drop(self) -> None:
        """Let the second network go; a frame of it that somebody still reads stays as it is."""
        self._copies = self.frame = None
