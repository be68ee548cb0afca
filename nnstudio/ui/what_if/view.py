"""The What-if view: a slider and a field for a weight, Δa and ΔL beside what the gradient foretold."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from nnstudio.engine import Place, Plan
from nnstudio.engine.nudging import Nudged, nudged
from nnstudio.inspection import Lit, Moment, Trace
from nnstudio.inspection.calling import is_parameter
from nnstudio.inspection.checking import twin_of
from nnstudio.inspection.symbols import to_text
from nnstudio.inspection.what_if import Response, neuron_of, response
from nnstudio.text import msg, tr
from nnstudio.ui import theme
from nnstudio.ui.bridge.session import Session
from nnstudio.ui.bridge.slices import Slices
from nnstudio.ui.controls import ChoiceBox, NumberField, NumberLabel, Slider, bind, label
from nnstudio.ui.what_if.tangent_plot import Point, TangentPlot
from nnstudio.ui.what_if.undo_bar import UndoBar

COUNT = 41
"""Points of the curve."""
HALF = 500
"""The slider's notches on either side."""
DIGITS = 4
WIDEST = "−0.12345×10⁻⁹⁹"
SETTLED = 400
"""Milliseconds after which a slider turned by keys or wheel counts as at rest."""


@dataclass(frozen=True)
class Start:
    """Where a weight stood before it was turned: the batch's loss and its slope by the weight, and the reach."""

    place: Place
    weight: float
    loss: float
    slope: float
    reach: float


