"""A titled grid of cells, with the end of its colour scale; and signs such as × and = between two of them."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from nnstudio.engine import Place
from nnstudio.inspection.layer_views.cells import Cells
from nnstudio.inspection.symbols import to_text
from nnstudio.inspection.working_out import Covered
from nnstudio.text import Message
from nnstudio.ui import theme
from nnstudio.ui.controls import CellGrid, ElidedLabel, label
from nnstudio.ui.controls.cell_board import LEAST, MOST, unit_of

_RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
MOST_ROWS, MOST_COLUMNS = 8, 6
"""Rows and columns up to which numbers are written into their cells."""

_PLANE = 22
"""Width of a plane that it is drawn in at most, as far as its cells can be made smaller; in units of the grid."""

_LARGE = 2
"""So much larger a cell without its number may be where there is room to spare."""
_LONG, _LOW = 50, 5
"""The same of a plane of a few rows only."""
_CLOSE, _LITTLE = 16, 2.25
"""Width of a plane that it is drawn in at most where there is too little height, and of its cells, likewise."""
_CLOSER = 12
"""The same width where that is still too tall."""
LEASTS = LEAST, LEAST, 5, 4
"""Sides of a cell without its number at least, in pixels, by how tight it is; the last still has room for a sign."""
TIGHTEST = len(LEASTS) - 1
GAPS = 1.5, 1.5, 1, 0.25
"""Between the rows of a page, likewise, by how tight it is."""
_TALLEST = 32
"""Height from which a grid scrolls, likewise."""
_TITLE = 14
"""Width up to which a title is never shortened, likewise."""


class Pane(QWidget):
    """``is_long`` : title and scale do not fit into one line above the cells.

    ``covered`` : a result that is not to be seen yet in what is shown next.
    ``large`` : cells without numbers may be larger than they mostly are: there is room to spare.
    ``as_high_as`` : another pane, whose rows those of this one are as high as where its cells have no numbers.
    Signals: ``pointed(Place or None)``, ``chosen(Place)``, ``dragged(Place)``: the grid's.
    """

    pointed = Signal(object)
    chosen = Signal(object)
    dragged = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title, self.scale, self.grid = ElidedLabel("caption"), label("", "caption"), CellGrid()
        self.beside: tuple[Pane, ...] = ()
        self.as_high_as: Pane | None = None
        self.room, self.tight, self.large = 0, 0, False
        self._side: int | None = None
        self._uncut = 0
        self._show_again: Callable[[], None] | None = None
        self._parts = "", ""
        self.is_long = False
        self._titled: object = None
        self.grid.tallest = theme.tokens().space(_TALLEST)
        self.cells = Cells(self.grid.board.values)
        self.covered: Covered | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.tokens().space(0.5))
        column.addWidget(self.title)
        column.addWidget(self.scale)
        column.addWidget(self.grid)
        column.addStretch(1)
        self.scale.hide()
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self.grid.pointed.connect(self.pointed)
        self.grid.chosen.connect(self.chosen)
        self.grid.dragged.connect(self.dragged)

    def show_part(
        self,
        title: Message | str,
        cells: Cells,
        digits: int = 3,
        *,
        limit: float | None = None,
        written: bool | None = None,
        side: int | None = None,
        below: Message | str = "",
    ) -> None:
        """Show a grid; its numbers are written where it is small, or as said.

        ``side``: of each cell without number. ``below``: said in a line of its own below the title.
        """
        written = _is_small(cells) if written is None else written
        again = partial(self.show_part, title, cells, digits, limit=limit, written=written, side=side, below=below)
        self._show_again = again
        self.cells, self._side = cells if self.covered is None else cells.without(self.covered), side
        end = self.cells.limit if limit is None else limit
        unit = unit_of(end) if written else 1.0
        self._parts = _titled(to_text(str(title)), _scale(end, unit), str(below))
        self.grid.setAccessibleName(to_text(str(title)))
        self._show_cells(end, unit, min(digits, 4), text=written)
        self._retitle(always=bool(str(below)))

    def _show_cells(self, end: float, unit: float, digits: int, *, text: bool) -> None:
        cells, (length, least) = self.cells, self._lengths(self.tight)
        self.grid.show_cells(
            cells.values,
            limit=end,
            text=text,
            rows=[to_text(each) for each in cells.rows],
            columns=[to_text(each) for each in cells.columns],
            places=cells.place,
            marks=cells.marks,
            asked=cells.asked,
            digits=digits,
            unit=unit,
            low=self.tight > 0,
            side=length,
            least=least,
        )

    def _retitle(self, *, always: bool) -> None:
        self._measure(always=always)
        for pane in (self, *self.beside):
            pane.show_title()

    def _lengths(self, tight: int) -> tuple[int, int]:
        """Return how long a cell without number is, and how short it may be drawn."""
        side, (rows, columns) = self._side, self.cells.values.shape
        if side is None and self.as_high_as is not None:
            side = self.as_high_as.grid.row_height
        if side is not None:
            return side, side
        # A vector stays as thick as the lines of the matrix beside it at most.
        largest = MOST * _LARGE if self.large and min(rows, columns) > 1 else MOST
        most, least = theme.tokens().space(_LITTLE) if tight else largest, LEASTS[tight]
        return max(least, min(most, self._plane(rows, tight) // max(rows, columns, 1))), least

    def height_at(self, tight: int) -> int:
        """Return how high the grid is where it is drawn so tight."""
        return self.grid.height_for(self._lengths(tight)[0], low=tight > 0)

    def tighten(self, tight: int, again: bool) -> None:
        """Draw the grid smaller the larger ``tight``, 0: as large as it may be; at once, or when it is next shown."""
        changed, self.tight = tight != self.tight, tight
        if changed and again and self._show_again is not None:
            self._show_again()

    def enlarge(self, large: bool, again: bool) -> None:
        """Let cells be larger, or as they mostly are; at once, or when it is next shown."""
        changed, self.large = large != self.large, large
        if changed and again and self._show_again is not None:
            self._show_again()

    def cut(self, tallest: int) -> None:
        """Let the grid scroll from so many pixels; 0: from as many as before."""
        if tallest and not self._uncut:
            self._uncut = self.grid.tallest
        if tallest or self._uncut:
            self.grid.tallest = tallest or self._uncut
            self.grid.updateGeometry()
        if not tallest:
            self._uncut = 0

    @property
    def is_cut(self) -> bool:
        """Whether the grid scrolls where it could be drawn as a whole."""
        return self._uncut > 0

    def _plane(self, rows: int, tight: int) -> int:
        """Return how wide a plane of so many rows may become."""
        space = theme.tokens().space
        if rows <= _LOW:
            # What is long and low, a sequence, may take the width there is.
            return max(self.room, space(_LONG))
        if tight > 1:
            return max(self.room // 2, space(_CLOSER))
        return max(self.room * 2 // 3, space(_CLOSE)) if tight else max(self.room, space(_PLANE))

    def _measure(self, *, always: bool) -> None:
        """See whether title and scale fit into one line above the cells: once, though all panes beside ask for it."""
        if always:
            self.is_long = True
            return
        wide = self.title.fontMetrics().horizontalAdvance(" · ".join(filter(None, self._parts)))
        room = max(self.grid.minimumSizeHint().width(), theme.tokens().space(_TITLE))
        if not self.beside and self.isVisible():
            # Alone in its row it is as wide as that.
            room = max(room, min(self.grid.sizeHint().width(), self.width()))
        self.is_long = wide > room

    def show_title(self) -> None:
        """Write title and scale into one line, or below one another where they are long: here or in a pane beside."""
        two = any(pane.is_long for pane in (self, *self.beside) if not pane.isHidden())
        title, scale = self._parts
        if (two, title, scale) == self._titled:
            return
        self._titled = two, title, scale
        self.title.setText(title if two or not scale else f"{title} · {scale}")
        self.scale.setText(scale)
        self.scale.setVisible(two)
        wide = self.title.fontMetrics().horizontalAdvance(self.title.text()) + 1
        self.title.setMinimumWidth(min(theme.tokens().space(_TITLE), wide))

    def give_room(self, room: int) -> None:
        """Let the grid grow to so many pixels, where that is more than it may always have."""
        self.room = room
        self.grow_to(max(self._uncut or self.grid.tallest, room))

    def grow_to(self, tallest: int) -> None:
        """Let the grid scroll from so many pixels only, unless it is cut."""
        if self._uncut:
            self._uncut = tallest
        else:
            self.grid.tallest = tallest

    def light(self, places: Iterable[Place]) -> None:
        """Frame the numbers that stand at these places."""
        self.grid.light(places)


def _is_small(cells: Cells) -> bool:
    rows, columns = cells.values.shape
    return rows <= MOST_ROWS and columns <= MOST_COLUMNS


def _titled(name: str, scale: str, below: str) -> tuple[str, str]:
    """Return a title and what stands below it: what is said there is long enough without the scale."""
    return (" · ".join(filter(None, (name, scale))), below) if below else (name, scale)


def _scale(end: float, unit: float) -> str:
    """Return a colour scale's end, in the unit that the numbers are written in."""
    if unit != 1:
        power = str(round(math.log10(unit))).translate(_RAISED)
        return f"±{theme.number(end / unit, 2)} ×10{power}"
    return "" if math.isclose(end, 1.0) else f"±{theme.number(end, 2)}"


