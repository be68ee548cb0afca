"""A calm strip under the header that says what went wrong and offers the remedy; it never blocks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QWidget

from nnstudio.text import Message, msg
from nnstudio.ui import theme
from nnstudio.ui.controls import IconButton, bind, icon, label, repolish

Level = Literal["note", "warning", "error"]
_ICONS = {"note": "info", "warning": "warning", "error": "error"}


@dataclass(frozen=True)
class Remedy:
    """A button of a message."""

    name: Message
    act: Callable[[], object]


class MessageStrip(QFrame):
    """Shows one message at a time; ``shown`` is it, or None. Escape closes it.

    Signals: ``closed(Message)`` when the user closes it without choosing a remedy.
    """

    closed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "message")
        self.shown: Message | None = None
        self.level: Level = "note"
        self._picture = QLabel()
        self.text = label("", wrap=True)
        self.text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.close_button = IconButton("close", msg("Close this message"))
        self.close_button.clicked.connect(self._on_closed)
        self.buttons: list[QPushButton] = []
        self._row = QHBoxLayout(self)
        space = theme.tokens().space
        self._row.setContentsMargins(space(1.5), space(0.5), space(1), space(0.5))
        self._row.setSpacing(space(1))
        self._row.addWidget(self._picture)
        self._row.addWidget(self.text, 1)
        self._row.addWidget(self.close_button)
        theme.changed.connect(self._restyle)
        self.hide()

    def say(self, message: Message, level: Level = "note", remedies: tuple[Remedy, ...] = ()) -> None:
        """Show a message in the place of the one that is there."""
        self._clear_buttons()
        self.shown, self.level = message, level
        self.setProperty("level", level)
        bind(self.text.setText, message)
        bind(self.setAccessibleName, message)
        for place, remedy in enumerate(remedies):
            self._add_button(remedy, place)
        self._restyle()
        self.show()

    def reword(self, message: Message) -> None:
        """Say other words in the place of what is shown; its buttons stay, whoever is about to press one."""
        self.shown = message
        bind(self.text.setText, message)
        bind(self.setAccessibleName, message)

    def clear(self) -> None:
        """Hide it."""
        self.shown = None
        self._clear_buttons()
        self.hide()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape closes."""
        if event.key() == Qt.Key.Key_Escape:
            self._on_closed()
            return
        super().keyPressEvent(event)

    def _add_button(self, remedy: Remedy, place: int) -> None:
        button = QPushButton(self)
        bind(button.setText, remedy.name)
        button.clicked.connect(lambda: self._on_chosen(remedy))
        self._row.insertWidget(2 + place, button)
        self.buttons.append(button)

    def _clear_buttons(self) -> None:
        for button in self.buttons:
            button.hide()
            button.deleteLater()
        self.buttons = []

    def _on_chosen(self, remedy: Remedy) -> None:
        self.clear()
        remedy.act()

    def _on_closed(self) -> None:
        message = self.shown
        self.clear()
        self.closed.emit(message)

    def _restyle(self) -> None:
        current = theme.tokens()
        color = {"error": current.error, "warning": current.warning}.get(self.level, current.accent)
        self._picture.setPixmap(icon(_ICONS[self.level], color).pixmap(current.icon, current.icon))
        repolish(self)
