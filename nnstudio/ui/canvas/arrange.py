"""Auto-layout: places for the nodes of a network, from left to right or top to bottom, so that wires cross little."""

from __future__ import annotations

from itertools import pairwise

from nnstudio.document.model import Network
from nnstudio.document.size import DROP, GRID, HEADROOM, NODE_HEIGHT, WIDE
from nnstudio.ui.canvas.geometry import STEP_X, STEP_Y, on_grid
from nnstudio.ui.canvas.wrapping import READABLE, Room, wrapped

Places = dict[str, tuple[float, float]]


def arrange(
    network: Network,
    *,
    down: bool = False,
    pitch: float = STEP_X,
    room: tuple[float, float] | None = None,
    readable: float = READABLE,
) -> Places:
    """Return a centre for each node, around the middle of the drawing as it was.

    Layers follow one another to the right, ``pitch`` apart, connected parts stand one below another; ``down`` turns
    that by a quarter. What is too long for ``room``, a width and a height, goes on in further rows, unless it is seen
    at a scale of ``readable`` or more in one.
    """
    step, breadth = (DROP, WIDE) if down else (pitch, _row_step(network))
    ids = {node.id for node in network.nodes}
    pairs = {(wire.source, wire.target) for wire in network.wires}
    edges = sorted((source, target) for source, target in pairs if source != target and {source, target} <= ids)
    ranks: Places = {}
    top = 0.0
    for part in _ranked(edges):
        part = _in_order(part, network)
        if room is not None:
            along, across = reversed(room) if down else room
            part = wrapped(part, edges, Room(along / step, across / breadth, readable))
        across_all = [y for _rank, y in part.values()]
        ranks.update({name: (rank, top + y - min(across_all)) for name, (rank, y) in part.items()})
        top += max(across_all) - min(across_all) + 1
    ranks.update({name: (float(rank), top) for rank, name in enumerate(sorted(ids - set(ranks)))})
    if down:
        return _recentred({name: (across * breadth, rank * step) for name, (rank, across) in ranks.items()}, network)
    return _recentred({name: (rank * step, across * breadth) for name, (rank, across) in ranks.items()}, network)


def _row_step(network: Network) -> float:
    """Return from row to row: where groups have frames, the one above a row keeps clear of the header over it."""
    return STEP_Y if all(group.folded for group in network.groups) else NODE_HEIGHT + HEADROOM + 2 * GRID


def _ranked(edges: list[tuple[str, str]]) -> list[Places]:
    """Return (rank, place across) of the nodes of each connected part.

    fast-sugiyama is imported here because most sessions never ask for it. It aborts the whole process on a wire from
    a node to itself, so those were left out; numbers instead of names make its order the same in every run.
    """
    if not edges:
        return []
    import fast_sugiyama

    names = sorted({name for edge in edges for name in edge})
    numbers = {name: number for number, name in enumerate(names)}
    pairs = [(numbers[source], numbers[target]) for source, target in edges]
    parts = fast_sugiyama.from_edges(pairs, vertex_spacing=1, dummy_vertices=True)
    found = []
    for nodes, _width, height, _edges in parts:
        # Its ranks grow upwards and its dummies, which keep room for long wires, have numbers of their own.
        found.append({names[int(k)]: (height - y, x) for k, (x, y) in nodes if int(k) < len(names)})
    return sorted(found, key=len, reverse=True)


def _in_order(part: Places, network: Network) -> Places:
    """Return the places as they are, or mirrored where what enters a layer comes in the order of its ports then."""
    order = 0
    for name in part:
        feeding = [part[wire.source][1] for wire in network.incoming[name] if wire.source in part]
        order += sum((after > before) - (after < before) for before, after in pairwise(feeding))
    return {name: (rank, -across) for name, (rank, across) in part.items()} if order < 0 else part


def _recentred(places: Places, network: Network) -> Places:
    if not places:
        return {}
    old_x, old_y = _middle([(node.x, node.y) for node in network.nodes])
    new_x, new_y = _middle(list(places.values()))
    return {k: (on_grid(x - new_x + old_x), on_grid(y - new_y + old_y)) for k, (x, y) in places.items()}


def _middle(points: list[tuple[float, float]]) -> tuple[float, float]:
    xs, ys = [x for x, _y in points], [y for _x, y in points]
    return (min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2
