"""The checks of a run: what came out right, and for what did not, your number beside the engine's."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget

from nnstudio.inspection.exercises import Report, Result, Row
from nnstudio.text import Message, msg, tr
from nnstudio.ui import theme
from nnstudio.ui.controls import bind, label, set_role
from nnstudio.ui.controls.scrolled_column import scrolled_column

OWN = "own"
"""The origin of errors in the student's text."""


class CheckCard(QWidget):
    """One check. Signals: ``drawn()`` when its graph is asked for."""

    drawn = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        space = theme.tokens().space
        self.sign, self.name = label("", "strong"), label("", "strong", wrap=True)
        self.rows, self.advice = label("", "body", wrap=True), label("", "soft", wrap=True)
        self.code = label("", "caption")
        self.graph = QPushButton()
        self.graph.setProperty("role", "quiet")
        bind(self.graph.setText, msg("Its graph"))
        self.sign.setFixedWidth(space(2))
        outer, head, column = QHBoxLayout(self), QHBoxLayout(), QVBoxLayout()
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(space(0.5))
        column.setSpacing(space(0.5))
        head.addWidget(self.name, 1)
        head.addWidget(self.graph)
        column.addLayout(head)
        for widget in (self.rows, self.advice, self.code):
            column.addWidget(widget)
        outer.addWidget(self.sign, 0, Qt.AlignmentFlag.AlignTop)
        outer.addLayout(column, 1)
        self.graph.clicked.connect(self.drawn)
        theme.changed.connect(self._restyle)
        self._restyle()

    def _restyle(self) -> None:
        self.code.setFont(theme.font("code"))

    def show_result(self, result: Result) -> None:
        """Show what a check has found; its code only where something is wrong."""
        passed = result.passed
        self.sign.setText("✓" if passed else "✗")
        set_role(self.sign, "strong" if passed else "error")
        self.name.setText(str(result.check.name))
        self.rows.setText("\n".join(_row(row, result.check.of_engine) for row in result.rows))
        self.rows.setVisible(bool(result.rows))
        self.advice.setText(_why(result))
        self.advice.setVisible(not passed)
        self.code.setText(result.check.program)
        self.code.setVisible(not passed)
        self.graph.setVisible(bool(result.picture.order))
        self.setAccessibleName(f"{self.sign.text()} {self.name.text()}")


class ChecksPage(QScrollArea):
    """All checks of a report. Signals: ``drawn(int)`` when a check's graph is asked for."""

    drawn = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.summary = label("", "subtitle", wrap=True)
        self.cards: list[CheckCard] = []
        self._column = scrolled_column(self, right=1, bottom=1, spacing=1.5)
        self._column.addWidget(self.summary)
        self._column.addStretch(1)

    def show_report(self, report: Report | None) -> None:
        """Show a run's checks; None: nothing has run yet."""
        results = report.results if report is not None else ()
        while len(self.cards) < len(results):
            self._add_card()
        for card in self.cards[len(results) :]:
            card.hide()
        for card, result in zip(self.cards, results, strict=False):
            card.show_result(result)
            card.show()
        self.summary.setText(str(_summary(report)))

    def _add_card(self) -> None:
        card, place = CheckCard(), len(self.cards)
        card.drawn.connect(lambda: self.drawn.emit(place))
        self._column.insertWidget(self._column.count() - 1, card)
        self.cards.append(card)


def _summary(report: Report | None) -> Message:
    if report is None:
        return msg("Not run yet. Ctrl+Enter runs your code and checks it.")
    if report.stopped:
        return msg("Stopped.")
    if report.error is not None:
        return msg("Your code stopped in line {line}, so nothing was checked.", line=report.error.line)
    right, count = sum(result.passed for result in report.results), len(report.results)
    if right == count:
        return msg("All {count} checks are right: done.", count=count)
    return msg("{right} of {count} checks are right.", right=right, count=count)


def _row(row: Row, of_engine: bool) -> str:
    sign = "✓" if row.right else "✗"
    if row.right and not of_engine:
        return f"{sign} {row.expression}" if row.yours == str(True) else f"{sign} {row.expression} = {row.yours}"
    if of_engine:
        said = tr("{what}: yours {yours}, the engine {engine}", what=row.expression, yours=row.yours, engine=row.engine)
    else:
        said = tr("{what}: yours {yours}, right {right}", what=row.expression, yours=row.yours, right=row.engine)
    return f"{sign} {said}"


def _why(result: Result) -> str:
    error = result.error
    if error is None:
        return str(result.check.advice)
    if error.origin == OWN:
        return tr("{code} stops in your code. {sentence}", code=result.line, sentence=error.sentence)
    return tr("{code}: {problem}. {advice}", code=result.line, problem=error.problem, advice=error.advice)
