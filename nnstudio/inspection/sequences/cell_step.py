"""One time step of a recurrent layer's cell, gate by gate, with the numbers of one unit."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from nnstudio.engine import Place
from nnstudio.inspection.sequences.diagrams import PRODUCT, Drawn, Wire, diagram_of
from nnstudio.inspection.sequences.direction import Direction
from nnstudio.text import Message, msg

_DELTA_OF = {"h": "grad_h", "c": "grad_c", "z": "grad_z", "change": "grad_h"}


@dataclass(frozen=True)
class Part:
    """A part of the picture with its number: ``drawn`` says where it stands and what it does.

    ``letter`` is in the markup of ``inspection.symbols``. ``place``, ``value``: its number; ``back``, ``slope``: what
    comes back to it. None where there is none: a vector has no single number, a product's slope is not kept.
    ``count``: how many numbers a vector has.
    """

    drawn: Drawn
    letter: str
    name: Message | None
    place: Place | None = None
    value: float | None = None
    back: Place | None = None
    slope: float | None = None
    count: int = 0


@dataclass(frozen=True, eq=False)
class CellStep:
    """The cell at one ``time`` of the sequence, of one ``unit``."""

    parts: tuple[Part, ...]
    wires: tuple[Wire, ...]
    time: int
    unit: int
    first: bool

    def part(self, name: str) -> Part:
        """Return a part by its id; KeyError where the cell has none."""
        found = next((part for part in self.parts if part.drawn.id == name), None)
        if found is None:
            raise KeyError(name)
        return found


def cell_step(direction: Direction, time: int, unit: int) -> CellStep:
    """Return the cell's parts with the plan's numbers; of an operation that the layer does not show, what it makes."""
    drawn, wires = diagram_of(direction.cell)
    found: dict[str, Part] = {part.id: _part(direction, part, time, unit) for part in drawn}
    for part in drawn:
        if part.kind == "operation" and not part.quantity:
            _work_out(part.id, found, wires)
    before = direction.earlier(time)
    return CellStep(tuple(found.values()), wires, time, unit, not 0 <= before < direction.length)


def _part(direction: Direction, drawn: Drawn, time: int, unit: int) -> Part:
    if drawn.kind == "before":
        return _before(direction, drawn, time, unit)
    if drawn.kind == "input":
        return Part(drawn, "x_{t}", _INPUT, count=direction.cell.features)
    if not drawn.quantity:
        return Part(drawn, "", None)
    told = direction.known(drawn.quantity)
    place = direction.place(drawn.quantity, time, unit)
    value = direction.trace.value(place)
    if drawn.sign == PRODUCT:
        drawn = replace(drawn, sign=PRODUCT[::-1]) if direction.trace.columns else drawn
        return Part(drawn, told.letter, told.title, place, value, slope=_slope_of_product(direction, time, unit))
    name = _DELTA_OF.get(drawn.quantity, f"{drawn.quantity}_grad_z")
    back = direction.place(name, time, unit) if direction.has(name) else None
    return Part(drawn, told.letter, told.title, place, value, back, _slope(direction, back))


def _slope_of_product(direction: Direction, time: int, unit: int) -> float:
    """Return ``r_t ⊙ δ_t`` of the candidate: what comes back to the state's part of it, which no quantity keeps."""
    reset, delta = direction.numbers_of_all("reset_gate"), direction.numbers_of_all("candidate_grad_z")
    each = reset[:, time, unit] * delta[:, time, unit]
    return float(each.sum() if direction.trace.batch else each[direction.trace.sample] * direction.trace.count)


def _before(direction: Direction, drawn: Drawn, time: int, unit: int) -> Part:
    """Return the state of the step that was read before; at the first the learned one, or zero."""
    letter = "h" if drawn.quantity == "h" else "c"
    earlier = direction.earlier(time)
    known_as = direction.known(drawn.quantity).letter
    if 0 <= earlier < direction.length:
        place = direction.place(drawn.quantity, earlier, unit)
        back = direction.place(_DELTA_OF[drawn.quantity], earlier, unit)
        value = direction.trace.value(place)
        when = "t+1" if direction.reverse else "t−1"
        return Part(drawn, f"{known_as}_{{{when}}}", _STATES[letter], place, value, back, _slope(direction, back))
    if direction.cell.layer.initial_state != "learned":
        return Part(drawn, f"{letter}_{{0}}", _STATES[letter], None, 0.0)
    name = direction.prefix + ("initial_hidden" if letter == "h" else "initial_cell")
    place = Place(direction.layer, name, (unit,))
    return Part(drawn, f"{letter}_{{0}}", _STATES[letter], place, direction.trace.value(place))


_INPUT = msg("Input x")
_STATES = {"h": msg("State before this step"), "c": msg("Cell before this step")}


def _slope(direction: Direction, back: Place | None) -> float | None:
    if back is None:
        return None
    if direction.trace.batch:
        return direction.trace.mean(back)
    return direction.trace.value(back)


def _work_out(name: str, found: dict[str, Part], wires: tuple[Wire, ...]) -> None:
    """Fill in what an operation makes of the numbers on its wires."""
    part = found[name]
    values = [found[wire.source].value for wire in wires if wire.target == name and not wire.dashed]
    numbers = [value for value in values if value is not None]
    results = {"×": math.prod(numbers), "1−": 1 - sum(numbers), "tanh": math.tanh(sum(numbers))}
    found[name] = Part(part.drawn, "", _DOES[part.drawn.sign], None, results[part.drawn.sign])


_DOES = {
    "×": msg("The product of what comes in"),
    "1−": msg("One minus what comes in"),
    "tanh": msg("The hyperbolic tangent of what comes in"),
}
