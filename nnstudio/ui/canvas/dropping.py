"""Layers dragged from the palette, as Qt's drag events bring them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDragMoveEvent, QDropEvent

from nnstudio import engine
from nnstudio.document import FormatError, Fragment
from nnstudio.document.fragment import fragment_from_json, fragment_to_json
from nnstudio.store.blocks import Block
from nnstudio.ui.canvas.gestures.drop import Drop
from nnstudio.ui.canvas.gestures.drop_block import DropBlock
from nnstudio.ui.canvas.wording import parted

if TYPE_CHECKING:
    from nnstudio.ui.canvas.view import CanvasView

BLOCK_MIME: Final = "application/x-nnstudio-block"
"""The type of a kept block; its data are its file's text."""
LAYER_MIME: Final = "application/x-nnstudio-layer"
"""The type of what is dragged; its data are the id of a kind of layer."""


def layer_mime(kind: str) -> QMimeData:
    """Return what a drag of a layer carries."""
    data = QMimeData()
    data.setData(LAYER_MIME, kind.encode())
    return data


def block_mime(block: Block) -> QMimeData:
    """Return what a drag of a kept block carries: the block itself, so that it can be dropped in another window."""
    data = QMimeData()
    data.setData(BLOCK_MIME, fragment_to_json(block.fragment, block.name).encode())
    return data


def block_in(data: QMimeData) -> tuple[str, Fragment] | None:
    """Return the name and the layers of the block that a drag carries; None where it is anything else."""
    if not data.hasFormat(BLOCK_MIME):
        return None
    try:
        name, fragment = fragment_from_json(bytes(data.data(BLOCK_MIME).data()).decode(errors="replace"))
    except FormatError:
        return None
    return (name, fragment) if fragment.nodes else None


def kind_in(data: QMimeData) -> str:
    """Return the kind of layer that a drag carries; empty where it is anything else."""
    if not data.hasFormat(LAYER_MIME):
        return ""
    kind = bytes(data.data(LAYER_MIME).data()).decode(errors="replace")
    return kind if parted(kind)[0] in engine.layers else ""


class Dropping:
    """Turns drag events into a :class:`Drop` or :class:`DropBlock` gesture of the view."""

    def __init__(self, view: CanvasView) -> None:
        self.view = view

    def enter(self, event: QDragEnterEvent) -> None:
        """Begin, if it is a layer or a block."""
        if self._begin(event):
            event.acceptProposedAction()
        else:
            event.ignore()

    def _begin(self, event: QDropEvent) -> bool:
        kind, point = kind_in(event.mimeData()), self._point(event)
        block = None if kind else block_in(event.mimeData())
        if kind:
            self.view.begin(Drop(self.view, point, kind))
        elif block is not None:
            self.view.begin(DropBlock(self.view, point, *block))
        return bool(kind or block)

    def move(self, event: QDragMoveEvent) -> None:
        """Follow; after an undo in mid-drag, begin again."""
        if isinstance(self.view.gesture, Drop | DropBlock):
            self.view.gesture.move(self._point(event))
        elif not self._begin(event):
            event.ignore()
            return
        event.acceptProposedAction()

    def leave(self, event: QDragLeaveEvent) -> None:
        """Give up: the layer was carried out of the canvas, or Esc was pressed."""
        self.view.cancel_gesture()
        event.accept()

    def drop(self, event: QDropEvent) -> None:
        """Add the layer."""
        if not isinstance(self.view.gesture, Drop | DropBlock):
            event.ignore()
            return
        self.view.finish_gesture(self._point(event))
        self.view.setFocus()
        event.acceptProposedAction()

    def _point(self, event: QDropEvent):
        return self.view.mapToScene(event.position().toPoint())
