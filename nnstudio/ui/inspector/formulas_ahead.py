"""The formulas of all kinds of steps, set before they are asked for: those of the steps that come next first."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import pairwise

from PySide6.QtWidgets import QWidget

from nnstudio.engine import Plan
from nnstudio.inspection import Description, Moment, Step, describe
from nnstudio.inspection.cursor import line_of
from nnstudio.ui import theme
from nnstudio.ui.bridge.inspection import Inspection

_Block = tuple[str, str]
"""Phase and layer."""


class FormulasAhead:
    """Describes a step of each kind, and has its formula set, in pieces.

    To set a formula takes 10 to 40 ms: too long beside all else that a step to another layer has to show.
    """

    def __init__(self, inspection: Inspection, prepare: Callable[[Description], object]) -> None:
        self._inspection, self._prepare = inspection, prepare
        self._about: object = None
        self._order: dict[_Block, int] = {}
        self._left: list[Step] = []
        self._here: _Block = ("", "")

    def follow(self, widget: QWidget, moment: Moment) -> None:
        """Take up the work anew where the formulas become others, or one has come to another layer."""
        about = _about(moment)
        here = moment.step.phase, moment.step.layer
        if about != self._about:
            blocks = line_of(moment.trace.plan, "layer").blocks
            self._about, self._left = about, list(_kinds(moment.trace.plan))
            self._order = {(block.phase, block.layer): number for number, block in enumerate(blocks)}
        elif here == self._here or not self._left:
            return
        self._here = here
        self._inspection.ahead.begin(widget, self._pieces())

    def _pieces(self) -> Iterator[None]:
        while self._left:
            step = min(self._left, key=self._distance)
            with self._inspection.hold() as now:
                if now is not None and _about(now) != self._about:
                    # The next moment that is shown takes up its own.
                    return
                described = describe(now.trace, step) if now is not None else None
            yield
            if described is not None:
                self._prepare(described)
                yield
            self._left.remove(step)

    def _distance(self, step: Step) -> int:
        """Return how many blocks on a step comes; what lies behind comes last, with the next batch."""
        order = self._order
        return (order[step.phase, step.layer] - order.get(self._here, 0)) % len(order)


def _about(moment: Moment) -> tuple[object, ...]:
    """Return what the formulas of a moment depend on, beside the step."""
    trace = moment.trace
    return trace.plan, trace.batch, trace.columns, theme.tokens().text.name()


def _kinds(plan: Plan) -> Iterator[Step]:
    """Yield steps of each kind: whole layers, places and time steps, and a first and a middle number of each.

    A first number may lack a term that the others have: nothing came before it.
    """
    found: dict[Step, None] = {}
    for grain in ("neuron", "window", "time", "layer"):
        line = line_of(plan, grain)
        for block, (start, stop) in zip(line.blocks, pairwise(line.starts), strict=True):
            # A neuron's z, then its a, then the next one's.
            several = len(block.quantities) if grain == "neuron" else 1
            middle = start + (stop - start) // several // 2 * several
            found |= {line[first + number]: None for first in (start, middle) for number in range(several)}
    yield from found
