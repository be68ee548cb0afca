"""The view: choose an exercise, write, run, see."""

from __future__ import annotations

from threading import Event as Flag
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QHideEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from nnstudio.inspection import Lit, Moment
from nnstudio.inspection.exercises import Exercise, Report, carry_out, exercises
from nnstudio.inspection.small_python import CodeError
from nnstudio.text import Message, msg, tr
from nnstudio.ui import theme
from nnstudio.ui.bridge.aside import Aside
from nnstudio.ui.bridge.session import Session
from nnstudio.ui.controls import ChoiceBox, IconButton, Pages, Segmented, Splitter, bind, label, on_retranslate
from nnstudio.ui.scalars.colours import python_colours
from nnstudio.ui.scalars.editor import CodeEditor
from nnstudio.ui.scalars.exercises.checks_page import OWN, ChecksPage
from nnstudio.ui.scalars.exercises.graph_page import GraphPage
from nnstudio.ui.scalars.exercises.pages import OutputPage, ReadPage, SolutionPage, TaskPage
from nnstudio.ui.scalars.exercises.progress import Progress

TABS: Final[tuple[tuple[str, Message], ...]] = (
    ("task", msg("Task")),
    ("checks", msg("Checks")),
    ("output", msg("Output")),
    ("graph", msg("Graph")),
    ("given", msg("Basis")),
    ("solution", msg("Solution")),
)
_WIDE = 90
"""Units of the grid from which code and pages stand side by side."""


