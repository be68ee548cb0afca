"""An editor that lies over a thing on the canvas while its name or its text is written."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRect, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QTextCursor
from PySide6.QtWidgets import QFrame, QLineEdit, QPlainTextEdit, QWidget

from nnstudio.document.edits.notes import LONGEST_NOTE
from nnstudio.text import msg
from nnstudio.ui.controls import bind

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class InPlace(QObject):
    """Lays ``field`` over a thing, and hands back what was written: a line, which Enter takes, or several, which
    Ctrl+Enter does. Leaving the field takes it too, Esc does not.

    Signals: ``written(id, text)``, not where nothing was changed.
    """

    written = Signal(str, str)

    def __init__(self, canvas: QWidget, field: QLineEdit | QPlainTextEdit) -> None:
        super().__init__(canvas)
        self.field = field
        self._canvas = canvas
        self._thing = ""
        field.setParent(canvas)
        field.installEventFilter(self)
        field.hide()

    def open_over(self, box: QRect, thing: str, text: str) -> None:
        """Open over a thing; a line is selected, in several the keyboard stands at the end."""
        self._thing, field = thing, self.field
        field.setGeometry(box)
        if isinstance(field, QLineEdit):
            field.setText(text)
            field.selectAll()
        else:
            field.setPlainText(text)
            field.document().setModified(False)
            field.moveCursor(QTextCursor.MoveOperation.End)
        field.show()
        field.raise_()
        field.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take what was written, or leave it."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            enter = event.key() in _ENTER and (self._is_line or event.modifiers() & Qt.KeyboardModifier.ControlModifier)
            if enter or event.key() == Qt.Key.Key_Escape:
                self._close(bool(enter))
                return True
        # A menu of the field's own leaves it open.
        if isinstance(event, QFocusEvent) and event.lostFocus() and event.reason() is not _MENU:
            self._close(True)
        return super().eventFilter(watched, event)

    @property
    def _is_line(self) -> bool:
        return isinstance(self.field, QLineEdit)

    def _close(self, take: bool) -> None:
        thing, self._thing = self._thing, ""
        if not thing:
            return
        # Before it hides: else Qt would hand the focus on as Tab does, and something else would be selected.
        self._canvas.setFocus()
        self.field.hide()
        changed, text = _written(self.field)
        if take and changed:
            self.written.emit(thing, text)


_MENU = Qt.FocusReason.PopupFocusReason


def _written(field: QLineEdit | QPlainTextEdit) -> tuple[bool, str]:
    if isinstance(field, QLineEdit):
        return field.isModified(), field.text()
    return field.document().isModified(), field.toPlainText()[:LONGEST_NOTE]


def name_field() -> QLineEdit:
    """Return the field of a name."""
    field = QLineEdit()
    bind(field.setAccessibleName, msg("Name"))
    return field


def note_field() -> QPlainTextEdit:
    """Return the field of a note's text."""
    field = QPlainTextEdit()
    field.setFrameShape(QFrame.Shape.NoFrame)
    field.setTabChangesFocus(True)
    bind(field.setAccessibleName, msg("Text of the note"))
    bind(field.setToolTip, msg("Ctrl+Enter takes the text, Esc leaves it as it was."))
    return field
