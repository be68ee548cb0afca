"""A kept block dragged from the palette over the canvas."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPen
from PySide6.QtWidgets import QGraphicsRectItem

from nnstudio.document import Fragment, PlaceBlock
from nnstudio.document.edits.block import extent, way_through
from nnstudio.document.model import Wire
from nnstudio.ui import theme
from nnstudio.ui.canvas.geometry import GRID, NODE_HEIGHT, NODE_WIDTH, on_grid
from nnstudio.ui.canvas.gestures.gesture import NO_MODIFIER, Gesture, Modifiers
from nnstudio.ui.canvas.gestures.wire_under import WireUnder
from nnstudio.ui.canvas.groups.keeping import after, put

if TYPE_CHECKING:
    from nnstudio.ui.canvas.view import CanvasView


class DropBlock(Gesture):
    """Shows how much room the block takes, and puts it down; over a wire, into it."""

    needs_focus = False

    def __init__(self, view: CanvasView, start: QPointF, name: str, fragment: Fragment) -> None:
        super().__init__(view, start)
        self.name, self.fragment = name, fragment
        left, top, right, bottom = extent(fragment)
        width, height = right - left + NODE_WIDTH + 2 * GRID, bottom - top + NODE_HEIGHT + 2 * GRID
        self.ghost = QGraphicsRectItem(-width / 2, -height / 2, width, height)
        self.ghost.setZValue(8)
        self.ghost.setPen(QPen(theme.tokens().accent, 1.5, Qt.PenStyle.DashLine))
        self.ghost.setBrush(theme.with_alpha(theme.tokens().accent, 0.12))
        view.stage.addItem(self.ghost)
        ends = way_through(fragment)
        self.under: WireUnder | None = None
        if ends is not None:
            new = self._edit(start).paste().new_ids(view.session.document)
            first = dict(zip(fragment.by_id, new, strict=True))[ends[0]]
            self.under = WireUnder(view, first, self._insertion)
        self.move(start)

    def move(self, point: QPointF, modifiers: Modifiers = NO_MODIFIER) -> None:
        """Follow the mouse along the grid; light the wire that the block would go into."""
        place = QPointF(on_grid(point.x()), on_grid(point.y()))
        self.ghost.setPos(place)
        if self.under is not None:
            self.under.seek(point, place + QPointF(0, self.ghost.rect().bottom()))

    def release(self, point: QPointF, modifiers: Modifiers = NO_MODIFIER) -> bool:
        """Put the block down and select it."""
        self.move(point)
        wire = self.under.wire if self.under is not None and self.under.edit() is not None else None
        put(self.view, self._edit(point) if wire is None else self._insertion(wire))
        return True

    def _edit(self, point: QPointF) -> PlaceBlock:
        return PlaceBlock(self.fragment, self.name, on_grid(point.x()), on_grid(point.y()))

    def _insertion(self, wire: Wire) -> PlaceBlock:
        x, y = after(self.view.snapshot, self.fragment, wire.source)
        return PlaceBlock(self.fragment, self.name, x, y, insert_on=wire)

    def clear(self) -> None:
        """Take the ghost and the light away."""
        if self.under is not None:
            self.under.clear()
        self.view.stage.removeItem(self.ghost)
