"""What the function in focus is: its formula and derivative, its parameters on sliders, its source."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from nnstudio import engine
from nnstudio.engine.activation import Activation
from nnstudio.engine.declaration import Value
from nnstudio.text import msg
from nnstudio.ui import theme
from nnstudio.ui.controls import FocusRing, ParameterForm, bind, label, rule
from nnstudio.ui.functions.formula_lines import FormulaLines


class Details(QScrollArea):
    """Signals: ``edited(parameter id, value)``."""

    edited = Signal(str, object)

    def __init__(self) -> None:
        super().__init__()
        self.setFrameShape(QFrame.Shape.NoFrame)
        FocusRing(self)
        bind(self.setAccessibleName, msg("Formulas of the function"))
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.name = label("", "subtitle", wrap=True)
        self.help = label("", "soft", wrap=True)
        self.formula = FormulaLines()
        self.derivative = FormulaLines()
        self.form = ParameterForm()
        self.saturation = label("", "caption", wrap=True)
        self.source = label("", "caption", wrap=True)
        self._rule = rule()
        self._arrange()
        self.form.edited.connect(self.edited)

    def show_function(self, key: str, values: Mapping[str, Value]) -> None:
        """Show another function, or other values of the same."""
        declaration = engine.activations[key].declaration
        function = engine.activations[key](**values)
        bind(self.name.setText, declaration.name)
        bind(self.help.setText, declaration.help)
        self.show_formulas(function)
        self.form.set_parameters(declaration.parameters, values)
        self.source.setText(declaration.source)
        for widget in (self.form, self._rule):
            widget.setVisible(bool(declaration.parameters))
        vector = not engine.activations[key].elementwise
        bind(
            self.saturation.setText,
            msg("A derivative of a vector by a vector is a matrix: the Jacobian.")
            if vector
            else msg("Shaded: |f′| < 0.01. A gradient that passes there loses more than 99 %."),
        )

    def show_formulas(self, function: Activation) -> None:
        """Show formula and derivative of a function: one typed in has its own."""
        self.formula.set_latex(function.formula)
        self.derivative.set_latex(function.derivative)

    def _arrange(self) -> None:
        page = QWidget()
        column = QVBoxLayout(page)
        space = theme.tokens().space
        column.setContentsMargins(0, 0, space(1), 0)
        column.setSpacing(space(1))
        for widget in (self.name, self.help, self.formula, self.derivative, rule(), self.form, self._rule):
            column.addWidget(widget)
        column.addWidget(self.saturation)
        column.addWidget(self.source)
        column.addStretch(1)
        self.setWidget(page)
