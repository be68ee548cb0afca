"""A program's text: line numbers, the line that happens now, and the place of a mistake."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Protocol

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QSyntaxHighlighter,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFormat,
)
from PySide6.QtWidgets import QPlainTextEdit, QTextEdit, QWidget

from nnstudio.text import Message
from nnstudio.ui import theme
from nnstudio.ui.controls import bind

_INDENT = " " * 4
Colours = Callable[[str], Iterable[tuple[int, int, QColor]]]
"""Of a line: where its words begin, how long they are, and in which colour they stand."""


class Mistake(Protocol):
    """What is wrong: ``line`` from 1, ``position`` from 0, ``length`` in characters."""

    @property
    def line(self) -> int:
        """Line."""

    @property
    def position(self) -> int:
        """First character."""

    @property
    def length(self) -> int:
        """Characters."""


def _is_indent(before: str) -> bool:
    return bool(before) and not before.strip(" ") and len(before) % len(_INDENT) == 0


class _Margin(QWidget):
    """The line numbers beside the text."""

    def __init__(self, editor: CodeEditor) -> None:
        super().__init__(editor)
        self.editor = editor

    def sizeHint(self) -> QSize:
        """As wide as three figures."""
        return QSize(self.editor.margin_width(), 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the numbers."""
        self.editor.paint_margin(event)


class _Painter(QSyntaxHighlighter):
    """Colours the words of each line."""

    def __init__(self, document: QTextDocument, colours: Colours) -> None:
        super().__init__(document)
        self._of_line = colours

    def highlightBlock(self, text: str) -> None:
        """Colour a line."""
        for start, length, color in self._of_line(text):
            self.setFormat(start, length, color)


class CodeEditor(QPlainTextEdit):
    """A text field with line numbers. Undo and redo are its own while it has the focus.

    ``name`` is for screen readers.
    """

    def __init__(self, name: Message, colours: Colours, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._margin = _Margin(self)
        self._colours = _Painter(self.document(), colours)
        self._line = 0
        self._error: Mistake | None = None
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.setTabChangesFocus(True)
        bind(self.setAccessibleName, name)
        self.updateRequest.connect(self._on_update)
        theme.changed.connect(self._restyle)
        self._restyle()

    def minimumSizeHint(self) -> QSize:
        """Return room for a few lines."""
        return QSize(theme.tokens().space(20), 4 * self.fontMetrics().lineSpacing())

    def replace_text(self, text: str) -> None:
        """Put another text in; undo brings the one before back."""
        cursor = QTextCursor(self.document())
        cursor.select(QTextCursor.SelectionType.Document)
        cursor.insertText(text)

    def mark(self, line: int, error: Mistake | None) -> None:
        """Mark the line that happens now (0: none) and what is wrong."""
        self._line, self._error = line, error
        current = theme.tokens()
        marks = []
        if line:
            marks.append(self._whole_line(line, current.accent_soft))
        if error is not None:
            marks.append(self._part(error))
        self.setExtraSelections(marks)
        self._margin.update()

    def reveal(self, line: int) -> None:
        """Bring a line into sight, where it is not; the cursor stays."""
        bar, lines = self.verticalScrollBar(), self.viewport().height() // self.fontMetrics().lineSpacing()
        if not bar.value() < line <= bar.value() + lines:
            bar.setValue(max(0, line - 1 - lines // 3))

    def _whole_line(self, line: int, color: QColor) -> QTextEdit.ExtraSelection:
        found = QTextEdit.ExtraSelection()
        found.cursor = QTextCursor(self.document().findBlockByNumber(line - 1))
        found.format.setBackground(color)
        found.format.setProperty(QTextFormat.Property.FullWidthSelection, True)
        return found

    def _part(self, error: Mistake) -> QTextEdit.ExtraSelection:
        found = QTextEdit.ExtraSelection()
        block = self.document().findBlockByNumber(error.line - 1)
        cursor = QTextCursor(block)
        start = min(error.position, max(0, block.length() - 2))
        cursor.setPosition(block.position() + start)
        stop = min(start + error.length, block.length() - 1)
        cursor.setPosition(block.position() + max(stop, start), QTextCursor.MoveMode.KeepAnchor)
        found.cursor = cursor
        found.format.setUnderlineStyle(QTextCharFormat.UnderlineStyle.WaveUnderline)
        found.format.setUnderlineColor(theme.tokens().error)
        found.format.setBackground(theme.tokens().error_soft)
        return found

    def _restyle(self) -> None:
        self.setFont(theme.font("code"))
        self.setViewportMargins(self.margin_width(), 0, 0, 0)
        self._colours.rehighlight()
        self.mark(self._line, self._error)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter keeps the indentation, after a colon it goes four spaces in; Backspace goes four back."""
        cursor = self.textCursor()
        before = cursor.block().text()[: cursor.positionInBlock()]
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            deeper = _INDENT if before.rstrip().endswith((":", "：")) else ""
            cursor.insertText("\n" + before[: len(before) - len(before.lstrip())] + deeper)
            self.ensureCursorVisible()
        elif event.key() == Qt.Key.Key_Backspace and not cursor.hasSelection() and _is_indent(before):
            cursor.movePosition(QTextCursor.MoveOperation.Left, QTextCursor.MoveMode.KeepAnchor, len(_INDENT))
            cursor.removeSelectedText()
        else:
            super().keyPressEvent(event)

    # -- the margin

    def margin_width(self) -> int:
        """Return how wide the line numbers are."""
        return self.fontMetrics().horizontalAdvance("000") + theme.tokens().space(1)

    def paint_margin(self, event: QPaintEvent) -> None:
        """Draw the numbers of the lines in sight; the wrong one also has a sign."""
        current, painter = theme.tokens(), QPainter(self._margin)
        painter.fillRect(event.rect(), current.window)
        painter.setFont(theme.font("number_caption"))
        block = self.firstVisibleBlock()
        while block.isValid():
            box = self.blockBoundingGeometry(block).translated(self.contentOffset()).toRect()
            if box.top() > event.rect().bottom():
                break
            number = block.blockNumber() + 1
            wrong = self._error is not None and number == self._error.line
            painter.setPen(current.error if wrong else current.accent if number == self._line else current.text_faint)
            sign = "✕" if wrong else "▸" if number == self._line else ""
            line = QRect(0, box.top(), self.margin_width() - current.space(0.5), box.height())
            painter.drawText(line, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, f"{sign}{number}")
            block = block.next()

    def _on_update(self, box: QRect, dy: int) -> None:
        if dy:
            self._margin.scroll(0, dy)
        else:
            self._margin.update(0, box.y(), self._margin.width(), box.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the numbers beside the text."""
        super().resizeEvent(event)
        inner = self.contentsRect()
        self._margin.setGeometry(QRect(inner.left(), inner.top(), self.margin_width(), inner.height()))
        if 0 <= self.cursorRect().bottom() <= event.oldSize().height():
            # What is said of a mistake takes room from the text: not from the line that is being typed.
            self.ensureCursorVisible()
