"""The What-if view: a slider and a field for a number, Δa and ΔL beside what the gradient foretold."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from itertools import islice

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from nnstudio.engine import Place, Plan
from nnstudio.engine.nudging import Nudged, difference, nudged
from nnstudio.inspection import Lit, Moment, Trace
from nnstudio.inspection.calling import is_parameter
from nnstudio.inspection.checking import twin_of
from nnstudio.inspection.symbols import to_text
from nnstudio.inspection.what_if import Response, neuron_of, response, turnable, vocabulary_of
from nnstudio.inspection.working_out import Covered, covered
from nnstudio.text import msg, tr
from nnstudio.ui import theme
from nnstudio.ui.bridge.session import Session
from nnstudio.ui.bridge.slices import Slices
from nnstudio.ui.controls import ChoiceBox, NumberField, NumberLabel, Slider, bind, label
from nnstudio.ui.what_if.picker import ParameterPicker
from nnstudio.ui.what_if.scale import Scale
from nnstudio.ui.what_if.settings_link import SettingsLink
from nnstudio.ui.what_if.tangent_plot import Point, TangentPlot
from nnstudio.ui.what_if.undo_bar import UndoBar

DIGITS = 4
H = 1e-5
"""What an input or target is nudged by for its slope, in float64."""
MOST = 100
"""Numbers of a step that are listed; all others can be picked, or pointed at in the picture."""
LISTED = 1000
"""Tokens of a vocabulary that are listed; of a larger one a token is slid to, or its number typed."""
WIDEST = "−0.12345×10⁻⁹⁹"
SETTLED = 400
"""Milliseconds after which a slider turned by keys or wheel counts as at rest."""


@dataclass(frozen=True)
class Start:
    """Where a number stood before it was turned: the loss and its slope by it (None: of a token), and the scale.

    The loss is the batch's; for an input or target, the sample's own.
    """

    place: Place
    weight: float
    loss: float
    slope: float | None
    scale: Scale


class WhatIfView(QWidget):
    """The parameters of the step's number, one of them to be turned; all views follow at once."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.what_if = session.what_if
        self.undo_bar = UndoBar(session)
        self.choice, self.token, self.picker = ChoiceBox(), ChoiceBox(), ParameterPicker()
        self.slider = Slider()
        self.field = NumberField(step=0.01)
        self.reset = QPushButton()
        self.loss, self.changed, self.foretold, self.moved, self.moves = (NumberLabel(WIDEST) for _ in range(5))
        self.plot, self.settings = TangentPlot(), SettingsLink(session.inspection, self._place)
        self.hint = label(msg("Choose a neuron or a weight that is learned."), "soft", wrap=True)
        self.start: Start | None = None
        self._places: tuple[Place, ...] = ()
        self._picked: Place | None = None
        self._run = (-1, -1)
        self._covered: Covered | None = None
        self._at: tuple[float, float, float | None] = (0.0, 0.0, 0.0)
        self._about: object = None
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
        column.addWidget(label(msg("What if this number were another?"), "title", wrap=True))
        column.addWidget(self.undo_bar)
        column.addWidget(self.hint)
        self._body = QWidget()
        column.addWidget(self._body, 1)
        column.addStretch(0)
        inner = QVBoxLayout(self._body)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(space(1))
        inner.addWidget(self.choice)
        inner.addWidget(self.picker)
        inner.addWidget(self.token)
        row = QHBoxLayout()
        self.field.setFixedWidth(space(14))
        for shown, stretch in ((self.slider, 1), (self.field, 0), (self.reset, 0)):
            row.addWidget(shown, stretch)
        inner.addLayout(row)
        inner.addLayout(self._numbers())
        inner.addWidget(self.plot, 1)
        self._caption, below = label("", "caption", wrap=True), QHBoxLayout()
        below.addWidget(self._caption, 1)
        below.addWidget(self.settings)
        inner.addLayout(below)
        bind(self.choice.setAccessibleName, msg("Number to be turned: weights, biases, inputs, targets"))
        bind(self.token.setAccessibleName, msg("Token of the vocabulary"))
        bind(self.slider.setAccessibleName, msg("Value of the number"))
        bind(self.field.setAccessibleName, msg("Value of the number, typed"))
        bind(self.reset.setText, msg("Put back"))

    def _numbers(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.tokens().space(2))
        self._neuron = label("", "soft")
        self._whose, self._foretold = label("", "soft"), label("", "soft")
        names = (self._whose, self._foretold, self._neuron)
        numbers = ((self.loss,), (self.changed, self.foretold), (self.moved, self.moves))
        headings = (msg("in truth"), msg("slope × change"))
        for column, heading in enumerate(headings, start=1):
            grid.addWidget(label(heading, "caption"), 0, column, Qt.AlignmentFlag.AlignRight)
        for row, (name, cells) in enumerate(zip(names, numbers, strict=True), start=1):
            grid.addWidget(name, row, 0)
            for column, cell in enumerate(cells, start=1):
                grid.addWidget(cell, row, column)
        grid.setColumnStretch(3, 1)
        return grid

    def _connect(self) -> None:
        self.choice.activated.connect(self._on_chosen)
        self.picker.picked.connect(self._pick)
        self.token.activated.connect(lambda token: self._on_typed(float(token)))
        self.slider.stand_for(self.field)
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
        wanted, self.session.inspection.to_turn = self.session.inspection.to_turn, None
        self._covered = covered(moment)
        about = moment.step, moment.trace.sample, moment.trace.plan, moment.options.columns
        if about != self._about or wanted is not None:
            self._about, self._picked = about, wanted or self._picked
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
        self.picker.show_parameters(moment.trace, place)
        self._show(moment.trace, place)

    def _differs_by_hand(self, run: tuple[int, int]) -> bool:
        return self.what_if.is_own(*run) and self.what_if.is_own(*self._run)

    def show_lit(self, lit: Lit) -> None:
        """Nothing here answers what is pointed at."""

    def _offer(self, moment: Moment) -> None:
        """List the numbers to be turned that the card speaks of, the step's own first; before all, what was picked."""
        trace, step, before = moment.trace, moment.step, _still(moment.trace, self._place())
        found: dict[Place, None] = {}
        name = step.quantity.removesuffix("_grad").removesuffix("_update")
        if step.index is not None and name != step.quantity and is_parameter(trace, step.layer, name):
            found[Place(step.layer, name, step.index)] = None
        else:
            places = (place for place in moment.description.operands.places() if place is not None)
            ours = (turnable(trace, place) for place in places if place.sample in (-1, trace.sample))
            known = islice((place for place in ours if place is not None), MOST)
            found |= dict.fromkeys(sorted(known, key=lambda place: place.sample))
        self._picked = _still(trace, self._picked)
        if self._picked is not None:
            before, found = self._picked, {self._picked: None, **found}
        if found or before is None:
            self._places = tuple(found)
            self.choice.clear()
            self.choice.addItems([_named(trace, place) for place in found])
            if before in found:
                self.choice.setCurrentIndex(self._places.index(before))

    def _place(self) -> Place | None:
        number = self.choice.currentIndex()
        return self._places[number] if 0 <= number < len(self._places) else None

    def _pick(self, place: Place) -> None:
        """Turn another number of the network, whatever the step."""
        self._picked, self._about = place, None
        self._begin_anew()

    def _on_chosen(self, _: int) -> None:
        self._picked = None
        self._begin_anew()

    def _begin_anew(self) -> None:
        self.start = None
        with self.session.inspection.hold() as moment:
            if moment is not None:
                self.show_moment(moment)

    def _begin(self, trace: Trace, place: Place) -> None:
        """Remember where the weight stands, and work the curve out from a twin, which owes nothing to the run."""
        weight = trace.value(place)
        scale = Scale(weight, vocabulary_of(trace, place))
        self._curve.clear()
        self.plot.name = _symbol(trace, place)
        self._twin = twin_of(trace.plan, "what_if")
        self._loss = nudged(self._twin, place)
        self._fit(scale)
        self.start = Start(place, weight, _loss_of(trace, place), self._slope(trace, place, 0.0), scale)
        self._name(place)
        self._response = None
        self._slices.start(scale.points(self._loss))

    def _fit(self, scale: Scale) -> None:
        """Have slider, field and choice offer what the scale has."""
        self.slider.blockSignals(True)
        self.slider.setRange(*scale.notches)
        self.slider.blockSignals(False)
        count = scale.vocabulary
        self.field.set_range(*((0, count - 1) if count else (-math.inf, math.inf)))
        self.field.set_steps(1.0 if count else 0.01, integer=count > 0)
        self.token.setVisible(0 < count <= LISTED)
        prepared = self.session.prepared
        names = prepared.raw.codes if prepared is not None else ()
        said = [
            f"{token}   {names[token]!r}" if token < len(names) else str(token)
            for token in range(count if count <= LISTED else 0)
        ]
        if said != [self.token.itemText(token) for token in range(self.token.count())]:
            self.token.clear()
            self.token.addItems(said)
        if count:
            bind(self._caption.setText, msg("The loss with each token in this place. A token has no slope."))
        else:
            bind(self._caption.setText, msg("Solid: the true loss. Dashed: the tangent."))

    def _slope(self, trace: Trace, place: Place, moved: float) -> float | None:
        """Return the run's own gradient by a weight; by an input or target, which keeps none, the twin's.

        A token has none.
        """
        if vocabulary_of(trace, place):
            return None
        if place.sample < 0:
            return trace.value(Place(place.layer, f"{place.quantity}_grad", place.index))
        loss = self._loss
        assert loss is not None
        return difference(lambda h: loss(moved + h), H)

    def _name(self, place: Place) -> None:
        self.plot.loss = "L" if place.sample < 0 else "ℓ"
        if place.sample < 0:
            bind(self._whose.setText, msg("Loss of the batch, L"))
            bind(self._foretold.setText, msg("ΔL, how far it has gone"))
        else:
            bind(self._whose.setText, msg("Loss of the sample, ℓ"))
            bind(self._foretold.setText, msg("Δℓ, how far it has gone"))

    def _show(self, trace: Trace, place: Place) -> None:
        start = self.start
        assert start is not None
        weight, loss = trace.value(place), _loss_of(trace, place)
        self.field.set_value(float(f"{weight:.7g}"))
        if not self.slider.isSliderDown():
            self._put_slider(weight)
        self._at = weight, loss, self._slope(trace, place, weight - start.weight)
        self.plot.hides_loss, slope = self._hides(loss), start.slope
        grad = Place(place.layer, f"{place.quantity}_grad", place.index)
        self.plot.hides_slope = slope is not None and self._hides(slope, grad)
        self.loss.setText("?" if self.plot.hides_loss else theme.number(loss, DIGITS))
        self.changed.setText(theme.number(loss - start.loss, DIGITS, sign=True))
        told = "—" if slope is None else theme.number(slope * (weight - start.weight), DIGITS, sign=True)
        self.foretold.setText("?" if self.plot.hides_slope else told)
        if start.scale.vocabulary:
            self.token.setCurrentIndex(int(weight))
        self._show_neuron(trace, place, weight - start.weight)
        self.reset.setEnabled(weight != start.weight)
        self._draw()

    def _hides(self, value: float, place: Place | None = None) -> bool:
        """Whether a number would tell a result that is covered; how far one has gone does not."""
        return self._covered is not None and self._covered.hides(value, place)

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
        told = theme.number(self._response.slope * moved, DIGITS, sign=True)
        self.moves.setText("?" if self._hides(self._response.slope) else told)

    def _draw(self) -> None:
        if self.start is not None:
            weight, loss, slope = self._at
            self.plot.show_curve(self._curve, (self.start.weight, self.start.loss), (weight, loss), slope)

    def _put_slider(self, weight: float) -> None:
        assert self.start is not None
        self.slider.blockSignals(True)
        self.slider.setValue(self.start.scale.notch(weight))
        self.slider.blockSignals(False)

    # -- turning

    def _on_slid(self, notch: int) -> None:
        if self.start is not None:
            self._write(self.start.scale.value(notch), sliding=True)
            # Keys and the wheel are let go unseen; the mouse is not: however long it rests, one drag is one gesture.
            if not self.slider.isSliderDown():
                self._settling.start()

    def _settle(self) -> None:
        """The slider has come to rest: the last value is there to stay."""
        self._settling.stop()
        if self.start is not None and self.what_if.turning == self.start.place:
            self._write(self.start.scale.value(self.slider.value()))

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


