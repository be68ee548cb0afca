"""What stands on the canvas and its ports, as a screen reader meets them: a name, a place, a state."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QRect, QRectF
from PySide6.QtGui import QAccessible, QAccessibleInterface
from shiboken6 import isValid

from nnstudio.text import tr
from nnstudio.ui.canvas.geometry import PORT_REACH
from nnstudio.ui.canvas.scene import OUTPUT, Port
from nnstudio.ui.canvas.wording import shape_text

if TYPE_CHECKING:
    from nnstudio.ui.canvas.speaking.tree import CanvasTree
    from nnstudio.ui.canvas.view import CanvasView

Role, Text, State = QAccessible.Role, QAccessible.Text, QAccessible.State
Found = Any
"""What Qt asks for, or None where there is none: its stubs know no None."""


class Spoken(QAccessibleInterface):
    """Base: something of the view that is no widget."""

    def __init__(self, view: CanvasView) -> None:
        super().__init__()
        self.view = view

    def object(self) -> Found:
        """Return None: it has none."""
        return None

    def window(self) -> Found:
        """Return the window that the canvas is in."""
        return self.view.window().windowHandle() if isValid(self.view) else None

    def setText(self, kind: QAccessible.Text, text: str) -> None:
        """Change nothing: names are edited on the canvas."""

    def child(self, index: int) -> Found:
        """Return nothing: most have no parts."""
        return None

    def childCount(self) -> int:
        """Return 0."""
        return 0

    def indexOfChild(self, child: QAccessibleInterface) -> int:
        """Return −1: it is none of its parts."""
        return -1

    def childAt(self, x: int, y: int) -> Found:
        """Return the part at a place on the screen."""
        parts = (self.child(index) for index in range(self.childCount()))
        return next((part for part in parts if part is not None and part.rect().contains(x, y)), None)

    def on_screen(self, box: QRectF) -> QRect:
        """Return a box of the scene in pixels of the screen."""
        seen = self.view.mapFromScene(box).boundingRect()
        return QRect(self.view.viewport().mapToGlobal(seen.topLeft()), seen.size())

    def in_sight(self, state: QAccessible.State) -> QAccessible.State:
        """Return a state with whether it is scrolled out of sight."""
        viewport = self.view.viewport()
        seen = QRect(viewport.mapToGlobal(viewport.rect().topLeft()), viewport.size())
        state.offscreen = not self.rect().intersects(seen)
        return state


class SpokenThing(Spoken):
    """A layer, a group or a note, by its id; a layer's or folded group's ports are its parts."""

    def __init__(self, tree: CanvasTree, thing: str) -> None:
        super().__init__(tree.view)
        self.tree, self.thing = tree, thing
        self._ports: dict[Port, SpokenPort] = {}

    def isValid(self) -> bool:
        """Whether it is on the canvas still."""
        return isValid(self.view) and self.view.snapshot.has(self.thing)

    def parent(self) -> Found:
        """Return the canvas; None where that is gone."""
        return self.tree if isValid(self.tree) else None

    def text(self, kind: QAccessible.Text) -> str:
        """Return what there is to say of it."""
        if kind is not Text.Name or not self.isValid():
            return ""
        if self.thing in self.view.snapshot.nodes:
            return self.view.stage.nodes[self.thing].face.spoken
        return self.view.stage.groups.spoken(self.thing)

    def role(self) -> QAccessible.Role:
        """Return what it is."""
        if self.thing in self.view.snapshot.nodes:
            return Role.ListItem
        return Role.Note if self.thing in self.view.snapshot.network.notes_by_id else Role.Grouping

    def rect(self) -> QRect:
        """Return where it is on the screen."""
        if not self.isValid():
            return QRect()
        stage = self.view.stage
        nodes = stage.nodes
        return self.on_screen(nodes[self.thing].scene_box() if self.thing in nodes else stage.groups.box_of(self.thing))

    def state(self) -> QAccessible.State:
        """Return whether it is selected, has the keyboard, and can be seen."""
        state, view = State(), self.view
        if not self.isValid():
            state.invalid = True
            return state
        selection = view.session.selection
        state.focusable = state.selectable = state.multiSelectable = True
        state.selected = self.thing in (*selection, view.note) or view.stage.groups.is_whole(self.thing, selection)
        state.focused = view.hasFocus() and view.current == self.thing
        return self.in_sight(state)

    def ports(self) -> list[Port]:
        """Return its ports: inputs first."""
        groups, nodes = self.view.stage.groups, self.view.stage.nodes
        if self.thing in nodes:
            face = nodes[self.thing].face
            inputs = [Port(self.thing, number) for number in range(face.inputs)]
            return [*inputs, *([Port(self.thing, OUTPUT)] if face.has_output else [])]
        if self.thing in groups.boxes:
            shown = groups.faces[self.thing]
            return [*(Port(*port) for port in shown.inputs), *(Port(node, OUTPUT) for node in shown.outputs)]
        return []

    def childCount(self) -> int:
        """Return how many ports there are."""
        return len(self.ports()) if self.isValid() else 0

    def child(self, index: int) -> Found:
        """Return a port."""
        ports = self.ports() if self.isValid() else []
        return self.port(ports[index]) if 0 <= index < len(ports) else None

    def port(self, port: Port) -> SpokenPort:
        """Return one of its ports."""
        if port not in self._ports:
            self._ports[port] = SpokenPort(self, port)
            self.tree.keep(self._ports[port])
        return self._ports[port]

    def indexOfChild(self, child: QAccessibleInterface) -> int:
        """Return the place of a port."""
        ports = self.ports() if isinstance(child, SpokenPort) and self.isValid() else []
        return ports.index(child.port) if isinstance(child, SpokenPort) and child.port in ports else -1

    def parts(self) -> list[SpokenPort]:
        """Return the ports that were asked for so far."""
        return list(self._ports.values())


class SpokenPort(Spoken):
    """A port of a layer."""

    def __init__(self, owner: SpokenThing, port: Port) -> None:
        super().__init__(owner.view)
        self.owner, self.port = owner, port

    def isValid(self) -> bool:
        """Whether the port is there still."""
        return self.owner.isValid() and self.port in self.owner.ports()

    def parent(self) -> Found:
        """Return what it is a port of; None where that is gone."""
        return self.owner if isValid(self.owner) else None

    def role(self) -> QAccessible.Role:
        """Return what comes nearest: a picture with a name."""
        return Role.Graphic

    def text(self, kind: QAccessible.Text) -> str:
        """Return what it is, what shape goes through it, and where from or to."""
        return port_text(self.view, self.port) if kind is Text.Name and self.isValid() else ""

    def rect(self) -> QRect:
        """Return where it is on the screen: the area that the mouse may hit."""
        if not self.isValid():
            return QRect()
        place, reach = self.view.stage.port_point(self.port), PORT_REACH
        return self.on_screen(QRectF(place.x() - reach, place.y() - reach, 2 * reach, 2 * reach))

    def state(self) -> QAccessible.State:
        """Return whether it can be seen."""
        state = State()
        if not self.isValid():
            state.invalid = True
            return state
        return self.in_sight(state)


def port_text(view: CanvasView, port: Port) -> str:
    """Return ``input 1 of Dense, from Input, 4``; ``output of Input, to Dense, 4``."""
    snapshot, shapes = view.snapshot, view.session.analysis.shapes
    name = snapshot.nodes[port.node].name
    if port.is_output:
        targets = ", ".join(snapshot.nodes[wire.target].name for wire in snapshot.out_of(port.node))
        shape = shape_text(shapes.get(port.node))
        if not targets:
            return tr("output of {layer}, {shape}, not connected", layer=name, shape=shape)
        return tr("output of {layer}, {shape}, to {layers}", layer=name, shape=shape, layers=targets)
    wire, number = snapshot.wire_at(port.node, port.number), port.number + 1
    if wire is None:
        return tr("input {number} of {layer}, not connected", number=number, layer=name)
    source, shape = snapshot.nodes[wire.source].name, shape_text(shapes.get(wire.source))
    return tr(
        "input {number} of {layer}, from {source}, {shape}", number=number, layer=name, source=source, shape=shape
    )
