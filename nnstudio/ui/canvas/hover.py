"""What the mouse is over while no gesture is under way: ports grow, wires darken, badges explain themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, Qt

from nnstudio.document.model import Wire
from nnstudio.ui.canvas.colors import with_color
from nnstudio.ui.canvas.scene import Port

if TYPE_CHECKING:
    from nnstudio.ui.canvas.view import CanvasView


class Hover:
    """Remembers what is marked, so that it can be unmarked."""

    def __init__(self, view: CanvasView) -> None:
        self.view = view
        self._node = ""
        self._wire: Wire | None = None

    def move(self, point: QPointF) -> None:
        """Mark what is at a scene point."""
        stage = self.view.stage
        badge = stage.badge_at(point)
        port = None if badge else stage.port_at(point)
        node = badge or (port.node if port else stage.node_at(point))
        wire = None if node else stage.wire_at(point)
        self._mark(node, port, wire)
        viewport = self.view.viewport()
        if port is not None:
            viewport.setCursor(Qt.CursorShape.CrossCursor)
        elif badge:
            viewport.setCursor(Qt.CursorShape.PointingHandCursor)
        elif self.view.space_held:
            viewport.setCursor(Qt.CursorShape.OpenHandCursor)
        else:
            viewport.unsetCursor()
        tip = self._tip(badge, node) or stage.groups.tip_at(point)
        viewport.setToolTip(tip if badge else self.view.heat.tip(tip, node, wire))

    def _mark(self, node: str, port: Port | None, wire: Wire | None) -> None:
        stage = self.view.stage
        if self._node != node and self._node in stage.nodes:
            stage.nodes[self._node].show_hover(False, None)
        if node:
            stage.nodes[node].show_hover(True, port.number if port else None)
        if self._wire != wire and self._wire in stage.wires:
            stage.wires[self._wire].show_state(hovered=False)
        if wire is not None:
            stage.wires[wire].show_state(hovered=True)
        self._node, self._wire = node, wire

    def _tip(self, badge: str, node: str) -> str:
        if badge:
            return self.view.stage.nodes[badge].face.problem
        face = self.view.stage.nodes[node].face if node else None
        return with_color(face.name, face.color) if face is not None else ""
