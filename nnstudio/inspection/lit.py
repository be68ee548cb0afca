"""What is pointed at: places of the plan, which every view turns into its own geometry."""

from __future__ import annotations

from dataclasses import dataclass

from nnstudio.engine import Place
from nnstudio.inspection.description import Description, Link, place_links
from nnstudio.inspection.expression import Operand
from nnstudio.inspection.trace import Neuron, Trace


@dataclass(frozen=True)
class Lit:
    """``places`` that are lit up; ``source`` is the id of the view that says so, and that does not answer itself."""

    places: frozenset[Place] = frozenset()
    source: str = ""


def lit_in_picture(trace: Trace, places: frozenset[Place]) -> frozenset[Neuron | Link]:
    """Return the neurons, pixels and links of the picture that stand for these places."""
    neurons, links = place_links(trace, tuple(place for place in places if place.quantity != "loss"))
    return frozenset((*neurons, *links))


def lit_operands(trace: Trace, description: Description, places: frozenset[Place]) -> tuple[Operand, ...]:
    """Return the operands of a card that stand at these places; where none does, those of the same neuron or link."""
    operands = [each for each in description.operands if each.place is not None and each.place.quantity != "loss"]
    exact = tuple(operand for operand in operands if operand.place in places)
    if exact or not places:
        return exact
    lit = lit_in_picture(trace, places)
    found = {operand: place_links(trace, (operand.place,)) for operand in operands if operand.place is not None}
    return tuple(operand for operand, (neurons, links) in found.items() if lit.intersection((*neurons, *links)))
