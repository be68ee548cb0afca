"""The single operations that a number is made by: one multiplication, one addition, in the order of calculating.

A sum of 784 products has 1,568 of them, so they are counted, not listed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import overload

from nnstudio.engine import Place
from nnstudio.inspection.description import Description, Line
from nnstudio.inspection.expression import (
    Call,
    Largest,
    Node,
    Num,
    Operand,
    Product,
    Quotient,
    Square,
    Sum,
    evaluate,
    operands,
)
from nnstudio.inspection.terms import Terms
from nnstudio.inspection.writing_order import Within, has_brackets, part_of_long, parts_of, token_count

MOST_PLACES = 64
"""Places that one operation lights up at most: a function of a long sum reads them all."""

Given = Operand | float


@dataclass(frozen=True)
class Operation:
    """One operation.

    ``mark`` : ``+ − × / ²``, a function with its bracket (``tanh(``), or ``=`` where a number is only taken over.
    ``operands`` : what goes in: an operand of the card, or what the operations before came to. ``value`` : the result
    in double precision; of the ``last`` of a line the plan's own number. ``tokens`` : what has been calculated by now
    of the line number ``line``, from and up to which of its tokens. ``places`` : where the numbers stand that come in.
    """

    mark: str
    operands: tuple[Given, ...]
    value: float
    places: tuple[Place, ...]
    line: int
    tokens: tuple[int, int]
    last: bool = False


class Operations(Sequence[Operation]):
    """All operations of a card's lines."""

    def __init__(self, lines: tuple[Line, ...]) -> None:
        self.lines = lines
        self.counts = tuple(max(1, count_of(line.expression)) for line in lines)

    def __len__(self) -> int:
        """Return how many there are."""
        return sum(self.counts)

    @overload
    def __getitem__(self, number: int) -> Operation: ...
    @overload
    def __getitem__(self, number: slice) -> tuple[Operation, ...]: ...
    def __getitem__(self, number: int | slice) -> Operation | tuple[Operation, ...]:
        """Return an operation."""
        if isinstance(number, slice):
            return tuple(self[each] for each in range(*number.indices(len(self))))
        if not -len(self) <= number < len(self):
            raise IndexError(number)
        number %= len(self)
        for place, (line, count) in enumerate(zip(self.lines, self.counts, strict=True)):
            if number < count:
                return _of_line(line, place, number, count)
            number -= count
        raise IndexError(number)


def operations(description: Description) -> Operations:
    """Return the operations behind a card's numbers; a step of a whole layer has none."""
    return Operations(description.lines)


def _of_line(line: Line, place: int, number: int, count: int) -> Operation:
    node = line.expression
    if isinstance(node, Num):
        found = Operation("=", (node.operand,), line.result, _places((node,)), place, (0, 1))
    else:
        found = replace(_found(node, number, 0, ""), line=place)
    return replace(found, value=line.result, last=True) if number == count - 1 else found


def count_of(node: Node) -> int:
    """Return how many operations an expression has."""
    match node:
        case Num():
            return 0
        case Sum(Terms() as terms):
            return terms.pairs + len(terms) - 1
        case Sum(terms):
            return sum(count_of(term) for _, term in terms) + len(terms) - 1 + (terms[0][0] < 0)
        case Product(factors):
            return sum(map(count_of, factors)) + len(factors) - 1
        case Square(base):
            return count_of(base) + 1
        case Call(_, argument, _):
            return count_of(argument) + 1
        case Quotient(above, below):
            return count_of(above) + count_of(below) + 1
        case Largest(rivals):
            return sum(map(count_of, rivals)) + 1


def _found(node: Node, number: int, at: int, within: Within) -> Operation:
    """Return operation ``number`` of an expression that begins at token ``at``."""
    match node:
        case Sum(Terms() as terms):
            return _of_long(terms, number, at, within)
        case Sum() | Product() | Quotient():
            return _in_a_row(node, number, at, within)
        case Square() | Call():
            return _of_one(node, number, at, within)
        case Largest():
            return _largest(node, number, at, within)
    raise IndexError(number)


def _of_one(node: Square | Call, number: int, at: int, within: Within) -> Operation:
    ((argument, inside, start),) = parts_of(node, within)
    if number < count_of(argument):
        return _found(argument, number, at + start, inside)
    mark = "²" if isinstance(node, Square) else f"{node.name}("
    span = at, at + token_count(node, within)
    return Operation(mark, (_given(argument),), evaluate(node), _places((argument,)), 0, span)


def _largest(node: Largest, number: int, at: int, within: Within) -> Operation:
    """Return an operation of one of the rivals, or after all of these the comparison."""
    for rival, inside, start in parts_of(node, within):
        if number < count_of(rival):
            return _found(rival, number, at + start, inside)
        number -= count_of(rival)
    given = tuple(map(_given, node.rivals))
    return Operation("max(", given, evaluate(node), _places(node.rivals), 0, (at, at + token_count(node, within)))


def _in_a_row(node: Sum | Product | Quotient, number: int, at: int, within: Within) -> Operation:
    """Return an operation of terms or factors, each of which joins what those before it came to."""
    parts, begin = list(parts_of(node, within)), at + has_brackets(node, within)
    for place, (part, inside, start) in enumerate(parts):
        own = count_of(part)
        if number < own:
            return _found(part, number, at + start, inside)
        number -= own
        if place or _negated(node):
            if number == 0:
                span = begin, at + start + token_count(part, inside)
                return _joined(node, place, span)
            number -= 1
    raise IndexError(number)


def _negated(node: Node) -> bool:
    return isinstance(node, Sum) and node.terms[0][0] < 0


def _joined(node: Sum | Product | Quotient, place: int, span: tuple[int, int]) -> Operation:
    """Return the operation that takes part number ``place`` in."""
    match node:
        case Sum(terms):
            sign, term = terms[place]
            mark = "+" if sign > 0 else "−"
            before: Node = Sum(tuple(terms[:place]))
            after: Node = Sum(tuple(terms[: place + 1]))
        case Product(factors):
            term, mark = factors[place], "×"
            before, after = Product(factors[:place]), Product(factors[: place + 1])
        case Quotient(above, term):
            before, after, mark = above, node, "/"
    first = () if place == 0 else (_given(_single(before)),)
    own = (_single(before), term) if place == 1 else (term,)
    return Operation(mark, (*first, _given(term)), evaluate(after), _places(own), 0, span)


def _single(node: Node) -> Node:
    match node:
        case Sum(((1, only),)) | Product((only,)):
            return only
    return node


def _given(node: Node) -> Given:
    return node.operand if isinstance(node, Num) else evaluate(node)


def _places(nodes: tuple[Node, ...]) -> tuple[Place, ...]:
    found = (operand.place for node in nodes for operand in _first_operands(node))
    return tuple(dict.fromkeys(place for place in found if place is not None))


def _first_operands(node: Node) -> Iterator[Operand]:
    return islice(operands(node), MOST_PLACES)


def _of_long(terms: Terms, number: int, at: int, within: Within) -> Operation:
    """Return an operation of a long sum: m₀, m₁, +₁, m₂, +₂ … and the terms at its end."""
    place = (number + 1) // 2 if number < 2 * terms.pairs - 1 else number - terms.pairs + 1
    opening = int(within != "")
    start, own = part_of_long(terms, place, opening)
    end = at + start + own
    term = terms[place][1]
    if isinstance(term, Product) and (number == 0 or number % 2):
        return replace(_joined(term, 1, (at + start, end)), value=float(terms.values[place]))
    before = terms.running(place)
    given: Given = term.operand if isinstance(term, Num) else float(terms.values[place])
    span = at + opening, end
    return Operation("+", (before, given), terms.running(place + 1), _places((term,)), 0, span)
