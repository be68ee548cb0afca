"""A calculation as rows: with symbols, with numbers, and the result, each with its sign of relation."""

from __future__ import annotations

from dataclasses import dataclass

from nnstudio.exchange.sheet.figures import all_whole
from nnstudio.inspection import Line
from nnstudio.inspection.expression import Call, Largest, Node, Num, Operand, Product, Quotient, Square, Sum
from nnstudio.inspection.rounding import is_whole
from nnstudio.text import msg

HEAD, TAIL = 4, 2
"""How many terms of a long sum are written in symbols at its beginning and at its end; in numbers all are."""
DOTS = "⋯"


@dataclass(frozen=True)
class Rows:
    """``symbols`` : the expression to be written with its letters, None where they would say nothing.

    ``numbers`` : the expression to be written with its numbers, None where it is a single one, the result's own.
    ``numbers_whole`` and ``result_whole`` : whether no digit is missing up to there; else ≈ is written before.
    """

    symbols: Node | None
    numbers: Node | None
    numbers_whole: bool
    result_whole: bool


def rows_of(line: Line, digits: int) -> Rows:
    """Return how a line is written."""
    node = line.expression
    whole = all_whole(node, digits)
    same = isinstance(node, Num) and node.operand.value == line.result
    says_nothing = isinstance(node, Num) and node.operand.symbol in (line.symbol, "1", "")
    return Rows(
        None if says_nothing else shortened(node),
        None if same else node,
        whole,
        whole and is_whole(line.result, digits),
    )


def shortened(node: Node) -> Node:
    """Return the expression with dots for the middle of its long sums."""
    match node:
        case Sum(terms):
            kept = [(sign, shortened(term)) for sign, term in terms]
            if len(kept) > HEAD + TAIL + 1:
                dots = Num(Operand(DOTS, 0.0, msg("…")))
                kept = [*kept[:HEAD], (1, dots), *kept[len(kept) - TAIL :]]
            return Sum(tuple(kept))
        case Product(factors):
            return Product(tuple(shortened(factor) for factor in factors))
        case Square(base):
            return Square(shortened(base))
        case Quotient(above, below):
            return Quotient(shortened(above), shortened(below))
        case Call(name, argument, value):
            return Call(name, shortened(argument), value)
        case Largest(rivals):
            return Largest(tuple(map(shortened, rivals)))
    return node
