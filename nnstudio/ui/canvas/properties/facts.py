"""A quiet two-column list of facts: a word and its value."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from nnstudio.ui import theme
from nnstudio.ui.controls import label

Fact = tuple[str, str]


class Facts(QWidget):
    """Shows (word, value) pairs; the values are wrapped, and can be copied.

    A value that cannot be wrapped, such as a long number, stands below its word where there is no room beside it.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(theme.tokens().space(1.5))
        self._grid.setVerticalSpacing(theme.tokens().space(0.5))
        self._grid.setColumnStretch(1, 1)
        self._rows: list[tuple[QLabel, QLabel]] = []
        self._below: set[int] = set()

    def show_facts(self, facts: Sequence[Fact]) -> None:
        """Show these facts, reusing the labels."""
        while len(self._rows) < len(facts):
            self._add_row()
        for place, (word, value) in enumerate(self._rows):
            shown = place < len(facts)
            word.setVisible(shown)
            value.setVisible(shown)
            if shown:
                word.setText(facts[place][0])
                value.setText(facts[place][1])
                value.setAccessibleName(f"{facts[place][0]}: {facts[place][1]}")
        self._place()

    def minimumSizeHint(self) -> QSize:
        """Wide enough for each word and each value alone: the page keeps the width of its column."""
        widths = [each.minimumSizeHint().width() for row in self._shown().values() for each in row]
        return QSize(max(widths, default=0), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put values beside their words where there is room now."""
        super().resizeEvent(event)
        self._place()

    def text(self) -> str:
        """Return what is shown, a line for each fact."""
        return "\n".join(f"{word.text()} {value.text()}" for word, value in self._rows if not word.isHidden())

    def _add_row(self) -> None:
        word, value = label("", "soft"), label("", "number", wrap=True)
        word.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        row = 2 * len(self._rows)
        self._grid.addWidget(word, row, 0)
        self._grid.addWidget(value, row, 1)
        self._rows.append((word, value))

    def _shown(self) -> dict[int, tuple[QLabel, QLabel]]:
        return {place: row for place, row in enumerate(self._rows) if not row[0].isHidden()}

    def _place(self) -> None:
        shown = self._shown()
        words = max((word.sizeHint().width() for word, _ in shown.values()), default=0)
        room = self.width() - words - self._grid.horizontalSpacing()
        below = {place for place, (_, value) in shown.items() if value.minimumSizeHint().width() > room}
        for place in below ^ self._below:
            apart = place in below
            for widget, column in zip(self._rows[place], (0, 1), strict=True):
                self._grid.removeWidget(widget)
                row = 2 * place + (column if apart else 0)
                self._grid.addWidget(widget, row, 0 if apart else column, 1, 2 if apart else 1)
            # At the right it is not taken for the next word.
            side = Qt.AlignmentFlag.AlignRight if apart else Qt.AlignmentFlag.AlignLeft
            self._rows[place][1].setAlignment(side | Qt.AlignmentFlag.AlignVCenter)
        self._below = below
