"""What a number can depend on, layer by layer back to the input, and all that it has a part in."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from nnstudio.inspection import Trace
from nnstudio.inspection.blocks import PASSED_THROUGH
from nnstudio.inspection.layer_views.cells import Cells, Spread
from nnstudio.inspection.layer_views.reach import Region, receptive_field, seen_by
from nnstudio.text import Message, msg
from nnstudio.ui import theme
from nnstudio.ui.controls import Segmented, bind, label
from nnstudio.ui.layer_views.pane import Pane

if TYPE_CHECKING:
    from nnstudio.ui.layer_views.base import LayerView

MOST = 6
"""Layers drawn."""
_ACROSS, _ACROSS_TIGHT = 2, 3
"""Layers beside one another; the second where there is too little height."""


class ReachPage(QWidget):
    """What the output that is looked at can see, or who saw a place of the input: what lies outside is left blank."""

    def __init__(self, view: LayerView) -> None:
        super().__init__()
        self.way = Segmented((("back", msg("What it sees")), ("forward", msg("Who saw it"))))
        self.note = label("", "caption", wrap=True)
        self.shown: list[Pane] = [view.pane() for _ in range(MOST)]
        bind(self.way.setAccessibleName, msg("Way"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.tokens().space(1))
        column.addWidget(self.way)
        column.addWidget(self.note)
        self._grid, self._across = QGridLayout(), 0
        self._grid.setSpacing(theme.tokens().space(1.5))
        column.addLayout(self._grid)
        column.addStretch(1)
        self.way.chosen.connect(lambda _: view.refill())
        self._lay_out(_ACROSS)

    def _lay_out(self, across: int) -> None:
        """Put so many layers beside one another."""
        if across == self._across:
            return
        self._across = across
        for number, pane in enumerate(self.shown):
            self._grid.removeWidget(pane)
            self._grid.addWidget(pane, number // across, number % across)

    def tighten(self, tight: int) -> None:
        """Draw layers in fewer rows where there is too little height."""
        self._lay_out(_ACROSS_TIGHT if tight else _ACROSS)

    def show_reach(self, trace: Trace, layer: str, index: tuple[int, ...], input_index: tuple[int, ...]) -> None:
        """Show what the layer's output at ``index`` depends on, or what its input at ``input_index`` has a part in."""
        shapes = {name: trace.shape(name) for name in trace.graph.order}
        source = trace.graph[layer].inputs[0]
        back = self.way.value() == "back"
        start, at = (layer, index) if back else (source, input_index)
        found = (receptive_field if back else seen_by)(trace.graph, shapes, start, at)
        names = [name for name in trace.graph.order if name in found]
        names = [name for name in names if name == start or trace.layer(name).declaration.id not in PASSED_THROUGH]
        names = names[::-1] if back else names
        self.note.setText(str(_said(trace, layer, found, back)))
        for pane, name in zip(self.shown, [*names[:MOST], *[""] * MOST], strict=False):
            pane.setVisible(bool(name))
            if name:
                region = found[name]
                cells = _cells(trace, name, region, at if name == start else None)
                pane.show_part(trace.name(name), cells, written=False, below=_share(region, name == start))


def _said(trace: Trace, layer: str, found: dict[str, Region], back: bool) -> Message:
    source = trace.graph.sources[0]
    if back and source in found:
        sizes = "×".join(str(length) for length in found[source].size[:-1] or found[source].size)
        count = found[source].count
        return msg(
            "It can depend on {count} numbers of the input: its receptive field is {sizes}.", count=count, sizes=sizes
        )
    return msg(
        "{count} numbers of {name} saw it: their windows hold it.", count=found[layer].count, name=trace.name(layer)
    )


def _share(region: Region, start: bool) -> Message:
    if start:
        return msg("looked at")
    if region.whole:
        return msg("everything")
    return msg("{count} of {whole}", count=region.count, whole=region.mask.size)


def _cells(trace: Trace, name: str, region: Region, start: tuple[int, ...] | None) -> Cells:
    """Return a layer's output where the region is, blank elsewhere; whole where the number looked at stands, framed.

    Of an image it is the channel in which there is most.
    """
    output = np.asarray(trace.plan.sites[name].output.outside[trace.sample], np.float64)
    values = np.where(region.mask, output, np.nan) if start is None else output
    sample = trace.sample
    if values.ndim == 1:
        marks = {(0, start[0]): "target"} if start is not None else {}
        return Cells(values[None].copy(), Spread(name, "a", ("column",), sample), marks=marks)
    if values.ndim == 2:
        marks = {(start[1], start[0]): "target"} if start is not None else {}
        return Cells(values.T.copy(), Spread(name, "a", ("column", "row"), sample), marks=marks)
    channel = int(region.mask.sum(axis=(0, 1)).argmax())
    marks = {(start[0], start[1]): "target"} if start is not None else {}
    return Cells(
        values[..., channel].copy(),
        Spread(name, "a", ("row", "column", channel), sample),
        marks=marks,
    )
