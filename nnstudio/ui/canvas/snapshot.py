"""What the canvas asks of a document besides what the network answers itself: ports to draw, names, ways along the
wires."""

from __future__ import annotations

from nnstudio import engine
from nnstudio.document.model import Document, Node, Wire


class Snapshot:
    """A document with the questions that drawing and gestures ask; made anew for each document."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.network = document.network

    @property
    def nodes(self) -> dict[str, Node]:
        """Every node by its id."""
        return self.network.by_id

    def has(self, thing: str) -> bool:
        """Whether there is a node, group or note of this id."""
        return thing in self.nodes or thing in self.network.groups_by_id or thing in self.network.notes_by_id

    def into(self, node_id: str) -> tuple[Wire, ...]:
        """Return the wires that enter a node, by port."""
        return self.network.incoming.get(node_id, ())

    def out_of(self, node_id: str) -> tuple[Wire, ...]:
        """Return the wires that leave a node."""
        return self.network.outgoing.get(node_id, ())

    def wire_at(self, target: str, port: int) -> Wire | None:
        """Return the wire that occupies an input."""
        return next((wire for wire in self.into(target) if wire.port == port), None)

    def input_count(self, node_id: str) -> int:
        """Return how many inputs to draw: those declared; one more than are wired where any number may enter."""
        node = self.nodes[node_id]
        used = max((wire.port + 1 for wire in self.into(node_id)), default=0)
        if node.kind not in engine.layers:
            return used
        layer = engine.layers[node.kind]
        return max(2, used + 1) if layer.variadic else max(len(layer.ports), used)

    def takes_wire(self, node_id: str, port: int) -> bool:
        """Whether a wire can be made into this port as it is drawn: of many inputs, only up to the first free one."""
        return port <= len(self.into(node_id)) if engine.layers[self.nodes[node_id].kind].variadic else True

    def has_output(self, node_id: str) -> bool:
        """Whether anything can be wired from this node; an output layer ends the network."""
        return self.nodes[node_id].kind != "output"

    def free_port(self, node_id: str) -> int | None:
        """Return the first input without a wire."""
        taken = {wire.port for wire in self.into(node_id)}
        return next((port for port in range(self.input_count(node_id)) if port not in taken), None)

    def sources(self, node_id: str) -> list[str]:
        """Return the names of the nodes wired into a node, by port."""
        return [self.nodes[wire.source].name for wire in self.into(node_id) if wire.source in self.nodes]

    def reading_order(self) -> list[str]:
        """Return the ids row by row, in a row from left to right, then from top to bottom: how Tab goes.

        Where layers follow one another downwards it is column by column.
        """
        rows = self._rows()
        return [node.id for node in sorted(self.network.nodes, key=lambda n: (rows[n.id], *self._along(n), n.id))]

    def _along(self, node: Node) -> tuple[float, float]:
        """Return how far along the way of the layers a node stands, and how far across."""
        return (node.y, node.x) if self.network.down else (node.x, node.y)

    def _rows(self) -> dict[str, int]:
        """Return in which row each node stands: the next one begins where a wire leads back to the left, or up."""
        rows = dict.fromkeys(self.nodes, 0)
        waiting = {key: len(self.into(key)) for key in self.nodes}
        ready = [key for key, count in waiting.items() if not count]
        for key in ready:
            for wire in self.network.outgoing[key]:
                target = wire.target
                if target in waiting:
                    back = self._along(self.nodes[target])[0] < self._along(self.nodes[key])[0]
                    rows[target] = max(rows[target], rows[key] + back)
                    waiting[target] -= 1
                    if not waiting[target]:
                        ready.append(target)
        return rows
