"""The pages of words: the task with its hints, what was printed, and code to read."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QPushButton, QScrollArea, QVBoxLayout, QWidget

from nnstudio.inspection.exercises import Exercise
from nnstudio.text import Message, msg
from nnstudio.ui import theme
from nnstudio.ui.controls import bind, label
from nnstudio.ui.controls.scrolled_column import scrolled_column
from nnstudio.ui.scalars.colours import python_colours
from nnstudio.ui.scalars.editor import CodeEditor


class TaskPage(QScrollArea):
    """What is to be done, hints one after the other, the way back to the first code, and how many are done."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.exercise: Exercise | None = None
        self.hints = 0
        self.title, self.text = label("", "subtitle", wrap=True), label("", "body", wrap=True)
        self.hinted = label("", "soft", wrap=True)
        self.more, self.again, self.done = QPushButton(), QPushButton(), label("", "caption")
        column = scrolled_column(self, right=1, bottom=1)
        for widget in (self.title, self.text, self.hinted):
            column.addWidget(widget)
        row = QHBoxLayout()
        row.setSpacing(theme.tokens().space(1))
        row.addWidget(self.more)
        row.addWidget(self.again)
        row.addStretch(1)
        row.addWidget(self.done)
        column.addLayout(row)
        column.addStretch(1)
        bind(self.more.setText, msg("Show a hint"))
        bind(self.again.setText, msg("Begin anew"))
        bind(self.again.setToolTip, msg("Put the code back as it was at first; undo brings yours back"))
        self.more.clicked.connect(self._on_more)

    def show_exercise(self, exercise: Exercise) -> None:
        """Show another exercise, without hints."""
        self.exercise, self.hints = exercise, 0
        self.refresh()
        self.verticalScrollBar().setValue(0)

    def refresh(self) -> None:
        """Write the texts anew."""
        if self.exercise is None:
            return
        self.title.setText(str(self.exercise.name))
        self.text.setText("\n\n".join(str(part) for part in self.exercise.task))
        shown = self.exercise.hints[: self.hints]
        self.hinted.setText("\n".join(f"{place}. {hint}" for place, hint in enumerate(shown, 1)))
        self.hinted.setVisible(bool(shown))
        self.more.setEnabled(self.hints < len(self.exercise.hints))

    def _on_more(self) -> None:
        self.hints += 1
        self.refresh()


class OutputPage(QPlainTextEdit):
    """What the code printed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setReadOnly(True)
        self.setTabChangesFocus(True)
        bind(self.setAccessibleName, msg("What the code printed"))
        bind(self.setPlaceholderText, msg("Nothing printed yet. print(…) writes here."))
        theme.changed.connect(self._restyle)
        self._restyle()

    def _restyle(self) -> None:
        self.setFont(theme.font("code"))


class ReadPage(QWidget):
    """Code to read: ``note`` above it, and buttons of the owner's beside the note."""

    def __init__(self, name: Message, note: Message, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.editor = CodeEditor(name, python_colours)
        self.editor.setReadOnly(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.tokens().space(1))
        column.addWidget(label(note, "soft", wrap=True))
        self.row = QHBoxLayout()
        self.row.setSpacing(theme.tokens().space(1))
        column.addLayout(self.row)
        column.addWidget(self.editor, 1)

    def show_text(self, text: str) -> None:
        """Show another text."""
        self.editor.setPlainText(text)


class SolutionPage(ReadPage):
    """A solution, once it is asked for.

    Signals: ``wanted(str)`` when it is to go into the student's editor.
    """

    wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        note = msg("One way among several. Try your own first.")
        super().__init__(msg("A solution"), note, parent)
        self.reveal, self.take = QPushButton(), QPushButton()
        self.solution = ""
        for button in (self.reveal, self.take):
            self.row.addWidget(button)
        self.row.addStretch(1)
        bind(self.reveal.setText, msg("Show a solution"))
        bind(self.take.setText, msg("Put it into the editor"))
        self.reveal.clicked.connect(self._on_reveal)
        self.take.clicked.connect(lambda: self.wanted.emit(self.solution))

    def hide_solution(self, solution: str) -> None:
        """Have another solution ready, unseen."""
        self.solution = solution
        self.show_text("")
        self.reveal.setEnabled(True)
        self.take.setEnabled(False)

    def _on_reveal(self) -> None:
        self.show_text(self.solution)
        self.reveal.setEnabled(False)
        self.take.setEnabled(True)
