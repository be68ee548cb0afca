"""Every number that a layer shows, grid by grid: for kinds without a view of their own, and beside the others."""

from __future__ import annotations

import numpy as np
from PySide6.QtWidgets import QGridLayout, QWidget

from nnstudio.inspection import Moment, Trace
from nnstudio.inspection.layer_views.cells import Cells, Spread, numbers
from nnstudio.inspection.quantities import known
from nnstudio.ui import theme
from nnstudio.ui.bridge.session import Session
from nnstudio.ui.controls import label
from nnstudio.ui.layer_views.base import LayerView
from nnstudio.ui.layer_views.pane import Pane

MOST = 12
_ACROSS = 2
"""Grids beside one another, where there is room."""


class QuantitiesView(LayerView):
    """What goes in, what the layer makes of it, and the gradients that come back; the step's own number is framed."""

    source = "quantities"

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self.help = label("", "caption", wrap=True)
        self.shown: list[Pane] = []
        self._grid = QGridLayout()
        self._grid.setSpacing(theme.tokens().space(1.5))
        self._grid.setColumnStretch(_ACROSS, 1)
        self._across = _ACROSS
        self.column.addWidget(self.help)
        self.column.addLayout(self._grid)
        self.column.addStretch(1)
        # All at once, while the view is built ahead: a layer with many quantities is then no wait.
        for number in range(MOST):
            self.shown.append(self.pane())
            self._grid.addWidget(self.shown[-1], number // _ACROSS, number % _ACROSS)

    def _lay_out(self, across: int) -> None:
        """Put so many grids beside one another."""
        if across == self._across:
            return
        self._across = across
        for number, pane in enumerate(self.shown):
            self._grid.removeWidget(pane)
            self._grid.addWidget(pane, number // across, number % across)

    def fill(self, moment: Moment) -> None:
        """Show the layer's quantities."""
        trace, step = moment.trace, moment.step
        self.help.setText(str(trace.layer(self.layer).declaration.help))
        names = [*trace.plan.sites[self.layer].quantities][:MOST]
        for pane, name in zip(self.shown, [*names, *[""] * MOST], strict=False):
            pane.setVisible(bool(name))
            if name:
                index = step.index if step.quantity == name else None
                pane.show_part(known(name).letter, cells_of(trace, self.layer, name, index), moment.options.digits)
        wide = sorted(pane.grid.minimumSizeHint().width() for pane in self.shown if not pane.isHidden())
        room = self.viewport().width() - self._grid.spacing() - theme.tokens().space(1)
        self._lay_out(_ACROSS if sum(wide[-_ACROSS:]) <= room else 1)


def cells_of(trace: Trace, layer: str, quantity: str, index: tuple[int, ...] | None) -> Cells:
    """Return a quantity of this sample: a list as a column, a sequence with time across, one channel of an image."""
    values, sample = numbers(trace, layer, quantity), trace.sample
    # A whole window or time step has an index of fewer parts.
    index = index if index is not None and len(index) == values.ndim else None
    if values.ndim == 1:
        marks = {(index[0], 0): "target"} if index is not None else {}
        return Cells(values[:, None], Spread(layer, quantity, ("row",), sample), marks=marks)
    if values.ndim == 2:
        marks = {(index[1], index[0]): "target"} if index is not None else {}
        across = np.ascontiguousarray(values.T)
        return Cells(across, Spread(layer, quantity, ("column", "row"), sample), marks=marks)
    channel = index[2] if index is not None else 0
    marks = {(index[0], index[1]): "target"} if index is not None else {}
    return Cells(values[:, :, channel], Spread(layer, quantity, ("row", "column", channel), sample), marks=marks)
