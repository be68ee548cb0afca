"""Select many by drawing a rectangle around them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPen
from PySide6.QtWidgets import QGraphicsRectItem

from nnstudio.ui import theme
from nnstudio.ui.canvas.gestures.gesture import ADDING, NO_MODIFIER, Gesture, Modifiers

if TYPE_CHECKING:
    from nnstudio.ui.canvas.view import CanvasView


class Band(Gesture):
    """The rubber band; with Ctrl or Shift it adds to what is selected. A click on empty canvas selects nothing."""

    def __init__(self, view: CanvasView, start: QPointF, modifiers: Modifiers) -> None:
        super().__init__(view, start)
        self.kept = view.session.selection if modifiers & ADDING else ()
        self.band = QGraphicsRectItem()
        self.band.setZValue(9)
        pen = QPen(theme.tokens().accent, theme.tokens().hairline_width)
        pen.setCosmetic(True)
        self.band.setPen(pen)
        self.band.setBrush(theme.with_alpha(theme.tokens().accent, 0.08))
        view.stage.addItem(self.band)
        view.select(self.kept)

    def move(self, point: QPointF, modifiers: Modifiers = NO_MODIFIER) -> None:
        """Select what the band touches."""
        if not self.dragged(point) and self.band.rect().isEmpty():
            return
        area = QRectF(self.start, point).normalized()
        self.band.setRect(area)
        inside = [k for k, item in self.view.stage.nodes.items() if item.scene_box().intersects(area)]
        self.view.select((*self.kept, *(k for k in inside if k not in self.kept)))

    def clear(self) -> None:
        """Take the band away."""
        self.view.stage.removeItem(self.band)
