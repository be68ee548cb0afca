"""Softmax: three net inputs and a temperature become a point of a triangle."""

from __future__ import annotations

import numpy as np
from PySide6.QtWidgets import QHBoxLayout, QWidget

from nnstudio.engine.declaration import Kind, Parameter
from nnstudio.exchange.table import Table
from nnstudio.inspection.functions.simplex import (
    entropy,
    net_inputs,
    place,
    probabilities_at,
    softmax,
    temperature_path,
)
from nnstudio.text import msg, tr
from nnstudio.ui import theme
from nnstudio.ui.controls import FormulaLabel, ParameterForm, label, on_retranslate, rule
from nnstudio.ui.functions.lab import Lab
from nnstudio.ui.functions.page import LabPage
from nnstudio.ui.functions.side import side_column
from nnstudio.ui.functions.triangle import Triangle
from nnstudio.ui.functions.vector_view import Bars

_FIRST, _REACH = (2.0, 1.0, -0.5), 6.0
_NAMED = (0.3, 1.0, 3.0, 10.0)
_ALL = np.geomspace(0.05, 100.0, 121)
_SETTINGS = (
    *(
        Parameter(f"z{k}", msg("Net input"), Kind.REAL, first, msg("What reaches this output before the function."),
                  minimum=-_REACH, maximum=_REACH, symbol=f"z{sign}")
        for k, (first, sign) in enumerate(zip(_FIRST, "₁₂₃", strict=True), start=1)
    ),
    Parameter("temperature", msg("Temperature"), Kind.REAL, 1.0, msg("Every net input is divided by it first."),
              minimum=0.05, maximum=20.0, symbol="T", logarithmic=True),
)  # fmt: skip


class SoftmaxPage(LabPage):
    """``form`` holds z and T, ``triangle`` the point that they make."""

    def __init__(self, lab: Lab) -> None:
        super().__init__(lab)
        self.form, self.triangle, self.bars = ParameterForm(_SETTINGS), Triangle(), Bars()
        self.said = label("", "body", wrap=True)
        formula = FormulaLabel(r"a_i = \frac{e^{z_i/T}}{\sum_j e^{z_j/T}}")
        advice = label(
            msg("The dashed way is that of T: near 0 the largest takes all, far up all three become alike."),
            "soft",
            wrap=True,
        )
        self.bars.setFixedHeight(theme.tokens().space(13))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.tokens().space(2))
        row.addWidget(self.triangle, 1)
        row.addWidget(rule(vertical=True))
        row.addWidget(side_column(formula, self.form, rule(), self.bars, self.said, advice))
        self.form.edited.connect(lambda *_: self._show())
        self.triangle.moved.connect(self._on_moved)
        on_retranslate(self, self._show)

    def z(self) -> np.ndarray:
        """Return the net inputs ``(3,)``."""
        return np.array([self._value(f"z{k}") for k in (1, 2, 3)])

    @property
    def temperature(self) -> float:
        """T."""
        return self._value("temperature")

    def table(self) -> Table | None:
        """Return the probabilities over all temperatures."""
        found = np.array([softmax(self.z(), float(each)) for each in _ALL])
        return Table(("T", "a₁", "a₂", "a₃"), (_ALL, *found.T))

    def picture(self) -> QWidget:
        """Return the triangle."""
        return self.triangle

    def _value(self, name: str) -> float:
        return float(self.form.rows[name].value())

    def _show(self) -> None:
        z, found = self.z(), softmax(self.z(), self.temperature)
        marks = tuple((f"T = {theme.compact(each)}", place(softmax(z, each))) for each in _NAMED)
        self.triangle.show_point(place(found), temperature_path(z, _ALL), marks)
        self.bars.show_values(found)
        self.said.setText(
            tr(
                "Σ a = 1. Entropy {entropy} of at most ln 3 = {most}: 0 is certain, the most is not knowing at all.",
                entropy=theme.number(entropy(found), 3),
                most=theme.fixed(float(np.log(3)), 3),
            )
        )

    def _on_moved(self, point: np.ndarray) -> None:
        """Give the z with mean 0 that stand for the point, as far as the sliders reach."""
        z = net_inputs(probabilities_at(point), self.temperature)
        held = np.clip(z, -_REACH, _REACH)
        given = {f"z{k}": round(float(each), 3) for k, each in enumerate(held, start=1)}
        self.form.set_values({**given, "temperature": self.temperature})
        self._show()
