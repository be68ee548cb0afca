"""Places on the canvas: the grid, and room for one more."""

from __future__ import annotations

import math

from nnstudio.document.edits.add import AddLayer
from nnstudio.document.edits.edit import Edit
from nnstudio.document.edits.insert import InsertLayer
from nnstudio.document.edits.move import MoveLayers
from nnstudio.document.edits.several import Several
from nnstudio.document.facts import facts_of
from nnstudio.document.model import Document, Network, Parameters, Wire
from nnstudio.document.paths import descendants
from nnstudio.document.size import GRID, NODE_HEIGHT, NODE_WIDTH, PITCH, WIDE


def snapped(value: float) -> float:
    """Return the nearest line of the grid."""
    return round(value / GRID) * GRID


def pitch_after(document: Document, node: str) -> float:
    """Return how far the layer after ``node`` stands from it: the shape on the wire between wants its room."""
    return WIDE if len(facts_of(document).shapes.get(node, ())) > 1 else PITCH


def insertion(document: Document, kind: str, wire: Wire, parameters: Parameters = ()) -> Edit:
    """Return the edit that puts a new layer into the middle of a wire; what follows moves right where room is
    short."""
    x, y, moves = _room(document, wire)
    add = AddLayer(kind, x, y, parameters, insert_on=wire)
    return Several((*moves, add), add.name) if moves else add


def insertion_of(document: Document, node: str, wire: Wire) -> Edit:
    """Return the edit that puts a layer without wires into the middle of one, where :func:`insertion` would."""
    x, y, moves = _room(document, wire, node)
    insert = InsertLayer(node, wire)
    return Several((*moves, MoveLayers(((node, x, y),)), insert), insert.name)


def _room(document: Document, wire: Wire, loose: str = "") -> tuple[float, float, tuple[MoveLayers, ...]]:
    """Return the place in the middle of a wire, and what must move for it; ``loose`` is the layer that goes there."""
    network, pitch = document.network, pitch_after(document, wire.source)
    source, target = network.by_id[wire.source], network.by_id[wire.target]
    short = 2 * pitch - (target.x - source.x)
    if short <= 0 or target.x <= source.x:
        x, moves = snapped((source.x + target.x) / 2), tuple[MoveLayers, ...]()
    else:
        x, moves = source.x + pitch, (moved_right(network, wire.target, math.ceil(short / GRID) * GRID),)
    places = {node.id: (node.x, node.y) for node in network.nodes if node.id != loose}
    places |= {node: (left, top) for move in moves for node, left, top in move.places if node in places}
    return x, _free_row(x, (snapped((source.y + target.y) / 2), source.y, target.y), list(places.values())), moves


def _free_row(x: float, rows: tuple[float, ...], taken: list[tuple[float, float]]) -> float:
    """Return the first row in which a box covers no other: neighbouring branches may leave none halfway.

    Where all of ``rows`` are taken it is the nearest free one above or below the first.
    """
    beside = sorted(top for left, top in taken if abs(left - x) < NODE_WIDTH)
    edges = [top + side * (NODE_HEIGHT + GRID) for top in beside for side in (-1, 1)]
    near = sorted(edges, key=lambda y: abs(y - rows[0]))
    return next(y for y in (*rows, *near) if all(abs(top - y) >= NODE_HEIGHT for top in beside))


def moved_right(network: Network, start: str, distance: float) -> MoveLayers:
    """Return the edit that moves a layer and all that follow it to the right."""
    moved = descendants(network, [start])
    return MoveLayers(tuple((n.id, n.x + distance, n.y) for n in network.nodes if n.id in moved))


def free_place(network: Network, after: str = "") -> tuple[float, float]:
    """Return a place to the right of a layer, or of everything, that no box covers."""
    if not network.nodes:
        return 0.0, 0.0
    anchor = network.by_id.get(after) or max(network.nodes, key=lambda node: node.x)
    x, y = anchor.x + PITCH, anchor.y
    while any(abs(n.x - x) < NODE_WIDTH and abs(n.y - y) < NODE_HEIGHT for n in network.nodes):
        y += NODE_HEIGHT + 4 * GRID
    return x, y
