"""A layer dragged from the palette over the canvas."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPainterPath, QPen
from PySide6.QtWidgets import QGraphicsPathItem

from nnstudio.ui import theme
from nnstudio.ui.canvas import edits
from nnstudio.ui.canvas.geometry import node_rect, on_grid
from nnstudio.ui.canvas.gestures.gesture import NO_MODIFIER, Gesture, Modifiers
from nnstudio.ui.canvas.gestures.wire_under import WireUnder
from nnstudio.ui.canvas.glyphs import family_color
from nnstudio.ui.canvas.groups.carrying import at_point
from nnstudio.ui.canvas.wording import family_of

if TYPE_CHECKING:
    from nnstudio.ui.canvas.view import CanvasView


class Drop(Gesture):
    """Shows where the layer would stand; a wire under it lights up, and dropping inserts the layer there."""

    needs_focus = False

    def __init__(self, view: CanvasView, start: QPointF, kind: str) -> None:
        super().__init__(view, start)
        self.kind = kind
        snapshot = view.snapshot
        self.under = WireUnder(
            view, snapshot.network.next_node, lambda wire: edits.insert_on_wire(snapshot, wire, kind)
        )
        self.ghost = QGraphicsPathItem()
        self.ghost.setZValue(8)
        self.ghost.setPen(QPen(theme.tokens().accent, 1.5, Qt.PenStyle.DashLine))
        self.ghost.setBrush(theme.with_alpha(family_color(family_of(kind)), 0.12))
        path, radius = QPainterPath(), theme.tokens().radius
        path.addRoundedRect(node_rect(family_of(kind) in ("input", "output")), radius, radius)
        self.ghost.setPath(path)
        view.stage.addItem(self.ghost)
        self.move(start)

    def move(self, point: QPointF, modifiers: Modifiers = NO_MODIFIER) -> None:
        """Follow the mouse, light the wire under the layer, say what would come of it."""
        place = QPointF(on_grid(point.x()), on_grid(point.y()))
        self.ghost.setPos(place)
        if edits.fits_on_wire(self.kind):
            self.under.seek(point, place + QPointF(0, node_rect(False).bottom()))

    def release(self, point: QPointF, modifiers: Modifiers = NO_MODIFIER) -> bool:
        """Add the layer and select it."""
        self.move(point)
        edit = self.under.edit() or edits.add_at(self.kind, point.x(), point.y())
        self.view.add(at_point(self.view, edit, self.view.snapshot.network.next_node, point))
        return True

    def clear(self) -> None:
        """Take the ghost and the words away."""
        self.under.clear()
        self.view.stage.removeItem(self.ghost)
