"""Which channels a kernel joins, and where its weights stand: by groups, or as a table says it.

The *wide* channels lie on the side of the geometry's input, the *narrow* ones on that of its output.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from nnstudio.engine.errors import ParameterError
from nnstudio.engine.typing import Array
from nnstudio.engine.windows.geometry import Geometry
from nnstudio.text import msg

EVERY = "*"
"""In a table: all maps there are."""

Row = tuple[int, ...] | None
"""The maps that a filter sees, from 0; None: all."""


class Links(ABC):
    """The pairs of a wide and a narrow channel between which there is a kernel."""

    @abstractmethod
    def wide(self, narrow: int) -> Sequence[int]:
        """Return the wide channels that a narrow one is joined to, in order."""

    @abstractmethod
    def narrow(self, wide: int) -> Sequence[int]:
        """Return the narrow channels that a wide one is joined to, in order."""

    @abstractmethod
    def index(self, wide: int, narrow: int) -> tuple[int, ...]:
        """Return the weight array's index behind the taps', for the kernel between two channels."""

    @abstractmethod
    def ends(self, index: tuple[int, ...]) -> tuple[int, int]:
        """Return the wide and the narrow channel of such an index."""

    def written(self, wide: int, narrow: int) -> tuple[int, ...]:
        """Return the numbers that a weight's symbol has behind its taps': as a rule those of its place."""
        return self.index(wide, narrow)


@dataclass(frozen=True)
class Grouped(Links):
    """Groups of channels that do not mix: the weight ends in ``(C/groups, F)``."""

    geometry: Geometry

    @property
    def _inner(self) -> int:
        return self.geometry.channels // self.geometry.groups

    @property
    def _filters(self) -> int:
        return self.geometry.filters // self.geometry.groups

    def wide(self, narrow: int) -> Sequence[int]:
        """Return the wide channels of its group."""
        group = narrow // self._filters
        return range(group * self._inner, (group + 1) * self._inner)

    def narrow(self, wide: int) -> Sequence[int]:
        """Return the narrow channels of its group."""
        group = wide // self._inner
        return range(group * self._filters, (group + 1) * self._filters)

    def index(self, wide: int, narrow: int) -> tuple[int, ...]:
        """Return ``(channel within the group, filter)``."""
        return (wide % self._inner, narrow)

    def ends(self, index: tuple[int, ...]) -> tuple[int, int]:
        """Return the channel and the filter."""
        inner, narrow = index
        return narrow // self._filters * self._inner + inner, narrow


@dataclass(frozen=True)
class Table(Links):
    """A list of links, filter by filter: the weight ends in ``(links,)``. What is not linked has no weight.

    ``rows[f]`` are the maps that filter f sees; ``maps`` is how many there are.
    """

    rows: tuple[tuple[int, ...], ...]
    maps: int

    @cached_property
    def pairs(self) -> tuple[tuple[int, int], ...]:
        """The (map, filter) of each link."""
        return tuple((wide, narrow) for narrow, row in enumerate(self.rows) for wide in row)

    @cached_property
    def _numbers(self) -> dict[tuple[int, int], int]:
        return {pair: number for number, pair in enumerate(self.pairs)}

    @cached_property
    def joined(self) -> Array:
        """``(maps, filters)``: whether there is a kernel between them."""
        found = np.zeros((self.maps, len(self.rows)), bool)
        found[tuple(np.array(self.pairs).T)] = True
        return found

    @property
    def unseen(self) -> tuple[int, ...]:
        """The maps that no filter sees."""
        return tuple(int(number) for number in np.flatnonzero(~self.joined.any(axis=1)))

    def wide(self, narrow: int) -> Sequence[int]:
        """Return the maps in the filter's row."""
        return self.rows[narrow]

    def narrow(self, wide: int) -> Sequence[int]:
        """Return the filters that have the map in their row."""
        return tuple(int(number) for number in np.flatnonzero(self.joined[wide]))

    def index(self, wide: int, narrow: int) -> tuple[int, ...]:
        """Return the number of the link."""
        return (self._numbers[wide, narrow],)

    def ends(self, index: tuple[int, ...]) -> tuple[int, int]:
        """Return the map and the filter of a link."""
        return self.pairs[index[0]]

    def written(self, wide: int, narrow: int) -> tuple[int, ...]:
        """Return the map and the filter, as in any other kernel's symbol."""
        return (wide, narrow)

    def places(self, taps: tuple[int, int], *, turned: bool) -> Array:
        """Return where each weight ``(K_h, K_w, links)`` stands in the whole kernel ``(K_h, K_w, maps, filters)``."""
        whole = np.arange(taps[0] * taps[1] * self.joined.size).reshape(*taps, *self.joined.shape)
        wide, narrow = np.array(self.pairs, np.intp).T
        return np.ascontiguousarray((whole[::-1, ::-1] if turned else whole)[:, :, wide, narrow])


def read_table(text: str, place: str) -> tuple[Row, ...]:
    """Return the rows of a table such as ``1 2 3; 2 3 4; *``: for each filter the maps that it sees, counted from 1.

    Raises
    ------
    ParameterError : an empty row, a map twice in one, something that is no number of a map.
    """
    return tuple(_row(part.strip(), number, place) for number, part in enumerate(text.split(";"), start=1))


def _row(text: str, number: int, place: str) -> Row:
    if text == EVERY:
        return None
    cut = re.split(r"\s*,\s*|\s+", text)
    # At most five digits: int() of a very long number would take its time.
    found = tuple(sorted(int(part) - 1 for part in cut if re.fullmatch(r"[0-9]{1,5}", part)))
    if len(set(found)) == len(cut) and found[0] >= 0:
        return found
    raise ParameterError(
        place,
        msg("for each filter the maps that it sees, from 1 and each once, such as 1 2 3; 2 3 4; * (all)"),
        msg("row {number}: {text}", number=number, text=repr(text[:60])),
        msg("Change it in the properties form."),
    )
