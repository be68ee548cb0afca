"""The terms behind a number: what is multiplied, what is added up, and where each factor stands in the network."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import overload

import numpy as np

from nnstudio.engine.typing import Array


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


@dataclass(frozen=True, eq=False)
class Row:
    """Numbers of one kind in a row, such as a neuron's weights: ``values`` (n,), copied, in double precision.

    ``symbol(k)`` and ``place(k)`` say what number k is called and where it stands.
    """

    values: Array
    symbol: Callable[[int], str]
    place: Callable[[int], Place]

    def factor(self, k: int) -> Factor:
        """Return number k as a factor."""
        return Factor(self.symbol(k), float(self.values[k]), self.place(k))


class Products(Sequence[Term]):
    """The terms of a long sum, made when they are looked at: of a thousand a reader sees six.

    ``rows`` are multiplied number by number; ``rest`` are terms of their own at the end, such as the bias. ``values``
    are those of all terms.
    """

    def __init__(self, rows: tuple[Row, Row], rest: tuple[Term, ...] = ()) -> None:
        self.rows, self.rest = rows, rest
        products = rows[0].values * rows[1].values
        self.values = np.concatenate([products, [term.value for term in rest]])

    def __len__(self) -> int:
        """Return how many terms there are."""
        return len(self.values)

    @overload
    def __getitem__(self, number: int) -> Term: ...
    @overload
    def __getitem__(self, number: slice) -> tuple[Term, ...]: ...
    def __getitem__(self, number: int | slice) -> Term | tuple[Term, ...]:
        """Return a term."""
        if isinstance(number, slice):
            return tuple(self[each] for each in range(*number.indices(len(self))))
        if not -len(self) <= number < len(self):
            raise IndexError(number)
        number %= len(self)
        long = len(self.rows[0].values)
        return self.rest[number - long] if number >= long else product(*(row.factor(number) for row in self.rows))


def size_of(terms: Sequence[Term]) -> float:
    """Return Σ|terms|, by which the sum's rounding is measured."""
    if isinstance(terms, Products):
        return float(np.abs(terms.values).sum())
    return sum(abs(term.value) for term in terms)


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
    terms: Sequence[Term]
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
