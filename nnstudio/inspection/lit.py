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
    standing = [(n, place) for n, place in enumerate(description.operands.places()) if place is not None]
    found = [n for n, place in standing if place in places]
    if places and not found:
        lit = lit_in_picture(trace, places)
        shown = ((n, lit_in_picture(trace, frozenset((place,)))) for n, place in standing)
        found = [n for n, here in shown if not lit.isdisjoint(here)]
    return tuple(map(description.operands.__getitem__, found))
