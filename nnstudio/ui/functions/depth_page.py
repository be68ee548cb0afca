"""Depth: what n layers make of a number, and what is left of a gradient that passes them."""

from __future__ import annotations

import numpy as np
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from nnstudio.engine.declaration import Kind, Parameter
from nnstudio.exchange.table import Table
from nnstudio.inspection.functions.chain import Chain, chain
from nnstudio.text import msg, tr
from nnstudio.ui import theme
from nnstudio.ui.controls import ParameterForm, label, on_retranslate, rule
from nnstudio.ui.functions.board import Board, Line
from nnstudio.ui.functions.lab import Lab
from nnstudio.ui.functions.page import LabPage
from nnstudio.ui.functions.side import CountSlider, side_column

_REACH, _POINTS, _DEEPEST = 5.0, 301, 30
_FLOOR = 1e-12
_SETTINGS = (
    Parameter("weight", msg("Weight of each layer"), Kind.REAL, 1.0, msg("The same w in all layers; there is no bias."),
              minimum=-3.0, maximum=3.0, symbol="w"),
    Parameter("x", msg("Input"), Kind.REAL, 0.5, msg("What the first layer is given."),
              minimum=-_REACH, maximum=_REACH, symbol="x"),
)  # fmt: skip


class DepthPage(LabPage):
    """``chains`` : of each compared function at the x in force, by its id."""

    def __init__(self, lab: Lab) -> None:
        super().__init__(lab)
        self.chains: dict[str, Chain] = {}
        self.count = CountSlider(msg("Layers n"), 1, _DEEPEST, 10)
        self.form = ParameterForm(_SETTINGS)
        self.output = Board(msg("Output of the last layer"), msg("x"), msg("output aₙ"))
        self.factor = Board(
            msg("What is left of the gradient"), msg("layers passed"), msg("|∂aₖ/∂x|"), logarithmic=True, cursor=False
        )
        self.said, self.answer = label("", "body", wrap=True), label("", "soft", wrap=True)
        self._arrange()
        self.count.changed.connect(self._show)
        self.form.edited.connect(lambda *_: self._show())
        self.output.pointed.connect(self._on_pointed)
        lab.changed.connect(self._show)
        on_retranslate(self, self._show)

    def table(self) -> Table | None:
        """Return the factors after each layer."""
        return self.factor.table()

    def picture(self) -> QWidget:
        """Return both plots."""
        return self._pictures

    def _arrange(self) -> None:
        space = theme.tokens().space
        self._pictures = QWidget()
        column = QVBoxLayout(self._pictures)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(space(1))
        column.addWidget(self.output, 1)
        column.addWidget(self.factor, 1)
        advice = label(msg("The functions are those that are checked under Curves."), "caption", wrap=True)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(space(2))
        row.addWidget(self._pictures, 1)
        row.addWidget(rule(vertical=True))
        row.addWidget(side_column(self.count, self.form, rule(), self.said, self.answer, advice))

    def _on_pointed(self, x: float) -> None:
        self.form.set_values({"weight": self._value("weight"), "x": round(x, 3)})
        self._show()

    def _value(self, name: str) -> float:
        return float(self.form.rows[name].value())

    def _show(self, *_: object) -> None:
        depth, weight, x = self.count.value(), self._value("weight"), self._value("x")
        grid, layers = np.linspace(-_REACH, _REACH, _POINTS), np.arange(0, depth + 1)
        outputs, factors = [], []
        self.chains = {}
        for one in self.lab.shown():
            function = one.chosen.function()
            found = self.chains[one.chosen.key] = chain(function, depth, weight, x)
            outputs.append(Line(one.name, grid, chain(function, depth, weight, grid).a[-1], one.slot))
            left = np.concatenate([[1.0], np.abs(found.factor)])
            factors.append(Line(one.name, layers, left, one.slot, dots=True))
        first = self.lab.shown()[0]
        bound = np.concatenate([[1.0], self.chains[first.chosen.key].bound])
        if np.isfinite(bound).all():
            name = tr("bound (|w| max |f′|)ᵏ of {function}", function=first.name)
            factors.append(Line(name, layers, bound, first.slot, "dot"))
        self.output.show_lines(tuple(outputs), (-_REACH, _REACH), _clipped(outputs))
        self.output.point(x)
        self.factor.show_lines(tuple(factors), (0.0, float(depth)), _decades(factors))
        self.factor.count_across(depth)
        self._say(depth)

    def _say(self, depth: int) -> None:
        """Say of each function what is left, and how much of it is left at most."""
        chains = ((one.name, self.chains[one.chosen.key]) for one in self.lab.shown())
        self.said.setText("\n".join(_left(name, depth, found) for name, found in chains))
        self.answer.setText(
            tr(
                "A larger learning rate is no cure: it multiplies every layer's step alike, and the first layer still "
                "learns so many times more slowly than the last."
            )
        )


def _left(name: str, depth: int, found: Chain) -> str:
    left, bound = theme.number(abs(float(found.factor[-1])), 3), float(found.bound[-1])
    if not np.isfinite(bound):
        return tr(
            "{function}: after {count} layers {left} of the gradient is left; its slope has no upper bound.",
            function=name,
            count=depth,
            left=left,
        )
    return tr(
        "{function}: after {count} layers {left} of the gradient is left; no x leaves more than {bound}.",
        function=name,
        count=depth,
        left=left,
        bound=theme.number(bound, 3),
    )


def _clipped(lines: list[Line]) -> tuple[float, float]:
    values = np.concatenate([line.y[np.isfinite(line.y)] for line in lines])
    return max(float(values.min(initial=-0.1)), -_REACH), min(float(values.max(initial=0.1)), _REACH)


def _decades(lines: list[Line]) -> tuple[float, float]:
    values = np.concatenate([line.y[np.isfinite(line.y) & (line.y > 0)] for line in lines])
    low, high = float(values.min(initial=0.1)), float(values.max(initial=1.0))
    return max(low, _FLOOR), min(max(high, 10.0), 1 / _FLOOR)
