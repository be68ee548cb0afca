"""A step run once more, call by call, on a twin of the plan: for what was overwritten before anyone could look."""

from __future__ import annotations

from typing import Protocol

from nnstudio.engine.operands import operands
from nnstudio.engine.plan import Plan
from nnstudio.engine.shadow import arenas, drawing, drawn, empty_twin
from nnstudio.engine.typing import Array


class Step(Protocol):
    """A recorded step: it knows what an array of the plan held when it began."""

    def source(self, array: Array) -> Array: ...


class Replay:
    """Runs a recorded step's calls up to any of them. The twin is made on first use.

    ``shared`` and ``batched`` are what a step begins with: weights and what layers carry along; the batch and what was
    drawn for it. Where a layer mixes the samples, all of it is shared.
    """

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.shared, self.batched = _sources(plan)
        self._random = drawing(plan)
        self._twin: Plan | None = None
        self._step: Step | None = None
        self._done = 0

    def value(self, step: Step, number: int, place: int | None) -> Array:
        """Return a copy of operand ``place`` of call ``number`` before that call; with None its output after it."""
        twin = self._at(step, number if place is not None else number + 1)
        own = operands(twin.calls[number])
        array = own.writes if place is None else own.reads[place]
        assert array is not None
        return array.copy()

    def quantity(self, step: Step, layer: str, name: str) -> Array:
        """Return a copy of a quantity as it was when the backward pass was done; KeyError if there is none."""
        end = sum(about.phase != "update" for about in self.plan.info)
        return self._at(step, end).sites[layer].quantities[name].array.copy()

    def _at(self, step: Step, number: int) -> Plan:
        if self._twin is None:
            self._twin = empty_twin(self.plan, self.plan.loss.dtype.name)
        if self._step is not step or self._done > number:
            self._load(step)
            self._step, self._done = step, 0
        for place in range(self._done, number):
            if place not in self._random:
                function, arguments = self._twin.calls[place]
                function(*arguments)
        self._done = max(self._done, number)
        return self._twin

    def _load(self, step: Step) -> None:
        assert self._twin is not None
        shared, batched = _sources(self._twin)
        for mine, theirs in zip([*self.shared, *self.batched], [*shared, *batched], strict=True):
            theirs[...] = step.source(mine)


def _sources(plan: Plan) -> tuple[list[Array], list[Array]]:
    flats = arenas(plan)
    batched = [*(plan.sites[name].output.array for name in plan.graph.sources), *plan.targets, *drawn(plan)]
    shared = [flat for flat in (flats.theta, flats.running, flats.loss_weights) if flat.size]
    if any(plan.graph[name].layer.mixes_samples for name in plan.graph.order):
        return [*shared, *batched], []
    return shared, batched
