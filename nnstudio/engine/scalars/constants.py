"""Which quantities of a plan do not depend on its weights and inputs: random draws, fixed patterns."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from weakref import WeakKeyDictionary

from nnstudio.engine.operands import operands, span
from nnstudio.engine.plan import Plan
from nnstudio.engine.scalars.spans import Spans
from nnstudio.engine.shadow import arenas


class Constants:
    """Finds them by following, through a plan's calls, what weights and inputs have a share in."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan

    def holds(self, layer: str, quantity: str) -> bool:
        """Whether no weight and no input has a share in a layer's quantity."""
        site = self.plan.sites.get(layer)
        slot = site.quantities.get(quantity) if site is not None else None
        return slot is not None and not reached(self.plan).touches(span(slot.array))


_PIECE = 256
"""Calls that are followed at a time."""
# Addresses alone: they hold as long as the plan does, and do not keep it alive.
_KNOWN: WeakKeyDictionary[Plan, Spans] = WeakKeyDictionary()


def reached(plan: Plan) -> Spans:
    """Return the memory that holds anything made of weights or inputs; looked up once for each plan."""
    for _ in in_pieces(plan):
        pass
    return _KNOWN[plan]


def in_pieces(plan: Plan) -> Iterator[None]:
    """Look it up for :func:`reached`, a few milliseconds in each piece."""
    if plan not in _KNOWN:
        _KNOWN[plan] = yield from _reached(plan)


def _reached(plan: Plan) -> Generator[None, None, Spans]:
    """Return what is reached after forward and backward pass, by following the plan's calls."""
    given = [arenas(plan).theta, *(plan.sites[name].output.array for name in plan.graph.sources), *plan.targets]
    reached = Spans()
    for array in given:
        if array.size:
            reached.add(span(array))
    for number, (call, about) in enumerate(zip(plan.calls, plan.info, strict=True), start=1):
        if about.phase == "update":
            break
        if number % _PIECE == 0:
            yield
        reads, writes, _ = operands(call)
        if writes is None or not writes.size:
            continue
        if any(reached.touches(span(array)) for array in reads if array.size):
            reached.add(span(writes))
        elif writes.flags.forc:
            # Written anew, and whole: what stood there before is gone.
            reached.remove(span(writes))
    return reached
