"""Draw a wire, or drag the end of one to another port."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QKeyEvent

from nnstudio.document import Disconnect
from nnstudio.document.layout import step_after
from nnstudio.document.model import Wire
from nnstudio.document.paths import ancestors
from nnstudio.text import tr
from nnstudio.ui.canvas import edits
from nnstudio.ui.canvas.geometry import GRID, PORT_REACH, SNAP
from nnstudio.ui.canvas.gestures.gesture import NO_MODIFIER, Gesture, Modifiers
from nnstudio.ui.canvas.scene import OUTPUT, Port
from nnstudio.ui.canvas.trial import Verdict, try_edit

if TYPE_CHECKING:
    from nnstudio.ui.canvas.view import CanvasView


class Connect(Gesture):
    """From a port to a port: by a drag, by two clicks, or with the keyboard's arrows.

    ``fixed`` is the port that the wire keeps, ``replaces`` the wire whose other end is dragged. Over a port the wire
    snaps to it, and the cursor says which shape would come of it, or why it cannot be. A wire let go over empty canvas
    offers the layers that could follow; an end that is dragged away and let go there is taken off.
    """

    cursor = Qt.CursorShape.CrossCursor

    def __init__(self, view: CanvasView, start: QPointF, fixed: Port, replaces: Wire | None = None) -> None:
        super().__init__(view, start)
        self.fixed = fixed
        self.replaces = replaces
        self.goal: Port | None = None
        self.verdict: Verdict | None = None
        self.clicking = False
        self._known: dict[Port, Verdict] = {}
        if view.stage.loose.scene() is None:
            view.stage.addItem(view.stage.loose)
        if replaces is not None:
            view.stage.wires[replaces].show_state(faded=True)
        self.move(start)

    def move(self, point: QPointF, modifiers: Modifiers = NO_MODIFIER) -> None:
        """Draw the wire to the mouse, or to the port near it."""
        # Zoomed in, a port is drawn larger than that: all of it counts.
        reach = max(SNAP / self.view.zoom, PORT_REACH)
        goal = self.view.stage.nearest_port(point, reach, self.fits) or self._port_of_node(point)
        self.aim(goal, point)
        if goal is None:
            self._say_if_none_fits(point)

    def _port_of_node(self, point: QPointF) -> Port | None:
        """Return the port meant by dropping on a node's body: its first free input, or its output."""
        node = self.view.stage.node_at(point)
        if not node:
            return None
        free = self.view.snapshot.free_port(node) if self.fixed.is_output else OUTPUT
        port = Port(node, free if free is not None else 0)
        face = self.view.stage.nodes[node].face
        exists = face.has_output if port.is_output else face.inputs > 0
        return port if exists and self.fits(port) else None

    def _say_if_none_fits(self, point: QPointF) -> None:
        node = self.view.stage.node_at(point)
        if node and node != self.fixed.node:
            name = self.view.snapshot.nodes[node].name
            text = (
                tr("{layer} has no input", layer=name)
                if self.fixed.is_output
                else tr("{layer} has no output", layer=name)
            )
            self.view.stage.hint.say(text, point, refused=True)

    def fits(self, port: Port) -> bool:
        """Whether a port is of the other kind, on another node."""
        return port.is_output != self.fixed.is_output and port.node != self.fixed.node

    def aim(self, goal: Port | None, point: QPointF) -> None:
        """Take aim at a port, or at a point of the empty canvas."""
        stage = self.view.stage
        self._cool()
        self.goal, self.verdict = goal, self._judge(goal) if goal is not None else None
        end = stage.port_point(goal) if goal is not None else point
        here = stage.port_point(self.fixed)
        first, last = (here, end) if self.fixed.is_output else (end, here)
        possible = None if self.verdict is None else self.verdict.possible
        stage.loose.run(first, last, possible, down=stage.down)
        for port in (self.fixed, goal):
            if port is not None:
                stage.nodes[port.node].show_hover(True, port.number)
        text = self.verdict.text if self.verdict else ""
        doubtful = self.verdict is not None and self.verdict.doubtful
        stage.hint.say(text, end + QPointF(0, GRID / 2), refused=possible is False, doubtful=doubtful)

    def _judge(self, goal: Port) -> Verdict:
        if goal not in self._known:
            edit = self.edit_for(goal)
            target = goal.node if self.fixed.is_output else self.fixed.node
            self._known[goal] = try_edit(self.view.session.document, edit, target)
        return self._known[goal]

    def edit_for(self, goal: Port):
        """Return the edit that wires the fixed port and ``goal``."""
        source, target = (self.fixed, goal) if self.fixed.is_output else (goal, self.fixed)
        snapshot = self.view.snapshot
        port = target.number if snapshot.takes_wire(target.node, target.number) else None
        return edits.connect(snapshot, source.node, target.node, port, self.replaces)

    def press(self, point: QPointF) -> None:
        """Aim once more at the second click of the way by two clicks."""
        self.move(point)

    def release(self, point: QPointF, modifiers: Modifiers = NO_MODIFIER) -> bool:
        """Make the wire; a click without a drag begins the way by two clicks instead."""
        if self.goal is None and not self.clicking and self.replaces is None and not self.dragged(point):
            self.clicking = True
            return False
        self.finish(point)
        return True

    def finish(self, point: QPointF) -> None:
        """Make the one edit that the aim asks for."""
        goal = self.goal
        if goal is not None:
            if self.verdict is not None and not self.verdict.possible:
                # Said where it was tried: a message above would move the canvas from under the hand.
                self.view.announced.emit(self.verdict.text)
            elif not self._is_old_end(goal):
                self.view.edit(self.edit_for(goal))
        elif self.replaces is not None:
            if self.dragged(point):
                self.view.edit(Disconnect(self.replaces))
        elif not self.view.stage.node_at(point):
            self.view.quick_add_wanted.emit(point, self.fixed)

    def _is_old_end(self, goal: Port) -> bool:
        old = self.replaces
        return old is not None and goal in (Port(old.source, OUTPUT), Port(old.target, old.port))

    def _cool(self) -> None:
        for item in self.view.stage.nodes.values():
            item.show_hover(False, None)

    def clear(self) -> None:
        """Take the loose wire and the words away."""
        stage = self.view.stage
        self._cool()
        if self.replaces in stage.wires:
            stage.wires[self.replaces].show_state(faded=False)
        stage.hint.say("", QPointF())
        if stage.loose.scene() is not None:
            stage.removeItem(stage.loose)


