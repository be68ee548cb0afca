"""Where the loss begins the way back: the matrix of the last activation's slopes, and what is left of it, p − y."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from nnstudio.inspection import Moment
from nnstudio.inspection.layer_views.cells import Cells
from nnstudio.inspection.layer_views.cross_entropy import Cancelled, cancelled, last_of
from nnstudio.text import Message, msg
from nnstudio.ui import theme
from nnstudio.ui.bridge.session import Session
from nnstudio.ui.controls import label
from nnstudio.ui.layer_views.base import LayerView
from nnstudio.ui.layer_views.pane import Pane, row_of, sign

MOST_WRITTEN = 12
"""Classes up to which numbers are written."""
MOST_WIDE = 4
"""The same in the matrix."""


class CrossEntropyView(LayerView):
    """The short way, p − y, above; the long way, slopes' matrix times ∂ℓ/∂p, below; both come to the plan's δ."""

    source = "cross_entropy"

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        names = ("jacobian", "slopes", "product", "z", "p", "y", "gap", "delta")
        self.shown: dict[str, Pane] = {name: self.pane() for name in names}
        self.long, self.short = label("", "body", wrap=True), label("", "body", wrap=True)
        shown = self.shown
        self.column.addWidget(self.short)
        self.column.addLayout(
            row_of(shown["p"], sign("−"), shown["y"], sign("="), shown["gap"], sign("→"), shown["delta"])
        )
        self.column.addWidget(self.long)
        self.column.addLayout(row_of(shown["jacobian"], sign("×"), shown["slopes"], sign("="), shown["product"]))
        self.column.addStretch(1)
        shown["z"].hide()

    def begin(self, moment: Moment) -> None:
        """Nothing is chosen here."""

    def fill(self, moment: Moment) -> None:
        """Show the last layer's place of the step; of a list there is but one."""
        trace, digits = moment.trace, moment.options.digits
        layer = last_of(trace)
        shape = trace.shape(layer) if layer is not None else ()
        index = moment.step.index if moment.step.layer == layer else None
        at = index[:-1] if index is not None and len(index) == len(shape) else (0,) * (len(shape) - 1)
        found = cancelled(trace, at)
        if found is None:
            return
        several = tuple(trace.classes) if len(trace.classes) == len(found.p.values) else ()
        titles: dict[str, tuple[Message | str, Cells]] = {
            "p": (f"{found.weight} p".strip(), found.counted),
            "y": (found.target, found.y),
            "gap": (found.written, found.gap),
            "delta": ("δ", found.delta),
            "slopes": ("∂ℓ/∂p", found.slopes),
            "product": (msg("product"), found.product),
            "jacobian": (msg("∂p/∂z, turned"), Cells(found.jacobian.values.T)),
        }
        many = len(found.p.values) > MOST_WRITTEN
        # As high as the rows that it is multiplied by.
        self.shown["jacobian"].as_high_as = None if many else self.shown["product"]
        for name, (title, cells) in titles.items():
            wide = name == "jacobian"
            written = not many and not (wide and len(found.p.values) > MOST_WIDE)
            labelled = Cells(cells.values, cells.place, several if name == "p" else (), (), cells.marks)
            self.shown[name].show_part(title, labelled, min(digits, 3), written=written)
        self.short.setText(str(_said_short(found)))
        self.long.setText(str(_said_long()))


def _said_short(found: Cancelled) -> Message:
    share = theme.number(found.scale, 3)
    if found.target != "y":
        if found.scale == 1:
            return msg("The short way: {gap} is δ, the plan's own number.", gap=found.written)
        return msg("The short way: {gap}, times {share}, is δ.", gap=found.written, share=share)
    if found.scale == 1:
        return msg("The short way: prediction minus target is δ, the plan's own number.")
    return msg("The short way: prediction minus target, times {share}, is δ.", share=share)


def _said_long() -> Message:
    return msg("The long way: every z moves every p, and every p moves the loss. What they bring cancels to the same.")
