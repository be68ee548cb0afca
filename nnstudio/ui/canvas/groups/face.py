"""What a group shows, made from the document: name, size, the ports that lead in and out, the worst problem inside."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass

from nnstudio import engine
from nnstudio.document import Analysis, Group
from nnstudio.document.grouping import layers_in
from nnstudio.text import tr
from nnstudio.ui.canvas.colors import with_color
from nnstudio.ui.canvas.snapshot import Snapshot
from nnstudio.ui.canvas.trial import sentence
from nnstudio.ui.canvas.wording import parameter_count

Input = tuple[str, int]
"""A layer's id and the number of its input."""


@dataclass(frozen=True)
class GroupFace:
    """All that a group shows. ``layers`` are the ids of all in it; ``inputs`` and ``outputs`` what leads in and out.

    ``problem`` is empty where there is none, ``faulty`` the layer that has it; ``severe`` tells errors from advice.
    ``down``: what leads in enters above, what leads out leaves below.
    """

    id: str
    name: str
    color: str
    folded: bool
    layers: tuple[str, ...]
    parameters: int
    inputs: tuple[Input, ...]
    outputs: tuple[str, ...]
    problem: str = ""
    faulty: str = ""
    severe: bool = False
    down: bool = False

    @property
    def ports(self) -> tuple[tuple[Input, ...], tuple[str, ...], bool]:
        """Return what leads in, what leads out, and where."""
        return self.inputs, self.outputs, self.down

    @property
    def size(self) -> str:
        """Return ``3 layers``."""
        return tr("1 layer") if len(self.layers) == 1 else tr("{count} layers", count=len(self.layers))

    @property
    def tip(self) -> str:
        """Return what the tooltip says."""
        return with_color(
            tr("{name}: {said}", name=self.name, said=f"{self.size}, {parameter_count(self.parameters)}"), self.color
        )

    @property
    def spoken(self) -> str:
        """Return what a screen reader says."""
        state = tr("folded group {name}", name=self.name) if self.folded else tr("group {name}", name=self.name)
        parts = [state, self.size, parameter_count(self.parameters)]
        ways = tr("{inputs} inputs and {outputs} outputs", inputs=len(self.inputs), outputs=len(self.outputs))
        parts.append(ways)
        if self.problem:
            parts.append(tr("problem: {problem}", problem=self.problem))
        return with_color("; ".join(parts), self.color)


def group_faces(snapshot: Snapshot, analysis: Analysis, only: Set[str] | None = None) -> dict[str, GroupFace]:
    """Return the face of each group, or of some, in the document's order."""
    if only is not None and not only:
        return {}
    inside = layers_in(snapshot.network)
    groups = (group for group in snapshot.network.groups if only is None or group.id in only)
    return {group.id: _face(group, inside[group.id], snapshot, analysis) for group in groups}


def _face(group: Group, layers: tuple[str, ...], snapshot: Snapshot, analysis: Analysis) -> GroupFace:
    ids = frozenset(layers)
    places = {node: (snapshot.nodes[node].y, snapshot.nodes[node].x) for node in layers}
    ordered = sorted(layers, key=lambda node: places[node][::-1] if snapshot.network.down else places[node])
    found = [problem for node in layers for problem in analysis.problems_of(node)]
    worst = next((problem for problem in found if problem.is_error), next(iter(found), None))
    return GroupFace(
        group.id,
        group.name,
        group.color,
        group.folded,
        layers,
        sum(analysis.counts.get(node, 0) for node in layers),
        tuple(port for node in ordered for port in _inputs(node, ids, snapshot)),
        tuple(node for node in ordered if _leads_out(node, ids, snapshot)),
        sentence(worst) if worst else "",
        worst.node if worst else "",
        worst is not None and worst.is_error,
        snapshot.network.down,
    )


def _inputs(node: str, ids: frozenset[str], snapshot: Snapshot) -> list[Input]:
    """Return the inputs that are fed from outside, and those that wait for a wire."""
    wired = {wire.port: wire for wire in snapshot.into(node)}
    variadic = engine.layers[snapshot.nodes[node].kind].variadic
    count = snapshot.input_count(node) - (1 if variadic and len(wired) >= 2 else 0)
    return [(node, port) for port in range(count) if port not in wired or wired[port].source not in ids]


def _leads_out(node: str, ids: frozenset[str], snapshot: Snapshot) -> bool:
    out = snapshot.out_of(node)
    return snapshot.has_output(node) and (not out or any(wire.target not in ids for wire in out))
