"""Select by a click, move by a drag."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, Qt

from nnstudio.document import MoveLayers
from nnstudio.ui.canvas.geometry import on_grid
from nnstudio.ui.canvas.gestures.gesture import ADDING, NO_MODIFIER, Gesture, Modifiers

if TYPE_CHECKING:
    from nnstudio.ui.canvas.view import CanvasView


class Move(Gesture):
    """Drags the selected nodes along the grid; without a drag it is the click that selects."""

    def __init__(self, view: CanvasView, start: QPointF, node: str, modifiers: Modifiers) -> None:
        super().__init__(view, start)
        self.node = node
        self.adding = bool(modifiers & ADDING)
        self.was_selected = node in view.session.selection
        if not self.was_selected:
            view.select((*view.session.selection, node) if self.adding else (node,))
        self.origins = {k: QPointF(view.snapshot.nodes[k].x, view.snapshot.nodes[k].y) for k in view.session.selection}
        self.moving = False

    def move(self, point: QPointF, modifiers: Modifiers = NO_MODIFIER) -> None:
        """Move the items, in steps of the grid."""
        if not self.moving and not self.dragged(point):
            return
        self.moving = True
        self.view.viewport().setCursor(Qt.CursorShape.ClosedHandCursor)
        scene = self.view.stage
        for node_id, origin in self.origins.items():
            scene.nodes[node_id].setPos(origin + self._shift(point))
            scene.strayed(node_id)
        scene.lay_wires(self.origins)

    def _shift(self, point: QPointF) -> QPointF:
        # The node under the mouse comes to lie on the grid; the others keep their distance to it.
        held = self.origins[self.node]
        goal = held + point - self.start
        return QPointF(on_grid(goal.x()), on_grid(goal.y())) - held

    def release(self, point: QPointF, modifiers: Modifiers = NO_MODIFIER) -> bool:
        """Make the one edit, or finish the click."""
        if not self.moving:
            self._click()
            return True
        shift = self._shift(point)
        if not shift.isNull():
            places = tuple((k, p.x() + shift.x(), p.y() + shift.y()) for k, p in self.origins.items())
            self.view.edit(MoveLayers(places))
        return True

    def _click(self) -> None:
        selection = self.view.session.selection
        if self.adding and self.was_selected:
            self.view.select(tuple(k for k in selection if k != self.node))
        elif not self.adding and len(selection) > 1:
            self.view.select((self.node,))

    def clear(self) -> None:
        """Put the items where the document has them."""
        self.view.viewport().unsetCursor()
        self.view.reconcile()
