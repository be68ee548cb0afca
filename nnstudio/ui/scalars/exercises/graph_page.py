"""The graph that the code built: as the code itself ran, and walked by the engine in both modes."""

from __future__ import annotations

from typing import Final

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from nnstudio.engine.scalars import Value
from nnstudio.engine.scalars.scratch import Event
from nnstudio.inspection.exercises import Picture, Report
from nnstudio.inspection.graphs import walk_story
from nnstudio.text import Message, msg, tr
from nnstudio.ui import theme
from nnstudio.ui.controls import ChoiceBox, bind
from nnstudio.ui.scalars.faces import Naming
from nnstudio.ui.scalars.story_pane import StoryPane, Told

MODES: Final[tuple[tuple[str, Message], ...]] = (
    ("ran", msg("Your run")),
    ("reverse", msg("Engine: reverse")),
    ("forward", msg("Engine: forward")),
)


class GraphPage(QWidget):
    """Chooses which piece of the run is drawn (the student's code, or a check), and how it is walked.

    ``pane.moved`` tells where one stands: an event with its line of the student's text.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.report: Report | None = None
        self.digits = 4
        self.of, self.mode, self.by = ChoiceBox(), ChoiceBox(), ChoiceBox()
        self.pane = StoryPane()
        column, row = QVBoxLayout(self), QHBoxLayout()
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.tokens().space(0.5))
        row.setSpacing(theme.tokens().space(1))
        for box, name in (
            (self.of, msg("Graph of what")),
            (self.mode, msg("Mode of differentiation")),
            (self.by, msg("Derivative by which name")),
        ):
            box.setSizeAdjustPolicy(ChoiceBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            box.setMinimumContentsLength(6)
            bind(box.setAccessibleName, name)
            row.addWidget(box, 1)
        column.addLayout(row)
        column.addWidget(self.pane, 1)
        self.of.activated.connect(lambda _: self._show_leaves())
        self.mode.activated.connect(lambda _: self._draw())
        self.by.activated.connect(lambda _: self._draw())

    @property
    def picture(self) -> Picture:
        """What is drawn."""
        place = self.of.currentIndex()
        if self.report is None or place < 0:
            return Picture()
        return self.report.results[place - 1].picture if place else self.report.picture

    def show_report(self, report: Report | None, piece: int | None = None) -> None:
        """Show a run: ``piece`` 0 is the student's code, 1 the first check; by default what was shown, if it is there.

        Where the code itself built nothing, the first check that built something is shown.
        """
        before = max(0, self.of.currentIndex()) if piece is None else piece
        self.report = report
        results = report.results if report is not None else ()
        self.of.clear()
        self.of.addItems([tr("Your code"), *(tr("Check: {name}", name=result.check.name) for result in results)])
        if report is not None and piece is None and not report.picture.order:
            built = [place for place, result in enumerate(results, 1) if result.picture.order]
            before = built[0] if built else 0
        self.of.setCurrentIndex(before if before <= len(results) else 0)
        mode = max(0, self.mode.currentIndex())
        self.mode.clear()
        self.mode.addItems([str(name) for _, name in MODES])
        self.mode.setCurrentIndex(mode)
        self._show_leaves()

    def _show_leaves(self) -> None:
        self.by.clear()
        picture = self.picture
        if picture.root is not None:
            numbers = {node: number for number, node in enumerate(picture.behind_root, 1)}
            names = {node: node.label or f"#{number}" for node, number in numbers.items()}
            self.by.addItems([f"∂{names[picture.root]}/∂{names[leaf]}" for leaf in picture.leaves])
        self._draw()

    def _draw(self) -> None:
        picture, mode = self.picture, MODES[max(0, self.mode.currentIndex())][0]
        self.by.setVisible(mode == "forward")
        if not picture.order:
            self.pane.show_nothing(
                msg("No number yet"), msg("Objects of a class Value with data and children are drawn here.")
            )
            return
        naming = Naming(lambda node: node.label, lambda box: "", self.digits)
        if mode == "ran":
            numbers = {node: number for number, node in enumerate(picture.order, 1)}
            self.pane.show_told(Told(picture.order, picture.story, naming, numbers))
            return
        walk = picture.walked(mode, self._seed(picture))
        if walk is None:
            self.pane.show_nothing(
                msg("The engine knows no pass over this graph"),
                msg("Operations are +, *, -, /, **n, exp, log, tanh, relu; a graph needs a number that was given."),
            )
            return
        order = picture.behind_root
        numbers = {node: number for number, node in enumerate(order, 1)}
        story = walk_story(tuple(order), walk)
        self.pane.show_told(Told(order, story, naming, numbers, fields=("data", walk.field)))

    def _seed(self, picture: Picture) -> Value | None:
        leaves, place = picture.leaves, self.by.currentIndex()
        return leaves[place] if 0 <= place < len(leaves) else None

    def line_of(self, event: Event | None) -> int:
        """Return the line of the student's text that an event belongs to; 0 for none, and at the story's end."""
        at_end = self.pane.moment.place == len(self.pane.moment.story.events)
        return event.line if event is not None and not at_end else 0
