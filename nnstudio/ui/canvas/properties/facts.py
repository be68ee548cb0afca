"""A quiet two-column list of facts: a word and its value."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from nnstudio.ui import theme
from nnstudio.ui.controls import label

Fact = tuple[str, str]


class Facts(QWidget):
    """Shows (word, value) pairs; the values are wrapped, and can be copied."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(theme.tokens().space(1.5))
        self._grid.setVerticalSpacing(theme.tokens().space(0.5))
        self._grid.setColumnStretch(1, 1)
        self._rows: list[tuple[QLabel, QLabel]] = []

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

    def text(self) -> str:
        """Return what is shown, a line for each fact."""
        return "\n".join(f"{word.text()} {value.text()}" for word, value in self._rows if not word.isHidden())

    def _add_row(self) -> None:
        word, value = label("", "soft"), label("", "number", wrap=True)
        word.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        row = len(self._rows)
        self._grid.addWidget(word, row, 0)
        self._grid.addWidget(value, row, 1)
        self._rows.append((word, value))
