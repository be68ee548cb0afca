"""Put a block of layers down as one: beside what is there, or into the chain after a layer."""

from __future__ import annotations

from dataclasses import dataclass, replace

from nnstudio.document.edits.add import require_insertable
from nnstudio.document.edits.connect import connected
from nnstudio.document.edits.edit import Edit, require_node
from nnstudio.document.edits.paste import Fragment, PasteLayers
from nnstudio.document.grouping import DEEPEST, around, joined, outermost, shared_group
from nnstudio.document.kinds import INPUT, OUTPUT
from nnstudio.document.model import Document, Wire
from nnstudio.document.room import moving_on
from nnstudio.document.size import DROP, PITCH
from nnstudio.text import Message, msg


@dataclass(frozen=True)
class PlaceBlock(Edit):
    """Put a block with its middle at (``x``, ``y``).

    ``connect_from`` wires it in after that layer, if the block has one way in and one way out: into the chain where
    exactly one wire goes on from there. ``insert_on`` wires it into the middle of a wire. What follows moves on where
    room is short; what is put into a wire within a group belongs to it.
    """

    fragment: Fragment
    title: str
    x: float
    y: float
    connect_from: str = ""
    insert_on: Wire | None = None

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
        source = self.insert_on.source if self.insert_on is not None else self.connect_from
        if not source or ends is None or require_node(document, source).kind == OUTPUT:
            return after
        onward = document.network.outgoing[source]
        wire = self.insert_on or (onward[0] if len(onward) == 1 else None)
        if wire is None:
            return connected(after, source, new[ends[0]], None)
        require_insertable(document, wire, self.fragment.by_id[ends[0]].kind)
        made = _led_through(self._with_room(after, new, new[ends[1]], wire), wire, new[ends[0]], new[ends[1]])
        group = shared_group(document.network, (wire.source, wire.target))
        within = joined(made.network, outermost(made.network, new.values()), group)
        deep = max(len(around(within, node)) for node in new.values()) > DEEPEST
        return made if deep else replace(made, network=within)

    def _with_room(self, document: Document, new: dict[str, str], last: str, wire: Wire) -> Document:
        network = document.network
        end, begin = network.by_id[last], network.by_id[wire.target]
        dx = 0.0 if network.down else max(end.x + PITCH - begin.x, 0.0)
        dy = max(end.y + DROP - begin.y, 0.0) if network.down else 0.0
        # The new layers are no obstacles: it is they who need the room.
        before = replace(network, nodes=tuple(n for n in network.nodes if n.id not in set(new.values())))
        moved = moving_on(before, wire.source, wire.target, dx, dy) if dx or dy else set()
        nodes = tuple(replace(n, x=n.x + dx, y=n.y + dy) if n.id in moved else n for n in network.nodes)
        return replace(document, network=replace(network, nodes=nodes))


def _led_through(document: Document, wire: Wire, first: str, last: str) -> Document:
    """Return the document with ``wire`` led through the layers ``first`` to ``last``; the port at its end stays."""
    network = document.network
    wires = tuple(Wire(last, wire.target, wire.port) if each == wire else each for each in network.wires)
    return replace(document, network=replace(network, wires=(*wires, Wire(wire.source, first, 0))))


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