def sign(text: str) -> QLabel:
    """Return a sign that stands between two grids."""
    made = label(text, "subtitle")
    made.setAlignment(Qt.AlignmentFlag.AlignCenter)
    made.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
    return made


def row_of(*parts: QWidget) -> QHBoxLayout:
    """Return widgets beside one another, what room is left behind the last."""
    row = QHBoxLayout()
    row.setContentsMargins(0, 0, 0, 0)
    signs = any(isinstance(part, QLabel) for part in parts)
    row.setSpacing(theme.tokens().space(0.5 if signs else 2))
    panes = [part for part in parts if isinstance(part, Pane)]
    for part in parts:
        row.addWidget(part)
        if isinstance(part, Pane):
            part.beside = tuple(other for other in panes if other is not part)
    row.addStretch(1)
    return row


def turn(row: QBoxLayout, *, below: bool) -> None:
    """Put what :func:`row_of` made below one another, or beside: then only are there signs and titles of one height."""
    way = QBoxLayout.Direction.TopToBottom if below else QBoxLayout.Direction.LeftToRight
    if row.direction() == way:
        return
    row.setDirection(way)
    widgets = [row.itemAt(number).widget() for number in range(row.count())]
    panes = [widget for widget in widgets if isinstance(widget, Pane)]
    for widget in widgets:
        if isinstance(widget, Pane):
            widget.beside = () if below else tuple(other for other in panes if other is not widget)
        elif widget is not None:
            widget.setHidden(below)
