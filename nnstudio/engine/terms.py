"""The terms behind a number: what is multiplied, what is added up, and where each factor stands in the network."""

from __future__ import annotations

from typing import NamedTuple


class Place(NamedTuple):
    """Where a number of the plan stands: a layer's quantity, the index in the outside order, the sample (-1: the whole batch)."""

    layer: str
    quantity: str
    index: tuple[int, ...]
    sample: int = -1


class Factor(NamedTuple):
    """A number in a product, with its symbol in LaTeX; ``place`` is None for a constant such as 1/N or the learning rate."""

    symbol: str
    value: float
    place: Place | None = None


class Term(NamedTuple):
    """One summand: its value and, where it is a product, the factors."""

    value: float
    factors: tuple[Factor, ...] = ()


class Expansion(NamedTuple):
    """A number and the terms that add up to it.

    ``total`` is the plan's own number. ``bound`` is what rounding allows the sum of the terms to differ from it:
    ``n · eps · Σ|terms|`` (Higham 2002, §3.1). ``formula`` is LaTeX.
    """

    total: float
    terms: tuple[Term, ...]
    bound: float
    formula: str
