"""Gates: functions that are z times a gate of z, how far the gate is open, and the limits they lie between."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from nnstudio import engine
from nnstudio.engine.declaration import Kind, Parameter, Value
from nnstudio.exchange.table import Table
from nnstudio.inspection.functions.gates import GATED, gate, gated
from nnstudio.inspection.functions.sampled import Chosen
from nnstudio.text import msg, tr
from nnstudio.ui import theme
from nnstudio.ui.controls import ChoiceBox, ParameterForm, bind, label, on_retranslate, rule
from nnstudio.ui.functions.board import Board, Line, line_up
from nnstudio.ui.functions.formula_lines import FormulaLines
from nnstudio.ui.functions.lab import Lab
from nnstudio.ui.functions.page import LabPage
from nnstudio.ui.functions.side import side_column

_REACH = 5.0
_LEAST_SHARPNESS = 0.01


class GatesPage(LabPage):
    """``choice`` of the function, ``form`` with its parameters."""

    def __init__(self, lab: Lab) -> None:
        super().__init__(lab)
        self.choice, self.form, self.formula = ChoiceBox(), ParameterForm(), FormulaLines()
        self.curve = Board(msg("The function and its limits"), msg("z"))
        self.gate = Board(msg("How far the gate is open"), msg("z"), cursor=False)
        self.open, self.limits = label("", "strong", wrap=True), label("", "body", wrap=True)
        line_up(self.curve, self.gate)
        self._arrange()
        self.choice.activated.connect(self._choose)
        self.form.edited.connect(lambda *_: self._show())
        self.curve.pointed.connect(lambda _: self._read())
        self._choose()
        on_retranslate(self, self._retranslate)

    def chosen(self) -> Chosen:
        """Return the function as the sliders stand."""
        values: list[tuple[str, Value]] = [(name, row.value()) for name, row in self.form.rows.items()]
        return Chosen(str(self.choice.currentData()), tuple(sorted(values)))

    def table(self) -> Table | None:
        """Return the function, its gate and its limits over z."""
        left, right = self.curve.table(), self.gate.table()
        assert left is not None
        assert right is not None
        return Table(left.headings + right.headings[1:], left.columns + right.columns[1:])

    def picture(self) -> QWidget:
        """Return both plots."""
        return self._pictures

    def _arrange(self) -> None:
        space = theme.tokens().space
        bind(self.choice.setAccessibleName, msg("Function with a gate"))
        for key in GATED:
            self.choice.addItem("", key)
        self._pictures = QWidget()
        column = QVBoxLayout(self._pictures)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(space(1))
        column.addWidget(self.curve, 3)
        column.addWidget(self.gate, 2)
        said = msg("The net input decides by itself how much of it passes: the gate opens as z grows.")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(space(2))
        row.addWidget(self._pictures, 1)
        row.addWidget(rule(vertical=True))
        shown = (self.choice, self.formula, self.form, rule(), self.open, self.limits, label(said, "soft", wrap=True))
        row.addWidget(side_column(*shown))

    def _retranslate(self) -> None:
        for place, key in enumerate(GATED):
            self.choice.setItemText(place, str(engine.activations[key].declaration.name))
        self._show()

    def _choose(self, *_: object) -> None:
        key = str(self.choice.currentData())
        self.form.set_parameters(
            tuple(_sliding(p) for p in engine.activations[key].declaration.parameters if _turns(p))
        )
        self._show()

    def _show(self) -> None:
        function = self.chosen().function()
        self.formula.set_latex(function.formula)
        found = gated(function, _REACH)
        z = found.z
        name = str(self.choice.currentText())
        lines = (
            Line(name, z, found.value, 0, width=2.2),
            Line(tr("z/2: β → 0"), z, z / 2, 1, "dot"),
            Line(tr("ReLU: β → ∞"), z, np.maximum(z, 0), 2, "dash"),
        )
        self.curve.show_lines(lines, (-_REACH, _REACH), (-1.5, _REACH))
        self.gate.show_lines((Line(tr("gate f(z)/z"), z, found.gate, 0),), (-_REACH, _REACH), (-0.02, 1.02))
        self.limits.setText(
            tr(
                "Largest distance from −{reach} to {reach}: {line} from the line z/2, {ramp} from the ReLU.",
                reach=theme.compact(_REACH),
                line=theme.number(found.from_line, 3),
                ramp=theme.number(found.from_relu, 3),
            )
        )
        self._read()

    def _read(self) -> None:
        z = self.curve.position
        found = float(gate(self.chosen().function(), np.array([z]))[0])
        shown = theme.compact(z, 3), theme.percent(found), theme.number(z * found, 3)
        self.open.setText(
            tr("z = {z}: the gate is {share} open, f(z) = {value}.", z=shown[0], share=shown[1], value=shown[2])
        )


def _turns(parameter: Parameter) -> bool:
    return parameter.kind is Kind.REAL


def _sliding(parameter: Parameter) -> Parameter:
    """Return β on a slider of decades: what happens near 0 is worth as much of it as what happens near 100."""
    return replace(parameter, minimum=_LEAST_SHARPNESS, logarithmic=True) if parameter.id == "beta" else parameter
