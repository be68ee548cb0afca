"""The network as text, to be read aloud, copied, or edited: a line for each layer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QPushButton, QTextEdit, QVBoxLayout, QWidget

from nnstudio.document import EditOutline
from nnstudio.document.outline import OutlineError, read_outline, written_outline
from nnstudio.text import msg, tr
from nnstudio.ui import theme
from nnstudio.ui.controls import bind, label

if TYPE_CHECKING:
    from nnstudio.ui.bridge.session import Session

_PAUSE = 300
"""Milliseconds after the last key until the text is looked through."""


class OutlinePage(QWidget):
    """Signals: ``node_wanted(id)`` for the layer whose line the cursor has come to; ``applied()``.

    What is typed becomes one edit by Ctrl+Enter or the button. Until then the text is the student's: a change of the
    network from elsewhere does not touch it, and Revert shows the network again.
    """

    node_wanted = Signal(str)
    applied = Signal()

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.editor = _Editor()
        self.message = label("", "caption", wrap=True)
        self.apply_button, self.revert_button = QPushButton(), QPushButton()
        self._shown = ""
        self._error: OutlineError | None = None
        self._later = QTimer(self, singleShot=True, interval=_PAUSE)
        self._arrange()
        self.editor.textChanged.connect(self._on_typed)
        self.editor.cursorPositionChanged.connect(self._on_cursor_moved)
        self.editor.entered.connect(self.apply)
        self._later.timeout.connect(self.check)
        self.apply_button.clicked.connect(self.apply)
        self.revert_button.clicked.connect(self.revert)
        theme.changed.connect(self._restyle)
        self._restyle()

    def _arrange(self) -> None:
        space = theme.tokens().space
        bind(self.apply_button.setText, msg("Apply"))
        bind(self.revert_button.setText, msg("Revert"))
        bind(self.apply_button.setToolTip, msg("Make the network what is written here (Ctrl+Enter)"))
        bind(self.revert_button.setToolTip, msg("Show the network as it is; what was typed is lost"))
        self.revert_button.setProperty("role", "quiet")
        row = QHBoxLayout()
        row.setSpacing(space(1))
        row.addWidget(self.message, 1)
        row.addWidget(self.revert_button)
        row.addWidget(self.apply_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(space(0.5), 0, space(0.5), space(1))
        column.setSpacing(space(1))
        column.addWidget(self.editor, 1)
        column.addLayout(row)

    @property
    def edited(self) -> bool:
        """Whether something was typed that is not applied."""
        return self.editor.toPlainText() != self._shown

    def enter(self) -> None:
        """Take the keyboard."""
        self.editor.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def refresh(self) -> None:
        """Show the network as it is, unless something was typed; then say so."""
        if self.edited:
            self.check()
        else:
            self.revert()

    def revert(self) -> None:
        """Show the network as it is."""
        text = written_outline(self.session.document.network)
        if text != self.editor.toPlainText():
            place = self.editor.textCursor().blockNumber()
            self._shown = text
            self.editor.setPlainText(text)
            self.editor.go_to_line(place)
        self._shown = text
        self.check()

    def apply(self) -> None:
        """Make the network what is written; where that is refused, say why and where."""
        self.check()
        if self._error is not None:
            self.editor.go_to(self._error)
        elif self.edited and self.session.edit(EditOutline(self.editor.toPlainText())):
            self.revert()
            self.applied.emit()

    def check(self) -> None:
        """Look through the text, and mark and word what is wrong."""
        self._error = None
        text = tr("One line for each layer: name = kind(inputs, setting=value). Ctrl+Enter applies.")
        try:
            if self.edited:
                read_outline(self.editor.toPlainText(), self.session.document)
                text = tr("Not applied yet. Ctrl+Enter applies.")
        except OutlineError as error:
            self._error, text = error, str(error)
        self.message.setText(text)
        self.message.setProperty("role", "error" if self._error else "caption")
        self.message.style().polish(self.message)
        self.editor.mark(self._error)
        self.apply_button.setEnabled(self.edited and self._error is None)
        self.revert_button.setEnabled(self.edited)

    def _on_typed(self) -> None:
        self._later.start()

    def _on_cursor_moved(self) -> None:
        if self.edited or not self.editor.hasFocus():
            return
        name = self.editor.textCursor().block().text().split(" = ")[0].strip('"')
        for node in self.session.document.network.nodes:
            if node.name == name and self.session.selection != (node.id,):
                self.node_wanted.emit(node.id)

    def _restyle(self) -> None:
        self.editor.setFont(theme.font("code"))
        self.editor.mark(self._error)


class _Editor(QPlainTextEdit):
    """Signals: ``entered()`` for Ctrl+Enter. Undo and redo are its own while it has the focus."""

    entered = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.setTabChangesFocus(True)
        bind(self.setAccessibleName, msg("Outline of the network"))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+Enter applies."""
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.entered.emit()
        else:
            super().keyPressEvent(event)

    def mark(self, error: OutlineError | None) -> None:
        """Underline what is wrong."""
        marks = []
        if error is not None:
            found = QTextEdit.ExtraSelection()
            found.cursor = self._cursor(error)
            found.format.setUnderlineStyle(QTextCharFormat.UnderlineStyle.WaveUnderline)
            found.format.setUnderlineColor(theme.tokens().error)
            found.format.setBackground(theme.tokens().error_soft)
            marks.append(found)
        self.setExtraSelections(marks)

    def go_to(self, error: OutlineError) -> None:
        """Put the cursor where something is wrong."""
        cursor = self._cursor(error)
        cursor.setPosition(cursor.selectionStart())
        self.setTextCursor(cursor)
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def go_to_line(self, number: int) -> None:
        """Put the cursor at the beginning of a line."""
        block = self.document().findBlockByNumber(min(number, self.document().blockCount() - 1))
        self.setTextCursor(QTextCursor(block))

    def _cursor(self, error: OutlineError) -> QTextCursor:
        block = self.document().findBlockByNumber(error.line - 1)
        cursor = QTextCursor(block)
        last = max(0, block.length() - 1)
        # A piece that is missing has no letters: then the last one of the line is marked.
        stop = min(error.start + error.length, last)
        cursor.setPosition(block.position() + max(0, min(error.start, stop - 1)))
        cursor.setPosition(block.position() + stop, QTextCursor.MoveMode.KeepAnchor)
        return cursor
