"""A field for a text that has to make sense, such as a formula: what cannot be read stays, marked, with the reason."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from nnstudio.engine.errors import NnstudioError
from nnstudio.engine.formulas.mistake import FormulaError, caret_line
from nnstudio.text import Message, msg
from nnstudio.ui import theme
from nnstudio.ui.controls.labels import repolish
from nnstudio.ui.controls.line_field import LineField

_BEFORE, _AFTER = 14, 10
"""How much of a formula is shown on both sides of the character that is wrong."""


class TextField(LineField):
    """A line of text; ``check`` raises an error of the engine where it cannot be read.

    Enter or leaving the field commits. A text with a mistake is kept as typed; after Enter the wrong characters are
    selected. Escape brings the last good text back. Where it stands for several texts that ``differs``, the one that is
    shown can be typed for all of them.

    Signals: ``edited(str)`` when the user commits another text; ``problem_changed()`` when a problem appears or goes.
    """

    edited = Signal(str)
    problem_changed = Signal()

    def __init__(
        self, value: str, check: Callable[[str], object], *, longest: int = 32767, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._value, self._check = value, check
        self._problem: NnstudioError | None = None
        self.differs = False
        self.setFont(theme.font("code"))
        # A little more than is allowed may be typed: a text cut off in silence would mean something else.
        self.setMaxLength(longest + 100)
        self.set_value(value)
        self.textEdited.connect(self._on_text_edited)
        self.editingFinished.connect(self.commit)

    def value(self) -> str:
        """Return the last good text."""
        return self._value

    def set_value(self, value: str) -> None:
        """Show ``value`` without telling; what the user is typing, or has to put right, is left alone."""
        changed = value != self._value
        self._value = value
        if changed or not (self.isModified() and (self.hasFocus() or self._problem is not None)):
            self.setText(value)
            if not self.hasFocus():
                # Of a text longer than the field, its beginning is seen.
                self.setCursorPosition(0)
            self.setModified(False)
            self._set_problem(None)

    def problem(self) -> Message | None:
        """Return what is wrong with the text, or None."""
        error = self._problem
        if isinstance(error, FormulaError):
            return msg(
                "Character {number}: {problem}. {advice}",
                number=error.position + 1,
                problem=error.problem,
                advice=error.advice,
            )
        if error is None:
            return None
        return msg("Needed: {expected}, not {received}. {advice}", **_parts(error))

    def excerpt(self) -> str:
        """Return the formula around the wrong character and, under it, a caret; empty where none is meant."""
        error = self._problem
        return _excerpt(error) if isinstance(error, FormulaError) and error.text.strip() else ""

    def commit(self) -> None:
        """Take what is typed: tell of it, or mark it and say what is wrong."""
        if not self.isModified():
            return
        text = self.text()
        problem = self.wrong(text)
        self._set_problem(problem)
        if problem is not None:
            if isinstance(problem, FormulaError) and self.hasFocus():
                self.setSelection(problem.position, problem.length)
            return
        self.setModified(False)
        if self.differs or text != self._value:
            self._value = text
            self.edited.emit(text)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape brings back the last good text."""
        if event.key() == Qt.Key.Key_Escape and (self.isModified() or self._problem is not None):
            self.restore()
            event.accept()
            return
        super().keyPressEvent(event)

    def restore(self) -> None:
        """Show the last good text instead of what was typed."""
        self.setText(self._value)
        self.setModified(False)
        self._set_problem(None)

    def wrong(self, text: str) -> NnstudioError | None:
        """Return what is wrong with a text, or None."""
        try:
            self._check(text)
        except NnstudioError as error:
            return error
        return None

    def _on_text_edited(self, text: str) -> None:
        # Once something was wrong, say as soon as it no longer is; but never while a formula is only half typed.
        if self._problem is not None:
            self._set_problem(self.wrong(text))

    def _set_problem(self, problem: NnstudioError | None) -> None:
        self._problem = problem
        self.setProperty("state", "error" if problem else "")
        self.setAccessibleDescription(str(self.problem()) if problem else "")
        repolish(self)
        self.problem_changed.emit()


def _parts(error: NnstudioError) -> dict[str, Message]:
    return {"expected": error.expected, "received": error.received, "advice": error.advice}


def _excerpt(error: FormulaError) -> str:
    start = max(0, error.position - _BEFORE)
    end = min(len(error.text), error.position + error.length + _AFTER)
    head, tail = "…" if start else "", "…" if end < len(error.text) else ""
    shown = head + error.text[start:end]
    return f"{shown}{tail}\n{caret_line(shown, error.position - start + len(head), error.length)}"
