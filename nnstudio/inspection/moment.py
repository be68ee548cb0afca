"""One moment of the run, looked at from one place: all that a view of the inspector needs to know."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

from nnstudio.inspection.cursor import Cursor, line_of
from nnstudio.inspection.describe import describe
from nnstudio.inspection.description import Description
from nnstudio.inspection.operations import Operation, Operations, operations
from nnstudio.inspection.options import Options
from nnstudio.inspection.steps import Step, Steps
from nnstudio.inspection.trace import Trace


@dataclass(frozen=True, eq=False)
class Moment:
    """Valid as long as the plan stands still: a view copies what it paints.

    ``line`` : the steps at the cursor's grain. ``run`` : number of the run, and the step that it has come to.
    """

    trace: Trace
    line: Steps
    cursor: Cursor
    options: Options
    run: tuple[int, int] = (0, 0)
    known: Description | None = None

    @property
    def step(self) -> Step:
        """The step that is looked at."""
        return self.line[self.cursor.place]

    @cached_property
    def subject(self) -> tuple[object, ...]:
        """What tells the step's layer from one of the same name in another document: name, kind, shapes it reads."""
        site = self.trace.plan.sites.get(self.step.layer)
        if site is None:
            # The loss is no layer.
            return (self.step.layer,)
        return self.step.layer, site.layer.declaration.id, tuple(tuple(slot.shape) for slot in site.inputs)

    @cached_property
    def extent(self) -> tuple[object, ...]:
        """The shapes of all that the step's layer computes and learns: with others, a place in it need not be there."""
        site = self.trace.plan.sites.get(self.step.layer)
        if site is None:
            return ()
        weights = site.layer.weights(tuple(slot.shape for slot in site.inputs))
        shown = ((name, slot.shape) for name, slot in site.quantities.items())
        return (*shown, *((weight.name, weight.shape) for weight in weights))

    @cached_property
    def description(self) -> Description:
        """What the card says about it; worked out when first asked for."""
        known = self.known
        return known if known is not None and known.step == self.step else describe(self.trace, self.step)

    @cached_property
    def operations(self) -> Operations:
        """The single operations by which the step's number is made."""
        return operations(self.description)

    @property
    def operation(self) -> Operation | None:
        """The one that the cursor stands on; None where it stands on the number as a whole."""
        return self.operations[self.cursor.operation] if self.cursor.operation >= 0 else None


def moment_of(
    trace: Trace, cursor: Cursor, options: Options, run: tuple[int, int] = (0, 0), known: Description | None = None
) -> Moment:
    """Return the moment; a cursor beyond the line's ends stands at the nearest.

    ``known`` : a description made at the same moment of the run with the same options: it is used if it is the step's.
    """
    if (trace.batch, trace.columns) != (options.batch, options.columns):
        trace = replace(trace, batch=options.batch, columns=options.columns)
    line = line_of(trace.plan, cursor.grain)
    place = max(0, min(len(line) - 1, cursor.place))
    found = Moment(trace, line, replace(cursor, place=place), options, run, known)
    if cursor.operation >= 0 and cursor.operation >= len(found.operations):
        # Another card stands here now, of fewer operations; or the last one is asked for.
        found = replace(found, cursor=replace(found.cursor, operation=len(found.operations) - 1))
    return found
