"""Which views of Train stand beside which: columns of panes, and what moving, adding and closing one makes of them.

Pure: whoever shows it puts widgets there. What is read from the settings may be anything.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

NETWORK: Final = "network"
"""The pane of the network's picture: it is always there."""
PANES: Final = (NETWORK, "answers", "curves", "third", "fourth", "fifth")
"""All panes that there may be."""
MOST_COLUMNS: Final = 3
MOST_ROWS: Final = 3
_LARGEST = 100_000

Columns = tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Arrangement:
    """``columns`` of panes, from left to right, each from top to bottom; all of :data:`PANES`, each once at most.

    ``widths`` of the columns and ``heights`` of the panes in them are shares; without them all is as it falls.
    """

    columns: Columns
    widths: tuple[int, ...] = ()
    heights: tuple[tuple[int, ...], ...] = field(default=())

    @property
    def panes(self) -> tuple[str, ...]:
        """All panes, as one reads."""
        return tuple(pane for column in self.columns for pane in column)

    @property
    def free(self) -> str | None:
        """A pane that is not shown; None where all are."""
        return next((pane for pane in PANES if pane not in self.panes), None)

    def moved(self, pane: str, way: str) -> Arrangement:
        """Move a pane ``left``, ``right``, ``up`` or ``down``; the same arrangement where it can't go there.

        Up and down it changes places with its neighbour. Sideways it leaves its column for one of its own; where it has
        one, or there are as many as there may be, it joins the next.
        """
        number, row = self._place(pane)
        column = self.columns[number]
        if way in ("up", "down"):
            there = row + (1 if way == "down" else -1)
            return self.exchanged(pane, column[there]) if 0 <= there < len(column) else self
        step = 1 if way == "right" else -1
        rest = tuple(other for other in column if other != pane)
        if rest and len(self.columns) < MOST_COLUMNS:
            both = (rest, (pane,)) if way == "right" else ((pane,), rest)
            return Arrangement((*self.columns[:number], *both, *self.columns[number + 1 :]))
        if not 0 <= number + step < len(self.columns) or len(self.columns[number + step]) >= MOST_ROWS:
            return self
        return self.put(pane, self.columns[number + step][-1], "below")

    def put(self, pane: str, beside: str, side: str) -> Arrangement:
        """Put a pane (shown or not) ``left`` or ``right`` of another's column, ``above`` or ``below`` it, or ``here``.

        The same arrangement where there are as many columns or rows as there may be.
        """
        if pane == beside:
            return self
        if side == "here":
            return self.exchanged(pane, beside) if pane in self.panes else self
        made = [[other for other in column if other != pane] for column in self.columns]
        number, row = next((n, c.index(beside)) for n, c in enumerate(made) if beside in c)
        if side in ("above", "below"):
            made[number].insert(row + (side == "below"), pane)
        else:
            made.insert(number + (side == "right"), [pane])
        columns = tuple(tuple(column) for column in made if column)
        fits = len(columns) <= MOST_COLUMNS and all(len(column) <= MOST_ROWS for column in columns)
        return Arrangement(columns) if fits else self

    def exchanged(self, one: str, other: str) -> Arrangement:
        """Let two panes change places."""
        swap = {one: other, other: one}
        columns = tuple(tuple(swap.get(pane, pane) for pane in column) for column in self.columns)
        return Arrangement(columns, self.widths, self.heights)

    def closed(self, pane: str) -> Arrangement:
        """Show a pane no more; the network's picture and the last other one stay."""
        if pane == NETWORK or len(self.panes) <= 2:
            return self
        left = (tuple(other for other in column if other != pane) for column in self.columns)
        return Arrangement(tuple(column for column in left if column))

    def sized(self, widths: Sequence[int], heights: Sequence[Sequence[int]]) -> Arrangement:
        """Return it with these sizes."""
        return Arrangement(self.columns, tuple(widths), tuple(tuple(each) for each in heights))

    def written(self) -> str:
        """Return it as a text for the settings."""
        return json.dumps({"columns": self.columns, "widths": self.widths, "heights": self.heights})

    def _place(self, pane: str) -> tuple[int, int]:
        return next((n, column.index(pane)) for n, column in enumerate(self.columns) if pane in column)


STANDARD: Final = Arrangement(((NETWORK,), ("answers", "curves")), (11, 10), ((1,), (1, 1)))


def read(text: str) -> Arrangement:
    """Return what was written; the standard arrangement where that is not one, without sizes where those are none."""
    try:
        found: Any = json.loads(text)
        columns = tuple(tuple(str(pane) for pane in column) for column in found["columns"])
        made = Arrangement(columns)
        if not _is_sound(made):
            return STANDARD
        widths, heights = _sizes(found["widths"]), [_sizes(each) for each in found["heights"]]
    except (ValueError, TypeError, KeyError, OverflowError, RecursionError):
        return STANDARD
    fits = len(widths) == len(columns) and [len(each) for each in heights] == [len(column) for column in columns]
    return made.sized(widths, heights) if fits else made


def _is_sound(made: Arrangement) -> bool:
    panes, columns = made.panes, made.columns
    known = set(panes) <= set(PANES) and len(set(panes)) == len(panes)
    few = 1 <= len(columns) <= MOST_COLUMNS and all(1 <= len(column) <= MOST_ROWS for column in columns)
    return known and few and NETWORK in panes and len(panes) > 1


def _sizes(found: Any) -> tuple[int, ...]:
    sizes = tuple(int(size) for size in found)
    if not all(0 < size <= _LARGEST for size in sizes):
        raise ValueError(found)
    return sizes
