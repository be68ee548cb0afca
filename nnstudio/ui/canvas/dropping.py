"""Layers dragged from the palette, as Qt's drag events bring them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDragMoveEvent, QDropEvent

from nnstudio import engine
from nnstudio.ui.canvas.gestures.drop import Drop

if TYPE_CHECKING:
    from nnstudio.ui.canvas.view import CanvasView

LAYER_MIME: Final = "application/x-nnstudio-layer"
"""The type of what is dragged; its data are the id of a kind of layer."""


def layer_mime(kind: str) -> QMimeData:
    """Return what a drag of a layer carries."""
    data = QMimeData()
    data.setData(LAYER_MIME, kind.encode())
    return data


def kind_in(data: QMimeData) -> str:
    """Return the kind of layer that a drag carries; empty where it is anything else."""
    if not data.hasFormat(LAYER_MIME):
        return ""
    kind = bytes(data.data(LAYER_MIME).data()).decode(errors="replace")
    return kind if kind in engine.layers else ""


class Dropping:
    """Turns drag events into a :class:`Drop` gesture of the view."""

    def __init__(self, view: CanvasView) -> None:
        self.view = view

    def enter(self, event: QDragEnterEvent) -> None:
        """Begin, if it is a layer."""
        kind = kind_in(event.mimeData())
        if not kind:
            event.ignore()
            return
        self.view.begin(Drop(self.view, self._point(event), kind))
        event.acceptProposedAction()

    def move(self, event: QDragMoveEvent) -> None:
        """Follow; after an undo in mid-drag, begin again."""
        kind = kind_in(event.mimeData())
        if not kind:
            event.ignore()
            return
        if not isinstance(self.view.gesture, Drop):
            self.view.begin(Drop(self.view, self._point(event), kind))
        elif self.view.gesture is not None:
            self.view.gesture.move(self._point(event))
        event.acceptProposedAction()

    def leave(self, event: QDragLeaveEvent) -> None:
        """Give up: the layer was carried out of the canvas, or Esc was pressed."""
        self.view.cancel_gesture()
        event.accept()

    def drop(self, event: QDropEvent) -> None:
        """Add the layer."""
        if not isinstance(self.view.gesture, Drop):
            event.ignore()
            return
        self.view.finish_gesture(self._point(event))
        self.view.setFocus()
        event.acceptProposedAction()

    def _point(self, event: QDropEvent):
        return self.view.mapToScene(event.position().toPoint())
