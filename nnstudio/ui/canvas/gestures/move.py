"""Select by a click, move by a drag."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt

from nnstudio.document import MoveLayers
from nnstudio.document.grouping import notes_with, outermost
from nnstudio.ui.canvas import edits
from nnstudio.ui.canvas.aligning import CATCH, Marks, caught
from nnstudio.ui.canvas.geometry import on_grid
from nnstudio.ui.canvas.gestures.gesture import ADDING, NO_MODIFIER, Gesture, Modifiers
from nnstudio.ui.canvas.gestures.wire_under import WireUnder
from nnstudio.ui.canvas.groups.carrying import Carrying

if TYPE_CHECKING:
    from nnstudio.ui.canvas.view import CanvasView


class Move(Gesture):
    """Drags the selected nodes along the grid, and into line with others; without a drag it is the click that selects.

    A layer without wires that is let go over a wire is inserted there; over a group, it goes into it.
    """

    def __init__(self, view: CanvasView, start: QPointF, node: str, modifiers: Modifiers) -> None:
        super().__init__(view, start)
        self.node = node
        self.adding = bool(modifiers & ADDING)
        self.was_selected = node in view.session.selection
        if not self.was_selected:
            view.select((*view.session.selection, node) if self.adding else (node,))
        self.origins = {k: QPointF(view.snapshot.nodes[k].x, view.snapshot.nodes[k].y) for k in view.session.selection}
        self.moving = False
        self.shift = QPointF()
        self.box = QRectF()
        self.others = Marks(np.zeros((0, 4)))
        self.guides = view.stage.guides
        self.under: WireUnder | None = None
        self.carrying: Carrying | None = None
        self.notes: dict[str, QPointF] = {}
        snapshot = view.snapshot
        if len(self.origins) == 1 and edits.is_insertable(snapshot, node):
            self.under = WireUnder(view, node, lambda wire: edits.insert_node(snapshot, wire, node))

    def move(self, point: QPointF, modifiers: Modifiers = NO_MODIFIER) -> None:
        """Move the items, in steps of the grid and into line."""
        if not self.moving and not self.dragged(point):
            return
        if not self.moving:
            self._begin()
        scene = self.view.stage
        self.shift = self._on_grid(point)
        line, guides = caught(self.box.translated(self.shift), self.others, CATCH / self.view.zoom)
        self.shift += line
        for node_id, origin in self.origins.items():
            scene.stray(node_id, origin + self.shift)
        for note, place in self.notes.items():
            scene.groups.notes[note].setPos(place + self.shift)
        box = self.box.translated(self.shift)
        if self.under is None:
            scene.lay_wires(self.origins, passing=True)
        else:
            scene.groups.follow()
            # The wires stay: else each would run away from the layer that is to go into it.
            self.under.seek(point, box.bottomLeft())
        if self.carrying is not None:
            self.carrying.seek(point, box, silent=self.under is not None and self.under.wire is not None)
        # Over a wire it is the wire that counts.
        self.guides.show_guides(() if self.under is not None and self.under.wire is not None else guides)

    def _begin(self) -> None:
        self.moving = True
        self.view.viewport().setCursor(Qt.CursorShape.ClosedHandCursor)
        stage = self.view.stage
        seen = self.view.mapToScene(self.view.viewport().rect()).boundingRect()
        for key in self.origins:
            self.box = self.box.united(stage.nodes[key].scene_box())
        network = self.view.snapshot.network
        if network.groups:
            ids = tuple(self.origins)
            self.carrying = Carrying(self.view, ids, outermost(network, ids), self.node)
            notes = (network.notes_by_id[note] for note in notes_with(network, ids))
            self.notes = {note.id: QPointF(note.x, note.y) for note in notes}
        self.others = Marks(stage.boxes_in(seen, self.origins))

    def _on_grid(self, point: QPointF) -> QPointF:
        # The node under the mouse comes to lie on the grid; the others keep their distance to it.
        held = self.origins[self.node]
        goal = held + point - self.start
        return QPointF(on_grid(goal.x()), on_grid(goal.y())) - held

    def release(self, point: QPointF, modifiers: Modifiers = NO_MODIFIER) -> bool:
        """Make the one edit, or finish the click."""
        if not self.moving:
            self._click()
            return True
        self.move(point)
        edit = self.under.edit() if self.under is not None else None
        if edit is None and not self.shift.isNull():
            places = tuple((k, p.x() + self.shift.x(), p.y() + self.shift.y()) for k, p in self.origins.items())
            edit = MoveLayers(places)
        if edit is not None:
            self.view.edit(self.carrying.edit(edit) if self.carrying is not None else edit)
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
        if self.under is not None:
            self.under.clear()
        if self.carrying is not None:
            self.carrying.clear()
        self.guides.show_guides(())
        self.view.reconcile()
