"""The read-out under the plot: for every overlaid function its value and derivatives at the cursor."""

from __future__ import annotations

import math

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QScrollArea, QWidget

from nnstudio.text import msg
from nnstudio.ui import theme
from nnstudio.ui.controls import ElidedLabel, FocusRing, NumberLabel, bind, label
from nnstudio.ui.functions.shown import Shown

_WIDEST = "≈ −0.000000"
_DIGITS = 5
_HEADS = "f(x)", "f′(x)", "f″(x)"


class Reading(QScrollArea):
    """A small table: name, f(x), f′(x), f″(x). ``values`` has the shown numbers by function id."""

    def __init__(self) -> None:
        super().__init__()
        self.values: dict[str, tuple[QLabel, ...]] = {}
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        FocusRing(self)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMaximumHeight(theme.tokens().space(18))
        bind(self.setAccessibleName, msg("Values at the cursor"))

    def show_functions(self, shown: tuple[Shown, ...]) -> None:
        """Make a row for each function."""
        table = QWidget()
        grid = QGridLayout(table)
        space = theme.tokens().space
        grid.setContentsMargins(space(1), 0, space(1), 0)
        grid.setHorizontalSpacing(space(2))
        grid.setVerticalSpacing(space(0.5))
        grid.setColumnStretch(0, 1)
        for column, heading in enumerate(_HEADS, start=1):
            grid.addWidget(_right(label(heading, "caption")), 0, column)
        self.values = {one.chosen.key: self._row(grid, line + 1, one) for line, one in enumerate(shown)}
        grid.setRowStretch(len(shown) + 1, 1)
        self.setWidget(table)

    def read(self, shown: tuple[Shown, ...], x: float) -> None:
        """Show the values at ``x``."""
        said = [f"x = {theme.number(x)}"]
        for one in shown:
            cells = self.values[one.chosen.key]
            for cell, value in zip(cells, one.chosen.at(x), strict=True):
                cell.setText(theme.rounded(value, _DIGITS) if math.isfinite(value) else "—")
            said.append(
                f"{one.name}: " + ", ".join(f"{head} {cell.text()}" for head, cell in zip(_HEADS, cells, strict=True))
            )
        self.setAccessibleDescription("; ".join(said))

    def _row(self, grid: QGridLayout, line: int, one: Shown) -> tuple[QLabel, ...]:
        name = ElidedLabel()
        name.setText(one.name)
        name.setToolTip(one.name)
        palette = name.palette()
        palette.setColor(name.foregroundRole(), theme.class_color(one.slot))
        name.setPalette(palette)
        cells = tuple(NumberLabel(_WIDEST) for _ in range(3))
        grid.addWidget(name, line, 0)
        for column, cell in enumerate(cells, start=1):
            grid.addWidget(cell, line, column)
        return cells


def _right(made: QLabel) -> QLabel:
    made.setAlignment(Qt.AlignmentFlag.AlignRight)
    return made
