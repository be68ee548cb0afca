"""Move layers about the canvas."""

from __future__ import annotations

import math
from collections.abc import Hashable, Mapping
from dataclasses import dataclass, replace

from nnstudio.document.edits.edit import Edit, require_node
from nnstudio.document.errors import EditError
from nnstudio.document.grouping import around, layers_in, notes_with
from nnstudio.document.model import Document, Network, Note
from nnstudio.text import Message, msg

FARTHEST = 1e6
"""A place on the canvas is within ± this, in pixels."""


@dataclass(frozen=True)
class MoveLayers(Edit):
    """Put layers at new places: (id, x, y) of each, the centre in pixels. Only the look changes: training goes on.

    The notes of a group that moves whole go with it, as far as the first of its layers.
    """

    places: tuple[tuple[str, float, float], ...]

    @property
    def name(self) -> Message:
        """Say how many are moved."""
        return msg("Move layer") if len(self.places) == 1 else msg("Move {count} layers", count=len(self.places))

    @property
    def is_layout(self) -> bool:
        """Only places change."""
        return True

    @property
    def merge_key(self) -> Hashable:
        """Steps with the arrow keys of the same layers may become one."""
        return ("move", tuple(node for node, _, _ in self.places))

    def applied(self, document: Document) -> Document:
        """Return the document with the layers moved."""
        moved = {require_node(document, node).id: checked_place(node, x, y) for node, x, y in self.places}
        nodes = tuple(
            replace(node, x=moved[node.id][0], y=moved[node.id][1]) if node.id in moved else node
            for node in document.network.nodes
        )
        notes = _carried(document.network, moved)
        return replace(document, network=replace(document.network, nodes=nodes, notes=notes))


def _carried(network: Network, moved: Mapping[str, tuple[float, float]]) -> tuple[Note, ...]:
    carried = set(notes_with(network, moved))
    if not carried:
        return network.notes
    inside = layers_in(network)
    notes: list[Note] = []
    for note in network.notes:
        if note.id in carried:
            first = network.by_id[inside[around(network, note.id)[0]][0]]
            x, y = moved[first.id]
            place = checked_place(note.id, note.x + x - first.x, note.y + y - first.y)
            note = replace(note, x=place[0], y=place[1])
        notes.append(note)
    return tuple(notes)


def checked_place(place: str, x: float, y: float) -> tuple[float, float]:
    """Return a place on the canvas.

    Raises
    ------
    EditError : it is too far out, or not a number.
    """
    if not (math.isfinite(x) and math.isfinite(y) and max(abs(x), abs(y)) <= FARTHEST):
        raise EditError(
            place,
            msg("a place within ±{limit} pixels", limit=f"{FARTHEST:g}"),
            msg("({x}, {y})", x=x, y=y),
            msg("Move it back into sight."),
        )
    return float(x), float(y)
