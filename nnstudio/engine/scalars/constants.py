"""Which quantities of a plan do not depend on its weights and inputs: random draws, fixed patterns."""

from __future__ import annotations

from collections.abc import Collection
from functools import cached_property
from weakref import WeakKeyDictionary

from nnstudio.engine.operands import operands, overlap, span
from nnstudio.engine.plan import Plan
from nnstudio.engine.shadow import arenas

_Span = tuple[int, int]


class Constants:
    """Finds them by following, through a plan's calls, what weights and inputs have a share in."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan

    def holds(self, layer: str, quantity: str) -> bool:
        """Whether no weight and no input has a share in a layer's quantity."""
        site = self.plan.sites.get(layer)
        slot = site.quantities.get(quantity) if site is not None else None
        return slot is not None and not _touches(span(slot.array), self._reached)

    @cached_property
    def _reached(self) -> list[_Span]:
        """The memory that holds anything made of weights or inputs; looked up once for each plan."""
        if self.plan not in _KNOWN:
            _KNOWN[self.plan] = _reached(self.plan)
        return _KNOWN[self.plan]


# Addresses alone: they hold as long as the plan does, and do not keep it alive.
_KNOWN: WeakKeyDictionary[Plan, list[_Span]] = WeakKeyDictionary()


def _touches(own: _Span, reached: Collection[_Span]) -> bool:
    # Nearly always the very same memory has been written before.
    return own in reached or any(overlap(own, other) for other in reached)


def _reached(plan: Plan) -> list[_Span]:
    """Return what is reached after forward and backward pass, by following the plan's calls."""
    given = [arenas(plan).theta, *(plan.sites[name].output.array for name in plan.graph.sources), *plan.targets]
    reached = {span(array): None for array in given if array.size}
    for call, about in zip(plan.calls, plan.info, strict=True):
        if about.phase == "update":
            break
        reads, writes, _ = operands(call)
        if writes is None or not writes.size:
            continue
        own = span(writes)
        if any(_touches(span(array), reached) for array in reads if array.size):
            reached[own] = None
        elif writes.flags.forc:
            # Written anew, and whole: what stood there before is gone.
            for each in [each for each in reached if own[0] <= each[0] and each[1] <= own[1]]:
                del reached[each]
    return list(reached)
