"""A graph with its walk: the picture, the bar below, and what has just happened in words."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from nnstudio.engine.scalars import Value
from nnstudio.engine.scalars.scratch import Event, Made, Swept, Wrote
from nnstudio.inspection.graphs import Folded, Moment, Story
from nnstudio.inspection.graphs.folding import By, Path, fold_far_enough
from nnstudio.inspection.symbols import to_text
from nnstudio.text import Message, msg
from nnstudio.ui import theme
from nnstudio.ui.controls import EmptyState, label
from nnstudio.ui.controls.calculation.numbers import written
from nnstudio.ui.scalars.canvas import GraphCanvas
from nnstudio.ui.scalars.drawing import drawn
from nnstudio.ui.scalars.faces import Face, Naming, faces_of
from nnstudio.ui.scalars.painting import Marks
from nnstudio.ui.scalars.saying import said
from nnstudio.ui.scalars.walk_bar import WalkBar

MOST = 400
"""Boxes that are drawn; of more, neurons and then layers are folded."""
_FEW = 32
"""Events up to which only the boxes that they touch are made anew."""

_LAYER = re.compile(r"\^\{\[\d+\]\}")


@dataclass(frozen=True, eq=False)
class Told:
    """What a pane shows.

    ``order`` : all numbers, operands first; ``paths`` : where each belongs; ``numbers`` : in topological order;
    ``fields`` : the lines of a box. ``folded`` and ``moment`` (at the story's end) are made here unless they are given.
    """

    order: Sequence[Value]
    story: Story
    naming: Naming
    numbers: Mapping[Value, int]
    paths: Mapping[Value, Path] = field(default_factory=dict)
    fields: tuple[str, ...] = ("data", "grad")
    folded: Folded | None = None
    moment: Moment | None = None


class StoryPane(QWidget):
    """Shows a graph at a place of its story.

    Signals: ``moved(Event or None)`` after going to another place; ``chosen()`` after another choice of boxes.
    """

    moved = Signal(object)
    chosen = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.canvas, self.bar = GraphCanvas(), WalkBar()
        self.sentence = label("", "body", wrap=True)
        self.empty = EmptyState(msg("Nothing to draw"), msg("…"))
        self.pages = QStackedWidget()
        self.told: Told | None = None
        self.folded, self.moment = Folded(), Moment(Story())
        self.about: Value | None = None
        self._faces: list[Face] | None = None
        self.by: By = "none"
        self.opened: set[Path] = set()
        self._arrange()
        self.bar.moved.connect(self.go)
        self.canvas.opened.connect(self._toggle)
        self.canvas.chosen.connect(self.chosen)

    def _arrange(self) -> None:
        space = theme.tokens().space
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(space(0.5))
        self.pages.addWidget(self.canvas)
        self.pages.addWidget(self.empty)
        column.addWidget(self.pages, 1)
        column.addWidget(self.sentence)
        column.addWidget(self.bar)
        self.sentence.setMinimumHeight(2 * self.sentence.fontMetrics().lineSpacing())
        self.sentence.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)

    # -- what is shown

    def show_told(
        self, told: Told, place: int | None = None, *, keep: bool = False, about: Value | None = None
    ) -> None:
        """Show a graph at a place of its story, at its end by default.

        ``keep`` : where one looks stays; ``about`` : a number that is marked, and in sight at first.
        """
        self.told, self.moment, self.about = told, told.moment or Moment(told.story), about
        self.moment.go(len(told.story.events))
        self._refold(keep, told.folded)
        self._show(len(told.story.events) if place is None else place, follow=False)

    def show_about(self, about: Value | None) -> None:
        """Mark another number of the graph that is shown, at the end of its story."""
        assert self.told is not None
        self.about = about
        self._show(len(self.told.story.events), follow=False)
        self.canvas.show_about(self.folded.box.get(about, -1) if about is not None else -1)

    def show_nothing(self, title: Message, advice: Message) -> None:
        """Show why there is nothing to draw."""
        self.told, self.folded, self.moment = None, Folded(), Moment(Story())
        self.empty.set_texts(title, advice)
        self.pages.setCurrentWidget(self.empty)
        self.sentence.clear()
        self.bar.show_place(Story(), 0)

    def set_fold(self, by: By, opened: set[Path] | None = None) -> None:
        """Fold neurons, layers or nothing."""
        self.by, self.opened = by, set() if opened is None else opened
        if self.told is not None:
            self._refold(False)
            self._show(self.moment.place, follow=False)

    def go(self, place: int) -> None:
        """Go to a place of the story, with what happens there in sight."""
        self._show(place, follow=True)

    def _show(self, place: int, follow: bool) -> None:
        if self.told is None:
            return
        renewed = self._go(place)
        told, event = self.told, self.moment.event
        if self.pages.currentWidget() is self.canvas:
            self.canvas.show_faces(self._faces or [], self._marks(event), follow, renewed)
        # What is covered may be what has just come about, or a factor of it.
        self.sentence.setText(
            said(event, self._begun(), self._name, told.naming.digits) if told.naming.covered is None else ""
        )
        self.bar.show_place(told.story, self.moment.place)
        self.moved.emit(event)

    def _go(self, place: int) -> set[int] | None:
        """Go to a place; return the boxes that say something else there, or None where all were made anew."""
        before, faces = self.moment.place, self._faces
        self.moment.go(place)
        if len(self.folded.boxes) > MOST:
            return None  # Nothing is drawn of so many.
        events = self.moment.story.events[min(before, self.moment.place) : max(before, self.moment.place)]
        if faces is None or len(events) > _FEW:
            self._faces = self._said()
            return None
        touched = {self.folded.box.get(event.node, -1) for event in events if isinstance(event, Made | Swept | Wrote)}
        assert self.told is not None
        told = self.told
        for number in touched - {-1}:
            part = replace(self.folded, boxes=(self.folded.boxes[number],))
            (faces[number],) = faces_of(part, self.moment, told.fields, told.naming, told.numbers)
        return touched - {-1}

    def _name(self, node: Value) -> str:
        """Return what a number is called in a sentence: without its layer's number, or by its own."""
        assert self.told is not None
        label = _LAYER.sub("", self.told.naming.label(node))
        return to_text(label) if label else f"#{self.told.numbers.get(node, 0)}"

    def _begun(self) -> str:
        """Return the name of the number at which the pass under way began: its root, or its seed."""
        events = self.moment.story.events
        for place in range(self.moment.place - 1, -1, -1):
            event = events[place]
            if isinstance(event, Swept) and event.source is None:
                return self._name(event.node)
        return ""

    def node_at(self, place: int) -> Value | None:
        """Return the number that a box shows."""
        return self.folded.boxes[place].head if 0 <= place < len(self.folded.boxes) else None

    def chosen_nodes(self) -> list[Value]:
        """Return the numbers chosen, in the order of choosing; groups without one result are left out."""
        found = (self.node_at(place) for place in self.canvas.marks.chosen)
        return [node for node in found if node is not None]

    def _refold(self, keep: bool, folded: Folded | None = None) -> None:
        assert self.told is not None
        told = self.told
        if folded is None:
            folded = fold_far_enough(told.order, told.paths, self.by, self.opened, MOST)
        self.folded, self._faces = folded, None
        count = len(self.folded.boxes)
        if count > MOST:
            self.empty.set_texts(
                msg("{count} boxes are too many to draw", count=theme.count(count)),
                msg("Look at a number with fewer operands, or fold by layer."),
            )
        self.pages.setCurrentWidget(self.empty if count > MOST else self.canvas)
        if count <= MOST:
            self._draw(keep)

    def _draw(self, keep: bool) -> None:
        assert self.told is not None
        here = self.moment.place
        self.moment.go(len(self.told.story.events))
        faces = self._said()
        self.moment.go(here)
        self._faces = faces if here == len(self.told.story.events) else None
        about = self.folded.box.get(self.about, -1) if self.about is not None else -1
        self.canvas.show_graph(drawn(self.folded, faces), faces, keep, about)

    def _said(self) -> list[Face]:
        assert self.told is not None
        told = self.told
        return faces_of(self.folded, self.moment, told.fields, told.naming, told.numbers)

    def _marks(self, event: Event | None) -> Marks:
        if event is None or not hasattr(event, "node"):
            return Marks()
        changed = self.folded.box.get(event.node, -1)
        if not isinstance(event, Swept) or event.source is None:
            return Marks(changed=changed)
        source = self.folded.box.get(event.source, -1)
        wire = (changed, source) if event.field == "grad" else (source, changed)
        assert self.told is not None
        naming = self.told.naming
        hides = naming.covered is not None and naming.covered.hides(event.slope)
        note = "× ?" if hides else f"× {written(event.slope, naming.digits)}"
        return Marks(changed, source, wire if changed != source else None, note)

    def _toggle(self, place: int) -> None:
        """Unfold a group, or fold what was unfolded."""
        box = self.folded.boxes[place]
        if box.is_group:
            self.opened.add(box.path)
        else:
            path = self.told.paths.get(box.values[0], ()) if self.told is not None else ()
            open_ones = [path[:length] for length in range(1, len(path) + 1) if path[:length] in self.opened]
            if not open_ones:
                return
            self.opened.discard(open_ones[-1])
        self._refold(False)
        self._show(self.moment.place, follow=False)


def fields_of(story: Story) -> tuple[str, ...]:
    """Return the lines that boxes need: data and grad, and the tangent where a forward pass sets one."""
    swept = {event.field for event in story.events if isinstance(event, Swept | Wrote)}
    return ("data", "grad", "tangent") if "tangent" in swept else ("data", "grad")
