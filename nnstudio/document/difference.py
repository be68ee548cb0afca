"""What differs between two documents, so that each part redraws or restarts only for what concerns it."""

from __future__ import annotations

from dataclasses import dataclass, fields

from nnstudio.document.model import Document, Network


@dataclass(frozen=True)
class Difference:
    """``layout``: places, names or title; ``network``: layers, their parameters or wires; ``data``: settings or table;
    ``training``: the fields of the training settings that differ.
    """

    layout: bool
    network: bool
    data: bool
    training: frozenset[str]

    @property
    def layout_only(self) -> bool:
        """Whether training may go on undisturbed."""
        return not (self.network or self.data or self.training)


def difference(before: Document, after: Document) -> Difference:
    """Compare two documents."""
    same = before.network is after.network
    network = not same and structure(before.network) != structure(after.network)
    a, b = before.training, after.training
    training = frozenset(f.name for f in fields(a) if getattr(a, f.name) != getattr(b, f.name))
    return Difference(
        layout=(not same and before.network != after.network and not network) or before.title != after.title,
        network=network,
        data=before.data != after.data or before.table != after.table,
        training=training,
    )


def structure(network: Network) -> tuple[object, ...]:
    """Return what the engine sees of a network.

    Equal for two that differ only in layout, names or the order of drawing.
    """
    nodes = sorted((node.id, node.kind, node.parameters) for node in network.nodes)
    return tuple(nodes), tuple(sorted((wire.source, wire.target, wire.port) for wire in network.wires))
