"""Which quantities of a plan do not depend on its weights and inputs: random draws, fixed patterns."""

from __future__ import annotations

from functools import cached_property

from nnstudio.engine.operands import operands, overlap, span
from nnstudio.engine.plan import Plan
from nnstudio.engine.shadow import arenas
from nnstudio.engine.typing import Array

_Span = tuple[int, int]


class Constants:
    """Finds them by following, through a plan's calls, what weights and inputs have a share in."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan

    def holds(self, layer: str, quantity: str) -> bool:
        """Whether no weight and no input has a share in a layer's quantity."""
        site = self.plan.sites.get(layer)
        slot = site.quantities.get(quantity) if site is not None else None
        return slot is not None and not self._touches(slot.array, self._reached)

    @staticmethod
    def _touches(array: Array, spans: list[_Span]) -> bool:
        own = span(array)
        return any(overlap(own, other) for other in spans)

    @cached_property
    def _reached(self) -> list[_Span]:
        """The memory that holds anything made of weights or inputs, after forward and backward pass."""
        plan = self.plan
        given = [arenas(plan).theta, *(plan.sites[name].output.array for name in plan.graph.sources), *plan.targets]
        reached = [span(array) for array in given if array.size]
        for call, about in zip(plan.calls, plan.info, strict=True):
            if about.phase == "update":
                break
            reads, writes, _ = operands(call)
            if writes is None or not writes.size:
                continue
            if any(self._touches(array, reached) for array in reads if array.size):
                if not self._touches(writes, [each for each in reached if each == span(writes)]):
                    reached.append(span(writes))
            elif writes.flags.forc:
                # Written anew, and whole: what stood there before is gone.
                low, high = span(writes)
                reached = [each for each in reached if not (low <= each[0] and each[1] <= high)]
        return reached
