"""Places on the canvas: the grid, and room for one more."""

from __future__ import annotations

import math

from nnstudio.document.edits.add import AddLayer
from nnstudio.document.edits.edit import Edit
from nnstudio.document.edits.insert import InsertLayer
from nnstudio.document.edits.move import MoveLayers
from nnstudio.document.edits.several import Several
from nnstudio.document.facts import facts_of
from nnstudio.document.model import Document, Network, Node, Parameters, Wire
from nnstudio.document.room import moving_on
from nnstudio.document.size import DROP, GRID, NODE_HEIGHT, NODE_WIDTH, PITCH, WIDE


def snapped(value: float) -> float:
    """Return the nearest line of the grid."""
    return round(value / GRID) * GRID


def pitch_after(document: Document, node: str) -> float:
    """Return how far the layer after ``node`` stands from it: the shape on the wire between wants its room."""
    return WIDE if len(facts_of(document).shapes.get(node, ())) > 1 else PITCH


def insertion(document: Document, kind: str, wire: Wire, parameters: Parameters = ()) -> Edit:
    """Return the edit that puts a new layer into the middle of a wire; what follows moves on where room is
    short."""
    x, y, moves = _room(document, wire)
    add = AddLayer(kind, x, y, parameters, insert_on=wire)
    return Several((*moves, add), add.name) if moves else add


def insertion_of(document: Document, node: str, wire: Wire) -> Edit:
    """Return the edit that puts a layer without wires into the middle of one, where :func:`insertion` would."""
    x, y, moves = _room(document, wire, node)
    insert = InsertLayer(node, wire)
    return Several((*moves, MoveLayers(((node, x, y),)), insert), insert.name)


def step_after(document: Document, node: str) -> tuple[float, float]:
    """Return how far the layer after ``node`` stands from it, to the right and down: one of these is 0."""
    return (0.0, DROP) if document.network.down else (pitch_after(document, node), 0.0)


def _room(document: Document, wire: Wire, loose: str = "") -> tuple[float, float, tuple[MoveLayers, ...]]:
    """Return the place in the middle of a wire, and what must move for it; ``loose`` is the layer that goes there."""
    network, pitch = document.network, max(step_after(document, wire.source))
    # (along, across): the way that layers follow one another, and the other.
    places = {node.id: _turned(network, node.x, node.y) for node in network.nodes}
    (begin, beside), (end, level) = places[wire.source], places[wire.target]
    short = 2 * pitch - (end - begin)
    if short <= 0 or end <= begin:
        at, moves = snapped((begin + end) / 2), tuple[MoveLayers, ...]()
    else:
        at, moves = begin + pitch, (_moved_on(network, wire, math.ceil(short / GRID) * GRID, loose),)
    places.pop(loose, None)
    places |= {node: _turned(network, x, y) for move in moves for node, x, y in move.places if node in places}
    length, breadth = _turned(network, NODE_WIDTH, NODE_HEIGHT)
    near = [row for x, row in places.values() if abs(x - at) < length]
    row = _free_row((snapped((beside + level) / 2), beside, level), near, breadth)
    return *_turned(network, at, row), moves


def _turned(network: Network, x: float, y: float) -> tuple[float, float]:
    return (y, x) if network.down else (x, y)


def _free_row(rows: tuple[float, ...], taken: list[float], breadth: float) -> float:
    """Return the first row in which a box covers no other: neighbouring branches may leave none halfway.

    Where all of ``rows`` are taken it is the nearest free one above or below the first.
    """
    edges = [row + side * (breadth + GRID) for row in sorted(taken) for side in (-1, 1)]
    near = sorted(edges, key=lambda row: abs(row - rows[0]))
    return next(row for row in (*rows, *near) if all(abs(other - row) >= breadth for other in taken))


def _moved_on(network: Network, wire: Wire, distance: float, loose: str) -> MoveLayers:
    """Return the edit that moves what a wire leads to on, to the right or downwards."""
    dx, dy = _turned(network, distance, 0.0)
    moved = moving_on(network, wire.source, wire.target, dx, dy, loose)
    return MoveLayers(tuple((n.id, n.x + dx, n.y + dy) for n in network.nodes if n.id in moved))


def free_place(network: Network, after: str = "") -> tuple[float, float]:
    """Return a place after a layer, or after everything, that no box covers."""
    if not network.nodes:
        return 0.0, 0.0
    last = max(network.nodes, key=lambda node: _turned(network, node.x, node.y)[0])
    anchor = network.by_id.get(after) or last
    x, y = (anchor.x, anchor.y + DROP) if network.down else (anchor.x + PITCH, anchor.y)
    while any(abs(n.x - x) < NODE_WIDTH and abs(n.y - y) < NODE_HEIGHT for n in network.nodes):
        x, y = (x + PITCH, y) if network.down else (x, y + NODE_HEIGHT + 4 * GRID)
    return x, y


def place_before(network: Network, node: Node) -> tuple[float, float]:
    """Return the place of a layer that is to feed another one."""
    return (node.x, node.y - DROP) if network.down else (node.x - PITCH, node.y)
