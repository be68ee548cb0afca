"""Everything that is wrong, or better done otherwise, in one list: each leads to its layer and carries its fix."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QApplication, QFrame, QGridLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget

from nnstudio.document import Problem
from nnstudio.text import msg, tr
from nnstudio.ui import theme
from nnstudio.ui.canvas.trial import sentence
from nnstudio.ui.controls import bind, label

if TYPE_CHECKING:
    from nnstudio.ui.bridge.session import Session

MOST = 50
"""Rows made at once: nobody reads more, and each is several widgets."""


class ProblemList(QScrollArea):
    """Errors first, then advice. Signals: ``node_wanted(id)``, ``fixed(edit)``.

    ``shown`` are the problems listed, ``places`` and ``fixes`` their buttons (a fix is None where there is none).
    """

    node_wanted = Signal(str)
    fixed = Signal(object)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.shown: tuple[Problem, ...] | None = None
        self.places: list[QPushButton] = []
        self.fixes: list[QPushButton | None] = []
        bind(self.setAccessibleName, msg("Problems of the network"))
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def refresh(self) -> None:
        """Show the problems that there are now; the keyboard stays at the row where it is."""
        problems = self.session.analysis.problems
        if problems == self.shown:
            return
        self.shown, row = problems, self._row_with_keyboard()
        self.places, self.fixes = [], []
        page = QWidget()
        column, space = QVBoxLayout(page), theme.tokens().space
        column.setContentsMargins(space(1), space(1), space(1), space(1))
        column.setSpacing(space(1))
        if not problems:
            column.addWidget(label(self._nothing(), "soft", wrap=True))
        for problem in problems[:MOST]:
            column.addWidget(self._row(problem))
        if len(problems) > MOST:
            column.addWidget(label(msg("and {count} more", count=len(problems) - MOST), "caption"))
        column.addStretch(1)
        self.setWidget(page)
        for surface in (self.viewport(), page):
            surface.setAutoFillBackground(False)
        if row is not None:
            self._enter_row(row)

    def _row_with_keyboard(self) -> int | None:
        focused = QApplication.focusWidget()
        rows = zip(self.places, self.fixes, strict=True)
        return next((number for number, row in enumerate(rows) if focused is not None and focused in row), None)

    def forget(self) -> None:
        """Make every row anew at the next refresh: the language has changed."""
        self.shown = None

    def enter(self) -> None:
        """Give the keyboard to the first problem; to the list itself where there is none, so that Esc still closes."""
        self._enter_row(0)

    def _enter_row(self, row: int) -> None:
        row = min(row, len(self.places) - 1)
        buttons = [self.places[row], self.fixes[row]] if self.places else []
        goal = next((button for button in buttons if button is not None and button.isEnabled()), self)
        goal.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _nothing(self) -> str:
        empty = not self.session.document.network.nodes
        return tr("There is no network yet.") if empty else tr("No problems: the network is ready to train.")

    def _row(self, problem: Problem) -> QWidget:
        row, space = QWidget(), theme.tokens().space
        grid = QGridLayout(row)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(space(1))
        kind = tr("Error") if problem.is_error else tr("Advice")
        mark = label("●", "error") if problem.is_error else label("▲", "warning")
        mark.setToolTip(kind)
        place = self._place(problem, kind)
        text = label(sentence(problem), "body", wrap=True)
        top = Qt.AlignmentFlag.AlignTop
        grid.addWidget(mark, 0, 0, top)
        grid.addWidget(place, 0, 1, top)
        grid.addWidget(text, 0, 2)
        grid.setColumnMinimumWidth(1, space(15))
        grid.setColumnStretch(2, 1)
        if problem.fix is not None:
            grid.addWidget(self._fix(problem), 0, 3, top)
        else:
            self.fixes.append(None)
        return row

    def _place(self, problem: Problem, kind: str) -> QPushButton:
        button = QPushButton(problem.place or tr("Network"))
        button.setProperty("role", "quiet")
        button.setAccessibleName(f"{kind}: {button.text()}. {sentence(problem)}")
        button.setEnabled(bool(problem.node))
        button.clicked.connect(lambda: self.node_wanted.emit(problem.node))
        self.places.append(button)
        return button

    def _fix(self, problem: Problem) -> QPushButton:
        assert problem.fix is not None
        button = QPushButton(tr(problem.fix.name))
        button.clicked.connect(lambda: self.fixed.emit(problem.fix))
        self.fixes.append(button)
        return button
