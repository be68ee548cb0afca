"""A line of text that leaves undo to the window when it has nothing of its own to take back."""

from __future__ import annotations

from PySide6.QtCore import QEvent
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QApplication, QLineEdit

_REDO_TOO = QKeySequence("Ctrl+Y")


class LineField(QLineEdit):
    """Base of the fields. Qt's own claims Ctrl+Z always: after Enter nothing would happen, though an edit was made."""

    def event(self, event: QEvent) -> bool:
        """Let undo and redo pass that would do nothing here."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and self._lets_pass(event):
            event.ignore()
            return False
        return super().event(event)

    def _lets_pass(self, event: QKeyEvent) -> bool:
        if event.matches(QKeySequence.StandardKey.Undo):
            return not self.isUndoAvailable()
        redo = event.matches(QKeySequence.StandardKey.Redo) or QKeySequence(event.keyCombination()) == _REDO_TOO
        return redo and not self.isRedoAvailable()


def take_typed() -> None:
    """Have the field that has the keyboard take what is typed in it, as Enter does.

    Whatever reads the document next, a run or a file, has then the number that is seen.
    """
    field = QApplication.focusWidget()
    if isinstance(field, LineField) and field.isModified():
        field.editingFinished.emit()
