"""Tiles in as many columns as there is room for; what is too high is scrolled."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QScrollArea, QWidget

from nnstudio.ui import theme
from nnstudio.ui.charts.runs.tile import Tile

_WIDE = 20
"""Of a tile at least, in units."""
_HIGH = 15


class TileGrid(QScrollArea):
    """``tiles`` in their order. Signals: ``chosen(number)``."""

    chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.tiles: list[Tile] = []
        self._columns = 0
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        held = QWidget()
        self._grid = QGridLayout(held)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(theme.tokens().space(0.5))
        self.setWidget(held)

    def set_count(self, count: int) -> None:
        """Have so many tiles."""
        while len(self.tiles) > count:
            gone = self.tiles.pop()
            self._grid.removeWidget(gone)
            gone.hide()
            gone.deleteLater()
        while len(self.tiles) < count:
            made = Tile()
            made.setMinimumHeight(theme.tokens().space(_HIGH))
            made.chosen.connect(partial(self.chosen.emit, len(self.tiles)))
            self.tiles.append(made)
        self._columns = 0
        self._lay_out()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Find how many columns there is room for now."""
        super().resizeEvent(event)
        self._lay_out()

    def _lay_out(self) -> None:
        columns = max(1, min(len(self.tiles) or 1, self.viewport().width() // theme.tokens().space(_WIDE)))
        if columns == self._columns:
            return
        self._columns = columns
        for number, tile in enumerate(self.tiles):
            self._grid.addWidget(tile, number // columns, number % columns)
            tile.show()
        for column in range(self._grid.columnCount()):
            self._grid.setColumnStretch(column, int(column < columns))
