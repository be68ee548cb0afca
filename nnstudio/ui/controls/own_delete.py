"""Delete for whoever takes it itself: the Edit menu's command of the same key would have it first."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget


class OwnDelete(QObject):
    """Has the key reach ``widget`` as a key, while ``wants`` says so."""

    def __init__(self, widget: QWidget, wants: Callable[[], bool] = lambda: True) -> None:
        super().__init__(widget)
        self._wants = wants
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Claim the key before it becomes a command of the window."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            plain = event.key() == Qt.Key.Key_Delete and event.modifiers() == Qt.KeyboardModifier.NoModifier
            if plain and self._wants():
                event.accept()
                return True
        return False
