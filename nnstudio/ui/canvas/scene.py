"""The scene: items keyed by node and wire, reconciled from the document and never the truth."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QObject, QPointF, QRectF, QTimer, QVariantAnimation, Signal
from PySide6.QtWidgets import QGraphicsItem

from nnstudio.document import Analysis
from nnstudio.document.model import Network, Wire
from nnstudio.ui import theme
from nnstudio.ui.canvas.faces import node_faces, wire_faces
from nnstudio.ui.canvas.geometry import PORT_REACH, sides
from nnstudio.ui.canvas.groups.stage import GroupStage
from nnstudio.ui.canvas.in_sight import InSight
from nnstudio.ui.canvas.items.along import LinedScene
from nnstudio.ui.canvas.items.guides import GuideLines
from nnstudio.ui.canvas.items.hint import HintItem
from nnstudio.ui.canvas.items.label import LABEL_FROM
from nnstudio.ui.canvas.items.node import NodeItem
from nnstudio.ui.canvas.items.wire import LooseWire, WireItem
from nnstudio.ui.canvas.routes import Routes, track_of
from nnstudio.ui.canvas.routing import Boxes
from nnstudio.ui.canvas.snapshot import Snapshot
from nnstudio.ui.canvas.touched import Touched, everything, touched

OUTPUT: Final = -1
"""The number of a node's output among its ports."""

PAPER: Final = QRectF(-1.5e6, -1.5e6, 3e6, 3e6)
"""Larger than any document may be. It never grows: Qt would sort all items anew."""

MANY: Final = 50
"""When more nodes than these have moved, all wires are looked at."""

FLOCK: Final = 300
"""So many nodes go to their places at once: the wires could not follow in time."""

FRAME: Final = 16
"""Milliseconds of one frame."""

Marks = tuple[frozenset[str], str, Wire | None]
"""What is selected: nodes, the one that has the keyboard, a wire."""


@dataclass(frozen=True)
class Port:
    """A port: its node's id, and the input's number or :data:`OUTPUT`."""

    node: str
    number: int

    @property
    def is_output(self) -> bool:
        """Whether wires leave here."""
        return self.number == OUTPUT