def _symbol(trace: Trace, place: Place) -> str:
    """Return the symbol of a number; an input's is that by which the next layer calls it."""
    symbol = to_text(trace.symbol(place))
    return f"x{symbol[1:]}" if place.sample >= 0 and place.quantity != "target" else symbol


def _named(trace: Trace, place: Place) -> str:
    """Return symbol and words of a number to be turned."""
    words = trace.words(place)
    if place.sample >= 0 and place.quantity != "target":
        words = msg("input {neuron}", neuron=trace.neuron_name((place.layer, place.index)))
    return f"{_symbol(trace, place)}   {words}"


def _loss_of(trace: Trace, place: Place) -> float:
    """Return the batch's loss for a weight, the sample's own for its inputs and targets."""
    return float(trace.plan.loss if place.sample < 0 else trace.plan.losses[place.sample])


def _still(trace: Trace, place: Place | None) -> Place | None:
    """Return the same number of the present network, an input or target of the sample in hand; None if it is gone."""
    if place is None or place.layer not in trace.plan.sites:
        return None
    learned = place.sample < 0
    if learned and not is_parameter(trace, place.layer, place.quantity):
        return None
    site = trace.plan.sites[place.layer]
    shape = site.parameter(place.quantity).shape if learned else trace.shape(place.layer)
    fits = len(shape) == len(place.index) and all(i < length for i, length in zip(place.index, shape, strict=True))
    return turnable(trace, place if learned else replace(place, sample=trace.sample)) if fits else None
