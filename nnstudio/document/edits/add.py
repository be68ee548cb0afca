"""Add a layer: on its own, after another, or in the middle of a wire."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from nnstudio.document.edits.connect import connected
from nnstudio.document.edits.edit import Edit, require_node
from nnstudio.document.errors import EditError
from nnstudio.document.grouping import joined, parents, shared_group
from nnstudio.document.kinds import OUTPUT, declared_name, normalised, ports
from nnstudio.document.model import Document, Network, Node, Parameters, Wire
from nnstudio.engine.layers import layers
from nnstudio.text import Message, msg


@dataclass(frozen=True)
class AddLayer(Edit):
    """Put a layer of ``kind`` at (``x``, ``y``); its id is the ``network.next_node`` of the document before.

    ``connect_from`` wires it in after that layer: into the chain where exactly one wire goes on from there, else as a
    new branch; after an output it goes in before it. ``insert_on`` puts it in the middle of a wire. An empty ``name``
    takes the layer's own, with a number where that is taken.
    """

    kind: str
    x: float = 0.0
    y: float = 0.0
    parameters: Parameters = ()
    connect_from: str = ""
    insert_on: Wire | None = None
    title: str = ""

    @property
    def name(self) -> Message:
        """Name the layer that is added."""
        layer = layers[self.kind].declaration.name if self.kind in layers else self.kind
        return msg("Insert {layer}", layer=layer) if self.insert_on else msg("Add {layer}", layer=layer)

    def applied(self, document: Document) -> Document:
        """Return the document with the layer, wired as asked."""
        network = document.network
        node = self._node(network)
        wire = self._split_wire(document)
        grown = replace(network, nodes=(*network.nodes, node), next_id=network.next_id + 1)
        document = replace(document, network=grown)
        if wire is not None:
            return split(document, wire, node)
        if self.connect_from and ports(self.kind):
            return connected(document, self.connect_from, node.id, None)
        return document

    def _node(self, network: Network) -> Node:
        if self.kind not in layers:
            raise EditError(
                self.kind,
                msg("one of {choices}", choices=", ".join(layers)),
                msg("{value}", value=repr(self.kind)),
                msg("Choose a layer from the palette."),
            )
        name = unique_name(self.title or declared_name(self.kind), (node.name for node in network.nodes))
        parameters = normalised(layers[self.kind], dict(self.parameters), name)
        return Node(network.next_node, self.kind, name, parameters, self.x, self.y)

    def _split_wire(self, document: Document) -> Wire | None:
        """Return the wire that the layer goes into, if any."""
        if self.insert_on is not None:
            require_insertable(document, self.insert_on, self.kind)
            return self.insert_on
        if not self.connect_from:
            return None
        source = require_node(document, self.connect_from)
        before = document.network.incoming[source.id] if source.kind == OUTPUT else ()
        onward = before or document.network.outgoing[source.id]
        insertable = bool(ports(self.kind)) and self.kind != OUTPUT
        return onward[0] if len(onward) == 1 and insertable else None


def require_insertable(document: Document, wire: Wire, kind: str) -> None:
    """Check that a layer of a kind can go into a wire.

    Raises
    ------
    EditError : there is no such wire, or the layer has no input or no output.
    """
    if wire not in document.network.wires:
        raise EditError(
            kind,
            msg("a wire that is on the canvas"),
            msg("one from {source} to {target}, which is not", source=wire.source, target=wire.target),
            msg("It may have been deleted. Drop the layer on another wire."),
        )
    if not ports(kind) or kind == OUTPUT:
        raise EditError(
            declared_name(kind),
            msg("a layer with an input and an output"),
            msg("{layer}", layer=declared_name(kind)),
            msg("Drop it beside the wire, and connect it by hand."),
        )


def split(document: Document, wire: Wire, node: Node) -> Document:
    """Put ``node`` into the middle of ``wire``, and into the group that both ends are in, unless it has one.

    The port at its end stays the same.
    """
    network = document.network
    second = Wire(node.id, wire.target, wire.port)
    wires = tuple(second if each == wire else each for each in network.wires)
    network = replace(network, wires=(*wires, Wire(wire.source, node.id, 0)))
    group = shared_group(network, (wire.source, wire.target)) if node.id not in parents(network) else ""
    return replace(document, network=joined(network, (node.id,), group))


def unique_name(wanted: str, taken: Iterable[str]) -> str:
    """Return ``wanted``, or the first of "wanted 2", "wanted 3" … that is not taken. "Dense 2" counts on from its 2."""
    names = set(taken)
    if wanted not in names:
        return wanted
    stem, _, number = wanted.rpartition(" ")
    base, start = (stem, int(number)) if stem and number.isascii() and number.isdigit() else (wanted, 1)
    while (candidate := f"{base} {(start := start + 1)}") in names:
        pass
    return candidate
