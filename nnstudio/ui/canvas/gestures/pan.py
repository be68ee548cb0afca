"""Push the canvas about."""

from __future__ import annotations

from PySide6.QtCore import QPointF, Qt

from nnstudio.ui.canvas.gestures.gesture import NO_MODIFIER, Gesture, Modifiers


class Pan(Gesture):
    """Space-drag and middle-drag: the point under the mouse stays there. It changes no document and heeds none."""

    cursor = Qt.CursorShape.ClosedHandCursor
    survives_changes = True

    def move(self, point: QPointF, modifiers: Modifiers = NO_MODIFIER) -> None:
        """Scroll so that the grabbed point is under the mouse again."""
        pixels = (point - self.start) * self.view.zoom
        self.view.scroll_by(-pixels.x(), -pixels.y())
        self.view.space_used = True
