"""The scalar graph behind the number of the step: every operation a node, walked in both modes."""

from __future__ import annotations

from typing import Final

from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QVBoxLayout, QWidget

from nnstudio.engine.errors import NnstudioError
from nnstudio.engine.scalars import Value
from nnstudio.inspection import Lit, Moment, Step
from nnstudio.inspection.graphs import forward, reverse, walk_story
from nnstudio.inspection.graphs.folding import By, Path
from nnstudio.inspection.graphs.walks import is_constant, needed
from nnstudio.text import Message, msg, tr
from nnstudio.ui import theme
from nnstudio.ui.bridge.session import Session
from nnstudio.ui.controls import ElidedLabel, IconButton, Segmented, bind
from nnstudio.ui.scalars.faces import Naming
from nnstudio.ui.scalars.plan_graph import LARGEST, PlanGraph, count_terms, graph_of
from nnstudio.ui.scalars.story_pane import StoryPane, Told

GRAPH: Final = "scalar_graph"
"""The source of what is pointed at here."""
FOLDS: tuple[tuple[By, Message], ...] = (("none", msg("Number")), ("neuron", msg("Neuron")), ("layer", msg("Layer")))
_OPEN_AT_ONCE = 120
"""Numbers of a neuron that is shown unfolded from the beginning."""


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
        self.of = Segmented((("number", msg("This number")), ("loss", msg("Loss"))))
        self.fold = Segmented(FOLDS)
        self.mode = Segmented((("reverse", msg("Reverse mode")), ("forward", msg("Forward mode"))))
        self.overwrite, self.twice = QCheckBox(), QCheckBox()
        self.there = IconButton("inspect", msg("Go to the chosen number's step"))
        self.note = ElidedLabel("caption")
        self.pane = StoryPane()
        self._arrange()
        self._connect()

    def _arrange(self) -> None:
        space = theme.tokens().space
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
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
        self.pane.canvas.pointed.connect(self._on_pointed)

    # -- the moment

    def show_moment(self, moment: Moment) -> None:
        """Show the graph of another step, or the same with new numbers."""
        step, self._digits = moment.step, moment.options.digits
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
        try:
            self.graph = self._made(moment, terms)
        except NnstudioError as error:
            self._show_none(msg("This number has no graph"), error.advice)
            return
        if not same:
            self.pane.opened = self._opened(self.pane.by)
        self._walk(keep=same)

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
        self.pane.show_nothing(title, advice)
        self.note.setText("")

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
        if self.graph is not None:
            self._walk(keep=True)

    def _walk(self, keep: bool) -> None:
        graph = self.graph
        assert graph is not None
        is_reverse = self.mode.value() == "reverse"
        for switch in (self.overwrite, self.twice):
            switch.setEnabled(is_reverse)
        if is_reverse:
            times = 2 if self.twice.isChecked() else 1
            walk = reverse(graph.root, times=times, overwrite=self.overwrite.isChecked())
        else:
            walk = forward(graph.root, self._seed(graph))
        naming = Naming(graph.label, graph.group, self._digits)
        story = walk_story(graph.order, walk)
        fields = ("data", walk.field)
        about = graph.own if graph.own is not graph.root else None
        self.pane.show_told(
            Told(graph.order, story, naming, graph.numbers, graph.paths, fields), keep=keep, about=about
        )
        self._say_passes(graph)

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

    def _go_there(self) -> None:
        place = next((node.place for node in self.pane.chosen_nodes() if node.place is not None), None)
        if place is not None:
            self.inspection.to(place)

    def _on_pointed(self, place: int) -> None:
        node = self.pane.node_at(place) if place >= 0 else None
        self.inspection.light((node.place,) if node is not None and node.place is not None else (), GRAPH)


def _key(node: Value) -> tuple[object, ...]:
    place = node.place
    if place is None:
        return ()
    return (place.layer, place.index) if place.sample >= 0 else (place.layer, place.quantity, place.index)
