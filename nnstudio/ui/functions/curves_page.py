"""Curves: functions side by side with their derivatives; list, plot with read-out, details."""

from __future__ import annotations

import numpy as np
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from nnstudio import engine
from nnstudio.engine.declaration import Value
from nnstudio.exchange.table import Table
from nnstudio.text import msg, tr
from nnstudio.training.frame import Frame
from nnstudio.ui import theme
from nnstudio.ui.controls import ChoiceBox, IconButton, NumberField, Segmented, bind, label, on_retranslate, rule
from nnstudio.ui.functions.details import Details
from nnstudio.ui.functions.function_list import FunctionList
from nnstudio.ui.functions.function_plot import FunctionPlot
from nnstudio.ui.functions.lab import Lab
from nnstudio.ui.functions.page import LabPage
from nnstudio.ui.functions.reading import Reading
from nnstudio.ui.functions.use_in_layer import UseButton
from nnstudio.ui.functions.vector_view import VectorView

_REACHES = ("3", "5", "10")


class CurvesPage(LabPage):
    """Any activation functions with f′ and f″; parameters on sliders; a cursor reads values."""

    def __init__(self, lab: Lab) -> None:
        super().__init__(lab)
        self._session = lab.session
        self.list = FunctionList()
        self.plot = FunctionPlot()
        self.vector = VectorView()
        self.reading = Reading()
        self.details = Details()
        self.use = UseButton(lab.session)
        self.reach = Segmented(tuple((reach, _plain(f"±{reach}")) for reach in _REACHES))
        self.derivatives, self.bends = QCheckBox("f′"), QCheckBox("f″")
        self.layer = ChoiceBox()
        self.x_field = NumberField(self.plot.position, minimum=-10.0, maximum=10.0, step=0.1)
        self.stack = QStackedWidget()
        self._arrange()
        for key in lab.overlaid:
            self.list.set_overlaid(key, True)
        self.reach.set_value("5")
        self._connect()
        self._on_focused(lab.focused)
        self.list.focus(lab.focused)

    # -- building

    def _arrange(self) -> None:
        tokens = theme.tokens()
        self.details.setFixedWidth(tokens.side_panel)
        self.use.setMaximumWidth(tokens.side_panel)
        self.stack.addWidget(self._curves())
        self.stack.addWidget(self.vector)
        side = QVBoxLayout()
        side.setSpacing(tokens.space(1))
        side.addWidget(self.details, 1)
        side.addWidget(self.use)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(tokens.space(2))
        row.addWidget(self.list)
        row.addWidget(self.stack, 1)
        row.addWidget(rule(vertical=True))
        row.addLayout(side)

    def _curves(self) -> QWidget:
        space = theme.tokens().space
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(space(1))
        column.addLayout(self._tools())
        column.addWidget(self.plot, 1)
        row = QHBoxLayout()
        row.addWidget(label("x", "strong", buddy=self.x_field))
        self.x_field.setFixedWidth(space(12))
        row.addWidget(self.x_field)
        row.addStretch(1)
        row.addWidget(label(msg("solid: f · dashed: f′ · dotted: f″"), "caption"))
        column.addLayout(row)
        column.addWidget(self.reading)
        return page

    def _tools(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(theme.tokens().space(1))
        self.fit = IconButton("fit", msg("Show the whole range"))
        self.derivatives.setChecked(True)
        self.layer.setSizeAdjustPolicy(ChoiceBox.SizeAdjustPolicy.AdjustToContents)
        # Where it is narrow the name gives way.
        self.layer.setMinimumWidth(theme.tokens().space(12))
        bind(self.derivatives.setToolTip, msg("Derivatives: how steep a function is"))
        bind(self.derivatives.setAccessibleName, msg("Derivatives"))
        bind(self.bends.setToolTip, msg("Second derivatives: where the slope changes; none at a corner"))
        bind(self.bends.setAccessibleName, msg("Second derivatives"))
        bind(self.layer.setAccessibleName, msg("Layer whose net inputs z are drawn under the curves"))
        bind(self.layer.setToolTip, msg("Layer whose net inputs z are drawn under the curves"))
        bind(self.x_field.setAccessibleName, msg("Place of the cursor"))
        row.addWidget(self.reach)
        row.addWidget(self.derivatives)
        row.addWidget(self.bends)
        row.addStretch(1)
        row.addWidget(self.layer)
        row.addWidget(self.fit)
        return row

    def _connect(self) -> None:
        self.list.focused.connect(self._on_focused)
        self.list.overlaid.connect(self.lab.overlay)
        self.details.edited.connect(self._on_parameter)
        self.reach.chosen.connect(lambda reach: self.plot.set_reach(float(reach)))
        self.derivatives.toggled.connect(self._show)
        self.bends.toggled.connect(self._show)
        self.fit.clicked.connect(self.plot.reset_view)
        self.plot.pointed.connect(self._on_pointed)
        self.x_field.edited.connect(self._on_typed)
        self.layer.currentIndexChanged.connect(lambda: self._session.display.refresh())
        self.lab.changed.connect(self._show)
        self._session.document_changed.connect(self._list_layers)
        self._session.display.add(self, self.paint)
        on_retranslate(self, self._retranslate)
        theme.changed.connect(self._show)

    # -- what is shown

    def picture(self) -> QWidget:
        """Return the plot, or the vector with its Jacobian."""
        return self.vector if self.stack.currentWidget() is self.vector else self.plot

    def table(self) -> Table | None:
        """Return the curves and their derivatives over x."""
        if self.stack.currentWidget() is self.vector:
            return None
        headings, columns = ["x"], [next(iter(self.plot.sampled.values())).x]
        for one in self.lab.shown():
            sampled = self.plot.sampled[one.chosen.key]
            headings += [f"{one.name}: f", f"{one.name}: f′", f"{one.name}: f″"]
            columns += [sampled.value, sampled.slope, sampled.bend]
        return Table(tuple(headings), tuple(columns))

    def paint(self, frame: Frame) -> None:
        """Draw the chosen layer's net inputs under the curves (they are the batch's own, read from the plan)."""
        layer = self.layer.currentData()
        z = None
        if layer and layer in {node.name for node in frame.program.graph.nodes}:
            z = np.array(frame.quantity(layer, "z"), dtype=float).ravel()
        self.plot.set_z(z)

    def _show(self) -> None:
        focused = self.lab.focused
        self.use.show_function(self.lab.chosen(focused), self.lab.name(focused))
        if not engine.activations[focused].elementwise:
            self.vector.show_function(self.lab.chosen(focused).function())
            self.stack.setCurrentWidget(self.vector)
            return
        self.stack.setCurrentIndex(0)
        shown = self.lab.shown()
        orders = {1: self.derivatives.isChecked(), 2: self.bends.isChecked()}
        self.plot.show_functions(shown, focused, frozenset(order for order, on in orders.items() if on))
        self.reading.show_functions(shown)
        self._read(self.plot.position)

    def _retranslate(self) -> None:
        self._list_layers()
        self._show()

    def _list_layers(self) -> None:
        chosen = self.layer.currentData()
        self.layer.blockSignals(True)
        self.layer.clear()
        self.layer.addItem(tr("No histogram of z"), "")
        for node in self._session.document.network.nodes:
            if node.kind in ("dense", "activation"):
                self.layer.addItem(tr("z of {layer}", layer=node.name), node.id)
        self.layer.setCurrentIndex(max(0, self.layer.findData(chosen)))
        self.layer.blockSignals(False)

    # -- what the user does

    def _on_focused(self, key: str) -> None:
        self.details.show_function(key, self.lab.values.get(key, {}))
        self.lab.focus(key)

    def _on_parameter(self, name: str, value: Value) -> None:
        self.lab.set_value(self.lab.focused, name, value)
        self.details.show_formulas(self.lab.chosen(self.lab.focused).function())

    def _on_pointed(self, x: float) -> None:
        self.x_field.set_value(round(x, 4))
        self._read(x)

    def _on_typed(self, x: float) -> None:
        self.plot.point(x)
        self._read(self.plot.position)

    def _read(self, x: float) -> None:
        self.reading.read(self.lab.shown(), x)
        # Whoever moves the cursor by keys is on the plot.
        self.plot.setAccessibleDescription(self.reading.accessibleDescription())


def _plain(text: str):
    return lambda: text
