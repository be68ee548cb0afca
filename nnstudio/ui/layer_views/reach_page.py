"""What a number can depend on, layer by layer back to the input, and all that it has a part in."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from nnstudio.engine import Place
from nnstudio.inspection import Trace
from nnstudio.inspection.blocks import PASSED_THROUGH
from nnstudio.inspection.layer_views.cells import Cells
from nnstudio.inspection.layer_views.reach import Region, receptive_field, seen_by
from nnstudio.text import Message, msg
from nnstudio.ui import theme
from nnstudio.ui.controls import Segmented, bind, label
from nnstudio.ui.layer_views.pane import Pane

if TYPE_CHECKING:
    from nnstudio.ui.layer_views.base import LayerView

MOST = 6
"""Layers drawn."""
_ACROSS = 2


class ReachPage(QWidget):
    """The layer's number that is looked at, and what it sees, or who sees it: what lies outside is left blank."""

    def __init__(self, view: LayerView) -> None:
        super().__init__()
        self.way = Segmented((("back", msg("What it sees")), ("forward", msg("Who sees it"))))
        self.note = label("", "caption", wrap=True)
        self.shown: list[Pane] = [view.pane() for _ in range(MOST)]
        bind(self.way.setAccessibleName, msg("Way"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.tokens().space(1))
        column.addWidget(self.way)
        column.addWidget(self.note)
        grid = QGridLayout()
        grid.setSpacing(theme.tokens().space(1.5))
        for number, pane in enumerate(self.shown):
            grid.addWidget(pane, number // _ACROSS, number % _ACROSS)
        column.addLayout(grid)
        column.addStretch(1)
        self.way.chosen.connect(lambda _: view.refill())

    def show_reach(self, trace: Trace, layer: str, index: tuple[int, ...]) -> None:
        """Show how far a layer's number reaches."""
        shapes = {name: trace.shape(name) for name in trace.graph.order}
        back = self.way.value() == "back"
        found = (receptive_field if back else seen_by)(trace.graph, shapes, layer, index)
        names = [name for name in trace.graph.order if name in found and name != layer]
        names = [name for name in names if trace.layer(name).declaration.id not in PASSED_THROUGH]
        names = names[::-1] if back else names
        self.note.setText(str(_said(trace, layer, found, names, back)))
        for pane, name in zip(self.shown, [*names[:MOST], *[""] * MOST], strict=False):
            pane.setVisible(bool(name))
            if name:
                region = found[name]
                pane.show_part(_title(trace, name, region), _cells(trace, name, region), written=False)


def _said(trace: Trace, layer: str, found: dict[str, Region], names: list[str], back: bool) -> Message:
    source = trace.graph.sources[0]
    if back and source in found:
        sizes = "×".join(str(length) for length in found[source].size[:2])
        return msg(
            "It can depend on {count} numbers of the input: its receptive field is {sizes}.",
            count=found[source].count,
            sizes=sizes,
        )
    return msg("What changes here can change {count} layers behind it.", count=len(names))


def _title(trace: Trace, name: str, region: Region) -> Message:
    if region.whole:
        return msg("{name}: everything", name=trace.name(name))
    return msg("{name}: {count} of {whole}", name=trace.name(name), count=region.count, whole=region.mask.size)


def _cells(trace: Trace, name: str, region: Region) -> Cells:
    """Return a layer's output where the region is, blank elsewhere; of an image the channel where there is most."""
    output = np.asarray(trace.plan.sites[name].output.outside[trace.sample], np.float64)
    values = np.where(region.mask, output, np.nan)
    sample = trace.sample
    if values.ndim == 1:
        return Cells(values[None], lambda row, column: Place(name, "a", (column,), sample))
    if values.ndim == 2:
        return Cells(values.T, lambda row, column: Place(name, "a", (column, row), sample))
    channel = int(region.mask.sum(axis=(0, 1)).argmax())
    return Cells(values[..., channel], lambda row, column: Place(name, "a", (row, column, channel), sample))
