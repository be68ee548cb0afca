"""The Functions workspace: list, plot with read-out, details."""

from __future__ import annotations

import numpy as np
from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from nnstudio import engine
from nnstudio.engine.declaration import Parameter, Value
from nnstudio.text import msg, tr
from nnstudio.training.frame import Frame
from nnstudio.ui import theme
from nnstudio.ui.bridge.session import Session
from nnstudio.ui.controls import IconButton, NumberField, Segmented, bind, label, on_retranslate, rule
from nnstudio.ui.functions.details import Details
from nnstudio.ui.functions.function_list import FunctionList
from nnstudio.ui.functions.function_plot import FunctionPlot, Shown
from nnstudio.ui.functions.reading import Reading
from nnstudio.ui.functions.sampled import Chosen
from nnstudio.ui.functions.vector_view import VectorView

_REACHES = ("3", "5", "10")
_FIRST = ("tanh", "logistic", "relu")
_TYPED_IN = "formula"
_LONGEST_NAME = 24
"""Characters of a formula that stand as its name on the curve."""


class FunctionsPanel(QWidget):
    """Any activation functions side by side with their derivatives; parameters on sliders; a cursor reads values.

    What is overlaid and where the sliders stand is this panel's own: it is no part of the document.
    """

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.values: dict[str, dict[str, Value]] = {}
        self.overlaid: dict[str, int] = {}
        self.focused = _FIRST[0]
        self.list = FunctionList()
        self.plot = FunctionPlot()
        self.vector = VectorView()
        self.reading = Reading()
        self.details = Details()
        self.reach = Segmented(tuple((reach, _plain(f"±{reach}")) for reach in _REACHES))
        self.derivatives = QCheckBox()
        self.layer = QComboBox()
        self.x_field = NumberField(self.plot.position, minimum=-10.0, maximum=10.0, step=0.1)
        self.stack = QStackedWidget()
        self._arrange()
        self._connect()
        for key in _FIRST:
            self.list.set_overlaid(key, True)
            self._overlay(key, True)
        self.reach.set_value("5")
        self.plot.set_reach(5.0)
        self.list.focus(_FIRST[0])

    # -- building

    def _arrange(self) -> None:
        tokens = theme.tokens()
        self.list.setFixedWidth(tokens.space(29))
        self.details.setFixedWidth(tokens.side_panel)
        self.stack.addWidget(self._curves())
        self.stack.addWidget(self.vector)
        row = QHBoxLayout(self)
        row.setContentsMargins(tokens.space(2), tokens.space(2), tokens.space(2), tokens.space(2))
        row.setSpacing(tokens.space(2))
        row.addWidget(self.list)
        row.addWidget(self.stack, 1)
        row.addWidget(rule(vertical=True))
        row.addWidget(self.details)

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
        row.addWidget(label(msg("solid: f(x) · dashed: f′(x)"), "caption"))
        column.addLayout(row)
        column.addWidget(self.reading)
        return page

    def _tools(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(theme.tokens().space(1))
        self.fit = IconButton("fit", msg("Show the whole range"))
        self.derivatives.setChecked(True)
        self.layer.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.layer.setMinimumContentsLength(13)
        bind(self.derivatives.setText, msg("Derivatives"))
        bind(self.layer.setAccessibleName, msg("Layer whose net inputs z are drawn under the curves"))
        bind(self.layer.setToolTip, msg("Layer whose net inputs z are drawn under the curves"))
        bind(self.x_field.setAccessibleName, msg("Place of the cursor"))
        row.addWidget(self.reach)
        row.addWidget(self.derivatives)
        row.addStretch(1)
        row.addWidget(self.layer)
        row.addWidget(self.fit)
        return row

    def _connect(self) -> None:
        self.list.focused.connect(self._on_focused)
        self.list.overlaid.connect(self._overlay)
        self.details.edited.connect(self._on_parameter)
        self.reach.chosen.connect(lambda reach: self.plot.set_reach(float(reach)))
        self.derivatives.toggled.connect(self._show)
        self.fit.clicked.connect(self.plot.reset_view)
        self.plot.pointed.connect(self._on_pointed)
        self.x_field.edited.connect(self._on_typed)
        self.layer.currentIndexChanged.connect(lambda: self._session.display.refresh())
        self._session.document_changed.connect(self._list_layers)
        self._session.display.add(self, self.paint)
        on_retranslate(self, self._retranslate)
        theme.changed.connect(self._show)

    # -- what is shown

    def shown(self) -> tuple[Shown, ...]:
        """Return the overlaid functions, the one in focus first."""
        slots = dict(self.overlaid)
        if self.focused not in slots and engine.activations[self.focused].elementwise:
            slots[self.focused] = self._free_slot()
        keys = sorted(slots, key=lambda key: key != self.focused)
        return tuple(Shown(self._chosen(key), self._name(key), slots[key]) for key in keys)

    def paint(self, frame: Frame) -> None:
        """Draw the chosen layer's net inputs under the curves (they are the batch's own, read from the plan)."""
        layer = self.layer.currentData()
        z = None
        if layer and layer in {node.name for node in frame.program.graph.nodes}:
            z = np.array(frame.quantity(layer, "z"), dtype=float).ravel()
        self.plot.set_z(z)

    def _chosen(self, key: str) -> Chosen:
        return Chosen(key, tuple(sorted(self.values.get(key, {}).items())))

    def _name(self, key: str) -> str:
        declaration = engine.activations[key].declaration
        if key == _TYPED_IN:
            return _shortened(str(self.values.get(key, {}).get("expression", declaration.parameters[0].default)))
        changed = [
            f"{parameter.symbol or parameter.name}={_shown(parameter, self.values[key][parameter.id])}"
            for parameter in declaration.parameters
            if parameter.id in self.values.get(key, {})
        ]
        return f"{declaration.name} {' '.join(changed)}".strip()

    def _free_slot(self) -> int:
        taken = set(self.overlaid.values())
        return next(slot for slot in range(len(taken) + 1) if slot not in taken)

    def _show(self) -> None:
        if not engine.activations[self.focused].elementwise:
            self.vector.show_function(self._chosen(self.focused).function())
            self.stack.setCurrentWidget(self.vector)
            return
        self.stack.setCurrentIndex(0)
        shown = self.shown()
        self.plot.show_functions(shown, self.focused, derivatives=self.derivatives.isChecked())
        self.reading.show_functions(shown)
        self.reading.read(shown, self.plot.position)

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
        self.focused = key
        self.details.show_function(key, self.values.get(key, {}))
        self._show()

    def _overlay(self, key: str, on: bool) -> None:
        if on:
            self.overlaid.setdefault(key, self._free_slot())
        else:
            self.overlaid.pop(key, None)
        self._show()

    def _on_parameter(self, name: str, value: Value) -> None:
        self.values.setdefault(self.focused, {})[name] = value
        self.details.show_formulas(self._chosen(self.focused).function())
        self._show()

    def _on_pointed(self, x: float) -> None:
        self.x_field.set_value(round(x, 4))
        self.reading.read(self.shown(), x)

    def _on_typed(self, x: float) -> None:
        self.plot.point(x)
        self.reading.read(self.shown(), self.plot.position)


def _shown(parameter: Parameter, value: Value) -> str:
    if isinstance(value, str):
        return next((str(choice.name) for choice in parameter.choices if choice.id == value), value)
    return theme.compact(value)


def _shortened(text: str) -> str:
    return text if len(text) <= _LONGEST_NAME else f"{text[: _LONGEST_NAME - 1]}…"


def _plain(text: str):
    return lambda: text
