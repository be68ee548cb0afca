"""The search at the cursor as the canvas uses it: what it offers, and which edit its choice becomes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF

from nnstudio.document import Edit
from nnstudio.document.layout import step_after
from nnstudio.ui.canvas import edits
from nnstudio.ui.canvas.fitting import block_fits, fitting
from nnstudio.ui.canvas.groups.carrying import at_point
from nnstudio.ui.canvas.scene import OUTPUT, Port

if TYPE_CHECKING:
    from nnstudio.ui.canvas.adding.quick_add import QuickAdd
    from nnstudio.ui.canvas.groups.keeping import Keeping
    from nnstudio.ui.canvas.view import CanvasView


class QuickAdding:
    """Opens the search for a place, for a loose wire, or for what comes after the selection.

    ``port`` is the end that the loose wire keeps; ``follows`` says that the layer goes in after the selection.
    """

    def __init__(self, view: CanvasView, card: QuickAdd, keeping: Keeping) -> None:
        self.view = view
        self.card = card
        self.keeping = keeping
        self.port: Port | None = None
        self.follows = False
        view.quick_add_wanted.connect(self.open)
        card.chosen.connect(self._on_chosen)

    def open(self, point: QPointF, port: Port | None = None) -> None:
        """Open it at a scene point; with the fixed end of a loose wire it offers what would fit at the other."""
        self.port, self.follows = port, False
        self._open(point, port)

    def open_after(self) -> None:
        """Open it beside the selected layer, or the one that ends the chain so far, for what comes after."""
        view = self.view
        selected = view.session.selection
        source = selected[-1] if selected else edits.open_end(view.snapshot)
        if not source or not view.snapshot.has_output(source):
            self.open(view.centre())
            return
        node = view.snapshot.nodes[source]
        self.port, self.follows = None, True
        view.show_node(source)
        dx, dy = step_after(view.snapshot.document, source)
        self._open(QPointF(node.x + dx, node.y + dy), Port(source, OUTPUT))

    def _open(self, point: QPointF, port: Port | None) -> None:
        view = self.view
        only = None if port is None else fitting(view.snapshot, view.session.analysis, port) | self._blocks_for(port)
        preferred = "dense" if view.snapshot.nodes else "input"
        self.card.open_at(view.mapFromScene(point), point, only, preferred)

    def _blocks_for(self, port: Port) -> frozenset[str]:
        kept, analysis = self.keeping.blocks.blocks, self.view.session.analysis
        return frozenset(kind for kind, block in kept.items() if block_fits(block.fragment, analysis, port))

    def _on_chosen(self, kind: str) -> None:
        if kind in self.keeping.blocks.blocks:
            self._place(kind)
        else:
            self.view.add(self._edit(kind, self.card.point.x(), self.card.point.y()))

    def _place(self, block: str) -> None:
        view, port = self.view, self.port
        goes_on = view.keys.used and bool(view.session.selection or edits.open_end(view.snapshot))
        if port is not None and port.node in view.snapshot.nodes:
            self.keeping.place_wired(block, self.card.point, port.node)
        elif self.follows or goes_on:
            self.keeping.place(block)
        else:
            self.keeping.place_at(block, self.card.point)

    def _edit(self, kind: str, x: float, y: float) -> Edit:
        view, port = self.view, self.port
        snapshot, selected = view.snapshot, view.session.selection
        if self.follows:
            return edits.add_after(snapshot, kind, selected, (x, y))
        if port is not None and port.node in snapshot.nodes:
            if port.is_output:
                return edits.add_wired(snapshot, kind, x, y, port.node)
            return edits.add_before(snapshot, kind, x, y, port.node, port.number)
        goes_on = view.keys.used and bool(selected or edits.open_end(snapshot))
        # A wire counts where the mouse was led to it, not where it happens to rest while somebody builds by keys.
        wire = view.stage.wire_at(QPointF(x, y)) if view.keys.pointed or not goes_on else None
        if wire is not None and edits.fits_on_wire(kind):
            return edits.insert_on_wire(snapshot, wire, kind)
        if goes_on:
            return edits.add_after(snapshot, kind, selected, (x, y))
        place = edits.free_place(snapshot, x, y)
        return at_point(view, edits.add_at(kind, *place), snapshot.network.next_node, QPointF(*place))
