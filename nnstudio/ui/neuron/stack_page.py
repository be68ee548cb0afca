"""Why activations must bend: a stack of linear layers beside the one matrix that it comes to."""

from __future__ import annotations

import numpy as np
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from nnstudio.engine.typing import Array
from nnstudio.inspection.neuron import Collapse, Collapsed
from nnstudio.text import msg, tr
from nnstudio.ui import theme
from nnstudio.ui.controls import CellGrid, Segmented, bind, label, on_retranslate
from nnstudio.ui.neuron.knob import Knob

_WIDTHS = {"two": (2, 3, 2), "three": (2, 3, 3, 2)}
_NAMES = ("W₁", "W₂", "W₃")


class StackPage(QWidget):
    """``collapse`` is the stack, ``found`` it and its one layer at the x of the knobs; ``columns``, the convention."""

    def __init__(self) -> None:
        super().__init__()
        self.layers = Segmented((("two", msg("2 layers")), ("three", msg("3 layers"))))
        self.bend = Segmented((("identity", msg("linear")), ("tanh", msg("tanh")), ("relu", msg("ReLU"))))
        self.new = QPushButton()
        self.knobs = (Knob("x₁"), Knob("x₂"))
        self.grids, self.product = tuple(CellGrid() for _ in _NAMES), CellGrid()
        self.titles = tuple(label(name, "strong") for name in _NAMES)
        self.product_title = label("", "strong")
        self.verdict, self.numbers = label("", "subtitle", wrap=True), label("", "body", wrap=True)
        self.collapse, self.columns = Collapse(_WIDTHS["two"]), False
        self.found: Collapsed = self.collapse.at(np.array([1.0, -0.5]))
        for knob, value in zip(self.knobs, (1.0, -0.5), strict=True):
            knob.set_value(value)
        self._arrange()
        self._connect()
        on_retranslate(self, self.refresh)

    def set_columns(self, columns: bool) -> None:
        """Write vectors as columns, or as rows."""
        if columns != self.columns:
            self.columns = columns
            self._name_grids()
            self.refresh()

    def refresh(self, *_: object) -> None:
        """Show matrices and answers."""
        found = self.found = self.collapse.at(np.array([knob.value() for knob in self.knobs]))
        whole = [np.vstack(pair) for pair in zip(found.matrices, found.biases, strict=True)]
        product = np.vstack((found.product, found.bias))
        limit = max(float(np.abs(values).max()) for values in (*whole, product))
        for number, grid in enumerate(self.grids):
            shown = number < len(whole)
            grid.setVisible(shown)
            self.titles[number].setVisible(shown)
            if shown:
                self._show(grid, whole[number], limit)
        self._show(self.product, product, limit)
        names = _NAMES[: len(whole)]
        self.product_title.setText(f"W = {' '.join(reversed(names) if self.columns else names)}")
        self._say(found)

    def _show(self, grid: CellGrid, values: Array, limit: float) -> None:
        """Show a matrix with its bias as the last row; transposed, as the last column."""
        marked = ("",) * (len(values) - 1) + ("b",)
        if self.columns:
            grid.show_cells(values.T, limit=limit, text=True, columns=marked)
        else:
            grid.show_cells(values, limit=limit, text=True, rows=marked)

    def _say(self, found: Collapsed) -> None:
        one = tr("The stack is one layer: W x + b.") if self.columns else tr("The stack is one layer: x W + b.")
        self.verdict.setText(one if found.equal else tr("No single layer: what bends does not collapse."))
        self.numbers.setText(
            tr(
                "At this x the stack gives {stack}, the one layer {single}. "
                "Over 64 inputs they differ by at most {difference}; rounding alone may leave {bound}.",
                stack=_vector(found.stack),
                single=_vector(found.single),
                difference=theme.number(found.difference, 2),
                bound=theme.number(found.bound, 2),
            )
        )

    # -- the hand

    def _rebuild(self, *_: object) -> None:
        self.collapse = Collapse(_WIDTHS[self.layers.value()], self.bend.value(), self.collapse.seed)
        self.refresh()

    def _on_new(self) -> None:
        self.collapse = Collapse(self.collapse.widths, self.collapse.activation, self.collapse.seed + 1)
        self.refresh()

    # -- building

    def _arrange(self) -> None:
        space = theme.tokens().space
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(space(1))
        top = QHBoxLayout()
        top.addWidget(self.layers)
        top.addWidget(self.bend)
        top.addStretch(1)
        column.addLayout(top)
        matrices = QGridLayout()
        matrices.setHorizontalSpacing(space(2))
        for number, (title, grid) in enumerate(zip(self.titles, self.grids, strict=True)):
            matrices.addWidget(title, 0, number)
            matrices.addWidget(grid, 1, number)
        matrices.addWidget(self.product_title, 2, 0, 1, 3)
        matrices.addWidget(self.product, 3, 0, 1, 2)
        matrices.addWidget(self.new, 3, 2)
        matrices.setColumnStretch(3, 1)
        column.addLayout(matrices)
        for widget in (*self.knobs, self.verdict, self.numbers):
            column.addWidget(widget)
        column.addStretch(1)

    def _connect(self) -> None:
        bind(self.new.setText, msg("New weights"))
        bind(self.layers.setAccessibleName, msg("How many layers"))
        bind(self.bend.setAccessibleName, msg("Activation function between them"))
        self.layers.chosen.connect(self._rebuild)
        self.bend.chosen.connect(self._rebuild)
        self.new.clicked.connect(self._on_new)
        for knob in self.knobs:
            knob.changed.connect(self.refresh)
        self._name_grids()

    def _name_grids(self) -> None:
        for grid, name in zip((*self.grids, self.product), (*_NAMES, "W"), strict=True):
            below, beside = (
                msg("Matrix {name} with its bias below", name=name),
                msg("Matrix {name} with its bias beside it", name=name),
            )
            bind(grid.setAccessibleName, beside if self.columns else below)


def _vector(values: Array) -> str:
    return f"({', '.join(theme.number(float(value), 3) for value in values)})"
