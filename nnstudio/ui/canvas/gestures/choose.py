"""Which gesture a press begins, from what lies under the mouse."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QMouseEvent

from nnstudio.document.model import Wire
from nnstudio.ui.canvas.geometry import GRID
from nnstudio.ui.canvas.gestures.band import Band
from nnstudio.ui.canvas.gestures.connect import Connect
from nnstudio.ui.canvas.gestures.cut import Cut
from nnstudio.ui.canvas.gestures.gesture import Gesture
from nnstudio.ui.canvas.gestures.move import Move
from nnstudio.ui.canvas.gestures.pan import Pan
from nnstudio.ui.canvas.groups.pressing import press
from nnstudio.ui.canvas.scene import OUTPUT, Port

if TYPE_CHECKING:
    from nnstudio.ui.canvas.view import CanvasView

END = 5 * GRID
"""A wire is taken by its end within this distance of a port."""


def gesture_for(view: CanvasView, point: QPointF, event: QMouseEvent) -> Gesture | None:
    """Return the gesture that a press begins; None where the press itself was all."""
    button = event.button()
    if _cuts(event):
        return Cut(view, point)
    if button is Qt.MouseButton.MiddleButton or (button is Qt.MouseButton.LeftButton and view.space_held):
        return Pan(view, point)
    if button is not Qt.MouseButton.LeftButton:
        return None
    badge = view.stage.badge_at(point)
    if badge:
        view.bubble_wanted.emit(badge)
        return None
    port = view.stage.port_at(point)
    if port is not None:
        return _from_port(view, point, port)
    node = view.stage.node_at(point)
    if node:
        view.current = node
        return Move(view, point, node, event.modifiers())
    box = view.stage.groups.over(point)
    if box is not None:
        return press(view, box, point, event)
    wire = view.stage.wire_at(point)
    if wire is not None:
        view.select_wire(wire)
        return _from_wire_end(view, point, wire)
    below = view.stage.groups.under(point)
    if below is not None:
        return press(view, below, point, event)
    view.wire, view.note = None, ""
    return Band(view, point, event.modifiers())


def _cuts(event: QMouseEvent) -> bool:
    """Whether a press begins a stroke that cuts: Ctrl and the right button, or Alt, which some desktops keep."""
    if event.button() is Qt.MouseButton.RightButton:
        return bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
    return event.button() is Qt.MouseButton.LeftButton and bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)


def _from_port(view: CanvasView, point: QPointF, port: Port) -> Gesture:
    wire = None if port.is_output else view.snapshot.wire_at(port.node, port.number)
    if wire is not None:
        return Connect(view, point, Port(wire.source, OUTPUT), wire)
    return Connect(view, point, port)


def _from_wire_end(view: CanvasView, point: QPointF, wire: Wire) -> Gesture | None:
    item = view.stage.wires[wire].path
    first, last = item.pointAtPercent(0), item.pointAtPercent(1)
    to_first, to_last = (point - first).manhattanLength(), (point - last).manhattanLength()
    # On a short wire both ends are near: its middle only selects.
    if min(to_first, to_last) > min(END, item.length() / 3):
        return None
    fixed = Port(wire.source, OUTPUT) if to_last <= to_first else Port(wire.target, wire.port)
    return Connect(view, point, fixed, wire)
