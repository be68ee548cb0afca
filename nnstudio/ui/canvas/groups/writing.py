"""The editor that lies over a note while it is written."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QWidget

from nnstudio.document import Note
from nnstudio.document.edits.notes import LONGEST_NOTE
from nnstudio.text import msg
from nnstudio.ui import theme
from nnstudio.ui.controls import bind


class NoteField(QPlainTextEdit):
    """Signals: ``written(note id, text)``. Ctrl+Enter and leaving take the text, Esc does not."""

    written = Signal(str, str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._canvas = parent
        self._note = ""
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setTabChangesFocus(True)
        bind(self.setAccessibleName, msg("Text of the note"))
        bind(self.setToolTip, msg("Ctrl+Enter takes the text, Esc leaves it as it was."))
        self.hide()

    def open_at(self, box: QRect, note: Note) -> None:
        """Open over a note, the keyboard at the end of its text."""
        self._note = note.id
        tokens = theme.tokens()
        width, height = max(box.width(), tokens.space(20)), max(box.height(), tokens.space(10))
        self.setGeometry(box.x(), box.y(), width, height)
        self.setPlainText(note.text)
        self.document().setModified(False)
        self.moveCursor(self.textCursor().MoveOperation.End)
        self.show()
        self.raise_()
        self.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take the text, or leave it."""
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self._close(True)
        elif event.key() == Qt.Key.Key_Escape:
            self._close(False)
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Take the text; a menu of its own leaves it open."""
        super().focusOutEvent(event)
        if event.reason() is not Qt.FocusReason.PopupFocusReason:
            self._close(True)

    def _close(self, take: bool) -> None:
        note, self._note = self._note, ""
        if not note:
            return
        # Before it hides: else Qt would hand the focus on as Tab does, and something else would be selected.
        self._canvas.setFocus()
        self.hide()
        if take and self.document().isModified():
            self.written.emit(note, self.toPlainText()[:LONGEST_NOTE])
