"""Repeat a block: as many copies in a row, each wired to the one before it as the first is to what feeds it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from nnstudio.document.edits.edit import Edit, require_node
from nnstudio.document.edits.paste import PasteLayers, copy_layers
from nnstudio.document.errors import EditError
from nnstudio.document.facts import facts_of
from nnstudio.document.grouping import joined, outermost, shared_group
from nnstudio.document.kinds import INPUT, OUTPUT
from nnstudio.document.model import Document, Network, Wire
from nnstudio.document.paths import descendants
from nnstudio.document.size import DROP, HEADROOM, NODE_HEIGHT, NODE_WIDTH, PITCH
from nnstudio.text import Message, msg

MOST_TIMES: Final = 64
LONGEST, ROW = 12, 6
"""So many boxes of copies may stand in one row; what is longer, too small to be read, in rows of so many."""


@dataclass(frozen=True)
class RepeatBlock(Edit):
    """Have a block of layers ``times`` times in a row; what it fed is fed by the last copy.

    The block has as many layers that lead out as there are layers that feed it: the first to lead out stands, for the
    next copy, where the first that fed the block stood, and so on, each in the order of its place, top to bottom.
    """

    ids: tuple[str, ...]
    times: int

    @property
    def name(self) -> Message:
        """Say how often."""
        return msg("Repeat {times} times", times=self.times)

    def applied(self, document: Document) -> Document:
        """Return the document with the copies.

        Raises
        ------
        EditError : the block can't follow on itself, or shapes would not fit; with the layer and the reason.
        """
        network = document.network
        block = frozenset(require_node(document, node).id for node in self.ids)
        self._check(network, block)
        into, out = _crossing(network, block)
        follows = _follows(network, block, into, out)
        copies = _Copies(document, block, self.times)
        for _ in range(self.times - 1):
            previous = copies.last
            copies.add()
            fed = (Wire(previous[follows[w.source]], copies.last[w.target], w.port) for w in into)
            copies.wires.extend(fed)
        after = copies.finished(out)
        _check_shapes(document, after, copies.origin)
        return after

    def _check(self, network: Network, block: frozenset[str]) -> None:
        advice = msg("Select the layers between them.")
        ends = [network.by_id[node].name for node in block if network.by_id[node].kind in (INPUT, OUTPUT)]
        if not block or ends:
            received = msg("{names}", names=", ".join(sorted(ends))) if ends else msg("none")
            raise _refused(network, block, msg("layers between input and output"), received, advice)
        if not 2 <= self.times <= MOST_TIMES:
            raise _refused(
                network,
                block,
                msg("2 to {most} times", most=MOST_TIMES),
                msg("{times}", times=self.times),
                msg("Choose another number."),
            )


class _Copies:
    """The document as it grows; ``last`` maps a layer of the block to its last copy, ``origin`` every copy to it."""

    def __init__(self, document: Document, block: frozenset[str], times: int) -> None:
        self.document = document
        self.block = block
        self.fragment = copy_layers(document, block)
        self.last = {node: node for node in block}
        self.origin: dict[str, str] = {}
        self.wires: list[Wire] = []
        self._count = 0
        self._after = descendants(document.network, block) - block
        self._parent = shared_group(document.network, outermost(document.network, block))
        self._rows = self._laid_out(document.network, times)

    def _laid_out(self, network: Network, times: int) -> tuple[float, float, int]:
        """Return how far it is from copy to copy and from row to row, and how many copies a row has.

        There is one row unless that is too long to be read and nothing stands where another would be.
        """
        nodes = self.fragment.nodes
        alongs, acrosses = ([getattr(node, axis) for node in nodes] for axis in ("yx" if network.down else "xy"))
        pitch, room = (DROP, NODE_WIDTH / 2 + HEADROOM) if network.down else (PITCH, NODE_HEIGHT / 2 + HEADROOM)
        step = max(alongs) - min(alongs) + pitch
        low, high = min(acrosses) - room, max(acrosses) + room
        others = [getattr(n, "x" if network.down else "y") for n in network.nodes if n.id not in self.block]
        free = not self._parent and all(low < other < high for other in others)
        if not free or times * step <= LONGEST * pitch:
            return step, 0.0, times
        return step, high - low, max(1, int(ROW * pitch // step))

    def _shift(self) -> tuple[float, float]:
        """Return how far the last copy is from the block."""
        step, row, each = self._rows
        rows, place = divmod(self._count, each)
        return (rows * row, place * step) if self.document.network.down else (place * step, rows * row)

    def add(self) -> None:
        self._count += 1
        dx, dy = self._shift()
        paste = PasteLayers(self.fragment, dx, dy)
        ids = paste.new_ids(self.document)
        self.last = dict(zip((node.id for node in self.fragment.nodes), ids, strict=True))
        self.origin.update({copy: node for node, copy in self.last.items()})
        self.document = paste.applied(self.document)
        if self._parent:
            network = self.document.network
            self.document = replace(self.document, network=joined(network, outermost(network, ids), self._parent))

    def finished(self, out: tuple[Wire, ...]) -> Document:
        """Return the document with all wires, and room for the copies."""
        network = self.document.network
        moved = {wire: replace(wire, source=self.last[wire.source]) for wire in out}
        wires = (*(moved.get(wire, wire) for wire in network.wires), *self.wires)
        dx, dy = self._shift()
        nodes = tuple(replace(n, x=n.x + dx, y=n.y + dy) if n.id in self._after else n for n in network.nodes)
        return replace(self.document, network=replace(network, nodes=nodes, wires=wires))


def _crossing(network: Network, block: frozenset[str]) -> tuple[tuple[Wire, ...], tuple[Wire, ...]]:
    """Return the wires that lead into the block and out of it."""
    into = tuple(w for w in network.wires if w.target in block and w.source not in block)
    return into, tuple(w for w in network.wires if w.source in block and w.target not in block)


def _follows(network: Network, block: frozenset[str], into: tuple[Wire, ...], out: tuple[Wire, ...]) -> dict[str, str]:
    """Return for each layer that feeds the block the one of the block that takes its place for the next copy."""
    if descendants(network, [w.target for w in out]) & {w.source for w in into}:
        advice = msg("Select what lies between, too.")
        raise _refused(network, block, msg("a block that is whole"), msg("a way out of it and back"), advice)
    ends = {w.source for w in out} or {node for node in block if not network.outgoing[node]}
    feeders = {w.source for w in into}
    if not feeders or len(feeders) != len(ends):
        raise _refused(
            network,
            block,
            msg("as many layers that feed the block as lead out of it"),
            msg("{feeders} and {ends}", feeders=len(feeders), ends=len(ends)),
            msg("Select a stretch with one way in and one way out."),
        )
    return dict(zip(_by_place(network, feeders), _by_place(network, ends), strict=True))


def _by_place(network: Network, ids: set[str]) -> list[str]:
    return sorted(ids, key=lambda node: (network.by_id[node].y, network.by_id[node].x, node))


def _check_shapes(before: Document, after: Document, origin: dict[str, str]) -> None:
    known = facts_of(before).failures
    for node, error in facts_of(after).failures.items():
        first = origin.get(node, node)
        if first not in known:
            raise EditError(
                after.network.by_id[node].name,
                error.expected,
                error.received,
                msg("The block must give the shape that it takes. Change its layers so that it does."),
                node=first,
            )


def _refused(
    network: Network, block: frozenset[str], expected: Message, received: Message, advice: Message
) -> EditError:
    names = [node.name for node in network.nodes if node.id in block]
    return EditError(", ".join(names[:3]), expected, received, advice, node=min(block, default=""))
