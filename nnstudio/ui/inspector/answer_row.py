"""The field for a result that is covered: the reader's own number, what is said of it, and the way to give up."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from nnstudio.inspection import Line, Step
from nnstudio.inspection.working_out import judge
from nnstudio.text import msg
from nnstudio.ui import theme
from nnstudio.ui.controls import NumberField, bind, hand_up_focus, label


class AnswerRow(QWidget):
    """Asks for the result of a step. Signals: ``uncovered()`` once the answer is right, or the result is to be seen."""

    uncovered = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.field, self.show_it = NumberField(zero=msg("your result")), QPushButton()
        self.said = label("", "body", wrap=True)
        self._line: Line | None = None
        self._step: Step | None = None
        self._answered: Step | None = None
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.tokens().space(1))
        row.addWidget(self.field)
        row.addWidget(self.show_it)
        row.addWidget(self.said, 1)
        self.field.setFixedWidth(theme.tokens().space(16))
        bind(self.field.setAccessibleName, msg("Your result of this step"))
        bind(self.show_it.setText, msg("Show it"))
        self.field.returnPressed.connect(self._judge)
        self.show_it.clicked.connect(self.uncovered)
        self.hide()

    def show_step(self, step: Step, line: Line | None, *, covered: bool) -> None:
        """Ask for the result of a step that is covered; what was said of an answer stays as long as the step does."""
        if step != self._step:
            self._answered = None
            bind(self.said.setText, lambda: "")
            self.field.setText("")
        self._step, self._line = step, line
        if not covered:
            hand_up_focus(self)
        self.field.setVisible(covered)
        self.show_it.setVisible(covered)
        self.setVisible(covered or (line is not None and self._answered == step))

    def _judge(self) -> None:
        if self._line is None or not self.field.text().strip() or not self.field.commit():
            return
        verdict = judge(self.field.value(), self._line)
        bind(self.said.setText, verdict.said)
        if verdict.right:
            self._answered = self._step
            self.uncovered.emit()
