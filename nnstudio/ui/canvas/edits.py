"""Which document edit a wish of the student's becomes. Pure: no widgets, no session."""

from __future__ import annotations

from collections.abc import Sequence

from nnstudio import engine
from nnstudio.document import AddLayer, Connect, Disconnect, Edit, Several
from nnstudio.document.layout import insertion, insertion_of, step_after
from nnstudio.document.model import Node, Wire
from nnstudio.document.size import NODE_HEIGHT, NODE_WIDTH
from nnstudio.text import Message, msg
from nnstudio.ui.canvas.geometry import STEP_X, STEP_Y, on_grid
from nnstudio.ui.canvas.snapshot import Snapshot
from nnstudio.ui.canvas.wording import declared, parted


def takes_input(kind: str) -> bool:
    """Whether a kind of layer has inputs."""
    return bool(engine.layers[parted(kind)[0]].ports)


def fits_on_wire(kind: str) -> bool:
    """Whether a kind of layer can stand between two others."""
    return parted(kind)[0] in engine.layers and takes_input(kind) and kind != "output"


def add_at(kind: str, x: float, y: float) -> Edit:
    """Add a layer at a place, not wired."""
    layer, parameters = parted(kind)
    return AddLayer(layer, on_grid(x), on_grid(y), parameters)


def add_wired(snapshot: Snapshot, kind: str, x: float, y: float, source: str) -> Edit:
    """Add a layer at a place with a wire of its own from ``source``: what dropping a wire on empty canvas asks for."""
    new = snapshot.network.next_node
    title = msg("Add {layer}", layer=declared(kind).name)
    return Several((add_at(kind, x, y), Connect(source, new, 0)), title)


def add_after(snapshot: Snapshot, kind: str, selected: tuple[str, ...], centre: tuple[float, float]) -> Edit:
    """Add a layer after the selection: into the chain where it goes on, else at its end; near ``centre`` without
    one."""
    source = selected[-1] if selected and selected[-1] in snapshot.nodes else open_end(snapshot)
    if not source or not snapshot.has_output(source) or not takes_input(kind):
        return add_at(kind, *free_place(snapshot, *centre))
    onward = snapshot.out_of(source)
    if len(onward) == 1 and fits_on_wire(kind):
        return insert_on_wire(snapshot, onward[0], kind)
    node = snapshot.nodes[source]
    dx, dy = step_after(snapshot.document, source)
    x, y = free_place(snapshot, node.x + dx, node.y + dy)
    return add_wired(snapshot, kind, x, y, source)


def open_end(snapshot: Snapshot) -> str:
    """Return the one layer from which no wire goes on yet; empty where there is none, or a choice."""
    nodes = snapshot.network.nodes
    ends = [n.id for n in nodes if snapshot.has_output(n.id) and not snapshot.out_of(n.id)]
    return ends[0] if len(ends) == 1 else ""


def insert_on_wire(snapshot: Snapshot, wire: Wire, kind: str) -> Edit:
    """Put a new layer into a wire; what follows makes room."""
    layer, parameters = parted(kind)
    return insertion(snapshot.document, layer, wire, parameters)


def is_insertable(snapshot: Snapshot, node: str) -> bool:
    """Whether a layer on the canvas could be put into a wire: it has no wires yet, and an input and an output."""
    return fits_on_wire(snapshot.nodes[node].kind) and not snapshot.into(node) and not snapshot.out_of(node)


def insert_node(snapshot: Snapshot, wire: Wire, node: str) -> Edit:
    """Put a layer that is on the canvas into a wire; what follows makes room."""
    return insertion_of(snapshot.document, node, wire)


def cut(wires: Sequence[Wire]) -> Edit:
    """Take wires away as one step. The last inputs first: taking one closes up those after it."""
    order = sorted(wires, key=lambda wire: -wire.port)
    return Several(tuple(Disconnect(wire) for wire in order), cut_text(len(wires)))


def cut_text(number: int) -> Message:
    """Say how many wires are cut."""
    return msg("Cut 1 wire") if number == 1 else msg("Cut {count} wires", count=number)


def add_before(snapshot: Snapshot, kind: str, x: float, y: float, target: str, port: int) -> Edit:
    """Add a layer at a place with a wire of its own into an input: what dropping a wire's other end asks for."""
    new = snapshot.network.next_node
    title = msg("Add {layer}", layer=declared(kind).name)
    return Several((add_at(kind, x, y), Connect(new, target, port)), title)


def connect(snapshot: Snapshot, source: str, target: str, port: int | None, replaces: Wire | None = None) -> Edit:
    """Wire an output to an input, replacing what is there; ``replaces`` is the wire whose end was dragged."""
    if replaces is None:
        return Connect(source, target, port)
    name = msg("Rewire {layer}", layer=snapshot.nodes[target].name)
    # Taking a wire from a layer of many inputs closes its ports up: the free one is then the last.
    shifts = replaces.target == target and port is not None and port > replaces.port
    return Several((Disconnect(replaces), Connect(source, target, None if shifts else port)), name)


def free_place(snapshot: Snapshot, x: float, y: float) -> tuple[float, float]:
    """Return the nearest place at (x, y), or beside the way that layers follow one another, where a new box covers no
    other."""
    x, y = on_grid(x), on_grid(y)
    dx, dy = (STEP_X, 0.0) if snapshot.network.down else (0.0, STEP_Y)
    while any(_covers(node, x, y) for node in snapshot.network.nodes):
        x, y = x + dx, y + dy
    return x, y


def _covers(node: Node, x: float, y: float) -> bool:
    return abs(node.x - x) < NODE_WIDTH and abs(node.y - y) < NODE_HEIGHT
