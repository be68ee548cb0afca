"""The sum: weights, bias and inputs on sliders, the calculation with its numbers, the line, and what a nudge does."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from nnstudio import engine
from nnstudio.engine.typing import Array
from nnstudio.inspection import Moment, operands
from nnstudio.inspection.description import Line
from nnstudio.inspection.neuron import BENDS, OneNeuron
from nnstudio.inspection.working_out import Covered, covered
from nnstudio.text import msg, tr
from nnstudio.ui import theme
from nnstudio.ui.controls import ChoiceBox, NumberField, Segmented, bind, label, on_retranslate
from nnstudio.ui.controls.calculation import ExpressionView, written
from nnstudio.ui.neuron.knob import Knob
from nnstudio.ui.neuron.plane import NeuronPlane
from nnstudio.ui.neuron.source import Copied, copied_neuron

_REACH = 2.0
_LOWERED = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


class SumPage(QWidget):
    """``neuron`` and ``inputs`` are what the knobs stand for: a neuron of one's own, or a copy of the run's.

    Signals: ``run_wanted()`` when the run's neuron is chosen; :meth:`show_moment` answers it.
    """

    run_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.source = Segmented((("own", msg("My own")), ("run", msg("The run's"))))
        self.bend, self.plane = ChoiceBox(), NeuronPlane((-_REACH, -_REACH, _REACH, _REACH))
        self.knobs: list[Knob] = []
        self.expression, self.said, self.nudge_said = ExpressionView(), label("", "caption", wrap=True), QLabel()
        self.nudged, self.delta = ChoiceBox(), NumberField(0.1, step=0.1)
        self._run: Copied | None = None
        self._digits = 4
        self._covered: Covered | None = None
        self._column = QVBoxLayout()
        self.neuron, self.inputs = OneNeuron(2, "logistic"), np.array([1.0, -0.5])
        self._names: tuple[str, ...] = ("x₁", "x₂")
        self.neuron.set(np.array([1.5, -1.0]), 0.5)
        self._arrange()
        self._connect()
        self._make_knobs()
        on_retranslate(self, self.refresh)

    # -- what is shown

    def show_moment(self, moment: Moment) -> None:
        """Show a copy of the neuron that is looked at, where the run's is wanted."""
        own, digits = self.source.value() == "own", moment.options.digits
        if own and digits == self._digits:
            return
        self._digits = digits
        self._covered = None if own else covered(moment)
        if own:
            self.refresh()
        else:
            self._run = copied_neuron(moment)
            self._take()

    def _take(self, *_: object) -> None:
        """Begin anew with the chosen neuron."""
        if self.source.value() == "run" and self._run is not None:
            found = self._run
            self.neuron, self.inputs, self._names = found.neuron, found.x.copy(), found.names
            reach = max(_REACH, 1.25 * float(np.abs(self.inputs[:2]).max()))
            self.plane.set_box((-reach, -reach, reach, reach))
        elif self.source.value() == "own":
            self.neuron, self.inputs, self._names = OneNeuron(2, "logistic"), np.array([1.0, -0.5]), ("x₁", "x₂")
            self.neuron.set(np.array([1.5, -1.0]), 0.5)
            self.plane.set_box((-_REACH, -_REACH, _REACH, _REACH))
        self._make_knobs()
        self.refresh()

    def refresh(self) -> None:
        """Show the numbers as they are now."""
        z, a = self.neuron.described(self.inputs, self._names)
        lines: tuple[Line, ...] = (*z.lines, *(a.lines if a is not None else ()))
        self.expression.covered = self._gap(lines)
        self.expression.show_lines(lines, self._digits, 0)
        self.plane.show_neuron(self.neuron, self.inputs)
        own = self.source.value() == "own"
        missing = not own and self._run is None
        theta = written(-self.neuron.bias, self._digits)
        self.said.setText(
            tr("This step is of no dense neuron with two to eight inputs: choose one in the network's picture.")
            if missing
            else tr("It fires where w₁x₁ + w₂x₂ ≥ θ = −b = {theta}.", theta=theta)
            if own
            else tr("A copy of {name}: turning it leaves the run as it is.", name=self.neuron.name)
        )
        self._show_nudge()

    def _gap(self, lines: tuple[Line, ...]) -> Covered | None:
        """Return what is covered as it stands in the copy's lines: worked out in float64, and in places of its own."""
        hidden = self._covered
        results = [line.result for line in lines if hidden is not None and hidden.hides(line.result)]
        if hidden is None or not results:
            return hidden
        given = (each for line in lines for each in operands(line.expression) if each.value in results)
        place = next((each.place for each in given if each.place is not None), hidden.place)
        return replace(hidden, place=place, values=(*hidden.values, *results))

    def _show_nudge(self) -> None:
        found = self.neuron.nudged(max(0, self.nudged.currentIndex()), self.delta.value(), self.inputs)
        if found.flipped:
            before, after = self._told(found.before, None), self._told(found.after, None)
            shown = tr(
                "The step flips: a goes from {before} to {after}; its slope, 0, foretells nothing.",
                before=before,
                after=after,
            )
        elif self.neuron.activation == "step":
            shown = tr("The step stays at a = {before}; its slope is 0.", before=self._told(found.before, None))
        else:
            shown = tr(
                "Δa = {change}, foretold by the slope {slope} × Δ = {foretold}",
                change=theme.number(found.change, self._digits),
                slope=self._told(found.slope, self._digits),
                foretold=self._told(found.slope, self._digits, found.foretold),
            )
        self.nudge_said.setText(shown)

    def _told(self, tells: float, digits: int | None, value: float | None = None) -> str:
        """Return a number, or a question mark where ``tells`` would tell a result that is covered."""
        if self._covered is not None and self._covered.hides(tells):
            return "?"
        shown = tells if value is None else value
        return theme.compact(shown) if digits is None else theme.number(shown, digits)

    # -- building

    def _arrange(self) -> None:
        space = theme.tokens().space
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(space(1))
        top = QHBoxLayout()
        top.addWidget(self.source)
        top.addStretch(1)
        top.addWidget(self.bend)
        column.addLayout(top)
        middle = QHBoxLayout()
        middle.setSpacing(space(2))
        middle.addWidget(self.plane, 1)
        area, inner = QScrollArea(), QWidget()
        inner.setLayout(self._column)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        area.setWidget(inner)
        area.setWidgetResizable(True)
        # Its knobs are the stops, and bring themselves into sight.
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setMinimumWidth(space(26))
        middle.addWidget(area, 1)
        column.addLayout(middle, 1)
        column.addWidget(self.expression)
        column.addWidget(self.said)
        column.addLayout(self._nudge_row())

    def _nudge_row(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(theme.tokens().space(1))
        row.addWidget(label(msg("Nudge"), "soft", buddy=self.nudged))
        row.addWidget(self.nudged)
        row.addWidget(label(msg("by Δ"), "soft", buddy=self.delta))
        row.addWidget(self.delta)
        row.addWidget(self.nudge_said, 1)
        self.delta.setFixedWidth(theme.tokens().space(8))
        self.nudge_said.setWordWrap(True)
        bind(self.nudged.setAccessibleName, msg("What is nudged"))
        bind(self.delta.setAccessibleName, msg("By how much"))
        return row

    def _connect(self) -> None:
        on_retranslate(self, self._fill_bends)
        bind(self.bend.setAccessibleName, msg("Activation function"))
        self.bend.activated.connect(self._on_bend)
        self.source.chosen.connect(self._on_source)
        self.plane.moved.connect(self._on_moved)
        self.nudged.currentIndexChanged.connect(lambda _: self._show_nudge())
        self.delta.edited.connect(lambda _: self._show_nudge())

    def _fill_bends(self) -> None:
        here = max(0, self.bend.currentIndex()) if self.bend.count() else BENDS.index("logistic")
        self.bend.clear()
        for bend in BENDS:
            self.bend.addItem(str(engine.activations[bend].declaration.name), bend)
        self.bend.setCurrentIndex(here)

    def _make_knobs(self) -> None:
        for knob in self.knobs:
            self._column.removeWidget(knob)
            knob.hide()
            knob.deleteLater()
        while self._column.count():
            self._column.takeAt(0)
        symbols = [f"{letter}{n + 1}".translate(_LOWERED) for n in range(self.neuron.inputs) for letter in "wx"]
        self.knobs = [Knob(symbol) for symbol in [*symbols, "b"]]
        for knob, name in zip(self.knobs[1::2], self._names, strict=False):
            knob.symbol.setToolTip(name)
        for number, knob in enumerate(self.knobs):
            knob.set_value(self._numbers()[number])
            knob.changed.connect(lambda value, place=number: self._on_turned(place, value))
            self._column.addWidget(knob)
        self._column.addStretch(1)
        self.bend.setCurrentIndex(self.bend.findData(self.neuron.activation))
        self.nudged.blockSignals(True)
        self.nudged.clear()
        self.nudged.addItems([*symbols[::2], "b"])
        self.nudged.blockSignals(False)

    def _numbers(self) -> list[float]:
        """Return what the knobs show: w₁ x₁ w₂ x₂ … b."""
        pairs = zip(self.neuron.weights, self.inputs, strict=True)
        return [float(value) for pair in pairs for value in pair] + [self.neuron.bias]

    # -- the hand

    def _on_source(self, source: str) -> None:
        if source == "run":
            self.run_wanted.emit()
        self._take()

    def _on_turned(self, place: int, value: float) -> None:
        weights, bias = self.neuron.weights, self.neuron.bias
        if place == 2 * self.neuron.inputs:
            bias = value
        elif place % 2:
            self.inputs[place // 2] = value
        else:
            weights[place // 2] = value
        self.neuron.set(weights, bias)
        self.refresh()

    def _on_moved(self, first: float, second: float) -> None:
        self.inputs[:2] = first, second
        for place in (0, 1):
            self.knobs[2 * place + 1].set_value(float(self.inputs[place]))
        self.refresh()

    def _on_bend(self, place: int) -> None:
        before: Array = self.neuron.weights
        bias, name = self.neuron.bias, self.neuron.name
        self.neuron = OneNeuron(len(before), BENDS[place], name)
        self.neuron.set(before, bias)
        self.refresh()
