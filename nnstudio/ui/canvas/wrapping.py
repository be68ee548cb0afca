"""A drawing that is too long for the window goes on in a further row, where few wires have to follow it there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

Ranks = dict[str, tuple[float, float]]
"""By layer: how many others come before it, and its place across."""

WORTH: Final = 1.2
"""With more rows all must be seen this much larger: else fewer are the plainer drawing."""
READABLE: Final = 0.4
"""A drawing that is seen at this scale, at which the names of layers and groups can be read, stays in one row, in which
it is followed most easily."""
BETWEEN: Final = 1.0
"""Left free between two rows, in places across: the wire that leads to the next row's beginning runs there."""


@dataclass(frozen=True)
class Room:
    """How many ranks and places across are in sight at 100 %, and the scale at which one row is readable."""

    along: float
    across: float
    readable: float = READABLE

    def scale(self, along: float, across: float) -> float:
        """Return the scale, 1 at most, at which a drawing of a size is seen whole."""
        return min(1.0, self.along / along, self.across / across)


def wrapped(part: Ranks, edges: Iterable[tuple[str, str]], room: Room) -> Ranks:
    """Return a connected part in as many rows as let it be seen largest."""
    cuts = set(_cuts(part, edges))
    long = int(max(rank for rank, _across in part.values())) + 1
    best = _Rows(part, [(0, long)])
    if best.scale(room) >= room.readable:
        return part
    for most in range(long - 1, 1, -1):
        rows = _Rows(part, _filled(long, cuts, most))
        # Of as many rows those of the least length: they are the most alike.
        least = best.scale(room) * (WORTH if len(rows.rows) > len(best.rows) else 1.0)
        if rows.scale(room) >= least:
            best = rows
    return best.places()


def _cuts(part: Ranks, edges: Iterable[tuple[str, str]]) -> Iterator[int]:
    """Yield the ranks before which a row may begin: one layer's output is all that goes on there."""
    crossing: dict[int, set[str]] = {}
    for source, target in edges:
        if source in part:
            for rank in range(int(part[source][0]) + 1, int(part[target][0]) + 1):
                crossing.setdefault(rank, set()).add(source)
    yield from (rank for rank, sources in crossing.items() if len(sources) == 1)


def _filled(long: int, cuts: set[int], most: int) -> list[tuple[int, int]]:
    """Return the rows, from rank to rank, each as long as it may be; longer where it cannot be cut before."""
    starts, last = [0], 0
    for rank in sorted(cuts):
        if last > starts[-1] and rank - starts[-1] > most:
            starts.append(last)
        last = rank
    if last > starts[-1] and long - starts[-1] > most:
        starts.append(last)
    return list(pairwise([*starts, long]))


class _Rows:
    """A part in rows, each from a rank up to another."""

    def __init__(self, part: Ranks, rows: list[tuple[int, int]]) -> None:
        self.part = part
        self.rows = rows
        acrosses: list[list[float]] = [[] for _ in rows]
        self.row_of = {rank: number for number, row in enumerate(rows) for rank in range(*row)}
        for rank, across in part.values():
            acrosses[self.row_of[int(rank)]].append(across)
        self.extents = [(min(row), max(row)) for row in acrosses]

    def scale(self, room: Room) -> float:
        """Return the scale at which all rows are in sight."""
        across = sum(high - low + 1 for low, high in self.extents) + BETWEEN * (len(self.rows) - 1)
        return room.scale(max(end - start for start, end in self.rows), across)

    def places(self) -> Ranks:
        """Return where each layer stands."""
        tops, top = [], 0.0
        for low, high in self.extents:
            tops.append(top - low)
            top += high - low + 1 + BETWEEN
        found = {}
        for name, (rank, across) in self.part.items():
            row = self.row_of[int(rank)]
            found[name] = (rank - self.rows[row][0], tops[row] + across)
        return found
