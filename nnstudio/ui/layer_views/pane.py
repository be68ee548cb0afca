"""A titled grid of cells, with the end of its colour scale; and signs such as × and = between two of them."""

from __future__ import annotations

import math
from collections.abc import Iterable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from nnstudio.engine import Place
from nnstudio.inspection.layer_views.cells import Cells
from nnstudio.inspection.symbols import to_text
from nnstudio.text import Message
from nnstudio.ui import theme
from nnstudio.ui.controls import CellGrid, ElidedLabel, label
from nnstudio.ui.controls.cell_board import LEAST, MOST, unit_of

_RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
MOST_ROWS, MOST_COLUMNS = 8, 5
"""Rows and columns up to which numbers are written into their cells."""

_PLANE = 24
"""Width of a plane that it is drawn in at most, as far as its cells can be made smaller; in units of the grid."""

_LONG, _LOW = 50, 5
"""The same of a plane of a few rows only."""
_TALLEST = 26
"""Height from which a grid scrolls, likewise."""
_TITLE = 14
"""Width up to which a title is never shortened, likewise."""


class Pane(QWidget):
    """Signals: ``pointed(Place or None)``, ``chosen(Place)``, ``dragged(Place)``: the grid's."""

    pointed = Signal(object)
    chosen = Signal(object)
    dragged = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title, self.grid = ElidedLabel(), CellGrid()
        self.title.setProperty("role", "caption")
        self.grid.tallest = theme.tokens().space(_TALLEST)
        self.cells = Cells(self.grid.board.values)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.tokens().space(0.5))
        column.addWidget(self.title)
        column.addWidget(self.grid)
        column.addStretch(1)
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
    ) -> None:
        """Show a grid; its numbers are written where it is small, or as said. ``side``: of each cell without number."""
        rows, columns = cells.values.shape
        written = rows <= MOST_ROWS and columns <= MOST_COLUMNS if written is None else written
        # What is long and low, a sequence, may take the width there is.
        plane = theme.tokens().space(_LONG if rows <= _LOW else _PLANE)
        end = limit if limit is not None else cells.limit
        scale = "" if math.isclose(end, 1.0) else f" · ±{theme.number(end, 2)}"
        unit = unit_of(end) if written else 1.0
        scale += "" if unit == 1 else f" · ×10{str(round(math.log10(unit))).translate(_RAISED)}"
        self.title.setText(f"{to_text(str(title))}{scale}")
        wide = self.title.fontMetrics().horizontalAdvance(self.title.text()) + 1
        self.title.setMinimumWidth(min(theme.tokens().space(_TITLE), wide))
        self.grid.setAccessibleName(to_text(str(title)))
        self.cells = cells
        self.grid.show_cells(
            cells.values,
            limit=end,
            text=written,
            rows=[to_text(each) for each in cells.rows],
            columns=[to_text(each) for each in cells.columns],
            places=cells.place,
            marks=cells.marks,
            digits=min(digits, 4),
            unit=unit,
            side=max(LEAST, min(MOST, plane // max(rows, columns, 1))) if side is None else side,
            least=LEAST if side is None else side,
        )

    def light(self, places: Iterable[Place]) -> None:
        """Frame the numbers that stand at these places."""
        self.grid.light(places)


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
    for part in parts:
        row.addWidget(part)
    row.addStretch(1)
    return row
