"""Copies of a run's arrays for a window that cannot wait: where a step takes long, the trainer publishes these."""

from __future__ import annotations

from typing import cast

import numpy as np

from nnstudio.engine import Plan, Program, compile
from nnstudio.engine.typing import Array


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
