"""What a grid of cells shows, and where each cell stands: numbers, labels, places, marks; no widget."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QRect
from PySide6.QtGui import QFontMetrics

from nnstudio.engine import Place
from nnstudio.ui import theme

Values = npt.NDArray[np.float64]
Cell = tuple[int, int]
Mark = Literal["target", "read", "padding", "covered", "winner", "off", "unused"]
"""``target``: what the step makes; ``read``: what it reads; ``padding``: no number of the network; ``covered``: padding
under the window; ``winner``; ``off``:
silenced; ``unused``: nothing reads it, so nothing comes back."""

LEAST, MOST = 7, 24
"""Sides of a cell without its number, in pixels: as large as the room allows."""
FEWEST = 2
"""Digits at least."""
_SMALL, _WHOLE = 1e-4, 1e5
"""Ends of scales between which numbers are written with as many decimals as all others."""
_LEAST_PLAIN = 0.02
"""The end of a scale below which numbers are written in thousandths, millionths …"""
_MEASURED = 1024
"""Numbers up to which every text is measured; beyond, a sample of them."""


def nowhere(row: int, column: int) -> Place | None:
    """Return no place: for a grid whose numbers stand nowhere in the network."""
    return None


@dataclass(frozen=True, eq=False)
class Board:
    """``values`` ``(R, C)``, NaN where there is none, coloured up to ``±limit``; with their numbers where ``text``.

    ``side`` and ``least`` are those of a cell without its number, at most and at least. ``low`` : cells with numbers
    are no higher than these.
    Numbers are written in units of ``unit``; of those in ``asked`` a question mark stands there.
    """

    values: Values = field(default_factory=lambda: np.zeros((0, 0)))
    limit: float = 1.0
    text: bool = True
    digits: int = 3
    side: int = MOST
    least: int = LEAST
    unit: float = 1.0
    low: bool = False
    rows: Sequence[str] = ()
    columns: Sequence[str] = ()
    places: Callable[[int, int], Place | None] = nowhere
    marks: Mapping[Cell, str] = field(default_factory=dict)
    asked: frozenset[Cell] = frozenset()
    _widths: dict[int, int] = field(default_factory=dict, repr=False)
    _texts: dict[tuple[int, int, int], str] = field(default_factory=dict, repr=False)
    _labels: list[tuple[int, int]] = field(default_factory=list, repr=False)
    _fitted: dict[int, Board | None] = field(default_factory=dict, repr=False, init=False)

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""
        return self.values.shape[0], self.values.shape[1]

    def written(self, row: int, column: int, digits: int = 0) -> str:
        """Return a cell's number as it is shown; to fewer ``digits`` if asked."""
        key = row, column, digits or self.digits
        text = self._texts.get(key)
        if (row, column) in self.asked:
            text = "?"
        if text is None:
            value = float(self.values[row, column])
            # A number that has become NaN is said; where there is none, nothing is.
            missing = math.isnan(value) and self.places(row, column) is None
            text = self._texts[key] = "" if missing else short(value / self.unit, key[2], self.limit / self.unit)
        return text

    def sharing(self, before: Board) -> Board:
        """Return this board, with what was measured of one that writes the same: only the cells' sizes are others."""
        mine, theirs = ((each.limit, each.unit, each.rows, each.columns) for each in (self, before))
        if mine != theirs or not np.array_equal(self.values, before.values, equal_nan=True):
            return self
        return replace(self, _widths=before._widths, _texts=before._texts, _labels=before._labels)

    def fitted(self, width: int) -> Board:
        """Return the same cells, with as many digits as there is room for: two at least."""
        if not self.text:
            return self
        if width not in self._fitted:
            # Layouts and paints ask for the same width again and again.
            room, columns = width - self.margins()[0] - 1, self.shape[1]
            fits = (digits for digits in range(self.digits, FEWEST, -1) if self._text_width(digits) * columns <= room)
            digits = next(fits, min(FEWEST, self.digits))
            # Nothing for itself, which would not be let go otherwise.
            self._fitted[width] = None if digits == self.digits else replace(self, digits=digits)
        return self._fitted[width] or self

    def marked(self, row: int, column: int) -> str:
        """Return a cell's mark."""
        return self.marks.get((row, column), "")

    def heading(self, row: int, column: int) -> str:
        """Return the labels of a cell's row and column, as far as there are any."""
        across = self.columns[column] if column < len(self.columns) else ""
        down = self.rows[row] if row < len(self.rows) else ""
        return " · ".join(part for part in (down, across) if part)

    # -- sizes

    def margins(self) -> tuple[int, int]:
        """Return the width of the rows' labels and the height of the columns'."""
        if not self._labels:
            metrics = QFontMetrics(theme.font("number_caption"))
            wide = max((metrics.horizontalAdvance(label) for label in self.rows), default=0)
            gap = theme.tokens().space(1)
            self._labels.append((wide + gap if self.rows else 0, metrics.height() + gap // 2 if self.columns else 0))
        return self._labels[0]

    def cell(self, width: int, height: int) -> tuple[int, int]:
        """Return a cell's width and height where the cells have so much room."""
        rows, columns = self.shape
        if not self.text:
            side = min(width // max(1, columns), height // max(1, rows), self.side)
            return max(self.least, side), max(self.least, side)
        high = QFontMetrics(theme.font("number_caption")).height() + 2 if self.low else theme.tokens().space(3)
        return self._text_width(self.digits), high

    def _text_width(self, digits: int) -> int:
        if digits not in self._widths:
            metrics = QFontMetrics(theme.font("number_caption"))
            rows, columns = self.shape
            step = max(1, -(-rows * columns // _MEASURED))
            cells = [divmod(flat, columns) for flat in range(0, rows * columns, step)]
            texts = [self.written(*cell, digits) for cell in cells] + list(self.columns[:_MEASURED])
            wide = max((metrics.horizontalAdvance(text) for text in texts), default=0)
            self._widths[digits] = max(theme.tokens().space(4), wide + theme.tokens().space(1))
        return self._widths[digits]


def unit_of(limit: float) -> float:
    """Return the power of a thousand in which the numbers of a scale up to ``limit`` are short: 1, 10⁻³ …"""
    return 10.0 ** (3 * math.floor(math.log10(limit) / 3 + 1e-9)) if 0 < limit < _LEAST_PLAIN else 1.0


def short(value: float, digits: int, limit: float) -> str:
    """Return a number with the decimals that mean something on a scale up to ``limit``, whole ones as they are."""
    if not math.isfinite(value) or not _SMALL <= limit < _WHOLE:
        return theme.number(value, digits)
    if value == round(value):
        return theme.count(int(value))
    text = theme.fixed(value, max(0, digits - 1 - math.floor(math.log10(limit) + 1e-9)))
    # Not 0, only too small for this scale.
    return text if any(digit in "123456789" for digit in text) else "≈0"


@dataclass(frozen=True)
class Layout:
    """Where the cells of a board stand: ``left``, ``top`` of the first one, their size, scrolled by ``x`` and ``y``."""

    shape: tuple[int, int]
    margins: tuple[int, int]
    cell: tuple[int, int]
    x: int = 0
    y: int = 0

    @property
    def size(self) -> tuple[int, int]:
        """Width and height of all cells and labels."""
        rows, columns = self.shape
        return self.margins[0] + columns * self.cell[0] + 1, self.margins[1] + rows * self.cell[1] + 1

    def box(self, row: int, column: int) -> QRect:
        """Return a cell's box in the view."""
        wide, high = self.cell
        return QRect(
            self.margins[0] + column * wide - self.x, self.margins[1] + row * high - self.y, wide + 1, high + 1
        )

    def at(self, x: float, y: float) -> Cell | None:
        """Return the cell at a point of the view."""
        if x < self.margins[0] or y < self.margins[1]:
            return None
        column = int(x - self.margins[0] + self.x) // self.cell[0]
        row = int(y - self.margins[1] + self.y) // self.cell[1]
        return (row, column) if row < self.shape[0] and column < self.shape[1] else None

    def visible(self, area: QRect) -> tuple[range, range]:
        """Return the rows and columns that an area of the view touches."""
        wide, high = self.cell
        return (
            _range(area.top() + self.y - self.margins[1], area.bottom() + self.y - self.margins[1], high, 0, self),
            _range(area.left() + self.x - self.margins[0], area.right() + self.x - self.margins[0], wide, 1, self),
        )


def _range(first: int, last: int, length: int, axis: int, layout: Layout) -> range:
    return range(max(0, first // length), min(layout.shape[axis], last // length + 1))
