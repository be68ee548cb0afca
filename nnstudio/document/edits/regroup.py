"""Put layers and notes into a group that is there, or take them out of theirs. Only the look changes."""

from __future__ import annotations

from dataclasses import dataclass, replace

from nnstudio.document.edits.edit import require_node
from nnstudio.document.edits.group import GroupEdit, require_group
from nnstudio.document.edits.notes import require_note
from nnstudio.document.errors import EditError
from nnstudio.document.grouping import DEEPEST, around, joined, layers_in, outermost, with_groups
from nnstudio.document.model import Document, Network
from nnstudio.text import Message, msg


@dataclass(frozen=True)
class Regroup(GroupEdit):
    """Put layers and notes into ``group``; an empty one takes them out of all.

    Layers that are a whole group go as that group, with its notes.
    """

    ids: tuple[str, ...]
    group: str = ""

    @property
    def name(self) -> Message:
        """Say which of the two."""
        return msg("Move into group") if self.group else msg("Take out of group")

    def applied(self, document: Document) -> Document:
        """Return the document with them there."""
        network = document.network
        moved = movable(document, self.ids)
        if self.group:
            self._check(network, moved)
        gone = set(moved)
        groups = (replace(g, members=tuple(m for m in g.members if m not in gone)) for g in network.groups)
        after = joined(with_groups(network, groups), moved, self.group)
        if max((len(around(after, node.id)) for node in after.nodes), default=0) > DEEPEST:
            raise EditError(
                network.groups_by_id[self.group].name,
                msg("at most {most} groups one inside another", most=DEEPEST),
                msg("one more"),
                msg("Ungroup one of them first."),
            )
        return replace(document, network=after)

    def _check(self, network: Network, moved: tuple[str, ...]) -> None:
        group = require_group(network, self.group)
        if {group.id, *around(network, group.id)}.intersection(moved):
            raise EditError(
                group.name,
                msg("layers that are not all of {group}", group=group.name),
                msg("all layers of {group}", group=group.name),
                msg("Select more layers, or fewer of them."),
            )


def movable(document: Document, ids: tuple[str, ...]) -> tuple[str, ...]:
    """Return what these are for a group: notes, layers, and groups in the place of all their layers."""
    network = document.network
    notes = tuple(require_note(network, thing).id for thing in ids if thing.startswith("t"))
    layers = {require_node(document, thing).id for thing in ids if not thing.startswith("t")}
    # A note goes with its group where that goes.
    whole = outermost(network, layers)
    within = {member for group in whole if group in layers_in(network) for member in _all_in(network, group)}
    return (*whole, *(note for note in notes if note not in within))


def _all_in(network: Network, group: str) -> set[str]:
    return {note.id for note in network.notes if group in around(network, note.id)}
