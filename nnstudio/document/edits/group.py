"""Gather layers in named groups, fold these and open them again. Only the look changes: training goes on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from nnstudio.document.edits.add import unique_name
from nnstudio.document.edits.edit import Edit, require_node
from nnstudio.document.edits.parameters import checked_name
from nnstudio.document.errors import EditError
from nnstudio.document.grouping import DEEPEST, around, layers_in, outermost, parents, with_groups
from nnstudio.document.model import Document, Group, Network
from nnstudio.document.size import HEADROOM, NODE_HEIGHT, PITCH
from nnstudio.text import Message, msg


class GroupEdit(Edit):
    """Base: an edit of groups is never one of what is trained."""

    @property
    def is_layout(self) -> bool:
        """The engine knows no groups."""
        return True


@dataclass(frozen=True)
class GroupLayers(GroupEdit):
    """Make a group of layers; its id is ``g`` and the ``next_id`` of the network before.

    Groups that lie whole among the layers become groups within it, and notes that lie among them are in it too. An
    empty ``title`` calls it "Group", with a number where that is taken.
    """

    ids: tuple[str, ...]
    title: str = ""

    @property
    def name(self) -> Message:
        """Say how many are grouped."""
        return msg("Group {count} layers", count=len(self.ids))

    def applied(self, document: Document) -> Document:
        """Return the document with the group."""
        network = document.network
        layers = outermost(network, (require_node(document, node).id for node in self.ids))
        up = parents(network)
        parent = _one_parent(network, layers, up)
        members = (*layers, *_notes_among(network, self.ids, up, parent))
        wanted = checked_name(self.title, self.title) if self.title else str(msg("Group"))
        made = Group(f"g{network.next_id}", unique_name(wanted, (g.name for g in network.groups)), members)
        _check_depth(network, made)
        outer = (_swapped(group, members, (made.id,)) if group.id == parent else group for group in network.groups)
        return replace(document, network=replace(network, groups=(*outer, made), next_id=network.next_id + 1))


def _one_parent(network: Network, members: tuple[str, ...], up: dict[str, str]) -> str:
    """Return the group that all members are in, empty for none."""
    if not members:
        raise EditError("", msg("one layer or more"), msg("none"), msg("Select the layers first."))
    if len(members) == 1 and members[0] in network.groups_by_id:
        group = network.groups_by_id[members[0]]
        received = msg("all layers of {group}", group=group.name)
        raise EditError(
            group.name, msg("layers that are no group yet"), received, msg("Select more layers, or fewer of them.")
        )
    over = {up.get(member, "") for member in members}
    if len(over) > 1:
        names = ", ".join(network.groups_by_id[group].name for group in sorted(over) if group)
        raise EditError(
            names,
            msg("whole groups, or layers of one group"),
            msg("a part of {groups} with others", groups=names),
            msg("Select the whole of {groups}, or ungroup first.", groups=names),
        )
    return over.pop()


def _notes_among(network: Network, ids: Iterable[str], up: dict[str, str], parent: str) -> tuple[str, ...]:
    """Return the notes, of those that are where the layers are, whose middle lies in the box around these."""
    nodes = [network.by_id[node] for node in ids]
    left, right = (extreme(node.x for node in nodes) for extreme in (min, max))
    top, bottom = (extreme(node.y for node in nodes) for extreme in (min, max))
    wide, high = PITCH / 2, NODE_HEIGHT / 2 + HEADROOM
    near = [note for note in network.notes if up.get(note.id, "") == parent]
    middles = [(note.id, note.x + note.width / 2, note.y + note.height / 2) for note in near]
    return tuple(
        note for note, x, y in middles if left - wide <= x <= right + wide and top - high <= y <= bottom + high
    )


def _check_depth(network: Network, made: Group) -> None:
    inside = layers_in(network)
    grown = with_groups(network, (*network.groups, made))
    deepest = [node for member in made.members for node in inside.get(member, (member,))]
    outside = len(around(network, made.members[0]))
    if max(len(around(grown, node)) for node in deepest) + outside > DEEPEST:
        raise EditError(
            made.name,
            msg("at most {most} groups one inside another", most=DEEPEST),
            msg("one more"),
            msg("Ungroup one of them first."),
        )


def _swapped(group: Group, old: Iterable[str], new: tuple[str, ...]) -> Group:
    """Return a group with some of its members replaced by others, where the first of them stood."""
    gone = set(old)
    place = next(number for number, member in enumerate(group.members) if member in gone)
    left = tuple(member for member in group.members if member not in gone)
    return replace(group, members=(*left[:place], *new, *left[place:]))


@dataclass(frozen=True)
class Ungroup(GroupEdit):
    """Dissolve groups; their members stay where they are, in the group around, if there is one."""

    ids: tuple[str, ...]

    @property
    def name(self) -> Message:
        """Say that groups are dissolved."""
        return msg("Ungroup")

    def applied(self, document: Document) -> Document:
        """Return the document without the groups."""
        network = document.network
        for group_id in self.ids:
            gone = require_group(network, group_id)
            left = (
                _swapped(group, [gone.id], gone.members) if gone.id in group.members else group
                for group in network.groups
                if group is not gone
            )
            network = with_groups(network, left)
        return replace(document, network=network)


@dataclass(frozen=True)
class RenameGroup(GroupEdit):
    """Give a group another name; a number is added where another group has it."""

    id: str
    title: str

    @property
    def name(self) -> Message:
        """Say that a group is renamed."""
        return msg("Rename group")

    def applied(self, document: Document) -> Document:
        """Return the document with the group renamed."""
        network = document.network
        group = require_group(network, self.id)
        wanted = checked_name(self.title, group.name)
        title = unique_name(wanted, (other.name for other in network.groups if other is not group))
        renamed = (replace(g, name=title) if g is group else g for g in network.groups)
        return replace(document, network=with_groups(network, renamed))


@dataclass(frozen=True)
class FoldGroups(GroupEdit):
    """Show groups as one box each, or open them again."""

    ids: tuple[str, ...]
    folded: bool = True

    @property
    def name(self) -> Message:
        """Say which of the two."""
        return msg("Fold group") if self.folded else msg("Open group")

    def applied(self, document: Document) -> Document:
        """Return the document with the groups folded or open."""
        network = document.network
        chosen = {require_group(network, group).id for group in self.ids}
        groups = (replace(g, folded=self.folded) if g.id in chosen else g for g in network.groups)
        return replace(document, network=with_groups(network, groups))


def require_group(network: Network, group_id: str) -> Group:
    """Return the group of an id.

    Raises
    ------
    EditError : there is no such group.
    """
    group = network.groups_by_id.get(group_id)
    if group is None:
        raise EditError(
            group_id,
            msg("a group that is on the canvas"),
            msg("“{group}”, which is not", group=group_id),
            msg("It may have been dissolved. Select a group and try again."),
        )
    return group
