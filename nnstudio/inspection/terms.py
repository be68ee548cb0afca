"""The terms of a long sum as nodes, made when they are written: of a thousand a card shows six."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, overload

import numpy as np

from nnstudio.engine import Place, Plan
from nnstudio.engine.terms import Factor, Products, Row
from nnstudio.engine.typing import Array
from nnstudio.inspection.latest import Latest

if TYPE_CHECKING:
    from nnstudio.inspection.expression import Node, Num, Operand


_PLACES: Latest[tuple[object, ...], tuple[Place | None, ...]] = Latest()
"""By their number, the places at the ends of both rows, and those of the rest: where a row begins and ends is which of
a layer's it is."""


class Terms(Sequence["tuple[int, Node]"]):
    """What :class:`nnstudio.engine.terms.Products` are to the engine: a sum's signed terms, each made once.

    ``values`` are the terms' own, ``scale`` times the engine's where they are slopes. ``first`` says which of the
    engine's two rows is written first: a weight stands before what it weighs. ``plan`` : whose numbers they are.
    """

    def __init__(
        self, plan: Plan, products: Products, make: Callable[[Factor], Num], scale: float = 1.0, first: int = 0
    ) -> None:
        self._plan, self._products, self._make, self._first = plan, products, make, first
        self._made: dict[int, Num] = {}
        self.values: Array = products.values * scale
        self._sums: Array | None = None
        self.pairs = len(products.rows[0].values)

    def __len__(self) -> int:
        """Return how many terms there are."""
        return len(self.values)

    @overload
    def __getitem__(self, number: int) -> tuple[int, Node]: ...
    @overload
    def __getitem__(self, number: slice) -> tuple[tuple[int, Node], ...]: ...
    def __getitem__(self, number: int | slice) -> tuple[int, Node] | tuple[tuple[int, Node], ...]:
        """Return a term with its sign, which is always +1."""
        from nnstudio.inspection.expression import Product

        if isinstance(number, slice):
            return tuple(self[each] for each in range(*number.indices(len(self))))
        if not -len(self) <= number < len(self):
            raise IndexError(number)
        number %= len(self)
        if number >= self.pairs:
            return 1, self._node(number + self.pairs)
        return 1, Product((self._node(2 * number), self._node(2 * number + 1)))

    @property
    def operand_count(self) -> int:
        """How many operands are written."""
        return len(self) + self.pairs

    def operand(self, number: int) -> Operand:
        """Return an operand by its number in the order of writing."""
        return self._node(number).operand

    def places(self) -> Iterator[Place | None]:
        """Yield where each operand stands, without making it."""
        ends = ((row.place(0), row.place(self.pairs - 1)) for row in self._rows)
        rest = tuple(term.factors[0].place for term in self._products.rest)
        return iter(_PLACES.get(self._plan, (self.pairs, *ends, rest), lambda: tuple(self._found_places())))

    @property
    def _rows(self) -> tuple[Row, Row]:
        first, second = self._products.rows
        return (second, first) if self._first else (first, second)

    def _found_places(self) -> Iterator[Place | None]:
        first, second = self._rows
        for number in range(self.pairs):
            yield first.place(number)
            yield second.place(number)
        for term in self._products.rest:
            yield term.factors[0].place

    def running(self, count: int) -> float:
        """Return what the first ``count`` terms add up to."""
        if self._sums is None:
            self._sums = np.cumsum(self.values)
        return float(self._sums[count - 1]) if count else 0.0

    @property
    def size(self) -> float:
        """Σ|terms|."""
        return float(np.abs(self.values).sum())

    def _node(self, number: int) -> Num:
        if number not in self._made:
            self._made[number] = self._make(self._factor(number))
        return self._made[number]

    def _factor(self, number: int) -> Factor:
        if number >= 2 * self.pairs:
            return self._products.rest[number - 2 * self.pairs].factors[0]
        return self._rows[number % 2].factor(number // 2)
