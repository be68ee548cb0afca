"""What an item shows, made from the document; an item is repainted only where its face has changed."""

from __future__ import annotations

from dataclasses import dataclass

from nnstudio.document.model import Node, Wire
from nnstudio.text import tr
from nnstudio.ui.canvas.colors import with_color
from nnstudio.ui.canvas.snapshot import Snapshot
from nnstudio.ui.canvas.wording import family_of, shape_text, spoken, two_parameters


@dataclass(frozen=True)
class NodeFace:
    """All that a node shows. ``problem`` is empty where there is none; ``severe`` tells errors from advice; ``sources``
    are the names of the layers wired into it; ``down``: its inputs are above, its output below."""

    id: str
    name: str
    kind: str
    family: str
    detail: str
    shape: str
    inputs: int
    has_output: bool
    problem: str = ""
    severe: bool = False
    sources: tuple[str, ...] = ()
    color: str = ""
    sizes: tuple[int, ...] = ()
    down: bool = False

    @property
    def marker(self) -> bool:
        """Whether this marks an end of the network."""
        return self.family in ("input", "output")

    @property
    def spoken(self) -> str:
        """What a screen reader says of it."""
        text = spoken(self.name, self.kind, self.detail, self.shape, self.sources, self.problem)
        return with_color(text, self.color)


@dataclass(frozen=True)
class WireFace:
    """All that a wire shows: its document wire and the shape written on it; ``ends`` are the names of its layers."""

    wire: Wire
    shape: str
    ends: tuple[str, str] = ("", "")

    @property
    def spoken(self) -> str:
        """What a screen reader says of it."""
        return tr("wire from {source} to {target}", source=self.ends[0], target=self.ends[1])


def node_face(node: Node, snapshot: Snapshot, shape: tuple[int, ...] | None, problem: str, severe: bool) -> NodeFace:
    """Return the face of a node."""
    return NodeFace(
        node.id,
        node.name,
        node.kind,
        family_of(node.kind),
        two_parameters(node),
        shape_text(shape),
        snapshot.input_count(node.id),
        snapshot.has_output(node.id),
        problem,
        severe,
        tuple(snapshot.sources(node.id)),
        node.color,
        shape or (),
        snapshot.network.down,
    )
