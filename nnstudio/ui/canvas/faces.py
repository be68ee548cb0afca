"""Faces of the items, made from the document and kept as long as nothing that they show has changed."""

from __future__ import annotations

from collections.abc import Hashable

from nnstudio.document import Analysis
from nnstudio.document.model import Wire
from nnstudio.text import tr
from nnstudio.ui.canvas.items.face import NodeFace, WireFace, node_face
from nnstudio.ui.canvas.snapshot import Snapshot
from nnstudio.ui.canvas.trial import sentence
from nnstudio.ui.canvas.wording import shape_text


class Faces:
    """Remembers the last face of each node: wording and translating all of them anew would cost most of a redraw."""

    def __init__(self) -> None:
        self._kept: dict[str, tuple[Hashable, NodeFace]] = {}

    def nodes(self, snapshot: Snapshot, analysis: Analysis) -> dict[str, NodeFace]:
        """Return the face of each node, in the document's order."""
        kept: dict[str, tuple[Hashable, NodeFace]] = {}
        for node in snapshot.network.nodes:
            problem = next(iter(analysis.problems_of(node.id)), None)
            text = sentence(problem) if problem else ""
            shape = analysis.shapes.get(node.id)
            # A place is not part of a face: a node that moves keeps it.
            key = (node.kind, node.name, node.color, node.parameters, shape, text, tuple(snapshot.sources(node.id)))
            old = self._kept.get(node.id)
            if old is not None and old[0] == key:
                kept[node.id] = old
            else:
                severe = problem is not None and problem.is_error
                kept[node.id] = (key, node_face(node, snapshot, shape, text, severe))
        self._kept = kept
        return {node_id: face for node_id, (_key, face) in kept.items()}

    def wires(self, snapshot: Snapshot, analysis: Analysis) -> dict[Wire, WireFace]:
        """Return the face of each wire whose ends exist."""
        nodes = snapshot.nodes
        return {
            wire: WireFace(wire, shape_text(analysis.shapes.get(wire.source)), _spoken(snapshot, wire))
            for wire in snapshot.network.wires
            if wire.source in nodes and wire.target in nodes
        }


def _spoken(snapshot: Snapshot, wire: Wire) -> str:
    source, target = snapshot.nodes[wire.source].name, snapshot.nodes[wire.target].name
    return tr("wire from {source} to {target}", source=source, target=target)