class ExercisesView(QWidget):
    """The student's code above (or beside) pages: the task, the checks, what was printed, the graph, a solution."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.progress = Progress(session.settings)
        self.exercise: Exercise = self.progress.last()
        self.report: Report | None = None
        self.choice = ChoiceBox()
        self.previous = IconButton("previous", msg("Previous exercise"))
        self.next = IconButton("next", msg("Next exercise"))
        self.editor = CodeEditor(msg("Your code"), python_colours)
        self.problem = label("", "error", wrap=True)
        self.run, self.stop = QPushButton(), QPushButton()
        self.tabs, self.pages = Segmented(TABS), Pages()
        self.task, self.checks, self.output, self.graph = TaskPage(), ChecksPage(), OutputPage(), GraphPage()
        self.given = ReadPage(msg("Code that is there already"), msg("This runs before your code; use it as it is."))
        self.solution = SolutionPage()
        self.halves = Splitter(Qt.Orientation.Vertical)
        self.aside = Aside(self)
        self._stop = Flag()
        self.graph.digits = session.inspection.options.digits
        self._arrange()
        self._connect()
        on_retranslate(self, self._retranslate)
        self.show_exercise(self.exercise)

    # -- its parts

    def _arrange(self) -> None:
        space = theme.tokens().space
        self._page_of = {
            "task": self.task,
            "checks": self.checks,
            "output": self.output,
            "graph": self.graph,
            "given": self.given,
            "solution": self.solution,
        }
        for page in self._page_of.values():
            self.pages.add(page)
        for parts, tall in (
            ((self._tools(), self.editor, self.problem), self.editor),
            ((self.tabs, self.pages), self.pages),
        ):
            half = QWidget()
            column = QVBoxLayout(half)
            column.setContentsMargins(0, 0, 0, 0)
            column.setSpacing(space(0.5))
            for part in parts:
                column.addWidget(part, int(part is tall))
            self.halves.addWidget(half)
        self.halves.setHandleWidth(space(1))
        self.halves.setSizes([space(32), space(36)])
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, theme.tokens().space(1), 0)
        outer.addWidget(self.halves)
        self.problem.hide()
        self.run.setProperty("role", "primary")
        bind(self.tabs.setAccessibleName, msg("What is shown of the exercise"))

    def _tools(self) -> QWidget:
        self.choice.setSizeAdjustPolicy(ChoiceBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.choice.setMinimumContentsLength(8)
        bind(self.choice.setAccessibleName, msg("Exercise"))
        bind(self.run.setText, msg("Run and check"))
        bind(self.run.setToolTip, msg("Run your code and check it (Ctrl+Enter)"))
        bind(self.stop.setText, msg("Stop"))
        self.stop.setEnabled(False)
        tools = QWidget()
        row = QHBoxLayout(tools)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.tokens().space(1))
        for part in (self.previous, self.choice, self.next, self.run, self.stop):
            row.addWidget(part, int(part is self.choice))
        return tools

    def _connect(self) -> None:
        self.choice.activated.connect(lambda place: self.show_exercise(exercises()[place]))
        self.previous.clicked.connect(lambda: self._step(-1))
        self.next.clicked.connect(lambda: self._step(1))
        self.run.clicked.connect(self.run_code)
        self.stop.clicked.connect(lambda: self._stop.set())
        self.task.again.clicked.connect(lambda: self.editor.replace_text(self.exercise.start))
        self.tabs.chosen.connect(self.show_tab)
        self.aside.done.connect(self._on_ran)
        self.checks.drawn.connect(self._on_drawn)
        self.graph.pane.moved.connect(lambda event: self._mark(self.graph.line_of(event)))
        self.solution.wanted.connect(self.editor.replace_text)
        self.editor.textChanged.connect(self._on_text_changed)
        theme.changed.connect(self._show_report)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(self.run_code)

    def _retranslate(self) -> None:
        self._name_exercises()
        self.task.refresh()
        self._show_report()

    # -- a view of the stage

    def show_moment(self, moment: Moment) -> None:
        """The exercises are their own; only the number of digits comes from the stage."""
        if moment.options.digits != self.graph.digits:
            self.graph.digits = moment.options.digits
            self.graph.show_report(self.report)

    def show_lit(self, lit: Lit) -> None:
        """Nothing of the network stands here."""

    # -- the exercise

    def show_exercise(self, exercise: Exercise) -> None:
        """Go to an exercise, with the student's own text for it."""
        self.progress.keep(self.exercise, self.editor.toPlainText(), self.exercise is not exercise)
        self._stop.set()
        self.aside.drop()
        self._show_running(False)
        self.exercise, self.report = exercise, None
        self.editor.setPlainText(self.progress.text(exercise))
        self.task.show_exercise(exercise)
        self.given.show_text(exercise.given)
        self.solution.hide_solution(exercise.solution)
        self.tabs.set_enabled("given", bool(exercise.given))
        self._name_exercises()
        self._show_report()
        self.show_tab("task")
        self.editor.reveal(_first_change(exercise))

    def _step(self, by: int) -> None:
        place = exercises().index(self.exercise) + by
        self.show_exercise(exercises()[max(0, min(len(exercises()) - 1, place))])

    def _name_exercises(self) -> None:
        found = exercises()
        self.choice.clear()
        for place, each in enumerate(found, 1):
            self.choice.addItem(f"{'✓ ' if self.progress.is_done(each) else ''}{place}. {each.name}", each.id)
        self.choice.setCurrentIndex(found.index(self.exercise))
        self.previous.setEnabled(self.exercise is not found[0])
        self.next.setEnabled(self.exercise is not found[-1])
        done = sum(self.progress.is_done(each) for each in found)
        self.task.done.setText(tr("{done} of {count} done", done=done, count=len(found)))

    def show_tab(self, key: str) -> None:
        """Show a page."""
        self.tabs.set_value(key)
        self.pages.show_page(self._page_of[key])

    # -- running

    def run_code(self) -> None:
        """Run the code and check it, beside the window."""
        if self.aside.running and not self._stop.is_set():
            return
        text, exercise = self.editor.toPlainText(), self.exercise
        self.progress.keep(exercise, text, True)
        # A flag of its own: one that was raised stays so for the run that it ended.
        self._stop = stop = Flag()
        self._show_running(True)
        self.aside.start(lambda: carry_out(exercise, text, stop.is_set))

    def _show_running(self, running: bool) -> None:
        self.run.setEnabled(not running)
        self.stop.setEnabled(running)
        self.graph.pane.canvas.set_faded(running)

    def _on_ran(self, report: Report) -> None:
        self._show_running(False)
        self.report = report
        if report.passed:
            self.progress.finish(report.exercise)
            self._name_exercises()
        self._show_report()
        if self.tabs.value() in ("task", "given", "solution"):
            self.show_tab("output" if report.error is not None and report.output else "checks")

    def _show_report(self) -> None:
        self.checks.show_report(self.report)
        self.output.setPlainText(self.report.output if self.report is not None else "")
        self.graph.show_report(self.report)
        error = self._error()
        self.problem.setText(_said(error) if error is not None else "")
        self.problem.setVisible(error is not None)
        self._mark(0)
        if error is not None:
            self.editor.reveal(error.line)

    def _error(self) -> CodeError | None:
        """Return the first error in the student's own text."""
        if self.report is None:
            return None
        found = [self.report.error, *(result.error for result in self.report.results)]
        return next((error for error in found if error is not None and error.origin == OWN), None)

    def _mark(self, line: int) -> None:
        stands = self.report is not None and self.report.text == self.editor.toPlainText()
        self.editor.mark(line if stands else 0, self._error() if stands else None)
        if line and stands:
            self.editor.reveal(line)

    def _on_text_changed(self) -> None:
        # What is said of another text would point at the wrong places.
        if self.report is not None and self.report.text != self.editor.toPlainText():
            self.problem.hide()
            self.editor.mark(0, None)

    def _on_drawn(self, place: int) -> None:
        self.graph.show_report(self.report, place + 1)
        self.show_tab("graph")

    # -- Qt

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Stand side by side where there is room."""
        super().resizeEvent(event)
        wide = self.width() >= theme.tokens().space(_WIDE)
        self.halves.setOrientation(Qt.Orientation.Horizontal if wide else Qt.Orientation.Vertical)

    def hideEvent(self, event: QHideEvent) -> None:
        """Keep what was typed."""
        self.progress.keep(self.exercise, self.editor.toPlainText(), True)
        super().hideEvent(event)


def _first_change(exercise: Exercise) -> int:
    """Return the first line that has to be written."""
    before, after = exercise.start.split("\n"), exercise.solution.split("\n")
    return next((place for place, (one, other) in enumerate(zip(before, after, strict=False), 1) if one != other), 1)


def _said(error: CodeError) -> str:
    said = str(error.sentence)
    return f"{said} {tr('Called from line {line}.', line=error.calls[-1])}" if error.calls else said
