"""The scalar graph behind the number of the step: every operation a node, walked in both modes."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QVBoxLayout, QWidget

from nnstudio.engine.errors import NnstudioError
from nnstudio.engine.scalars import Value
from nnstudio.inspection import Lit, Moment, Step
from nnstudio.inspection.graphs import forward, reverse, walk_story
from nnstudio.inspection.graphs.folding import By, Path
from nnstudio.inspection.graphs.walks import Walk, is_constant, needed
from nnstudio.inspection.working_out import Covered, covered
from nnstudio.text import Message, msg, tr
from nnstudio.ui import theme
from nnstudio.ui.bridge.session import Session
from nnstudio.ui.controls import ElidedLabel, IconButton, Segmented, bind, label
from nnstudio.ui.scalars.faces import Naming
from nnstudio.ui.scalars.plan_graph import LARGEST, PlanGraph, count_terms, graph_of
from nnstudio.ui.scalars.story_pane import StoryPane, Told

GRAPH: Final = "scalar_graph"
"""The source of what is pointed at here."""
FOLDS: tuple[tuple[By, Message], ...] = (("none", msg("Number")), ("neuron", msg("Neuron")), ("layer", msg("Layer")))
_OPEN_AT_ONCE = 120
"""Numbers of a neuron that is shown unfolded from the beginning."""
_DRAWN_AT_ONCE = 150
"""Numbers up to which another graph is drawn in the same turn of the event loop that it is made in."""
_FRAME = 16
"""Milliseconds after that turn in which a larger one is: card, line of steps and keys do not wait for it."""


class GraphView(QWidget):
    """Follows the step: forward the graph of its number; from the loss on the graph of the loss, with gradients."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.inspection = session.inspection
        self.graph: PlanGraph | None = None
        self.step: Step | None = None
        self._of_loss = {"forward": False}
        self._known: dict[bool, PlanGraph] = {}
        self._digits = 4
        self._covered: Covered | None = None
        self._shown: tuple[object, ...] = ()
        self.of = Segmented((("number", msg("This number")), ("loss", msg("Loss"))))
        self.fold = Segmented(FOLDS)
        self.mode = Segmented((("reverse", msg("Reverse mode")), ("forward", msg("Forward mode"))))
        self.overwrite, self.twice = QCheckBox(), QCheckBox()
        self.there = IconButton("inspect", msg("Go to the chosen number's step"))
        self.note = ElidedLabel("caption")
        self.rest = label("", "caption", wrap=True)
        self.pane = StoryPane()
        self._soon, self._pause = QTimer(self, singleShot=True), _FRAME
        self._arrange()
        self._connect()

    def _arrange(self) -> None:
        space = theme.tokens().space
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, theme.tokens().space(1), 0)
        column.setSpacing(space(0.5))
        first, second = QHBoxLayout(), QHBoxLayout()
        for row, widgets in ((first, (self.of, self.fold)), (second, (self.mode, self.overwrite, self.twice))):
            row.setSpacing(space(1))
            for widget in widgets:
                row.addWidget(widget)
            row.addStretch(1)
            column.addLayout(row)
        first.addWidget(self.there)
        column.addWidget(self.note)
        column.addWidget(self.rest)
        self.rest.hide()
        column.addWidget(self.pane, 1)
        bind(self.of.setAccessibleName, msg("Graph of what"))
        bind(self.fold.setAccessibleName, msg("What a box is"))
        bind(self.mode.setAccessibleName, msg("Mode of differentiation"))
        bind(self.overwrite.setText, msg("Overwrite"))
        bind(self.overwrite.setToolTip, msg("Set gradients instead of adding to them: the mistake, to be seen"))
        bind(self.twice.setText, msg("Not zeroed"))
        bind(self.twice.setToolTip, msg("A second pass without zero_grad() between: the mistake, to be seen"))
        self.fold.set_value("neuron")
        self.pane.by = "neuron"
        self.there.setEnabled(False)

    def _connect(self) -> None:
        self.of.chosen.connect(self._on_of)
        self.fold.chosen.connect(lambda by: self.pane.set_fold(by, self._opened(by)))
        self.mode.chosen.connect(self._walk_again)
        self.overwrite.toggled.connect(self._walk_again)
        self.twice.toggled.connect(self._walk_again)
        self.there.clicked.connect(self._go_there)
        self.pane.chosen.connect(self._on_chosen)
        self.pane.canvas.opened.connect(self._on_opened)
        self.pane.canvas.pointed.connect(self._on_pointed)
        self._soon.timeout.connect(self._on_soon)

    # -- the moment

    def show_moment(self, moment: Moment) -> None:
        """Show the graph of another step, or the same with new numbers."""
        step, self._digits, self._covered = moment.step, moment.options.digits, covered(moment)
        same = step == self.step and self.graph is not None
        self.step = step
        if moment.description.main is None and step.phase != "loss":
            self._show_none(
                msg("This step is many numbers"), msg("Choose the grain “Neuron” below: each has its graph.")
            )
            return
        terms = count_terms(moment)
        if terms > LARGEST and self._of_loss.get(step.phase) is False:
            self._show_choice(step, False)
            title = msg("{count} terms are too many to draw", count=theme.count(terms))
            self._show_none(title, msg("The step's card lists them one by one."))
            return
        before = self.graph
        try:
            self.graph = self._made(moment, terms)
        except NnstudioError as error:
            self._show_none(msg("This number has no graph"), error.advice)
            return
        waits = self._soon.isActive()
        another = waits or before is None or before.root is not self.graph.root
        if another and (waits or not same) and len(self.graph.order) > _DRAWN_AT_ONCE:
            # A frame that comes meanwhile does not put it off; another step does, until after its own turn.
            if not waits or not same:
                self._pause = 1 if waits else _FRAME
                self._soon.start(0)
            return
        self._show_graph(keep=same and not waits)

    def _show_graph(self, *, keep: bool) -> None:
        self._soon.stop()
        if not keep:
            self.pane.opened = self._opened(self.pane.by)
        self._walk(keep=keep, stay=keep)

    def _on_soon(self) -> None:
        # Counted from the end of the turn: that takes longer than a frame itself, and would have both in one.
        if not self._soon.interval():
            self._soon.start(self._pause)
        else:
            self._draw()

    def _draw(self) -> None:
        """Draw the graph that was made in a turn before, with what is lit by now."""
        if self.graph is not None:
            self._show_graph(keep=False)
            self.show_lit(self.inspection.lit)

    def _made(self, moment: Moment, terms: int) -> PlanGraph:
        """Return the graph that was asked for; else the loss's, but where it ends before the step's own number."""
        step = moment.step
        asked = self._of_loss.get(step.phase)
        of_loss = asked is not False
        graph = self._known[of_loss] = graph_of(moment, of_loss, self._known.get(of_loss))
        if asked is None and step.phase != "loss" and graph.own is None and terms <= LARGEST:
            of_loss, graph = False, graph_of(moment, False)
        self._show_choice(step, of_loss)
        return graph

    def _show_choice(self, step: Step, of_loss: bool) -> None:
        self.of.set_value("loss" if of_loss else "number")
        self.of.set_enabled("number", step.phase != "loss")

    def show_lit(self, lit: Lit) -> None:
        """Mark the boxes of what is pointed at elsewhere."""
        if lit.source == GRAPH or self.graph is None:
            return
        wanted = {(place.layer, place.index) for place in lit.places if place.sample >= 0} | {
            (place.layer, place.quantity, place.index) for place in lit.places if place.sample < 0
        }
        self.pane.canvas.light(
            [
                place
                for place, box in enumerate(self.pane.folded.boxes)
                if any(_key(node) in wanted for node in box.values)
            ]
        )

    def _show_none(self, title: Message, advice: Message) -> None:
        self.graph = None
        self._soon.stop()
        self.pane.show_nothing(title, advice)
        self._shown = ()
        self.note.setText("")
        self.rest.hide()

    def _opened(self, by: By) -> set[Path]:
        """Return what is unfolded from the beginning: the neuron that the step is about, if it is not too large."""
        graph = self.graph
        if graph is None or by != "neuron":
            return set()
        path = graph.paths.get(graph.own or graph.root, ())
        size = sum(other == path for other in graph.paths.values())
        return {path} if path and size <= _OPEN_AT_ONCE else set()

    # -- the walk

    def _walk_again(self, *_: object) -> None:
        if self._soon.isActive():
            self._draw()
        elif self.graph is not None:
            self._walk(keep=True)

    def _walk(self, keep: bool, stay: bool = False) -> None:
        """Show the walk over the graph at its end; ``stay`` : where one stands in it, if it is as long as before."""
        graph, before = self.graph, self.pane.told
        assert graph is not None
        is_reverse = self.mode.value() == "reverse"
        for switch in (self.overwrite, self.twice):
            switch.setEnabled(is_reverse)
        about = graph.own if graph.own is not graph.root else None
        seed = graph.root if is_reverse else self._seed(graph)
        written = self._digits, self._covered
        given = (graph.key, self.twice.isChecked(), self.overwrite.isChecked(), *written, is_reverse, seed)
        shown = (*given, self.pane.by, frozenset(self.pane.opened))
        if shown == self._shown and self.pane.told is not None and not keep:
            # Another number of the same graph: nothing is walked, folded or laid out anew.
            self.pane.show_about(about)
            return
        self._shown = shown
        walk = self._walked(graph, seed)
        naming = Naming(graph.label, graph.group, self._digits, self._covered)
        fields = ("data", walk.field)
        told = Told(graph.order, walk_story(graph.order, walk), naming, graph.numbers, graph.paths, fields)
        stays = stay and before is not None and len(before.story.events) == len(told.story.events)
        self.pane.show_told(told, self.pane.moment.place if stays else None, keep=keep, about=about)
        self._say_passes(graph)

    def _walked(self, graph: PlanGraph, seed: Value) -> Walk:
        if self.mode.value() == "forward":
            return forward(graph.root, seed)
        return reverse(graph.root, times=2 if self.twice.isChecked() else 1, overwrite=self.overwrite.isChecked())

    def _seed(self, graph: PlanGraph) -> Value:
        """Return what forward mode differentiates by: the number chosen, else the step's own, else the first leaf."""
        chosen = [node for node in self.pane.chosen_nodes() if node in graph.numbers]
        leaves = [node for node in graph.order if node.is_leaf and not is_constant(node)]
        own = [graph.own] if graph.own is not None and graph.own is not graph.root else []
        return [*chosen, *own, *leaves, graph.root][0]

    def _say_passes(self, graph: PlanGraph) -> None:
        ahead, back = needed(graph.order)
        said = tr("All gradients: forward mode {forward} passes, reverse mode {reverse}.", forward=ahead, reverse=back)
        self.note.setText(f"{said} {graph.note}" if graph.note is not None else said)
        self.rest.setText(_said_of_rest(graph.cut))
        self.rest.setVisible(graph.cut > 0)

    # -- choices

    def _on_of(self, what: str) -> None:
        if self.step is None:
            return
        self._of_loss[self.step.phase] = what == "loss"
        self.step = None
        self.inspection.refresh()

    def _on_chosen(self) -> None:
        nodes = self.pane.chosen_nodes()
        self.there.setEnabled(any(node.place is not None for node in nodes))
        if self.mode.value() == "forward" and self.graph is not None and nodes:
            self._walk(keep=True)

    def _on_opened(self, box: int) -> None:
        """Go to a number whose operands are not drawn: at its own step they are."""
        node = self.pane.node_at(box)
        if node is None or not node.folded or node.place is None:
            return
        with self.inspection.hold() as moment:
            step = moment.trace.step_of(node.place) if moment is not None else None
            if step is not None:
                self._of_loss[step.phase] = False
                self.inspection.go_to(step)

    def _go_there(self) -> None:
        place = next((node.place for node in self.pane.chosen_nodes() if node.place is not None), None)
        if place is not None:
            self.inspection.to(place)

    def _on_pointed(self, place: int) -> None:
        node = self.pane.node_at(place) if place >= 0 else None
        self.inspection.light((node.place,) if node is not None and node.place is not None else (), GRAPH)


def _said_of_rest(cut: int) -> str:
    return tr(
        "The graph is cut after {most} numbers: {count} with a dashed border are made of others that are not drawn. "
        "A double click on one, or Enter, goes to its own graph.",
        most=theme.count(LARGEST),
        count=theme.count(cut),
    )


def _key(node: Value) -> tuple[object, ...]:
    place = node.place
    if place is None:
        return ()
    return (place.layer, place.index) if place.sample >= 0 else (place.layer, place.quantity, place.index)
