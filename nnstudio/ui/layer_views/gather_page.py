"""One kernel weight's gradient: what the weight met, what came back there, their products, and every sample's share."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from nnstudio.engine import Place
from nnstudio.engine.windows.transposed import TransposedConvolution
from nnstudio.inspection import Trace
from nnstudio.inspection.layer_views.cells import Cells, Spread, parameter
from nnstudio.inspection.layer_views.gathered import Gathered, Met, gathered
from nnstudio.inspection.layer_views.sliding import kernel_at
from nnstudio.text import Message, msg
from nnstudio.ui import theme
from nnstudio.ui.controls import label
from nnstudio.ui.layer_views.pane import GAPS, row_of, sign, turn

if TYPE_CHECKING:
    from nnstudio.ui.layer_views.base import LayerView


class GatherPage(QWidget):
    """x where the weight lies over it, times δ of that window, window by window. Of the batch: the mean of all samples.

    Pointing at a product lights the two numbers that it is made of.
    """

    def __init__(self, view: LayerView) -> None:
        super().__init__()
        self._view = view
        self.kernel, self.wide, self.narrow, self.products = (view.pane() for _ in range(4))
        self.total, self.note = view.sum_view(), label("", "caption", wrap=True)
        column = self._column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        self.tighten(0)
        self._rows = row_of(self.kernel, self.wide), row_of(self.narrow, sign("→"), self.products)
        for row in self._rows:
            column.addLayout(row)
        column.addWidget(self.total)
        column.addWidget(self.note)
        column.addStretch(1)
        self._found: Gathered | None = None
        self._met: dict[Place, Met] = {}
        self.products.pointed.disconnect(view.point)
        self.products.pointed.connect(self._point)
        self._digits, self._batch = 4, False

    def tighten(self, tight: int) -> None:
        """Bring the rows closer together the larger ``tight``."""
        self._column.setSpacing(theme.tokens().space(GAPS[tight]))

    def show_weight(self, trace: Trace, layer: str, index: tuple[int, ...], digits: int) -> None:
        """Show how a weight's gradient comes together."""
        found = gathered(trace, layer, index)
        self._found, self._digits, self._batch = found, digits, trace.batch
        self.kernel.show_part(msg("Kernel w"), _kernel(trace, layer, index), digits)
        # Time goes across: then there is room for one only.
        for row in self._rows:
            turn(row, below=len(trace.shape(layer)) == 2)
        transposed = isinstance(trace.layer(layer), TransposedConvolution)
        met, back = (
            (msg("δ it met"), msg("x of the windows")) if transposed else (msg("x it met"), msg("δ of the windows"))
        )
        self.wide.show_part(met, found.wide, digits, written=False)
        self.narrow.show_part(back, found.narrow, digits, written=False)
        by_cell = {_cell(each.narrow.index): each.narrow for each in found.met}
        self._met = {each.narrow: each for each in found.met}
        products = replace(found.products, place=lambda *cell: by_cell.get(cell))
        self.products.show_part(msg("x · δ by window"), products, digits, written=False)
        self._show_total()
        count = len(found.met)
        self.note.setText(str(self._said(count, trace)))

    def _said(self, count: int, trace: Trace) -> Message:
        if trace.batch:
            return msg(
                "Each sample's windows are added up, and the mean over the {count} samples taken.", count=trace.count
            )
        return msg("Σ adds up all {count} products: the weight acts in every window, so each has a part.", count=count)

    def _point(self, window: Place | None) -> None:
        """Light up both numbers of a product."""
        met = self._met.get(window) if window is not None else None
        self._view.light_up((met.wide, met.narrow) if met is not None else ())

    def _show_total(self) -> None:
        if self._found is not None:
            line = self._found.mean if self._batch else self._found.total
            self.total.show_lines((line,), self._digits)


def _cell(index: tuple[int, ...]) -> tuple[int, ...]:
    """Return the cell of a window among the products."""
    return index[:2] if len(index) == 3 else (0, index[0])


def _kernel(trace: Trace, layer: str, index: tuple[int, ...]) -> Cells:
    """Return the kernel between the weight's two channels as it is stored, the weight framed."""
    weight = parameter(trace, layer, "weight")
    if len(trace.shape(layer)) == 2:
        part = weight[:, :, index[2]].T
        return Cells(
            part,
            Spread(layer, "weight", ("column", "row", index[2])),
            marks={(index[1], index[0]): "target"},
        )
    part = kernel_at(weight, index[2:])
    return Cells(
        part,
        Spread(layer, "weight", ("row", "column", *index[2:])),
        marks={(index[0], index[1]): "target"},
    )
