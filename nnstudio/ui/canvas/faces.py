"""Faces of the items, made from the document."""

from __future__ import annotations

from collections.abc import Iterable

from nnstudio.document import Analysis
from nnstudio.document.model import Wire
from nnstudio.ui.canvas.items.face import NodeFace, WireFace, node_face
from nnstudio.ui.canvas.snapshot import Snapshot
from nnstudio.ui.canvas.trial import sentence
from nnstudio.ui.canvas.wording import shape_text


def node_faces(snapshot: Snapshot, analysis: Analysis, ids: Iterable[str]) -> dict[str, NodeFace]:
    """Return the faces of nodes."""
    return {node_id: _face(snapshot, analysis, node_id) for node_id in ids}


def wire_faces(snapshot: Snapshot, analysis: Analysis, wires: Iterable[Wire]) -> dict[Wire, WireFace]:
    """Return the face of each wire whose ends exist."""
    nodes = snapshot.nodes
    return {
        wire: WireFace(
            wire, shape_text(analysis.shapes.get(wire.source)), (nodes[wire.source].name, nodes[wire.target].name)
        )
        for wire in wires
        if wire.source in nodes and wire.target in nodes
    }


def _face(snapshot: Snapshot, analysis: Analysis, node_id: str) -> NodeFace:
    problem = next(iter(analysis.problems_of(node_id)), None)
    text = sentence(problem) if problem else ""
    severe = problem is not None and problem.is_error
    return node_face(snapshot.nodes[node_id], snapshot, analysis.shapes.get(node_id), text, severe)
