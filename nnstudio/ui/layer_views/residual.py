"""A residual join: how much goes past the branch and how much through it, forward and backward."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from nnstudio.inspection import Moment
from nnstudio.inspection.layer_views.cells import Cells
from nnstudio.inspection.layer_views.residual import Part, Split, split
from nnstudio.text import Message, msg, tr
from nnstudio.ui import theme
from nnstudio.ui.bridge.session import Session
from nnstudio.ui.controls import label
from nnstudio.ui.layer_views.base import LayerView
from nnstudio.ui.layer_views.share_bar import ShareBar


class ResidualView(LayerView):
    """Sizes are Euclidean norms over the whole layer; below the gradients feature by feature, which add up."""

    source = "residual"

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self.where = label("", "body", wrap=True)
        self.forward, self.backward = ShareBar(), ShareBar()
        self.said = label("", "body", wrap=True)
        self.rows = self.pane()
        for widget in (self.where, self.forward, self.backward, self.said, self.rows):
            self.column.addWidget(widget)
        self.column.addStretch(1)

    def fill(self, moment: Moment) -> None:
        """Show how the join splits signal and gradient."""
        trace, found = moment.trace, split(moment.trace, self.layer)
        for widget in (self.forward, self.backward, self.rows):
            widget.setVisible(found is not None)
        if found is None:
            self.where.setText(
                str(msg("None of the layers that are added up is on the way to another: there is no skip."))
            )
            self.said.clear()
            return
        name = trace.name(found.fork)
        self.where.setText(
            str(msg("The ways part behind {name}: one goes through the branch, one straight here.", name=name))
        )
        self._show_bar(self.forward, msg("Signal, forward"), found.forward)
        self.backward.setVisible(found.backward is not None)
        self.rows.setVisible(found.backward is not None)
        if found.backward is None:
            self.said.setText(str(msg("Nothing before {name} learns, so no gradient goes back there.", name=name)))
            return
        self._show_bar(self.backward, msg("Gradient, back to {name}", name=name), found.backward)
        self.said.setText(str(_said(found)))
        labels = tr("skip"), tr("branch"), tr("both")
        cells = Cells(found.rows.values, rows=labels)
        image = len(trace.shape(found.fork)) > 1
        title = msg("Gradient by channel, mean over places") if image else msg("Gradient by feature")
        self.rows.show_part(title, cells, moment.options.digits)

    def _show_bar(self, bar: ShareBar, title: Message, parts: tuple[Part, Part]) -> None:
        names = (
            tr("skip {size} ({share})", size=theme.number(parts[0].size, 3), share=theme.percent(parts[0].share, 0)),
            tr("branch {size} ({share})", size=theme.number(parts[1].size, 3), share=theme.percent(parts[1].share, 0)),
        )
        bar.show_parts(str(title), names, (parts[0].share, parts[1].share))


def _said(found: Split) -> Message:
    size, cosine = theme.number(found.total, 3), theme.fixed(found.cosine, 2)
    return msg("Together they are {size} long; the cosine between them is {cosine}.", size=size, cosine=cosine)
