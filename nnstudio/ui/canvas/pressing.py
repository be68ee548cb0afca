"""The mouse's buttons on the canvas: which press begins a gesture, which move leads it, which release ends it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QMouseEvent

from nnstudio.ui.canvas.gestures.choose import gesture_for
from nnstudio.ui.canvas.groups import pressing

if TYPE_CHECKING:
    from nnstudio.ui.canvas.view import CanvasView

NONE = Qt.MouseButton.NoButton


class Pressing:
    """``held`` is the button that leads the gesture under way; a second one pressed meanwhile gives it up."""

    def __init__(self, view: CanvasView) -> None:
        self.view = view
        self.held = NONE

    def press(self, event: QMouseEvent) -> None:
        """Begin the gesture that belongs to what is under the mouse, or lead on one that goes by clicks."""
        view, point = self.view, self._point(event)
        view.keys.used = False
        held, self.held = self.held, event.button()
        if view.gesture is not None and held is NONE and event.button() is Qt.MouseButton.LeftButton:
            view.gesture.press(point)
            return
        if view.gesture is not None:
            view.cancel_gesture()
            if held is not event.button():
                return
        gesture = gesture_for(view, point, event)
        if gesture is not None:
            view.begin(gesture)

    def move(self, event: QMouseEvent) -> None:
        """Lead the gesture, or show what is under the mouse."""
        view, point = self.view, self._point(event)
        view.keys.mouse_moved()
        if view.gesture is not None:
            view.gesture.move(point, event.modifiers())
        else:
            view.hover.move(point)

    def release(self, event: QMouseEvent) -> None:
        """End the gesture of this button; any other one has nothing to say."""
        if event.button() is self.held:
            self.held = NONE
            self.view.finish_gesture(self._point(event), event.modifiers())

    def double_click(self, event: QMouseEvent) -> None:
        """On a node: rename; on a group: fold; on a note: write; on empty canvas: search a layer to add."""
        view, point = self.view, self._point(event)
        node = view.stage.node_at(point)
        if event.button() is not Qt.MouseButton.LeftButton or view.stage.port_at(point) is not None:
            self.press(event)
            return
        view.cancel_gesture()
        if node:
            view.rename_wanted.emit(node)
        elif not pressing.double_click(view, point):
            view.quick_add_wanted.emit(point, None)

    def _point(self, event: QMouseEvent) -> QPointF:
        return self.view.mapToScene(event.position().toPoint())
