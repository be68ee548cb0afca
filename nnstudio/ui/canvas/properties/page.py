"""What the pages of the properties have in common: a column with sections."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from nnstudio.ui import theme
from nnstudio.ui.controls import Text, label


class Page(QWidget):
    """Signals: ``edited(edit, merge)``: the student wants this edit; ``merge`` joins it to the one before."""

    edited = Signal(object, bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        tokens = theme.tokens()
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(tokens.space(2), tokens.space(2), tokens.space(2), tokens.space(2))
        self.column.setSpacing(tokens.space(1))

    def add_section(self, heading: Text, *widgets: QWidget) -> QWidget:
        """Add a section with its heading, and return it, so that it can be hidden as a whole."""
        tokens = theme.tokens()
        section = QWidget()
        inner = QVBoxLayout(section)
        inner.setContentsMargins(0, tokens.space(1), 0, 0)
        inner.setSpacing(tokens.space(0.75))
        inner.addWidget(label(heading, "section"))
        for widget in widgets:
            inner.addWidget(widget)
        self.column.addWidget(section)
        return section
