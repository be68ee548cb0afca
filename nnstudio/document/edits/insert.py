"""Put a layer that stands on the canvas without wires into the middle of one."""

from __future__ import annotations

from dataclasses import dataclass

from nnstudio.document.edits.add import require_insertable, split
from nnstudio.document.edits.edit import Edit, require_node
from nnstudio.document.errors import EditError
from nnstudio.document.model import Document, Wire
from nnstudio.text import Message, msg


@dataclass(frozen=True)
class InsertLayer(Edit):
    """Lead ``wire`` through the layer ``node``, which has no wires yet: a→b becomes a→node→b, b's port as it was."""

    node: str
    wire: Wire

    @property
    def name(self) -> Message:
        """Say that a layer is inserted."""
        return msg("Insert layer")

    def applied(self, document: Document) -> Document:
        """Return the document with the wire led through the layer."""
        node, network = require_node(document, self.node), document.network
        require_insertable(document, self.wire, node.kind)
        if network.incoming[node.id] or network.outgoing[node.id]:
            raise EditError(
                node.name,
                msg("a layer without wires"),
                msg("{layer}, which is connected", layer=node.name),
                msg("Take its wires off first."),
                node=node.id,
            )
        return split(document, self.wire, node)
