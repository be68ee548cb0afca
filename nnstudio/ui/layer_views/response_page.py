"""What the kernels of the network respond to: they are shown many samples, and keep those that they answer most."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from nnstudio.inspection import Moment, Step
from nnstudio.inspection.feature_maps import averages, kernels, table_of
from nnstudio.inspection.filtering import Found, Responses, field_of, respond
from nnstudio.inspection.filtering.responses import layers_of
from nnstudio.inspection.layer_views.cells import Floats
from nnstudio.text import in_a_row, msg, tr
from nnstudio.ui import theme
from nnstudio.ui.bridge.session import Session
from nnstudio.ui.bridge.slices import Slices
from nnstudio.ui.bridge.under_inspector import bring_row
from nnstudio.ui.controls import ChoiceBox, ElidedLabel, bind, label
from nnstudio.ui.controls.heat_map import ink_table
from nnstudio.ui.controls.picture_plane import Shades
from nnstudio.ui.layer_views.response_board import Answer, ResponseBoard

MOST = 256
"""Samples that the filters are shown."""
_AT_ONCE = 4
"""Of them in one piece of work: the window is not to wait."""
SHOWN = 10
"""Filters on one page."""
KINDS = frozenset({"convolution2d", "table_convolution2d", "transposed_convolution2d"})


class ResponsePage(QWidget):
    """``layer`` chooses which layer's filters, ``part`` which of them; ``board`` shows them, ``reading`` says more.

    A click on a piece takes its sample in hand, and goes to the number that the filter answers there.
    What is shown is worked out anew for every step of the run that is looked at, a few samples at a time.
    """

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self.layer, self.part = ChoiceBox(), ChoiceBox()
        self.board, self.reading = ResponseBoard(), ElidedLabel("caption")
        self.note = label("", "caption", wrap=True)
        self.found: Responses | None = None
        self._layers: tuple[str, ...] = ()
        self._about: object = None
        self._boxes: dict[tuple[int, int], tuple[int, int, int, int]] = {}
        self.work = Slices(lambda _: None, self)
        self.work.ended.connect(self._show)
        column, choices = QVBoxLayout(self), QHBoxLayout()
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.tokens().space(1))
        choices.setSpacing(theme.tokens().space(1))
        for box in (self.layer, self.part):
            choices.addWidget(box)
        choices.addStretch(1)
        column.addLayout(choices)
        for widget in (self.note, self.board, self.reading):
            column.addWidget(widget)
        column.addStretch(1)
        for box in (self.layer, self.part):
            box.setSizeAdjustPolicy(ChoiceBox.SizeAdjustPolicy.AdjustToContents)
        # There is nothing to choose of until it is known how many there are.
        self.part.hide()
        bind(self.layer.setAccessibleName, msg("Layer whose filters are shown"))
        bind(self.part.setAccessibleName, msg("Which filters are shown"))
        told = msg("Filters and what they respond to; arrows go from piece to piece, Enter inspects it")
        bind(self.board.setAccessibleName, told)
        self.layer.activated.connect(lambda _: self._begin())
        self.part.activated.connect(lambda _: self._turn())
        self.board.pointed_at.connect(self._read)
        self.board.chosen.connect(self._inspect)

    def show_moment(self, moment: Moment) -> None:
        """Work out what the filters of the moment respond to, unless that is known."""
        trace = moment.trace
        with self._session.display.hold() as frame:
            if frame is None:
                return
            layers = layers_of(frame.program, KINDS)
            about = frame.program, moment.run, self._session.prepared
        names = [trace.name(layer) for layer in layers]
        if layers != self._layers or [self.layer.itemText(n) for n in range(self.layer.count())] != names:
            before = self.layer.currentIndex() if layers == self._layers else 0
            own = layers.index(moment.step.layer) if moment.step.layer in layers else before
            self._layers = layers
            # Of another network nothing is known yet.
            self.board.show_answers((), Shades())
            self.layer.clear()
            self.layer.addItems(names)
            self.layer.setCurrentIndex(own)
            self._about = None
        if about != self._about and layers:
            self._about = about
            self._begin()

    def _begin(self) -> None:
        """Show the samples to the chosen layer's filters."""
        self.found = None
        self.note.setText(tr("The samples are passed on …"))
        self.work.start(self._pieces(self._about, self._layers[self.layer.currentIndex()]))

    def _pieces(self, about: object, layer: str) -> Iterator[None]:
        prepared = self._session.prepared
        if prepared is None:
            return
        count = min(MOST, len(prepared.training))
        found: Responses | None = None
        start = 0
        while start < count:
            rows = np.arange(start, min(count, start + _AT_ONCE))
            with self._session.display.hold() as frame:
                if about != self._about or (frame is not None and frame.running):
                    # The run goes on: what is begun with other weights ends, and begins anew where it rests.
                    self._about = None
                    return
                # A trainer that does not stand still in time is asked again.
                if frame is not None:
                    found = found or respond(frame.program, layer)
                    found.add(frame.program, rows, prepared.training.x[rows])
                    start += _AT_ONCE
            yield
        self.found, self._boxes = found, {}
        yield from self._outlines()

    def _turn(self) -> None:
        """Show other filters of the layer."""
        if self.found is not None and not self.work.running:
            self.work.start(self._outlines())

    def _outlines(self) -> Iterator[None]:
        """Work out how much of the samples the filters of the page see, one after the other."""
        found = self.found
        for each in self._page(found) if found is not None else ():
            while found is not None and each.place not in self._boxes:
                with self._session.display.hold() as frame:
                    if frame is not None and (frame.running or found.layer not in frame.program.shapes):
                        self._about = None
                        return
                    if frame is not None:
                        self._boxes[each.place] = field_of(frame.program, found.layer, (*each.place, each.number))
                yield

    def _show(self) -> None:
        """Show what was found."""
        found, prepared = self.found, self._session.prepared
        with self._session.display.hold() as frame:
            if found is None or prepared is None or frame is None or found.layer not in frame.program.shapes:
                # The next moment begins anew.
                self._about = None
                return
            node = frame.program.graph[found.layer]
            table = table_of(node, frame.program.shapes)
            whole = kernels(frame.program.parameter, found.layer, node.layer.declaration.id, table)
        shown = self._page(found)
        if whole is None or not all(each.place in self._boxes for each in shown):
            return
        means = averages(whole, table)
        limit = float(np.abs(means).max(initial=0.0)) or 1.0
        x = prepared.training.x
        answers = tuple(
            Answer(
                number,
                means[number],
                limit,
                known,
                tuple(_piece(x[each.row], self._boxes[each.place]) for each in known),
            )
            for number in dict.fromkeys(each.number for each in shown)
            if (known := tuple(found.found[number]))
        )
        self.board.show_answers(answers, Shades(float(x.min()), float(x.max()), ink_table))
        self._say(found.count, whole.shape[1])

    def _page(self, found: Responses) -> list[Found]:
        """Return what is found of the filters that are shown."""
        self._list(len(found.found))
        first = SHOWN * max(0, self.part.currentIndex())
        numbers = range(first, min(first + SHOWN, len(found.found)))
        return [each for number in numbers for each in found.found[number]]

    def _say(self, count: int, channels: int) -> None:
        told = tr(
            "Of {count} samples of the training set, beside each kernel the pieces with the largest net input z, each "
            "as large as what the filter sees.",
            count=theme.count(count),
        )
        if channels > 1:
            told = in_a_row(told, tr("Of a kernel's {count} maps the mean is drawn.", count=channels))
        self.note.setText(told)
        self._read(self.board.pointed)

    def _list(self, count: int) -> None:
        """List the filters, where one page does not hold them."""
        ends = [(start + 1, min(start + SHOWN, count)) for start in range(0, count, SHOWN)]
        texts = [tr("Filters {first} to {last}", first=first, last=last) for first, last in ends]
        if [self.part.itemText(number) for number in range(self.part.count())] != texts:
            before = self.part.currentIndex()
            self.part.clear()
            self.part.addItems(texts)
            self.part.setCurrentIndex(before if 0 <= before < len(texts) else 0)
        self.part.setVisible(len(texts) > 1)

    def _read(self, found: Found | None) -> None:
        prepared = self._session.prepared
        if found is None or prepared is None:
            self.reading.setText(tr("A click on a piece inspects its sample there") if self.board.answers else "")
            return
        self.reading.setText(
            tr(
                "Filter {number}: z {value} at [{row}, {column}] of row {sample}",
                number=found.number + 1,
                value=theme.number(found.value),
                row=found.place[0] + 1,
                column=found.place[1] + 1,
                sample=theme.count(int(prepared.training.rows[found.row]) + 1),
            )
        )

    def _inspect(self, found: Found) -> None:
        """Go to the number that a piece is, its sample in hand."""
        prepared, layer = self._session.prepared, self.found.layer if self.found is not None else ""
        if prepared is not None and layer:
            self._session.inspection.go_to(Step("forward", layer, "z", (*found.place, found.number)))
            bring_row(self._session, prepared.training, found.row)


def _piece(x: Floats, box: tuple[int, int, int, int]) -> Floats:
    """Return what lies in a box (top, left, bottom, right) of a sample ``(H, W, C)``, its channels' mean."""
    top, left, bottom, right = box
    piece: Floats = x[top:bottom, left:right].mean(axis=-1)
    return piece
