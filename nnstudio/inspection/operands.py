"""The operands of a card, each once, in the order of writing; those of a long sum are made when they are looked at."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import overload

from nnstudio.engine import Place
from nnstudio.inspection.expression import Node, Operand, parts
from nnstudio.inspection.terms import Terms


class Operands(Sequence[Operand]):
    """The operands of some expressions, or the ``rows`` of a whole layer.

    ``parts`` : each operand, and each long sum as one.
    """

    def __init__(self, expressions: Sequence[Node] = (), rows: Sequence[Operand] = ()) -> None:
        known: dict[tuple[str, Place | None] | int, Operand | Terms] = {}
        for part in (part for expression in expressions for part in parts(expression)):
            # Most are numbers, and what a sequence is takes longer to ask.
            if not isinstance(part, Operand):
                known[id(part)] = part
            elif part.symbol != "1":
                known[part.symbol, part.place] = part
        self.parts: tuple[Operand | Terms, ...] = (*known.values(), *rows)
        counts = (1 if isinstance(part, Operand) else part.operand_count for part in self.parts)
        self._starts = [0, *accumulate(counts)]

    def __len__(self) -> int:
        """Return how many there are."""
        return self._starts[-1]

    @overload
    def __getitem__(self, number: int) -> Operand: ...
    @overload
    def __getitem__(self, number: slice) -> tuple[Operand, ...]: ...
    def __getitem__(self, number: int | slice) -> Operand | tuple[Operand, ...]:
        """Return an operand."""
        if isinstance(number, slice):
            return tuple(self[each] for each in range(*number.indices(len(self))))
        if not -len(self) <= number < len(self):
            raise IndexError(number)
        number %= len(self)
        place = bisect_right(self._starts, number) - 1
        part = self.parts[place]
        return part.operand(number - self._starts[place]) if isinstance(part, Terms) else part

    def places(self) -> Iterator[Place | None]:
        """Yield where each of them stands, without making those of a long sum."""
        for part in self.parts:
            if isinstance(part, Operand):
                yield part.place
            else:
                yield from part.places()
