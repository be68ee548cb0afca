"""What a gesture is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, Qt

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent

    from nnstudio.ui.canvas.view import CanvasView

Modifiers = Qt.KeyboardModifier
NO_MODIFIER = Qt.KeyboardModifier.NoModifier
ADDING = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
"""Either of these adds to the selection instead of replacing it."""


class Gesture:
    """Base of the gestures; the view makes one on a press and forgets it when :meth:`release` says that it is over.

    Points are in scene coordinates. ``keeps_going`` tells the view that the gesture goes on without a button held.
    """

    cursor: Qt.CursorShape | None = None
    survives_changes = False
    needs_focus = True
    """Whether it is given up when the canvas loses the keyboard: the button may be let go anywhere then."""

    def __init__(self, view: CanvasView, start: QPointF) -> None:
        self.view = view
        self.start = start

    def move(self, point: QPointF, modifiers: Modifiers = NO_MODIFIER) -> None:
        """Follow the mouse."""

    def press(self, point: QPointF) -> None:
        """Take a further press, in a gesture that goes on without a button held."""

    def release(self, point: QPointF, modifiers: Modifiers = NO_MODIFIER) -> bool:
        """Make the edit; return whether the gesture is over."""
        return True

    def key(self, event: QKeyEvent) -> bool:
        """Use a key; return whether it was used."""
        return False

    def clear(self) -> None:
        """Take away what the gesture has drawn; called once, however it ends."""

    def dragged(self, point: QPointF) -> bool:
        """Whether the mouse has gone far enough to mean a drag, in pixels of the screen."""
        return (point - self.start).manhattanLength() * self.view.zoom >= self.view.drag_distance
