"""What is said about a step: a sentence, the formula, the formula with its numbers, and what lights up."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

from nnstudio.engine import Place
from nnstudio.inspection.expression import Node, Operand, evaluate, operand_count, size
from nnstudio.inspection.latest import Latest
from nnstudio.inspection.operands import Operands
from nnstudio.inspection.steps import Step
from nnstudio.inspection.trace import Neuron, Trace
from nnstudio.text import Message

SLACK = 8
"""Roundings beside those of the sum itself: products, the factor 1/N, those inside a function."""

Link = tuple[Neuron, Neuron]
Standing = tuple[tuple[Neuron, ...], tuple[Link, ...]]
_MADE_OF: Latest[tuple[Place, ...], Standing] = Latest()


@dataclass(frozen=True)
class Line:
    """One line of a calculation: ``symbol = expression = result``.

    ``result`` is the plan's number; ``bound`` is how far rounding allows the expression, in double precision, to lie
    from it: ``n · eps · Σ|terms|``. ``arrow`` marks an assignment, old → new. ``name`` says in words what it is.
    """

    symbol: str
    expression: Node
    result: float
    bound: float
    name: Message
    arrow: bool = False

    @property
    def holds(self) -> bool:
        """Whether expression and result agree within the bound."""
        return abs(evaluate(self.expression) - self.result) <= self.bound


@dataclass(frozen=True)
class Highlight:
    """What the step is about in the network's picture: the ``target``, what it is made of, and over which links.

    ``target`` may be a neuron, or (for a weight) ``link``. ``backward`` is the way that the numbers travel.
    """

    target: Neuron | None = None
    link: Link | None = None
    neurons: tuple[Neuron, ...] = ()
    links: tuple[Link, ...] = ()
    layer: str = ""
    backward: bool = False


@dataclass(frozen=True)
class Description:
    """Everything that the card of a step shows.

    ``title`` names the quantity, ``where`` the neuron, link or layer. ``formula`` is LaTeX. ``lines`` end with the
    step's own; a step of a whole layer has none, but ``rows``: the results of its neurons. ``note`` is what must be
    said beside it, such as where the 1/N is.
    """

    step: Step
    title: Message
    sentence: Message
    formula: str
    lines: tuple[Line, ...] = ()
    rows: tuple[Operand, ...] = ()
    note: Message | None = None
    where: Message | None = None
    highlight: Highlight = field(default_factory=Highlight)

    @property
    def main(self) -> Line | None:
        """The step's own line."""
        return self.lines[-1] if self.lines else None

    @cached_property
    def operands(self) -> Operands:
        """Every operand once, in the order of writing; for a whole layer its results."""
        found = Operands([line.expression for line in self.lines])
        return found if len(found) else Operands(rows=self.rows)


def line(
    trace: Trace,
    symbol: str,
    expression: Node,
    result: float,
    name: Message,
    *,
    inner: float = 0.0,
    arrow: bool = False,
) -> Line:
    """Return a line with its bound; ``inner`` is the size of what has cancelled inside a function."""
    count = operand_count(expression)
    bound = (count + SLACK) * trace.eps * (size(expression) + inner)
    return Line(symbol, expression, result, bound, name, arrow)


def place_links(trace: Trace, places: tuple[Place, ...]) -> Standing:
    """Return the neurons and links on which these numbers stand."""
    neurons: dict[Neuron, None] = {}
    links: dict[Link, None] = {}
    for place in places:
        neuron = trace.neuron(place)
        if neuron is not None:
            neurons[neuron] = None
        elif place.sample < 0 and trace.is_link(place.layer, place.quantity.removesuffix("_grad")):
            links[trace.origin(place.layer, place.index[:1]), (place.layer, place.index[1:])] = None
    return tuple(neurons), tuple(links)


def made_of(trace: Trace, operands: Operands) -> Standing:
    """Return the neurons and links that these operands stand on."""
    places = tuple(place for place in operands.places() if place is not None)
    return _MADE_OF.get(trace.plan, places, lambda: place_links(trace, places))
