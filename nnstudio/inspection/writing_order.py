"""An expression as a row of tokens: in which order it is written, and where each part begins among them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

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
    numbers_of,
    operands,
)
from nnstudio.inspection.terms import Terms

Ends = tuple[int, int]
"""How many terms of a long sum are written at its beginning and at its end."""
ENDS: Ends = (4, 2)
SHORTER: tuple[Ends, ...] = ((2, 1), (1, 1))
"""The same where there is little room, and where there is less."""
Within = Literal["", "product", "divisor"]
"""Where a part stands: alone or in a sum, beside × (or after −), or under a fraction's bar."""
_OF_PAIR = 3
"""Tokens of ``w × x``."""


@dataclass(frozen=True)
class Token:
    """A piece of a written expression: a number, a mark such as ``+``, or (``hidden`` > 0) terms left out.

    ``at`` is its number among the tokens of the whole expression.
    """

    mark: str = ""
    operand: Operand | None = None
    hidden: int = 0
    at: int = -1


def tokens(node: Node, *, whole: bool = False, keep: int = -1, now: int = -1, ends: Ends = ENDS) -> tuple[Token, ...]:
    """Return the expression as pieces in writing order.

    Of a sum of many terms only its ``ends`` are written unless ``whole``; operands of sample ``keep`` are written even
    so, and the term that token number ``now`` belongs to.
    """
    return tuple(_Writer(whole, keep, now, ends).write(node))


class _Writer:
    """Writes one expression; ``at`` counts the tokens of the whole."""

    def __init__(self, whole: bool, keep: int, now: int, ends: Ends) -> None:
        self.whole, self.keep, self.now, self.at = whole, keep, now, 0
        self.head, self.tail = ends

    def write(self, node: Node, within: Within = "") -> Iterator[Token]:
        """Yield the tokens of a part."""
        yield from self._bracketed(self._bare(node), has_brackets(node, within))

    def _bare(self, node: Node) -> Iterator[Token]:
        match node:
            case Num(operand):
                yield self._token(operand=operand)
            case Sum(terms):
                yield from self._sum(terms)
            case Product(factors):
                for place, factor in enumerate(factors):
                    if place:
                        yield self._token("×")
                    yield from self.write(factor, "product")
            case Quotient(above, below):
                yield from self.write(above, "product")
                yield self._token("/")
                yield from self.write(below, "divisor")
            case Square(base):
                yield from self._bracketed(self.write(base), True)
                yield self._token("²")
            case Call(name, argument, _):
                yield self._token(f"{name}(")
                yield from self.write(argument)
                yield self._token(")")
            case Largest(rivals):
                for place, rival in enumerate(rivals):
                    yield self._token("," if place else "max(")
                    yield from self.write(rival)
                yield self._token(")")

    def _token(self, mark: str = "", operand: Operand | None = None) -> Token:
        self.at += 1
        return Token(mark, operand, at=self.at - 1)

    def _bracketed(self, inside: Iterator[Token], wanted: bool) -> Iterator[Token]:
        if wanted:
            yield self._token("(")
        yield from inside
        if wanted:
            yield self._token(")")

    def _sum(self, terms: Sequence[tuple[int, Node]]) -> Iterator[Token]:
        count, hidden = len(terms), 0
        long = not self.whole and count > self.head + self.tail + 1
        # Whose numbers stand in each term; a long sum of a single sample is not looked through.
        found = (
            [_samples(term) for _, term in terms] if long and self.keep >= 0 and not isinstance(terms, Terms) else []
        )
        keep = self.keep if len(set().union(*found)) > 1 else -1
        begin = first = self.at
        for place in range(count):
            if long and self.head <= place < count - self.tail and not (keep >= 0 and keep in found[place]):
                length = self._length(terms, place)
                if not (self.now >= begin and self.at <= self.now < self.at + length):
                    first, hidden = (first if hidden else self.at), hidden + 1
                    self.at += length
                    continue
            if hidden:
                yield Token("+", at=first)
                yield Token(hidden=hidden, at=first)
                hidden = 0
            sign, term = terms[place]
            if place or sign < 0:
                yield self._token("+" if sign > 0 else "−")
            yield from self.write(term, "product" if sign < 0 else "")

    def _length(self, terms: Sequence[tuple[int, Node]], place: int) -> int:
        """Return how many tokens a term has with its sign."""
        if isinstance(terms, Terms):
            return 1 + (_OF_PAIR if place < terms.pairs else 1)
        sign, term = terms[place]
        return 1 + token_count(term, "product" if sign < 0 else "")


def _samples(term: Node) -> set[int]:
    numbers = numbers_of(term) if isinstance(term, Product) else ()
    places = [operand.place for operand in numbers or operands(term) if operand.place is not None]
    return {place.sample for place in places if place.sample >= 0}


def has_brackets(node: Node, within: Within) -> bool:
    """Whether an expression is written in brackets where it stands."""
    return (isinstance(node, Sum) and within != "") or (isinstance(node, Product | Quotient) and within == "divisor")


def token_count(node: Node, within: Within = "") -> int:
    """Return how many tokens the whole expression is written with."""
    closing = int(has_brackets(node, within))
    match node:
        case Num():
            return 1
        case Sum(Terms() as terms):
            start, own = part_of_long(terms, len(terms) - 1, closing)
            return start + own + closing
        case Product(factors) if all(isinstance(factor, Num) for factor in factors):
            return 2 * len(factors) - 1 + 2 * closing
        case Square() | Call() | Largest():
            closing = 2 if isinstance(node, Square) else 1
    last, inside, start = list(parts_of(node, within))[-1]
    return start + token_count(last, inside) + closing


def parts_of(node: Node, within: Within = "") -> Iterator[tuple[Node, Within, int]]:
    """Yield each part with what it stands within, and how many tokens stand before it."""
    start = int(has_brackets(node, within))
    match node:
        case Num():
            return
        case Sum(terms):
            for number, (sign, term) in enumerate(terms):
                start += 1 if number or sign < 0 else 0
                inside: Within = "product" if sign < 0 else ""
                yield term, inside, start
                start += token_count(term, inside)
        case Square(base):
            yield base, "", 1
        case Call(_, argument, _):
            yield argument, "", 1
        case Largest(rivals):
            for rival in rivals:
                start += 1
                yield rival, "", start
                start += token_count(rival)
        case Product(factors):
            for factor in factors:
                yield factor, "product", start
                start += token_count(factor, "product") + 1
        case Quotient(above, below):
            yield above, "product", start
            yield below, "divisor", start + token_count(above, "product") + 1


def part_of_long(terms: Terms, number: int, opening: int = 0) -> tuple[int, int]:
    """Return where term ``number`` of a long sum begins among the sum's tokens, and how many it has."""
    pairs = min(number, terms.pairs)
    start = opening + _OF_PAIR * pairs + (number - pairs) + number
    return start, _OF_PAIR if number < terms.pairs else 1
