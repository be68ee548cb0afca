"""The formula with its numbers, as a small tree: it can be written, set, evaluated, and asked for its operands."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from nnstudio.engine import Place
from nnstudio.inspection.steps import Step
from nnstudio.inspection.terms import Terms
from nnstudio.text import Message

_HUGE = 1e300


@dataclass(frozen=True)
class Operand:
    """A number that goes into a calculation.

    ``symbol`` is in the markup of ``inspection.symbols``; ``place`` says where it stands in the plan (None: a
    constant); ``name`` what it is in words; ``step`` the step that made it, if one did.
    """

    symbol: str
    value: float
    name: Message
    place: Place | None = None
    step: Step | None = None


@dataclass(frozen=True)
class Num:
    """One operand."""

    operand: Operand


@dataclass(frozen=True)
class Sum:
    """Terms, each with its sign, +1 or −1; of a long sum they are made when they are written (:class:`Terms`)."""

    terms: Sequence[tuple[int, Node]]


@dataclass(frozen=True)
class Product:
    """Factors."""

    factors: tuple[Node, ...]


@dataclass(frozen=True)
class Square:
    """Something times itself."""

    base: Node


@dataclass(frozen=True)
class Quotient:
    """One thing over another."""

    above: Node
    below: Node


@dataclass(frozen=True)
class Call:
    """A function of one argument; ``value`` is what the engine's own calls make of it."""

    name: str
    argument: Node
    value: float


@dataclass(frozen=True)
class Largest:
    """The largest of several."""

    rivals: tuple[Node, ...]


Node = Num | Sum | Product | Square | Quotient | Call | Largest


def num(symbol: str, value: float, name: Message, place: Place | None = None, step: Step | None = None) -> Num:
    """Return one operand as a node."""
    return Num(Operand(symbol, value, name, place, step))


def total(*nodes: Node) -> Node:
    """Return the sum of these; of one, itself."""
    return nodes[0] if len(nodes) == 1 else Sum(tuple((1, node) for node in nodes))


def difference(first: Node, second: Node) -> Sum:
    """Return ``first − second``."""
    return Sum(((1, first), (-1, second)))


def times(*nodes: Node) -> Node:
    """Return the product of these; of one, itself."""
    return nodes[0] if len(nodes) == 1 else Product(nodes)


def evaluate(node: Node) -> float:
    """Return what the expression comes to, in double precision."""
    match node:
        case Num(operand):
            return operand.value
        case Sum(Terms() as terms):
            return added(terms.values.tolist())
        case Sum(terms):
            return added([sign * evaluate(term) for sign, term in terms])
        case Product(factors):
            return math.prod(evaluate(factor) for factor in factors)
        case Square(base):
            return evaluate(base) * evaluate(base)
        case Quotient(above, below):
            return _ratio(evaluate(above), evaluate(below))
        case Call():
            return node.value
        case Largest(rivals):
            return max(evaluate(rival) for rival in rivals)


def added(values: list[float]) -> float:
    """Return the sum, rounded once."""
    # A run that has come to infinity is looked into as well, and there fsum would refuse.
    return math.fsum(values) if all(abs(value) < _HUGE for value in values) else sum(values)


def _ratio(above: float, below: float) -> float:
    return above / below if below else math.nan


def size(node: Node) -> float:
    """Return the expression with every term made positive: the Σ|terms| that its rounding is measured by."""
    match node:
        case Sum(Terms() as terms):
            return terms.size
        case Sum(terms):
            return added([size(term) for _, term in terms])
        case Product(factors):
            return math.prod(size(factor) for factor in factors)
        case Square(base):
            return size(base) * size(base)
        case Quotient(above, below):
            return _ratio(size(above), abs(evaluate(below)))
        case _:
            return abs(evaluate(node))


def parts(node: Node) -> Iterator[Operand | Terms]:
    """Yield every operand from left to right, of a long sum its terms as one."""
    match node:
        case Num(operand):
            yield operand
        case Sum(Terms() as terms):
            yield terms
        case Sum(terms):
            for _, term in terms:
                yield from _own_parts(term)
        case Product(several) | Largest(several):
            for each in several:
                yield from _own_parts(each)
        case Square(inner) | Call(_, inner, _):
            yield from parts(inner)
        case Quotient(above, below):
            yield from parts(above)
            yield from parts(below)


def _own_parts(node: Node) -> Iterable[Operand | Terms]:
    """Return the parts of a part: most are numbers or products of them, of which there are hundreds."""
    if isinstance(node, Num):
        return (node.operand,)
    numbers = numbers_of(node) if isinstance(node, Product) else ()
    return numbers or parts(node)


def numbers_of(product: Product) -> Sequence[Operand]:
    """Return a product's factors if all of them are numbers, else nothing."""
    found = [factor.operand for factor in product.factors if isinstance(factor, Num)]
    return found if len(found) == len(product.factors) else ()


def operands(node: Node) -> Iterator[Operand]:
    """Yield every operand from left to right."""
    for part in parts(node):
        if isinstance(part, Operand):
            yield part
        else:
            yield from map(part.operand, range(part.operand_count))


def operand_count(node: Node) -> int:
    """Return how many operands are written."""
    return sum(1 if isinstance(part, Operand) else part.operand_count for part in parts(node))


def renamed(node: Node, symbols: Mapping[str, str]) -> Node:
    """Return the expression with other symbols for some operands; a long sum (:class:`Terms`) keeps its own."""
    match node:
        case Num(operand):
            return Num(replace(operand, symbol=symbols.get(operand.symbol, operand.symbol)))
        case Sum(Terms()):
            return node
        case Sum(terms):
            return Sum(tuple((sign, renamed(term, symbols)) for sign, term in terms))
        case Product(several) | Largest(several):
            return type(node)(tuple(renamed(each, symbols) for each in several))
        case Square(inner):
            return Square(renamed(inner, symbols))
        case Call(_, inner, _):
            return replace(node, argument=renamed(inner, symbols))
        case Quotient(above, below):
            return Quotient(renamed(above, symbols), renamed(below, symbols))
