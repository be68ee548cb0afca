"""Draw a wire and take one away."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from nnstudio.document.edits.edit import Edit, require_node
from nnstudio.document.errors import EditError
from nnstudio.document.kinds import OUTPUT, is_variadic, ports
from nnstudio.document.model import Document, Network, Node, Wire
from nnstudio.document.paths import path
from nnstudio.text import Message, msg


@dataclass(frozen=True)
class Connect(Edit):
    """Draw a wire from ``source`` into input ``port`` of ``target``; one that is there already is replaced.

    ``port`` None takes the first free one (of a layer with any number of inputs a new one), else the first.
    """

    source: str
    target: str
    port: int | None = None

    @property
    def name(self) -> Message:
        """Say that layers are connected."""
        return msg("Connect layers")

    def applied(self, document: Document) -> Document:
        """Return the document with the wire."""
        return connected(document, self.source, self.target, self.port)


@dataclass(frozen=True)
class Disconnect(Edit):
    """Take a wire away; the further wires of a layer with any number of inputs close up."""

    wire: Wire

    @property
    def name(self) -> Message:
        """Say that layers are disconnected."""
        return msg("Disconnect layers")

    def applied(self, document: Document) -> Document:
        """Return the document without the wire."""
        if self.wire not in document.network.wires:
            raise EditError(
                self.wire.target,
                msg("a wire that is on the canvas"),
                msg("one from {source} to {target}, which is not", source=self.wire.source, target=self.wire.target),
                msg("It may have been deleted already."),
            )
        return disconnected(document, [self.wire])


def connected(document: Document, source_id: str, target_id: str, port: int | None) -> Document:
    """Return the document with a wire between two layers.

    Raises
    ------
    EditError : no such layer or port, a second wire between the two, or the wire would close a circle.
    """
    source, target = require_node(document, source_id), require_node(document, target_id)
    chosen = _port(document.network, target, port)
    wire = Wire(source.id, target.id, chosen)
    _check(document.network, source, target, wire)
    kept = tuple(w for w in document.network.wires if (w.target, w.port) != (target.id, chosen))
    return replace(document, network=replace(document.network, wires=(*kept, wire)))


def disconnected(document: Document, wires: Iterable[Wire]) -> Document:
    """Return the document without ``wires``, the ports of variadic layers numbered without gaps."""
    gone = set(wires)
    network = document.network
    kept = tuple(wire for wire in network.wires if wire not in gone)
    return replace(document, network=close_ports(replace(network, wires=kept)))


def close_ports(network: Network) -> Network:
    """Return the network with the inputs of every variadic layer numbered 0, 1, 2 … in their order."""
    renumbered = {
        wire: replace(wire, port=number)
        for node in network.nodes
        if is_variadic(node.kind)
        for number, wire in enumerate(network.incoming[node.id])
        if wire.port != number
    }
    wires = tuple(renumbered.get(wire, wire) for wire in network.wires) if renumbered else network.wires
    return replace(network, wires=wires)


def _port(network: Network, target: Node, asked: int | None) -> int:
    taken = [wire.port for wire in network.incoming[target.id]]
    count = len(taken) + 1 if is_variadic(target.kind) else len(ports(target.kind))
    if not count:
        raise EditError(
            target.name,
            msg("a layer with an input"),
            msg("{layer}, which only gives", layer=target.name),
            msg("Draw the wire from it instead."),
            node=target.id,
        )
    if asked is None:
        return next((port for port in range(count) if port not in taken), 0)
    if not 0 <= asked < count:
        raise EditError(
            target.name,
            msg("an input between 1 and {count}", count=count),
            msg("input {port}", port=asked + 1),
            msg("Drop the wire on one of the layer's inputs."),
            node=target.id,
        )
    return asked


def _check(network: Network, source: Node, target: Node, wire: Wire) -> None:
    if source.kind == OUTPUT:
        raise EditError(
            source.name,
            msg("a wire from a layer before the output"),
            msg("a wire out of {layer}", layer=source.name),
            msg("The output ends the network: draw the wire from the layer that feeds it."),
            node=source.id,
        )
    circle = path(network, target.id, source.id)
    if circle:
        raise _cycle_error(network, target, circle)
    twin = next((w for w in network.incoming[target.id] if w.source == source.id and w.port != wire.port), None)
    if twin is not None:
        raise EditError(
            target.name,
            msg("one wire between two layers"),
            msg("a second one from {source} to {target}", source=source.name, target=target.name),
            msg("Connect another layer to this input."),
            node=target.id,
        )


def _cycle_error(network: Network, target: Node, circle: tuple[str, ...]) -> EditError:
    names = [network.by_id[node].name for node in (*circle, circle[0])]
    return EditError(
        target.name,
        msg("wires that lead forward only"),
        msg("a circle: {circle}", circle=" → ".join(names)),
        msg("Draw the wire to a later layer, or delete one of the wires of the circle first."),
        node=target.id,
    )
