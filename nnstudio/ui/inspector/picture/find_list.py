"""The list under the search field: searches and neurons that match, then what a search has found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QWidget

from nnstudio.inspection.search import Found
from nnstudio.text import msg
from nnstudio.ui import theme
from nnstudio.ui.controls import bind

_ROW = Qt.ItemDataRole.UserRole
MOST_SEEN = 9
"""Rows that are seen before it scrolls."""


@dataclass(frozen=True)
class Row:
    """A line of the list: a search to begin (``search``), a finding to go to, or only words (neither)."""

    text: str
    search: str = ""
    found: Found | None = None
    help: str = ""

    @property
    def can_be_chosen(self) -> bool:
        """Whether Enter does something here."""
        return bool(self.search) or self.found is not None


class FindList(QListWidget):
    """Leaves the keys to the field. Signals: ``chosen(Row)`` on a click; ``pointed(Found or None)``."""

    chosen = Signal(object)
    pointed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "card")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setMouseTracking(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        bind(self.setAccessibleName, msg("What the search has found"))
        self.itemClicked.connect(lambda item: self.chosen.emit(item.data(_ROW)))
        self.itemEntered.connect(self.setCurrentItem)
        self.currentItemChanged.connect(lambda item, _before: self._point(item))
        self.hide()

    def show_rows(self, rows: Sequence[Row]) -> None:
        """Show other lines; the first that can be chosen is current."""
        self.blockSignals(True)
        self.clear()
        for row in rows:
            item = QListWidgetItem(row.text)
            item.setData(_ROW, row)
            item.setToolTip(row.help)
            if not row.can_be_chosen:
                item.setFlags(Qt.ItemFlag.NoItemFlags)
            self.addItem(item)
        self.blockSignals(False)
        self.setCurrentRow(next((number for number, row in enumerate(rows) if row.can_be_chosen), -1))
        self.setVisible(bool(rows))

    def rows(self) -> tuple[Row, ...]:
        """Return the lines shown."""
        return tuple(self.item(number).data(_ROW) for number in range(self.count()))

    def current(self) -> Row | None:
        """Return the line that Enter chooses."""
        item = self.currentItem()
        return item.data(_ROW) if item is not None else None

    def move_by(self, count: int) -> None:
        """Go so many lines further, over those that cannot be chosen."""
        able = [number for number, row in enumerate(self.rows()) if row.can_be_chosen]
        if able:
            here = able.index(self.currentRow()) if self.currentRow() in able else -1 if count > 0 else 0
            self.setCurrentRow(able[max(0, min(len(able) - 1, here + count))])

    def natural_height(self) -> int:
        """Return the height at which what is to be seen fits."""
        seen = sum(self.sizeHintForRow(row) for row in range(min(self.count(), MOST_SEEN)))
        return seen + 2 * theme.tokens().space(0.5)

    def leaveEvent(self, event: QEvent) -> None:
        """Nothing is pointed at any more."""
        super().leaveEvent(event)
        self.pointed.emit(None)

    def _point(self, item: QListWidgetItem | None) -> None:
        row = item.data(_ROW) if item is not None and self.isVisible() else None
        self.pointed.emit(row.found if row is not None else None)
