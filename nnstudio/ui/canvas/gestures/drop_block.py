"""A kept block dragged from the palette over the canvas."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPen
from PySide6.QtWidgets import QGraphicsRectItem

from nnstudio.document import Fragment
from nnstudio.document.edits.block import extent
from nnstudio.ui import theme
from nnstudio.ui.canvas.geometry import GRID, NODE_HEIGHT, NODE_WIDTH, on_grid
from nnstudio.ui.canvas.gestures.gesture import NO_MODIFIER, Gesture, Modifiers
from nnstudio.ui.canvas.groups.keeping import drop_at

if TYPE_CHECKING:
    from nnstudio.ui.canvas.view import CanvasView


class DropBlock(Gesture):
    """Shows how much room the block takes, and puts it down."""

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
        self.move(start)

    def move(self, point: QPointF, modifiers: Modifiers = NO_MODIFIER) -> None:
        """Follow the mouse along the grid."""
        self.ghost.setPos(on_grid(point.x()), on_grid(point.y()))

    def release(self, point: QPointF, modifiers: Modifiers = NO_MODIFIER) -> bool:
        """Put the block down and select it."""
        drop_at(self.view, self.name, self.fragment, point)
        return True

    def clear(self) -> None:
        """Take the ghost away."""
        self.view.stage.removeItem(self.ghost)
