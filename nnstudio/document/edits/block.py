"""Put a block of layers down as one: beside what is there, or into the chain after a layer."""

from __future__ import annotations

from dataclasses import dataclass, replace

from nnstudio.document.edits.connect import connected, disconnected
from nnstudio.document.edits.edit import Edit, require_node
from nnstudio.document.edits.paste import Fragment, PasteLayers
from nnstudio.document.kinds import INPUT, OUTPUT
from nnstudio.document.model import Document
from nnstudio.document.paths import descendants
from nnstudio.document.size import DROP, PITCH
from nnstudio.text import Message, msg


@dataclass(frozen=True)
class PlaceBlock(Edit):
    """Put a block with its middle at (``x``, ``y``).

    ``connect_from`` wires it in after that layer, if the block has one way in and one way out: into the chain where
    exactly one wire goes on from there, and what follows moves right where room is short.
    """

    fragment: Fragment
    title: str
    x: float
    y: float
    connect_from: str = ""

    @property
    def name(self) -> Message:
        """Name the block."""
        return msg("Add {layer}", layer=self.title)

    def paste(self) -> PasteLayers:
        """Return the edit that only puts the layers down."""
        left, top, right, bottom = extent(self.fragment)
        return PasteLayers(self.fragment, self.x - (left + right) / 2, self.y - (top + bottom) / 2)

    def applied(self, document: Document) -> Document:
        """Return the document with the block."""
        paste = self.paste()
        new = dict(zip(self.fragment.by_id, paste.new_ids(document), strict=True))
        after = paste.applied(document)
        ends = way_through(self.fragment)
        if not self.connect_from or ends is None or require_node(document, self.connect_from).kind == OUTPUT:
            return after
        first, last = new[ends[0]], new[ends[1]]
        onward = document.network.outgoing[self.connect_from]
        if len(onward) == 1:
            after = connected(disconnected(after, onward), last, onward[0].target, onward[0].port)
            after = self._with_room(after, last, onward[0].target)
        return connected(after, self.connect_from, first, None)

    def _with_room(self, document: Document, last: str, target: str) -> Document:
        network = document.network
        end, begin = network.by_id[last], network.by_id[target]
        dx = 0.0 if network.down else max(end.x + PITCH - begin.x, 0.0)
        dy = max(end.y + DROP - begin.y, 0.0) if network.down else 0.0
        moved = descendants(network, [target]) if dx or dy else set()
        nodes = tuple(replace(n, x=n.x + dx, y=n.y + dy) if n.id in moved else n for n in network.nodes)
        return replace(document, network=replace(network, nodes=nodes))


def extent(fragment: Fragment) -> tuple[float, float, float, float]:
    """Return the least and greatest x and y of the layers' middles: left, top, right, bottom."""
    xs, ys = [node.x for node in fragment.nodes], [node.y for node in fragment.nodes]
    return min(xs), min(ys), max(xs), max(ys)


def way_through(fragment: Fragment) -> tuple[str, str] | None:
    """Return the one layer that nothing in the block feeds and the one that feeds nothing in it; None if there are
    more.
    """
    first = [node.id for node in fragment.nodes if not fragment.incoming[node.id]]
    last = [node.id for node in fragment.nodes if not fragment.outgoing[node.id]]
    if len(first) != 1 or len(last) != 1:
        return None
    ends = fragment.by_id[first[0]].kind == INPUT or fragment.by_id[last[0]].kind == OUTPUT
    return None if ends else (first[0], last[0])
