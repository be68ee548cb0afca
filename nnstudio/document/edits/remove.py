"""Delete layers and heal the chain they leave."""

from __future__ import annotations

from dataclasses import dataclass, replace

from nnstudio.document.edits.connect import close_ports
from nnstudio.document.edits.edit import Edit, require_node
from nnstudio.document.grouping import notes_with, pruned
from nnstudio.document.model import Document, Network, Wire
from nnstudio.text import Message, msg


@dataclass(frozen=True)
class RemoveLayers(Edit):
    """Delete layers with their wires.

    Where one layer fed a deleted stretch, it now feeds what came after: a→x→b becomes a→b. A group whose layers are all
    gone is gone, with its notes.
    """

    ids: tuple[str, ...]

    @property
    def name(self) -> Message:
        """Say how many are deleted."""
        return msg("Delete layer") if len(self.ids) == 1 else msg("Delete {count} layers", count=len(self.ids))

    def applied(self, document: Document) -> Document:
        """Return the document without the layers."""
        gone = {require_node(document, node).id for node in self.ids}
        network = document.network
        kept = [wire for wire in network.wires if wire.source not in gone and wire.target not in gone]
        pairs = {(wire.source, wire.target) for wire in kept}
        for wire in network.wires:
            if wire.source in gone and wire.target not in gone:
                source = _single_feeder(network, wire.source, gone)
                # Two wires between the same two layers would lie on one another.
                if source and (source, wire.target) not in pairs:
                    kept.append(Wire(source, wire.target, wire.port))
                    pairs.add((source, wire.target))
        nodes = tuple(node for node in network.nodes if node.id not in gone)
        torn = set(notes_with(network, gone))
        notes = tuple(note for note in network.notes if note.id not in torn)
        left = replace(network, nodes=nodes, wires=tuple(kept), notes=notes)
        return replace(document, network=pruned(close_ports(left)))


def _single_feeder(network: Network, removed: str, gone: set[str]) -> str:
    """Return the only kept layer that feeds the stretch of deleted layers ending in ``removed``.

    Empty if there is no such one.
    """
    feeders: set[str] = set()
    seen = {removed}
    stack = [removed]
    while stack:
        for wire in network.incoming[stack.pop()]:
            if wire.source not in gone:
                feeders.add(wire.source)
            elif wire.source not in seen:
                seen.add(wire.source)
                stack.append(wire.source)
    return feeders.pop() if len(feeders) == 1 else ""
