"""Zoom at the cursor, pan, fit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QPointF, QRectF, Qt, QTimer
from PySide6.QtGui import QNativeGestureEvent, QTransform, QWheelEvent
from PySide6.QtWidgets import QGestureEvent, QPinchGesture

from nnstudio.ui.canvas.geometry import GRID

if TYPE_CHECKING:
    from nnstudio.ui.canvas.view import CanvasView

LEAST: Final = 0.1
MOST: Final = 8.0
STEP: Final = 1.2
NOTCH: Final = 120
"""Qt's unit for one notch of a wheel."""
FIT_MOST: Final = 1.0
"""A small network is not blown up to fill the window; a whole scale is also the sharpest."""


class Zooming:
    """What belongs to the view's transform. Until the student zooms or pans, the network is kept fitted."""

    def __init__(self, view: CanvasView) -> None:
        self.view = view
        self.fitted = True

    def zoom_at(self, factor: float, place: QPointF) -> None:
        """Zoom so that the scene point under ``place`` (viewport pixels) stays there."""
        view = self.view
        goal = min(MOST, max(LEAST, view.zoom * factor))
        view.painting.stir()
        before = self._scene(place)
        view.setTransform(QTransform.fromScale(goal, goal))
        drift = (self._scene(place) - before) * goal
        view.scroll_by(-drift.x(), -drift.y())
        self.fitted = False

    def _scene(self, place: QPointF) -> QPointF:
        inverse, _possible = self.view.viewportTransform().inverted()
        return inverse.map(place)

    def zoom_by(self, factor: float) -> None:
        """Zoom at the middle of the view."""
        self.zoom_at(factor, QPointF(self.view.viewport().rect().center()))

    def zoom_to(self, goal: float) -> None:
        """Zoom to a scale: 1 is 100 %."""
        self.zoom_by(goal / self.view.zoom)

    def fit(self) -> None:
        """Show the whole network."""
        self.fit_box(self.view.stage.content())

    def fit_box(self, box: QRectF) -> None:
        """Show a part of the scene, never enlarged."""
        view = self.view
        if box.isEmpty():
            view.setTransform(QTransform())
            view.centerOn(0, 0)
            self.fitted = True
            view.moved.emit()
            return
        room = box.adjusted(-4 * GRID, -4 * GRID, 4 * GRID, 4 * GRID)
        size = view.viewport().size()
        goal = min(size.width() / room.width(), size.height() / room.height(), FIT_MOST)
        goal = max(LEAST, goal)
        view.setTransform(QTransform.fromScale(goal, goal))
        view.centerOn(box.center())
        self.fitted = True
        view.moved.emit()

    def look_at(self, point: QPointF) -> None:
        """Bring a scene point into the middle, at the same zoom."""
        self.view.painting.stir()
        self.view.centerOn(point)
        self.fitted = False
        self.view.moved.emit()

    def fit_later(self) -> None:
        """Fit when the present events are over, since the scene may still change; not where one has zoomed by then."""
        self.fitted = True
        QTimer.singleShot(0, self.view, self.resized)

    def resized(self) -> None:
        """Keep fitted what was fitted."""
        if self.fitted:
            self.fit()

    def wheel(self, event: QWheelEvent) -> None:
        """Ctrl zooms at the cursor, plain pans, Shift pans sideways."""
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoom_at(STEP ** (event.angleDelta().y() / NOTCH), event.position())
        else:
            pixels = event.pixelDelta() if not event.pixelDelta().isNull() else event.angleDelta() / 2
            dx, dy = pixels.x(), pixels.y()
            if event.modifiers() & Qt.KeyboardModifier.ShiftModifier and not dx:
                dx, dy = dy, 0
            self.view.scroll_by(-dx, -dy)
            self.fitted = False
        event.accept()

    def native(self, event: QNativeGestureEvent) -> bool:
        """Pinch on a track-pad zooms at the cursor."""
        if event.gestureType() is not Qt.NativeGestureType.ZoomNativeGesture:
            return False
        self.zoom_at(1.0 + event.value(), event.position())
        return True

    def touch(self, event: QGestureEvent) -> bool:
        """Two fingers on a screen zoom between them, and take the paper along."""
        pinch = event.gesture(Qt.GestureType.PinchGesture)
        if not isinstance(pinch, QPinchGesture):
            return False
        if pinch.state() is Qt.GestureState.GestureStarted:
            # The first finger has been taken for the mouse.
            self.view.cancel_gesture()
        elif pinch.state() is Qt.GestureState.GestureUpdated:
            shift = pinch.centerPoint() - pinch.lastCenterPoint()
            self.view.scroll_by(-shift.x(), -shift.y())
            self.zoom_at(pinch.scaleFactor(), QPointF(self.view.viewport().mapFromGlobal(pinch.centerPoint())))
        event.accept(pinch)
        return True
