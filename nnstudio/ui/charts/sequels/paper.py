"""The paper: what was written, each letter the paler the less likely it was; one may be chosen."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from nnstudio.inspection.sequels import Letter
from nnstudio.text import msg
from nnstudio.ui import theme
from nnstudio.ui.controls import bind

_SURE = 0.9
_LEVELS = 6


class Paper(QPlainTextEdit):
    """Shows letters; a click, or the cursor keys, choose one.

    Signals: ``chosen_changed()``.
    """

    chosen_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._letters: list[Letter] = []
        self._chosen = -1
        self._telling = True
        self.setReadOnly(True)
        self.setUndoRedoEnabled(False)
        self.setFont(theme.font("code"))
        self.setMinimumSize(theme.tokens().space(16), theme.tokens().space(10))
        # A read-only text has no cursor to be moved by keys unless it is asked for.
        self.setTextInteractionFlags(self.textInteractionFlags() | self.textInteractionFlags().TextSelectableByKeyboard)
        self.cursorPositionChanged.connect(self._on_cursor)
        theme.changed.connect(self._repaint)
        bind(self.setAccessibleName, msg("Text that the network has written"))
        bind(self.setPlaceholderText, msg("What the network writes appears here: press Write"))

    def chosen(self) -> Letter | None:
        """Return the letter that was chosen, if one was."""
        return self._letters[self._chosen] if 0 <= self._chosen < len(self._letters) else None

    def let_go(self) -> None:
        """Have none chosen, and see how it goes on."""
        self._chosen = -1
        self._to_end()

    def clear(self) -> None:
        """Begin with blank paper."""
        self._letters, self._chosen = [], -1
        self._quietly(super().clear)

    def show_letters(self, letters: Sequence[Letter], spell: Callable[[Letter], str]) -> None:
        """Add the letters that are not on the paper yet."""
        new = letters[len(self._letters) :]
        if new:
            self._letters += new
            self._quietly(lambda: self._add(new, spell))

    def _add(self, letters: Sequence[Letter], spell: Callable[[Letter], str]) -> None:
        # Whoever has gone back to read stays there.
        follows = self._chosen < 0 and self._at_end()
        cursor = QTextCursor(self.document())
        cursor.movePosition(QTextCursor.MoveOperation.End)
        for letter in letters:
            cursor.insertText(spell(letter), self._format(letter))
        if follows:
            self._to_end()

    def _at_end(self) -> bool:
        return self.verticalScrollBar().value() == self.verticalScrollBar().maximum()

    def _to_end(self) -> None:
        self.verticalScrollBar().setValue(self.verticalScrollBar().maximum())

    def _format(self, letter: Letter) -> QTextCharFormat:
        tokens, made = theme.tokens(), QTextCharFormat()
        share = min(1.0, float(letter.shares[letter.number]) / _SURE)
        surprise = round((1 - share) * _LEVELS) / _LEVELS
        made.setForeground(tokens.text)
        made.setBackground(theme.with_alpha(tokens.negative, 0.45 * surprise))
        return made

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the end in sight, where it was."""
        follows = self._at_end()
        super().resizeEvent(event)
        if follows:
            self._to_end()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape lets go."""
        if event.key() == Qt.Key.Key_Escape and self._chosen >= 0:
            self.let_go()
            self.chosen_changed.emit()
        else:
            super().keyPressEvent(event)

    def _quietly(self, act: Callable[[], object]) -> None:
        self._telling = False
        act()
        self._telling = True

    def _on_cursor(self) -> None:
        if not self._telling:
            return
        place = min(self.textCursor().position(), len(self._letters) - 1)
        if place != self._chosen:
            self._chosen = place
            self.chosen_changed.emit()

    def _repaint(self) -> None:
        cursor = QTextCursor(self.document())
        # As one change: else a long text is laid out anew for each letter.
        cursor.beginEditBlock()
        for place, letter in enumerate(self._letters):
            cursor.setPosition(place)
            cursor.setPosition(place + 1, QTextCursor.MoveMode.KeepAnchor)
            cursor.setCharFormat(self._format(letter))
        cursor.endEditBlock()
