"""The button in a pane's bar that moves the pane, adds one, closes it, or brings the standard arrangement back."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QMenu, QWidget

from nnstudio.text import Message, msg
from nnstudio.ui.controls import IconButton

_WAYS: dict[str, Message] = {
    "left": msg("Move to the left"),
    "right": msg("Move to the right"),
    "up": msg("Move up"),
    "down": msg("Move down"),
}
_OTHERS: dict[str, Message] = {
    "beside": msg("Another view beside it"),
    "below": msg("Another view below it"),
    "close": msg("Close this view"),
    "standard": msg("Standard arrangement"),
}
_KEYS = {
    Qt.Key.Key_Left: "left",
    Qt.Key.Key_Right: "right",
    Qt.Key.Key_Up: "up",
    Qt.Key.Key_Down: "down",
}


class ArrangeButton(IconButton):
    """Its menu, and while it has the focus the arrow keys. ``able`` : what can be done just now.

    Signals: ``wanted(what)`` : ``left``, ``right``, ``up``, ``down``, ``beside``, ``below``, ``close``, ``standard``.
    """

    wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("layout", msg("Arrange the views: this menu, the arrow keys, or drag the bar"), parent=parent)
        self.able: frozenset[str] = frozenset()
        self.menu_of_moves = QMenu(self)
        self.menu_of_moves.aboutToShow.connect(self.fill)
        self.setMenu(self.menu_of_moves)
        self.setPopupMode(IconButton.ToolButtonPopupMode.InstantPopup)

    def fill(self) -> None:
        """List what can be done, in the language in force."""
        self.menu_of_moves.clear()
        for part in (_WAYS, _OTHERS):
            for what, name in part.items():
                action = self.menu_of_moves.addAction(str(name))
                action.setEnabled(what in self.able)
                action.triggered.connect(lambda *_, what=what: self.wanted.emit(what))
            self.menu_of_moves.addSeparator()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move the pane by the arrow keys."""
        what = _KEYS.get(Qt.Key(event.key()))
        if what is None:
            super().keyPressEvent(event)
        elif what in self.able:
            self.wanted.emit(what)
