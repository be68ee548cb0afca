"""The scratch pad: a program in a small safe language, run at once, and its graph, which can be built by mouse too."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QHideEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from nnstudio.engine.scalars import Value, topological_order
from nnstudio.engine.scalars.scratch import Event, Made, Program, Scratch, ScratchError, read, run
from nnstudio.inspection import Lit, Moment
from nnstudio.inspection.graphs import Box, Folded, Story, story_of
from nnstudio.inspection.graphs import Moment as Stand
from nnstudio.inspection.graphs.by_hand import by_hand
from nnstudio.inspection.graphs.folding import By, Path, fold_far_enough, paths_by_name, paths_by_owner
from nnstudio.text import msg, tr
from nnstudio.ui import theme
from nnstudio.ui.bridge.aside import Aside
from nnstudio.ui.bridge.session import Session
from nnstudio.ui.controls import ChoiceBox, Segmented, Splitter, bind, label, on_retranslate
from nnstudio.ui.scalars.builder import Builder
from nnstudio.ui.scalars.colours import pad_colours
from nnstudio.ui.scalars.editor import CodeEditor
from nnstudio.ui.scalars.examples import EXAMPLES
from nnstudio.ui.scalars.faces import Naming
from nnstudio.ui.scalars.graph_view import FOLDS
from nnstudio.ui.scalars.story_pane import MOST, StoryPane, Told, fields_of

KEPT: Final = "scratch_pad"
"""Where the settings keep the text."""
_OWN: Final = "own"
"""The example that is the inspected network."""
_REST = 200
"""Milliseconds without a key after which the program is run."""
_WIDE = 90
"""Units of the grid from which text and graph stand side by side."""


class ScratchPad(QWidget):
    """Text above (or beside) the graph that it makes. The text is the one truth: tools only change the text."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.scratch = Scratch()
        self.digits = session.inspection.options.digits
        self.editor = CodeEditor(msg("Program of the scratch pad"), pad_colours)
        self.builder, self.pane = Builder(), StoryPane()
        self.examples, self.fold = ChoiceBox(), Segmented(FOLDS)
        self.clear = QPushButton()
        self.problem = label("", "error", wrap=True)
        self.halves = Splitter(Qt.Orientation.Vertical)
        self.timer = QTimer(self)
        self.timer.setSingleShot(True)
        self.timer.setInterval(_REST)
        self.aside = Aside(self)
        self._then: Callable[[], None] | None = None
        self._ready = False
        self._told_text = ""
        self._made: dict[Value, Made] = {}
        self._arrange()
        self._connect()
        kept = session.settings.choice(KEPT) if session.settings is not None else ""
        self.editor.setPlainText(kept or EXAMPLES[0][2])
        self.run_text()

    # -- building

    def _arrange(self) -> None:
        space = theme.tokens().space
        text, graph = QWidget(), QWidget()
        for half, parts in ((text, (self._tools(), self.editor, self.problem)), (graph, (self.builder, self.pane))):
            column = QVBoxLayout(half)
            column.setContentsMargins(0, 0, 0, 0)
            column.setSpacing(space(0.5))
            for part in parts:
                column.addWidget(part, int(part in (self.editor, self.pane)))
            self.halves.addWidget(half)
        self.halves.setHandleWidth(space(1))
        self.halves.setStretchFactor(0, 1)
        self.halves.setStretchFactor(1, 2)
        self.halves.setSizes([space(20), space(36)])
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, theme.tokens().space(1), 0)
        outer.addWidget(self.halves)
        self.problem.hide()
        self.examples.setSizeAdjustPolicy(ChoiceBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.examples.setMinimumContentsLength(12)
        self.pane.canvas.several = True

    def _tools(self) -> QWidget:
        tools = QWidget()
        row = QHBoxLayout(tools)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.tokens().space(1))
        row.addWidget(self.examples)
        row.addWidget(self.clear)
        row.addStretch(1)
        row.addWidget(self.fold)
        bind(self.clear.setText, msg("Clear"))
        bind(self.examples.setAccessibleName, msg("Examples"))
        bind(self.fold.setAccessibleName, msg("What a box is"))
        on_retranslate(self, self._name_examples)
        return tools

    def _name_examples(self) -> None:
        self.examples.clear()
        self.examples.addItem(str(msg("Examples …")), "")
        for key, name, _ in EXAMPLES:
            self.examples.addItem(str(name), key)
        self.examples.addItem(str(msg("The inspected network, by hand")), _OWN)
        self.builder.show_chosen(self.builder.text, self.builder.names, self.builder.made)

    def _connect(self) -> None:
        self.editor.textChanged.connect(self._on_text_changed)
        self.timer.timeout.connect(self._run_again)
        self.aside.done.connect(self._on_ran)
        self.examples.activated.connect(self._on_example)
        self.clear.clicked.connect(lambda: self.editor.replace_text(""))
        self.fold.chosen.connect(self.pane.set_fold)
        self.pane.moved.connect(self._on_moved)
        self.pane.chosen.connect(self._on_chosen)
        self.pane.canvas.deleted.connect(self.builder.delete_chosen)
        self.builder.text_wanted.connect(self._on_text_wanted)
        self.builder.refused.connect(self._show_problem)
        self.session.inspection.options_changed.connect(self._on_options)
        self.session.language_changed.connect(self._run_again)
        theme.changed.connect(self._run_again)

    # -- a view of the stage

    def show_moment(self, moment: Moment) -> None:
        """The pad is its own; only the number of digits comes from the stage."""
        self._take_digits(moment.options.digits)

    def show_lit(self, lit: Lit) -> None:
        """Nothing of the network stands here."""

    def _on_options(self, options: object) -> None:
        self._take_digits(int(getattr(options, "digits", self.digits)))

    def _take_digits(self, digits: int) -> None:
        if digits != self.digits:
            self.digits = digits
            self.run_text()

    # -- running

    def _on_text_changed(self) -> None:
        # Marks are formats, and setting them is no change of the text.
        if self.editor.toPlainText() != self._told_text:
            self.timer.start()

    def run_text(self, then: Callable[[], None] | None = None) -> None:
        """Read and run the text, and show its graph; of a text that cannot be read the last graph stays.

        ``then`` is called when the graph is there: at once, but for a program that takes its time.
        """
        self.timer.stop()
        text = self.editor.toPlainText()
        known = text == self._told_text
        self._told_text = text
        if self.session.settings is not None and not known:
            self.session.settings.set_choice(KEPT, text)
        try:
            program = read(text)
        except ScratchError as error:
            self.aside.drop()
            self._show_problem(error)
            self._show_stale(True)
            return
        self._then = then
        self._ready = False
        by, opened = self.pane.by, frozenset(self.pane.opened)
        self.aside.start(lambda: _ran(program, known, by, opened))
        if not self._ready:
            self._show_stale(True)

    def _on_ran(self, ran: _Ran) -> None:
        self._ready, self.scratch = True, ran.scratch
        self._show_stale(False)
        self._show_problem(self.scratch.error)
        self._show_graph(ran, keep=ran.known)
        then, self._then = self._then, None
        if then is not None:
            then()

    def _run_again(self, *_: object) -> None:
        self.run_text()

    def _show_problem(self, error: ScratchError | None) -> None:
        self.problem.setText(str(error.sentence) if error is not None else "")
        self.problem.setVisible(error is not None)
        self.editor.mark(0, error)

    def _show_stale(self, stale: bool) -> None:
        """Fade a graph that is not the text's; with a text that cannot be read nothing can be built."""
        self.pane.canvas.set_faded(stale)
        self.builder.setEnabled(not stale)

    def _show_graph(self, ran: _Ran, keep: bool) -> None:
        self._made = {made.node: made for made in self.scratch.made}
        if not self._made:
            self.pane.show_nothing(
                msg("No number yet"),
                msg("Type a = Value(2.0), choose an example, or add a number with +."),
            )
            self._on_chosen()
            return
        numbers = {node: number for number, node in enumerate(ran.order, 1)}
        naming = Naming(lambda node: node.label, _group_name, self.digits)
        fields = fields_of(ran.story)
        folded = ran.folded if ran.by == self.pane.by else None
        told = Told(ran.order, ran.story, naming, numbers, ran.paths, fields, folded, ran.moment)
        names = self._names_chosen() if keep else ()
        self.fold.setVisible(bool(told.paths))
        self.pane.show_told(told, self.pane.moment.place if keep else None, keep=keep or bool(self.builder.names))
        self._choose_names([name for name in names if name])
        self._on_chosen()

    def _on_moved(self, event: Event | None) -> None:
        at_end = self.pane.moment.place == len(self.pane.moment.story.events)
        self.editor.mark(event.line if event is not None and not at_end else 0, self.scratch.error)

    # -- the mouse

    def _on_text_wanted(self, text: str) -> None:
        numbers = {made.node: number for number, made in enumerate(self.scratch.made)}
        before = [numbers[node] for node in self.pane.chosen_nodes() if node in numbers]
        self.editor.replace_text(text)
        self.run_text(lambda: self._choose_fresh(before, len(numbers)))

    def _choose_fresh(self, before: list[int], count: int) -> None:
        """Choose what was made of others last; where nothing was added or deleted, what was chosen before.

        Of a number that was put in nothing is chosen: the next value that is typed is not meant for that one.
        """
        made = [each.node for each in self.scratch.made]
        added = len(made) > count
        is_number = added and made[-1].is_leaf
        chosen = made[-1:] if added and not is_number else [made[n] for n in before] if len(made) == count else []
        box = self.pane.folded.box
        self.pane.canvas.choose([box[node] for node in chosen if node in box])
        if is_number:
            self.builder.begin_another()
        else:
            self.pane.canvas.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_example(self, number: int) -> None:
        key = self.examples.itemData(number)
        text = next((text for each, _, text in EXAMPLES if each == key), None)
        self.examples.setCurrentIndex(0)
        if key == _OWN:
            text = self._own_network()
        if text is not None:
            self.editor.replace_text(text)
            self.run_text()

    def _own_network(self) -> str | None:
        """Return the inspected network as a program; None, and it is said why, where it cannot be written so."""
        with self.session.inspection.hold() as moment:
            text = by_hand(moment.trace) if moment is not None else None
        if text is None:
            self.problem.setText(
                tr(
                    "Only a small chain of dense layers can be written out, with tanh, σ, ReLU or softmax, and with a "
                    "squared, absolute or cross-entropy loss without class weights, while it is at rest. Of other "
                    "networks the view Scalar graph shows the numbers."
                )
            )
            self.problem.show()
        return text

    def _name_of(self, node: Value) -> str:
        """Return the name that a number has now; "" if none leads to it any more."""
        return next((name for name, value in self.scratch.names.items() if value is node), "")

    def _names_chosen(self) -> tuple[str, ...]:
        return tuple(self._name_of(node) for node in self.pane.chosen_nodes())

    def _choose_names(self, names: list[str]) -> None:
        box = self.pane.folded.box
        nodes = [self.scratch.names.get(name) for name in names]
        self.pane.canvas.choose([box[node] for node in nodes if isinstance(node, Value) and node in box])

    def _on_chosen(self) -> None:
        nodes = self.pane.chosen_nodes()
        made = self._made.get(nodes[0]) if len(nodes) == 1 else None
        self.builder.show_chosen(self.editor.toPlainText(), self._names_chosen(), made)

    # -- Qt

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Stand side by side where there is room."""
        super().resizeEvent(event)
        wide = self.width() >= theme.tokens().space(_WIDE)
        self.halves.setOrientation(Qt.Orientation.Horizontal if wide else Qt.Orientation.Vertical)

    def hideEvent(self, event: QHideEvent) -> None:
        """Run what was typed last, so that it is kept."""
        if self.timer.isActive():
            self.run_text()
        super().hideEvent(event)


def _group_name(box: Box) -> str:
    return " · ".join(box.path)


@dataclass(frozen=True, eq=False)
class _Ran:
    """A program's run, and what is drawn of it. ``known`` : it is the same text as before."""

    scratch: Scratch
    story: Story
    order: Sequence[Value]
    paths: Mapping[Value, Path]
    folded: Folded
    moment: Stand
    by: By
    known: bool


def _ran(program: Program, known: bool, by: By, opened: frozenset[Path]) -> _Ran:
    """Run a program, and fold its graph, away from the window."""
    scratch = run(program)
    order, story = _order(scratch), story_of(scratch)
    paths = {**paths_by_name(order), **paths_by_owner(scratch.made)}
    moment = Stand(story)
    moment.go(len(story.events))
    return _Ran(scratch, story, order, paths, fold_far_enough(order, paths, by, opened, MOST), moment, by, known)


def _order(scratch: Scratch) -> list[Value]:
    """Return what is drawn: all numbers; of very many, those behind the last pass or the last result."""
    made = [each.node for each in scratch.made]
    if len(made) <= MOST:
        return made
    begun = [event.node for event in scratch.swept if event.source is None]
    results = [node for node in made if not node.is_leaf]
    return topological_order([*made[-1:], *results[-1:], *begun[-1:]][-1])
