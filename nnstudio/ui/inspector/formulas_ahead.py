"""The formulas of all kinds of steps, set before they are asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import pairwise

from nnstudio.engine import Plan
from nnstudio.inspection import Description, Moment, Step, describe
from nnstudio.inspection.cursor import line_of
from nnstudio.ui.bridge.inspection import Inspection


def about(moment: Moment) -> tuple[object, ...]:
    """Return what the formulas of a moment depend on, beside the step."""
    return moment.trace.plan, moment.trace.batch, moment.trace.columns


def formulas_ahead(inspection: Inspection, moment: Moment, prepare: Callable[[Description], object]) -> Iterator[None]:
    """Describe a step of each kind, and have its formula set, in pieces; stop where the moment becomes another one's.

    To set a formula takes 10 to 40 ms: too long beside all else that a step to another layer has to show.
    """
    here = about(moment)
    for step in _kinds(moment.trace.plan):
        with inspection.hold() as now:
            if now is None:
                continue
            if about(now) != here:
                return
            described = describe(now.trace, step)
        yield
        prepare(described)
        yield


def _kinds(plan: Plan) -> Iterator[Step]:
    """Yield steps of each kind: whole layers, and a first and a middle number of each.

    A first number may lack a term that the others have: nothing came before it.
    """
    for line in (line_of(plan, "neuron"), line_of(plan, "layer")):
        for block, (start, stop) in zip(line.blocks, pairwise(line.starts), strict=True):
            # A neuron's z, then its a, then the next one's.
            several = len(block.quantities) if line.grain == "neuron" else 1
            middle = start + (stop - start) // several // 2 * several
            yield from {line[first + number]: None for first in (start, middle) for number in range(several)}
