"""The terms behind a number: what is multiplied, what is added up, and where each factor stands in the network."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Place:
    """Where a number of the plan stands: a layer's quantity, the index in the outside order, the sample.

    Sample −1 means the whole batch: gradients of weights, the mean loss.
    """

    layer: str
    quantity: str
    index: tuple[int, ...]
    sample: int = -1


@dataclass(frozen=True)
class Factor:
    """A number in a product, with its symbol in LaTeX; ``place`` is None for a constant such as 1/N.

    ``cut`` : no gradient flows back through it (truncated backpropagation through time).
    """

    symbol: str
    value: float
    place: Place | None = None
    cut: bool = False


@dataclass(frozen=True)
class Term:
    """One summand: its value and, where it is a product, the factors."""

    value: float
    factors: tuple[Factor, ...] = ()


def product(*factors: Factor) -> Term:
    """Return the term that multiplies these factors, in double precision."""
    value = 1.0
    for factor in factors:
        value *= factor.value
    return Term(value, factors)


def indexed(symbol: str, values: Iterable[float]) -> tuple[Factor, ...]:
    """Return one factor for each value; ``{}`` becomes the subscript: ``indexed("a{}", a)`` is a₀, a₁ …"""
    return tuple(Factor(symbol.replace("{}", f"_{{{k}}}"), float(value)) for k, value in enumerate(values))


@dataclass(frozen=True)
class Expansion:
    """A number and the terms that add up to it.

    ``total`` is the plan's own number. ``bound`` is what rounding allows the sum of the terms to differ from it:
    ``n · eps · Σ|terms|`` (Higham 2002, §3.1). ``formula`` is LaTeX.
    """

    total: float
    terms: tuple[Term, ...]
    bound: float
    formula: str


@dataclass(frozen=True)
class Function:
    """A number that is no sum of products: a function of the numbers at some places, such as a root or an exponential.

    ``evaluate(*numbers)`` is its value, ``slopes(value, *numbers)`` its derivative by each of them.
    """

    name: str
    places: tuple[Place, ...]
    evaluate: Callable[..., float]
    slopes: Callable[..., tuple[float, ...]]