class WhatIfView(QWidget):
    """The parameters of the step's number, one of them to be turned; all views follow at once."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.what_if = session.what_if
        self.undo_bar = UndoBar(session)
        self.choice = ChoiceBox()
        self.slider = Slider()
        self.field = NumberField(step=0.01)
        self.reset = QPushButton()
        self.loss, self.changed, self.foretold, self.moved, self.moves = (NumberLabel(WIDEST) for _ in range(5))
        self.plot = TangentPlot()
        self.hint = label(msg("Choose a neuron or a weight that is learned."), "soft", wrap=True)
        self.start: Start | None = None
        self._places: tuple[Place, ...] = ()
        self._run = (-1, -1)
        self._at = (0.0, 0.0, 0.0)
        self._offered: object = None
        self._curve: list[Point] = []
        self._twin: Plan | None = None
        self._loss: Nudged | None = None
        self._response: Response | None = None
        self._slices = Slices(self._curve.append, self)
        self._settling = QTimer(self, singleShot=True, interval=SETTLED)
        self._arrange()
        self._connect()

    def _arrange(self) -> None:
        space = theme.tokens().space
        column = QVBoxLayout(self)
        column.setContentsMargins(space(2), 0, 0, 0)
        column.setSpacing(space(1))
        column.addWidget(label(msg("What if this weight were another?"), "title", wrap=True))
        column.addWidget(self.undo_bar)
        column.addWidget(self.hint)
        self._body = QWidget()
        column.addWidget(self._body, 1)
        column.addStretch(0)
        inner = QVBoxLayout(self._body)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(space(1))
        inner.addWidget(self.choice)
        row = QHBoxLayout()
        self.slider.setRange(-HALF, HALF)
        self.field.setFixedWidth(space(14))
        for shown, stretch in ((self.slider, 1), (self.field, 0), (self.reset, 0)):
            row.addWidget(shown, stretch)
        inner.addLayout(row)
        inner.addLayout(self._numbers())
        inner.addWidget(self.plot, 1)
        inner.addWidget(label(msg("Solid: the true loss. Dashed: the tangent."), "caption", wrap=True))
        bind(self.choice.setAccessibleName, msg("Weight or bias to be turned"))
        bind(self.slider.setAccessibleName, msg("Value of the weight"))
        bind(self.field.setAccessibleName, msg("Value of the weight, typed"))
        bind(self.reset.setText, msg("Put back"))

    def _numbers(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.tokens().space(2))
        self._neuron = label("", "soft")
        names = (
            label(msg("Loss of the batch, L"), "soft"),
            label(msg("ΔL, how far it has gone"), "soft"),
            self._neuron,
        )
        numbers = ((self.loss,), (self.changed, self.foretold), (self.moved, self.moves))
        headings = (msg("in truth"), msg("slope × Δw"))
        for column, heading in enumerate(headings, start=1):
            grid.addWidget(label(heading, "caption"), 0, column, Qt.AlignmentFlag.AlignRight)
        for row, (name, cells) in enumerate(zip(names, numbers, strict=True), start=1):
            grid.addWidget(name, row, 0)
            for column, cell in enumerate(cells, start=1):
                grid.addWidget(cell, row, column)
        grid.setColumnStretch(3, 1)
        return grid

    def _connect(self) -> None:
        self.choice.activated.connect(lambda _: self._begin_anew())
        self.slider.valueChanged.connect(self._on_slid)
        self.slider.sliderReleased.connect(self._settle)
        self._settling.timeout.connect(self._settle)
        self.field.edited.connect(self._on_typed)
        self.reset.clicked.connect(self._put_back)
        self._slices.paused.connect(self._draw)
        self.what_if.left.connect(self._settling.stop)

    # -- what is shown

    def show_moment(self, moment: Moment) -> None:
        """Offer the step's parameters; after a turn of one's own show what came of it."""
        offered = moment.step, moment.options.columns
        if offered != self._offered:
            self._offered = offered
            self._offer(moment)
        place = self._place()
        self._body.setVisible(place is not None)
        self.hint.setVisible(place is None)
        if place is None:
            return
        moved = moment.run != self._run and not self._differs_by_hand(moment.run)
        if self.start is None or self.start.place != place or moved:
            self._begin(moment.trace, place)
        self._run = moment.run
        self._show(moment.trace, place)

    def _differs_by_hand(self, run: tuple[int, int]) -> bool:
        return self.what_if.is_own(*run) and self.what_if.is_own(*self._run)

    def show_lit(self, lit: Lit) -> None:
        """Nothing here answers what is pointed at."""

    def _offer(self, moment: Moment) -> None:
        """List the learned numbers that the card speaks of, the step's own first."""
        trace, step, before = moment.trace, moment.step, self._place()
        found: dict[Place, None] = {}
        name = step.quantity.removesuffix("_grad").removesuffix("_update")
        if step.index is not None and name != step.quantity and is_parameter(trace, step.layer, name):
            found[Place(step.layer, name, step.index)] = None
        else:
            for place in moment.description.operands.places():
                if place is not None and place.sample < 0 and is_parameter(trace, place.layer, place.quantity):
                    found[place] = None
        if found or before is None:
            self._places = tuple(found)
            self.choice.clear()
            self.choice.addItems([f"{to_text(trace.symbol(place))}   {trace.words(place)}" for place in found])
            if before in found:
                self.choice.setCurrentIndex(self._places.index(before))

    def _place(self) -> Place | None:
        number = self.choice.currentIndex()
        return self._places[number] if 0 <= number < len(self._places) else None

    def _begin_anew(self) -> None:
        self.start = None
        with self.session.inspection.hold() as moment:
            if moment is not None:
                self.show_moment(moment)

    def _begin(self, trace: Trace, place: Place) -> None:
        """Remember where the weight stands, and work the curve out from a twin, which owes nothing to the run."""
        weight = trace.value(place)
        slope = trace.value(Place(place.layer, f"{place.quantity}_grad", place.index))
        reach = max(1.0, abs(weight))
        self.start = Start(place, weight, float(trace.plan.loss), slope, reach)
        self._curve.clear()
        self.plot.name = to_text(trace.symbol(place))
        self._twin = twin_of(trace.plan, "what_if")
        self._loss = nudged(self._twin, place)
        self._response = None
        self._slices.start(self._points(self._loss, self.start))

    @staticmethod
    def _points(loss: Nudged, start: Start) -> Iterator[Point]:
        for number in range(COUNT):
            h = start.reach * (2 * number / (COUNT - 1) - 1)
            yield start.weight + h, loss(h)

    def _show(self, trace: Trace, place: Place) -> None:
        start = self.start
        assert start is not None
        weight, loss = trace.value(place), float(trace.plan.loss)
        self.field.set_value(float(f"{weight:.7g}"))
        if not self.slider.isSliderDown():
            self._put_slider(weight)
        self._at = weight, loss, trace.value(Place(place.layer, f"{place.quantity}_grad", place.index))
        self.loss.setText(theme.number(loss, DIGITS))
        self.changed.setText(theme.number(loss - start.loss, DIGITS, sign=True))
        self.foretold.setText(theme.number(start.slope * (weight - start.weight), DIGITS, sign=True))
        self._show_neuron(trace, place, weight - start.weight)
        self.reset.setEnabled(weight != start.weight)
        self._draw()

    def _show_neuron(self, trace: Trace, place: Place, moved: float) -> None:
        """Say how far the neuron's activation has gone, and how far its slope says."""
        where = neuron_of(trace, place)
        for shown in (self._neuron, self.moved, self.moves):
            shown.setVisible(where is not None)
        if where is None or self._twin is None or self._loss is None:
            return
        if self._response is None or self._response.sample != where.sample:
            self._response = response(self._twin, self._loss, place, where.sample)
        if not moved:
            # The run's own number, so that nothing but the turn is in the difference.
            self._response = replace(self._response, before=trace.value(where))
        symbol = to_text(trace.symbol(where))
        self._neuron.setText(tr("Δ{a} of its neuron", a=symbol))
        self.moved.setText(theme.number(trace.value(where) - self._response.before, DIGITS, sign=True))
        self.moves.setText(theme.number(self._response.slope * moved, DIGITS, sign=True))

    def _draw(self) -> None:
        if self.start is not None:
            weight, loss, slope = self._at
            self.plot.show_curve(self._curve, (self.start.weight, self.start.loss), (weight, loss), slope)

    def _put_slider(self, weight: float) -> None:
        assert self.start is not None
        self.slider.blockSignals(True)
        self.slider.setValue(round(HALF * (weight - self.start.weight) / self.start.reach))
        self.slider.blockSignals(False)

    # -- turning

    def _on_slid(self, notch: int) -> None:
        if self.start is not None:
            self._write(self.start.weight + self.start.reach * notch / HALF, sliding=True)
            self._settling.start()

    def _settle(self) -> None:
        """The slider has come to rest: the last value is there to stay."""
        self._settling.stop()
        if self.start is not None and self.what_if.turning == self.start.place:
            self._write(self.start.weight + self.start.reach * self.slider.value() / HALF)

    def _on_typed(self, value: float) -> None:
        if self.start is not None:
            self._write(value)
            self._put_slider(value)

    def _put_back(self) -> None:
        if self.start is not None:
            self._write(self.start.weight)
            self._put_slider(self.start.weight)

    def _write(self, value: float, sliding: bool = False) -> None:
        if self.start is not None:
            self.what_if.set(self.start.place, value, sliding)
