"""A number of the run among the settings: a caption, and beside it the value."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QWidget

from nnstudio.text import Message
from nnstudio.ui import theme
from nnstudio.ui.controls import NumberLabel, bind, label

_DIGITS = 3


class LiveNumber(QWidget):
    """``caption`` and, at the right, the number that was shown last; a dash before the first."""

    def __init__(self, caption: Message, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.caption, self.value = label(caption, "caption"), NumberLabel(theme.number(1.234e-12, _DIGITS))
        self.value.setText("—")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.caption)
        row.addStretch(1)
        row.addWidget(self.value)
        bind(self.setAccessibleName, caption)

    def show_number(self, value: float) -> None:
        """Show another number; nothing is laid out anew where its text is the same."""
        text = theme.number(value, _DIGITS)
        if text != self.value.text():
            self.value.setText(text)
            self.setAccessibleDescription(text)