class KeyConnect(Connect):
    """Connecting by keyboard: arrows go through the inputs that could take the wire, Enter makes it, Esc leaves off.

    Space lets the wire go over empty canvas, beside the layer, where the layers that could follow are offered.
    """

    def __init__(self, view: CanvasView, node: str) -> None:
        fixed = Port(node, OUTPUT)
        super().__init__(view, view.stage.port_point(fixed), fixed)
        self.clicking = True
        self.ports = self._candidates()
        free = [i for i, port in enumerate(self.ports) if view.snapshot.wire_at(port.node, port.number) is None]
        self._go_to(free[0] if free else 0)

    def _candidates(self) -> list[Port]:
        view = self.view
        order = view.snapshot.reading_order()
        here = order.index(self.fixed.node)
        # What leads here cannot be led to.
        before = ancestors(view.snapshot.network, [self.fixed.node])
        later = [node for node in order[here + 1 :] + order[:here] if node not in before]
        ports = [Port(k, i) for k in later for i in range(view.stage.nodes[k].face.inputs)]
        return [port for port in ports if view.snapshot.takes_wire(port.node, port.number)]

    def _go_to(self, place: int) -> None:
        if not self.ports:
            return
        self.place = place % len(self.ports)
        port = self.ports[self.place]
        point = self.view.stage.port_point(port)
        self.aim(port, point)
        self.view.show_point(point)
        self.view.announce_port(port, self.verdict)

    def key(self, event: QKeyEvent) -> bool:
        """Go to the next or previous input; make the wire, or offer a layer at its end."""
        key = Qt.Key(event.key())
        if key in (Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_Tab):
            self._go_to(self.place + 1 if self.ports else 0)
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Up, Qt.Key.Key_Backtab):
            self._go_to(self.place - 1 if self.ports else 0)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.view.finish_gesture(self.view.stage.port_point(self.goal) if self.goal else self.start)
        elif key == Qt.Key.Key_Space:
            self._let_go()
        else:
            return False
        return True

    def _let_go(self) -> None:
        view, node = self.view, self.view.snapshot.nodes[self.fixed.node]
        dx, dy = step_after(view.snapshot.document, node.id)
        place = QPointF(*edits.free_place(view.snapshot, node.x + dx, node.y + dy))
        view.cancel_gesture()
        view.show_point(place)
        view.quick_add_wanted.emit(place, self.fixed)
