"""Your network: where the net inputs of the current run lie on the activation curves, layer by layer, live."""

from __future__ import annotations

import numpy as np
from PySide6.QtWidgets import QGridLayout, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from nnstudio.exchange.table import Table
from nnstudio.inspection.functions.layer_inputs import LayerInputs, layer_inputs
from nnstudio.text import msg
from nnstudio.training.frame import Frame, Status
from nnstudio.ui import theme
from nnstudio.ui.controls import EmptyState, label
from nnstudio.ui.controls.scrolled_column import scrolled_column
from nnstudio.ui.functions.lab import Lab
from nnstudio.ui.functions.layer_cell import LayerCell
from nnstudio.ui.functions.page import LabPage

_COLUMNS = 3


class NetworkPage(LabPage):
    """``cells`` : one for each layer that bends. It measures only while it is shown."""

    def __init__(self, lab: Lab) -> None:
        super().__init__(lab)
        self.cells: list[LayerCell] = []
        self.found: tuple[LayerInputs, ...] = ()
        self.stack = QStackedWidget()
        self.empty = EmptyState(
            msg("No layer bends anything here"),
            msg("Give a layer of the network an activation function, under Curves or in Build."),
        )
        area = QScrollArea()
        inner = scrolled_column(area, right=1)
        why = msg(
            "Bars: the net inputs z of this batch. Line: the activation that they meet. Shaded: |f′| < 0.01, where "
            "hardly any gradient passes. Let the run go on and watch where they wander."
        )
        inner.addWidget(label(why, "soft", wrap=True))
        self._grid = QGridLayout()
        self._grid.setSpacing(theme.tokens().space(2))
        inner.addLayout(self._grid, 1)
        for page in (self.empty, area):
            self.stack.addWidget(page)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.stack)
        lab.session.display.add(self, self.paint)
        lab.session.run_changed.connect(self._on_run_changed)

    def paint(self, frame: Frame) -> None:
        """Read the net inputs of the batch from the plan, and draw them."""
        self.found = layer_inputs(frame.plan)
        if len(self.found) != len(self.cells):
            self._build(len(self.found))
        known = self.lab.session.document.network.by_id
        for cell, found in zip(self.cells, self.found, strict=True):
            node = known.get(found.layer)
            cell.show_layer(found, node.name if node is not None else found.layer)
        self.stack.setCurrentIndex(1 if self.cells else 0)

    def table(self) -> Table | None:
        """Return the net inputs, a column for each layer."""
        headings = tuple(f"{cell.name}: z" for cell in self.cells)
        return Table(headings, tuple(np.sort(found.z) for found in self.found)) if self.found else None

    def picture(self) -> QWidget:
        """Return all the cells."""
        return self.stack.currentWidget() or self

    def _on_run_changed(self, status: Status) -> None:
        """Show nothing of a network that cannot be run any more."""
        if status is Status.EMPTY:
            self._build(0)
            self.found = ()
            self.stack.setCurrentWidget(self.empty)

    def _build(self, count: int) -> None:
        for cell in self.cells:
            self._grid.removeWidget(cell)
            cell.hide()
            cell.deleteLater()
        self.cells = [LayerCell() for _ in range(count)]
        for number, cell in enumerate(self.cells):
            self._grid.addWidget(cell, number // _COLUMNS, number % _COLUMNS)
