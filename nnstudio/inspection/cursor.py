"""Where one stands and how one moves, as in a debugger: over, into, out, to a step, to a number of the picture."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from nnstudio.engine import Place, Plan
from nnstudio.inspection.calling import is_parameter
from nnstudio.inspection.describe import describe
from nnstudio.inspection.operations import operations
from nnstudio.inspection.steps import AXES, LineGrain, Step, Steps, steps

if TYPE_CHECKING:
    from nnstudio.inspection.moment import Moment

Grain = Literal["scalar", "neuron", "window", "time", "layer", "sample", "batch", "epoch"]
GRAINS: tuple[Grain, ...] = ("scalar", "neuron", "window", "time", "layer", "sample", "batch", "epoch")
"""From fine to coarse."""

Unit = Literal["sample", "batch", "epoch"]
COARSE: tuple[Unit, ...] = ("sample", "batch", "epoch")
"""Those at which the trainer moves: one stays on the same step, to see what becomes of one number."""
_LINES: dict[Grain, LineGrain] = {"window": "window", "time": "time", "layer": "layer"}
"""Whose line of steps a grain walks on; all others on that of the neuron."""


@dataclass(frozen=True)
class Cursor:
    """``place`` : number of the step on the line of ``grain``. ``operation`` : of the number's own calculation; −1:
    the number as a whole."""

    grain: Grain = "neuron"
    place: int = 0
    operation: int = -1


@dataclass(frozen=True)
class Leap:
    """The trainer must move, by ``count`` samples, batches or epochs; then one stands on the line's last step or first.

    ``stay`` : on the same step as before instead, to see what becomes of one number.
    """

    unit: Unit
    count: int
    last: bool = False
    stay: bool = False


def offered(plan: Plan) -> tuple[Grain, ...]:
    """Return the grains at which this plan can be walked, from fine to coarse."""
    axes = {block.axes for block in steps(plan).blocks}
    return tuple(grain for grain in GRAINS if AXES.get(grain, 0) in axes or grain not in AXES)


def line_of(plan: Plan, grain: Grain) -> Steps:
    """Return the line of steps that a grain walks on."""
    return steps(plan, _LINES.get(grain, "neuron"))


def over(moment: Moment, count: int = 1) -> Cursor | Leap:
    """Return where the next step lies (``count`` −1: the one before); beyond the line's ends another batch begins."""
    grain = moment.cursor.grain
    if grain == "scalar":
        return _over_operations(moment, count)
    if grain in COARSE:
        return Leap(grain, count, stay=True)
    place = moment.cursor.place + count
    if 0 <= place < len(moment.line):
        return replace(moment.cursor, place=place)
    return Leap("batch", 1 if count > 0 else -1, last=count < 0)


def _over_operations(moment: Moment, count: int) -> Cursor | Leap:
    """Return the operation so many further on, through the calculations of as many numbers as it takes."""
    place, line = moment.cursor.place, moment.line
    operation = moment.cursor.operation + count
    if moment.cursor.operation < 0 and count < 0:
        operation += 1  # Before the number as a whole there is the one before it.
    length = len(moment.operations)
    while operation < 0 or operation >= length:
        if not 0 <= place + (1 if operation >= 0 else -1) < len(line):
            return Leap("batch", 1 if count > 0 else -1, last=count < 0)
        if operation >= 0:
            operation, place = operation - length, place + 1
            length = _length(moment, place)
        else:
            place -= 1
            length = _length(moment, place)
            operation += length
    return Cursor("scalar", place, operation)


def _length(moment: Moment, place: int) -> int:
    return len(operations(describe(moment.trace, moment.line[place])))


def into(moment: Moment) -> Cursor:
    """Return the first step, one grain finer, of what one stands on; at the finest grain the cursor as it is."""
    grains = offered(moment.trace.plan)
    number = grains.index(moment.cursor.grain)
    if number == 0:
        return moment.cursor
    return regrained(moment, grains[number - 1])


def out(moment: Moment) -> Cursor | Leap:
    """Return what follows the unit that encloses the step, at that unit's grain."""
    grains = offered(moment.trace.plan)
    number = grains.index(moment.cursor.grain) + 1
    outer = grains[min(number, len(grains) - 1)]
    if outer in COARSE:
        return Leap(outer, 1)
    line = line_of(moment.trace.plan, outer)
    place = line.find(moment.step) + 1
    return Cursor(outer, place) if place < len(line) else Leap("batch", 1)


def at(moment: Moment, step: Step, operation: int = -1) -> Cursor | None:
    """Return the cursor on a step, at a finer grain than now if it must be; None where there is no such step."""
    cursor = moment.cursor
    for grain in (cursor.grain, "neuron"):
        line = line_of(moment.trace.plan, grain)
        place = line.find(step)
        if place >= 0 and (not step.index or line[place].index == step.index):
            return Cursor(grain, place, operation)
    return None


def regrained(moment: Moment, grain: Grain, number: Step | None = None) -> Cursor:
    """Return the cursor at another grain, on the same step or the one that it is part of; on its first operation.

    ``number`` : looked at before; where it is part of what one stands on, it is gone back to. A grain that this plan
    does not have, since it was asked for at another, changes nothing.
    """
    if grain not in offered(moment.trace.plan):
        return moment.cursor
    known = number is not None and moment.line.find(number) == moment.cursor.place
    step = number if number is not None and known else moment.step
    place = max(0, line_of(moment.trace.plan, grain).find(step))
    return Cursor(grain, place, 0 if grain == "scalar" else -1)


def toward(moment: Moment, place: Place) -> Step | None:
    """Return the step of a number in the present phase: going forward its a or z, coming back its gradient.

    ``place`` : of a neuron (its ``a``, ``z`` or ``grad_z``), a weight, or what a layer shows just now; the loss.
    """
    trace = moment.trace
    if place.quantity in ("loss", "target"):
        return trace.loss_step(place.layer)
    if is_parameter(trace, place.layer, place.quantity):
        wanted = _of_parameter(moment, place)
    else:
        wanted = _of_neuron(moment, place)
    return next((step for step in wanted if trace.fine.find(step) >= 0), None)


def _of_parameter(moment: Moment, place: Place) -> list[Step]:
    phase, layer = moment.step.phase, place.layer
    gradient, change = (Step(p, layer, f"{place.quantity}_{s}", place.index) for p, s in _PARAMETER)
    if phase == "forward" and moment.trace.is_link(layer, "weight"):
        return [Step("forward", layer, "z", place.index[-1:])]
    return [change, gradient] if phase == "update" else [gradient, change]


_PARAMETER = (("backward", "grad"), ("update", "update"))


def _of_neuron(moment: Moment, place: Place) -> list[Step]:
    phase, layer, index = moment.step.phase, place.layer, place.index
    if place.quantity not in ("a", "z", "h", "grad_a", "grad_z", "grad_h"):
        return [Step(known, layer, place.quantity, index) for known in (phase, "forward", "backward")]
    forward = [Step("forward", layer, quantity, index) for quantity in ("a", "z", "h")]
    if phase == "backward":
        return [*(Step("backward", layer, quantity, index) for quantity in ("grad_z", "grad_a", "grad_h")), *forward]
    return [Step("update", layer, "bias_update", index), *forward] if phase == "update" else forward
