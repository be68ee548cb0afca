"""Making room: what moves on, and what it would come to cover, which moves on with it."""

from __future__ import annotations

import numpy as np

from nnstudio.document.model import Network
from nnstudio.document.paths import ancestors, descendants
from nnstudio.document.size import NODE_HEIGHT, NODE_WIDTH


def moving_on(network: Network, source: str, target: str, dx: float, dy: float, loose: str = "") -> set[str]:
    """Return the ids that move by (``dx``, ``dy``) to make room on the wire from ``source`` to ``target``.

    These are ``target``, all that follow it, and what lies where one of these comes to lie, with all that follows it;
    never what leads to the wire, nor ``loose``, the layer that is to go there.
    """
    staying = ancestors(network, [source]) | {loose}
    moved = descendants(network, [target])
    ids = np.array([node.id for node in network.nodes])
    places = np.array([(node.x, node.y) for node in network.nodes])
    row = {node.id: number for number, node in enumerate(network.nodes)}
    size, shift = np.array([NODE_WIDTH, NODE_HEIGHT]), np.array([dx, dy])
    fresh = moved
    while fresh:
        still = [row[each] for each in row.keys() - moved - staying]
        going = places[[row[each] for each in fresh]][:, None]
        apart = np.abs(going - places[still])
        reached = np.abs(going + shift - places[still])
        hit = ((reached < size).all(-1) & ~(apart < size).all(-1)).any(0)
        fresh = descendants(network, ids[still][hit].tolist()) - moved - staying
        moved = moved | fresh
    return moved
