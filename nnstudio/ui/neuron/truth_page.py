"""Truth tables by one step neuron: set by hand, marked row by row, or found by the perceptron rule."""

from __future__ import annotations

import numpy as np
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from nnstudio.inspection.neuron import (
    FUNCTIONS,
    Correction,
    OneNeuron,
    PerceptronRule,
    TruthFunction,
    TwoLayers,
    conditions,
    contradiction,
    marked,
)
from nnstudio.text import msg, tr
from nnstudio.ui import theme
from nnstudio.ui.controls import Segmented, bind, label, on_retranslate
from nnstudio.ui.neuron.knob import Knob
from nnstudio.ui.neuron.plane import Mark, NeuronPlane
from nnstudio.ui.neuron.truth_rows import TruthRows

_BOX = (-0.5, -0.5, 1.5, 1.5)
_START = (1.0, 1.0, -1.5)


class TruthPage(QWidget):
    """``function`` is the table, ``neuron`` the step neuron that answers it, ``rule`` the perceptron rule under way."""

    def __init__(self) -> None:
        super().__init__()
        self.choice = Segmented(tuple((one.id, one.name) for one in FUNCTIONS))
        self.neuron, self.plane, self.rows = OneNeuron(2, "step"), NeuronPlane(_BOX, movable=False), TruthRows()
        self.knobs = tuple(Knob(symbol) for symbol in ("w₁", "w₂", "b"))
        self.verdict, self.why = label("", "strong", wrap=True), label("", "caption", wrap=True)
        self.next, self.whole, self.again = QPushButton(), QPushButton(), QPushButton()
        self.told = label("", "caption", wrap=True)
        self.rule: PerceptronRule | None = None
        self._last: Correction | None = None
        self._layers = TwoLayers()
        self._set(_START)
        self._arrange()
        self._connect()
        on_retranslate(self, self.refresh)

    @property
    def function(self) -> TruthFunction:
        """The table that is chosen."""
        return next(one for one in FUNCTIONS if one.id == self.choice.value())

    @property
    def weights(self) -> tuple[float, float, float]:
        """w₁, w₂ and b, as the knobs say."""
        first, second, bias = (knob.value() for knob in self.knobs)
        return first, second, bias

    def _set(self, weights: tuple[float, float, float]) -> None:
        for knob, value in zip(self.knobs, weights, strict=True):
            knob.set_value(value)
        self.neuron.set(np.array(weights[:2]), weights[2])

    def refresh(self) -> None:
        """Mark every row and say what is to be said."""
        found = marked(self.neuron, self.function)
        marks = tuple(Mark((float(row.x[0]), float(row.x[1])), row.target, row.right) for row in found)
        self.plane.show_neuron(self.neuron, marks=marks)
        self.rows.show_rows(found, self._last.x if self._last is not None else None)
        right = sum(row.right for row in found)
        theta = theme.compact(-self.neuron.bias)
        self.verdict.setText(tr("{right} of 4 rows are right. Threshold θ = −b = {theta}", right=right, theta=theta))
        self.why.setText(self._why())
        self.told.setText(self._told())
        ended = self.rule is not None and bool(self.rule.ending)
        for button in (self.next, self.whole):
            button.setEnabled(not ended)

    def _why(self) -> str:
        found = contradiction(self.function)
        if found is None:
            rows = "   ".join(one.text for one in conditions(self.function))
            return tr("The rows demand: {rows}. One straight line can divide them.", rows=rows)
        first, second = found.firing
        third, fourth = found.silent
        positive, negative = found.sums
        said = tr(
            "No single neuron can: {a} and {b} add up to {c}, but {d} and {e} to {f}.",
            a=first.text, b=second.text, c=positive, d=third.text, e=fourth.text, f=negative,
        )  # fmt: skip
        answers = " ".join(f"{x[0]}{x[1]}→{out}" for x, _, out in self._layers.table())
        return f"{said} {tr('Two layers can, OR and NAND, then AND of both: {answers}', answers=answers)}"

    def _told(self) -> str:
        rule, last = self.rule, self._last
        if rule is None or (last is None and not rule.ending):
            return tr(
                "The step's slope is 0, so gradient descent would change nothing. "
                "The perceptron rule goes by mistakes: w ← w + (t − y) x, b ← b + (t − y)."
            )
        count = len(rule.corrections)
        if rule.ending == "solved":
            return tr("A whole round without a mistake: it has ended. Corrections: {count}.", count=count)
        if rule.ending == "cycles":
            return tr(
                "The same weights meet the same row as at correction {number}: from here it repeats for ever.",
                number=rule.repeats,
            )
        assert last is not None
        return tr(
            "Correction {number}, round {round}: {x} gave {output} not {target}. w changes by {sign} x, b by {sign} 1.",
            number=last.number, round=last.round, x=f"({last.x[0]}, {last.x[1]})", output=last.output,
            target=last.target, sign="+" if last.error > 0 else "−",
        )  # fmt: skip

    # -- the hand

    def _on_turned(self, _: float) -> None:
        self.rule = self._last = None
        self._set(self.weights)
        self.refresh()

    def _on_chosen(self, _: str) -> None:
        self.rule = self._last = None
        self.refresh()

    def _on_next(self) -> None:
        self.rule = self.rule or PerceptronRule(self.function, self.weights)
        found = self.rule.next_mistake()
        self._last = found if found is not None else self._last
        self._set(self.rule.weights)
        self.refresh()

    def _on_whole(self) -> None:
        self.rule = self.rule or PerceptronRule(self.function, self.weights)
        self.rule.run()
        self._last = self.rule.corrections[-1] if self.rule.corrections else None
        self._set(self.rule.weights)
        self.refresh()

    def _on_again(self) -> None:
        self.rule = self._last = None
        self._set((0.0, 0.0, 0.0))
        self.refresh()

    # -- building

    def _arrange(self) -> None:
        space = theme.tokens().space
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(space(1))
        column.addWidget(self.choice)
        middle, right = QHBoxLayout(), QVBoxLayout()
        middle.setSpacing(space(2))
        right.setSpacing(0)
        middle.addWidget(self.plane, 1)
        for knob in self.knobs:
            right.addWidget(knob)
        right.addSpacing(space(1))
        right.addWidget(self.rows)
        right.addStretch(1)
        middle.addLayout(right, 1)
        column.addLayout(middle, 1)
        for widget in (self.verdict, self.why):
            column.addWidget(widget)
        row = QHBoxLayout()
        row.setSpacing(space(1))
        row.addWidget(label(msg("Perceptron rule"), "soft"))
        for button in (self.next, self.whole, self.again):
            row.addWidget(button)
        row.addStretch(1)
        column.addLayout(row)
        column.addWidget(self.told)

    def _connect(self) -> None:
        bind(self.choice.setAccessibleName, msg("Truth table"))
        bind(self.next.setText, msg("Next mistake"))
        bind(self.whole.setText, msg("To its end"))
        bind(self.again.setText, msg("From zero"))
        self.choice.chosen.connect(self._on_chosen)
        for knob in self.knobs:
            knob.changed.connect(self._on_turned)
        self.next.clicked.connect(self._on_next)
        self.whole.clicked.connect(self._on_whole)
        self.again.clicked.connect(self._on_again)
