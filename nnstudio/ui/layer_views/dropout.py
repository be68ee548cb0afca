"""Dropout: what was silenced in this step, and what the rest was multiplied by, forward and backward alike."""

from __future__ import annotations

import numpy as np
from PySide6.QtWidgets import QGridLayout, QWidget

from nnstudio.engine import Place
from nnstudio.inspection import Moment
from nnstudio.inspection.layer_views.cells import Cells
from nnstudio.inspection.layer_views.dropout import Silenced, silenced
from nnstudio.text import Message, msg
from nnstudio.ui import theme
from nnstudio.ui.bridge.session import Session
from nnstudio.ui.controls import label
from nnstudio.ui.layer_views.base import LayerView
from nnstudio.ui.layer_views.pane import row_of

_ACROSS = 2
_TALLEST = 44
"""Height of the table from which it scrolls, in units of the grid."""
MOST = 5
Parts = tuple[tuple[str, Cells], ...]


class DropoutView(LayerView):
    """A list is one table, a row for each neuron; of an image or a sequence each part is a plane."""

    source = "dropout"

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self.note = label("", "body", wrap=True)
        self.table = self.pane()
        self.back = self.pane()
        for pane in (self.table, self.back):
            pane.grid.tallest = theme.tokens().space(_TALLEST)
        self.planes = [self.pane() for _ in range(MOST)]
        grid = QGridLayout()
        grid.setSpacing(theme.tokens().space(1.5))
        for number, pane in enumerate(self.planes):
            grid.addWidget(pane, number // _ACROSS, number % _ACROSS)
        self.column.addWidget(self.note)
        self.column.addLayout(row_of(self.table, self.back))
        self.column.addLayout(grid)
        self.column.addStretch(1)

    def fill(self, moment: Moment) -> None:
        """Show what is kept of this sample."""
        trace, digits, index = moment.trace, moment.options.digits, moment.step.index
        shape = trace.shape(self.layer)
        channel = index[-1] if index is not None and len(index) == len(shape) else 0
        found = silenced(trace, self.layer, channel)
        self.note.setText(str(_said(found)))
        is_list = len(shape) == 1
        self.table.setVisible(is_list)
        forward = tuple(part for part in found.parts if not part[0].startswith("∂"))
        backward = found.parts[len(forward) :]
        self.back.setVisible(is_list and bool(backward))
        if is_list:
            self.table.show_part(msg("Neuron by neuron"), joined(forward), min(digits, 4), written=True)
            if backward:
                # On a scale of their own: beside the activations all of them would be 0.000.
                self.back.show_part(msg("On the way back"), joined(backward), min(digits, 4), written=True)
        for pane, part in zip(self.planes, [*found.parts, *[None] * MOST], strict=False):
            pane.setVisible(part is not None and not is_list)
            if part is not None and not is_list:
                pane.show_part(part[0], part[1], digits, written=False)


def joined(parts: Parts) -> Cells:
    """Return parts of a list as one table, a column for each."""
    columns = [cells for _, cells in parts]
    values = np.concatenate([cells.values for cells in columns], axis=1)
    marks = {(row, number): "off" for number, cells in enumerate(columns) for row, _ in cells.marks}

    def place(row: int, column: int) -> Place | None:
        return columns[column].place(row, 0)

    rows = tuple(str(number) for number in range(1, len(values) + 1))
    return Cells(values, place, rows, tuple(letter for letter, _ in parts), marks)


def _said(found: Silenced) -> Message:
    if found.kept == found.count and found.factor == 1:
        return msg("The rate is 0: everything is passed on as it is.")
    factor = theme.number(found.factor, 3)
    return msg(
        "{kept} of {count} are kept, and multiplied by 1/q = {factor} so that their mean stays; the rest is silenced.",
        kept=found.kept,
        count=found.count,
        factor=factor,
    )
