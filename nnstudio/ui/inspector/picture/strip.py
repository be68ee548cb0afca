"""A long layer as a strip: a cell for every neuron, two or more to a row."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np
from PySide6.QtCore import QPointF, QRectF

from nnstudio.engine.typing import Array

_LEAST = 2.0
"""Height of a cell, from which on two columns are enough."""
_TALL = 8.0
"""Height of a cell at most."""


@dataclass(frozen=True)
class Strip:
    """``count`` cells in ``box``, row by row, ``columns`` to a row."""

    box: QRectF
    count: int
    columns: int

    @cached_property
    def rows(self) -> int:
        """How many rows there are; the last may not be full."""
        return math.ceil(self.count / self.columns)

    def cell(self, flat: int) -> QRectF:
        """Return the box of neuron number ``flat``."""
        row, column = divmod(flat, self.columns)
        left, top, wide, high = self._grid
        return QRectF(left + column * wide, top + row * high, wide, high)

    def middle(self, flat: int) -> QPointF:
        """Return the middle of that box."""
        row, column = divmod(flat, self.columns)
        left, top, wide, high = self._grid
        return QPointF(left + (column + 0.5) * wide, top + (row + 0.5) * high)

    @cached_property
    def middles(self) -> list[QPointF]:
        """The middles of all cells."""
        return list(map(self.middle, range(self.count)))

    @cached_property
    def _grid(self) -> tuple[float, float, float, float]:
        box = self.box
        return box.left(), box.top(), box.width() / self.columns, box.height() / self.rows

    def at(self, point: QPointF) -> int | None:
        """Return the number of the neuron at a point."""
        if not self.box.contains(point):
            return None
        row = min(self.rows - 1, int((point.y() - self.box.top()) / self.box.height() * self.rows))
        column = min(self.columns - 1, int((point.x() - self.box.left()) / self.box.width() * self.columns))
        flat = row * self.columns + column
        return flat if flat < self.count else None

    def grid(self, values: Array) -> Array:
        """Return the numbers as rows of cells; NaN where the last row is not full."""
        padded = np.full(self.rows * self.columns, np.nan)
        padded[: self.count] = values.reshape(-1)
        return padded.reshape(self.rows, self.columns)


@lru_cache(maxsize=32)
def make_strip(count: int, right: float, middle: float, room: float, width: float) -> Strip:
    """Return the strip of so many neurons that ends at ``right``, in ``room`` of height around ``middle``."""
    # A window that is all but closed leaves none.
    room = max(room, _LEAST)
    columns = max(2, math.ceil(count * _LEAST / room))
    rows = math.ceil(count / columns)
    height = min(room, rows * _TALL)
    return Strip(QRectF(right - width, middle - height / 2, width, height), count, columns)