class CanvasScene(LinedScene):
    """``nodes`` and ``wires`` map a node's id and a wire of the document to their items; ``others`` are the rest.

    ``moved`` are the items that lie elsewhere since :class:`InSight` last saw them; None where more may have changed.

    Signals: ``arrived()`` when layers that glided are at their places.
    """

    arrived = Signal()

    def __init__(self, view: QObject | None = None) -> None:
        # It lives as long as its view. Left to Python it could go first, and what the view still does when it loses
        # the keyboard would find items that are no more.
        super().__init__(view)
        self.setSceneRect(PAPER)
        self.nodes: dict[str, NodeItem] = {}
        self.wires: dict[Wire, WireItem] = {}
        self.others: list[QGraphicsItem] = []
        self.loose = LooseWire()
        self.hint = HintItem()
        self.guides = GuideLines()
        self.addItem(self.hint)
        self.addItem(self.guides)
        self.groups = GroupStage(self)
        self._routes = Routes()
        self._seen: tuple[Snapshot, Analysis] | None = None
        self.inside = False
        self.moved: set[NodeItem | WireItem] | None = None
        self.sight = InSight(self)
        # Wires that could not make way at once for what is dragged do so soon, also where the mouse rests.
        self._making_way = QTimer(self, singleShot=True, interval=FRAME)
        self._making_way.timeout.connect(self._make_way)
        self._stale = False
        self._astray: set[str] = set()
        self._new: set[str] = set()
        self._new_wires: set[Wire] = set()
        self._marks: Marks = (frozenset(), "", None)
        self._animation: QVariantAnimation | None = None

    def addItem(self, item: QGraphicsItem) -> None:
        """Add an item; those that are neither nodes nor wires are kept apart."""
        super().addItem(item)
        if not isinstance(item, NodeItem | WireItem):
            self.others.append(item)

    def removeItem(self, item: QGraphicsItem) -> None:
        """Take an item out."""
        super().removeItem(item)
        self.others = [other for other in self.others if other is not item]

    def reconcile(self, snapshot: Snapshot, analysis: Analysis, *, glide: bool = False) -> None:
        """Make the items equal to the document, touching only those that differ; ``glide`` moves them in sight."""
        self.settle()
        self.moved = None
        with self.gathering():
            goal = self._take_over(snapshot, analysis)
            if glide and theme.duration() and len(goal) < FLOCK:
                self._glide(goal)
            else:
                self.place(goal)

    def _take_over(self, snapshot: Snapshot, analysis: Analysis) -> dict[str, QPointF]:
        """Have an item with its face for each node and wire; return where nodes are to go."""
        change = self._touched(snapshot, analysis)
        self._seen = snapshot, analysis
        self._routes.forget(change.gone, change.wires_gone)
        for gone in change.gone & self.nodes.keys():
            self.removeItem(self.nodes.pop(gone))
        # In the document's order: so boxes that overlap lie the same way each time the project is opened.
        ordered = [node_id for node_id in snapshot.nodes if node_id in change.nodes]
        for node_id, face in node_faces(snapshot, analysis, ordered).items():
            if node_id in self.nodes:
                self.nodes[node_id].show_face(face)
            else:
                self._add_node(node_id, NodeItem(face), snapshot)
        self._reconcile_wires(change, snapshot, analysis)
        self.groups.reconcile(change, snapshot, analysis)
        places = change.nodes | (self._astray & self.nodes.keys())
        self._astray.clear()
        return {key: QPointF(snapshot.nodes[key].x, snapshot.nodes[key].y) for key in places}

    def _touched(self, snapshot: Snapshot, analysis: Analysis) -> Touched:
        if self._seen is None:
            return everything(Network(), snapshot.network)
        known, told = self._seen
        if self._stale or known.network.down != snapshot.network.down:
            self._stale = False
            return everything(known.network, snapshot.network)
        return touched(known.network, snapshot.network, told, analysis)

    def _add_node(self, node_id: str, item: NodeItem, snapshot: Snapshot) -> None:
        node = snapshot.nodes[node_id]
        item.setPos(QPointF(node.x, node.y))
        item.show_inside(self.inside)
        self.nodes[node_id] = item
        self._new.add(node_id)
        self.addItem(item)

    def _reconcile_wires(self, change: Touched, snapshot: Snapshot, analysis: Analysis) -> None:
        for gone in change.wires_gone & self.wires.keys():
            self.wires[gone].renew()
            self.removeItem(self.wires.pop(gone))
        for wire, face in wire_faces(snapshot, analysis, change.wires).items():
            if wire in self.wires:
                self.wires[wire].show_face(face)
            else:
                self.wires[wire] = WireItem(face)
                self._new_wires.add(wire)
                self.addItem(self.wires[wire])

    def forget_faces(self) -> None:
        """Make every face anew at the next reconciliation: the language has changed."""
        self._stale = True

    def show_inside(self, inside: bool) -> None:
        """Show layers as what they give: neurons, maps, steps."""
        self.inside = inside
        for item in self.nodes.values():
            item.show_inside(inside)

    def stray(self, node_id: str, place: QPointF) -> None:
        """Put a node where the mouse has it; the next reconciliation puts it where the document does."""
        self.nodes[node_id].setPos(place)
        self._astray.add(node_id)
        self._note_moved(self.nodes[node_id])

    def _note_moved(self, item: NodeItem | WireItem) -> None:
        if self.moved is not None:
            self.moved.add(item)

    def place(self, places: Mapping[str, QPointF]) -> None:
        """Put items at places and let the wires follow; only the scene changes."""
        self.moved = None
        moved = [node_id for node_id, place in places.items() if self.nodes[node_id].pos() != place]
        for node_id in moved:
            self.nodes[node_id].setPos(places[node_id])
        self.lay_wires(None if len(moved) > MANY else places)

    def lay_wires(self, moved: Iterable[str] | None = None, *, passing: bool = False) -> None:
        """Lay all wires anew, or those that some nodes concern; ``passing`` while these are still being dragged."""
        self.groups.follow(moved)
        hidden = self.groups.hidden
        nodes = self.nodes if moved is None else {node_id: self.nodes[node_id] for node_id in moved}
        boxes = {hidden.get(node_id, node_id): item.sides() for node_id, item in nodes.items()}
        ends = {
            wire: (self.nodes[wire.source].ends(), self.nodes[wire.target].ends(wire.port))
            for wire in (self.wires if moved is None else self._wires_of(nodes))
            if self.wires[wire].isVisible()
        }
        ways = self._routes.follow(boxes, ends, hidden, whole=moved is None, passing=passing, down=self.down)
        self.groups.keep_clear(moved)
        with self.gathering():
            for wire, way in ways.items():
                self.wires[wire].lay(track_of(way))
                self._note_moved(self.wires[wire])
        if self._routes.waiting:
            self._making_way.start()

    def _make_way(self) -> None:
        self.lay_wires((), passing=True)

    @property
    def down(self) -> bool:
        """Whether wires leave boxes below, not at the right."""
        return self._seen is not None and self._seen[0].network.down

    @property
    def is_read(self) -> bool:
        """Whether the shapes on wires can be read at the zoom in force."""
        return any(view.transform().m11() >= LABEL_FROM for view in self.views())

    def elders(self, item: QGraphicsItem) -> Iterator[QGraphicsItem]:
        """Yield the visible wires that left a wire's layer before it did."""
        if self._seen is None or not isinstance(item, WireItem):
            return
        for wire in self._seen[0].out_of(item.face.wire.source):
            if wire == item.face.wire:
                return
            if wire in self.wires and self.wires[wire].isVisible():
                yield self.wires[wire]

    def covers(self, box: QRectF) -> bool:
        """Whether a layer lies on a box."""
        return bool(len(self._routes.boxes_in(sides(box), set())))

    def boxes_in(self, area: QRectF, but: Iterable[str]) -> Boxes:
        """Return the boxes in an area, (n, 4), without those of some layers or of the folded groups they are in."""
        return self._routes.boxes_in(sides(area), {self.groups.hidden.get(node_id, node_id) for node_id in but})

    def _wires_of(self, nodes: Iterable[str]) -> Iterable[Wire]:
        """Return the wires that enter or leave some nodes."""
        network = self._seen[0].network if self._seen else Network()
        ends = [*network.by_id.keys() & nodes]
        found = (wire for node in ends for wire in (*network.incoming[node], *network.outgoing[node]))
        return self.wires.keys() & found

    def _glide(self, goal: dict[str, QPointF]) -> None:
        start = {node_id: self.nodes[node_id].pos() for node_id in goal}
        animation = QVariantAnimation(self, startValue=0.0, endValue=1.0, duration=theme.duration())
        animation.valueChanged.connect(
            lambda share: self.place({k: start[k] + (goal[k] - start[k]) * share for k in goal if k in self.nodes})
        )
        animation.finished.connect(self.arrived)
        self._animation = animation
        animation.start()

    def settle(self) -> None:
        """End an animation at its goal, at once."""
        if self._animation is not None:
            animation, self._animation = self._animation, None
            animation.setCurrentTime(animation.totalDuration())
            animation.stop()
            animation.deleteLater()

    def content(self) -> QRectF:
        """Return the box around all that is drawn; empty without anything."""
        box = QRectF()
        for item in self.nodes.values():
            box = box.united(item.scene_box())
        return box.united(self.groups.content())

    def show_selection(self, chosen: Iterable[str], focused: str, wire: Wire | None, note: str = "") -> None:
        """Mark what is selected, who has the keyboard, and the wires of the selection."""
        ids = frozenset(chosen)
        if ids != self._marks[0]:
            # What is selected lies on top.
            self.moved = None
        self.groups.show_selection(ids, focused, note)
        before, had, last = self._marks
        self._marks = ids, focused, wire
        changed = ids ^ before
        for node_id in (changed | self._new | {focused, had}) & self.nodes.keys():
            self.nodes[node_id].show_state(chosen=node_id in ids, focused=node_id == focused)
        self._new.clear()
        wires = set(self._wires_of(changed))
        wires |= self._new_wires | {each for each in (wire, last) if each is not None}
        for key in wires & self.wires.keys():
            self.wires[key].show_state(active=key.source in ids or key.target in ids, chosen=key == wire)
        self._new_wires.clear()

    def node_at(self, point: QPointF) -> str:
        """Return the id of the topmost node whose box holds a point; empty for none."""
        _wires, nodes = self.sight.near(point)
        return next((item.face.id for item in reversed(nodes) if item.scene_box().contains(point)), "")

    def badge_at(self, point: QPointF) -> str:
        """Return the id of the node whose problem badge holds a point."""
        return next((node_id for node_id, item in self.nodes.items() if item.badge_at(point)), "")

    def wire_at(self, point: QPointF, reach: float = 0.0) -> Wire | None:
        """Return the wire at a point, or else one within ``reach`` of it."""
        around = QRectF(point.x() - reach, point.y() - reach, 2 * reach, 2 * reach)
        wires = sorted(self.sight.near(point, reach)[0], key=QGraphicsItem.zValue)[::-1]
        hits = [item for item in wires if item.shape().contains(point)]
        hits += [item for item in wires if reach and item.shape().intersects(around)]
        return hits[0].face.wire if hits else None

    def port_at(self, point: QPointF, reach: float = PORT_REACH) -> Port | None:
        """Return the port within reach of a point, the nearest if there are several."""
        return self.nearest_port(point, reach, lambda port: True)

    def nearest_port(self, point: QPointF, reach: float, wanted: Callable[[Port], bool]) -> Port | None:
        """Return the nearest wanted port within ``reach``."""
        best, found = reach, None
        for node_id, item in self.nodes.items():
            if not item.scene_box().adjusted(-reach, -reach, reach, reach).contains(point):
                continue
            for number in range(OUTPUT if item.face.has_output else 0, item.face.inputs):
                port = Port(node_id, number)
                away = math.hypot(*(self.port_point(port) - point).toTuple())
                if away <= best and wanted(port):
                    best, found = away, port
        return found

    def port_point(self, port: Port) -> QPointF:
        """Return where a port is."""
        item = self.nodes[port.node]
        return item.output_point() if port.is_output else item.input_point(port.number)
