"""Which layer is in which group: groups are a tree, and every answer follows from their members."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from nnstudio.document.model import Group, Network

DEEPEST: Final = 16
"""How many groups may lie one inside another."""


def parents(network: Network) -> dict[str, str]:
    """Return for each member its group's id; what is in no group is left out."""
    return {member: group.id for group in network.groups for member in group.members}


def around(network: Network, member: str) -> tuple[str, ...]:
    """Return the ids of the groups that a layer or group is in, the innermost first."""
    return _around(parents(network), member)


def _around(up: dict[str, str], member: str) -> tuple[str, ...]:
    found: list[str] = []
    while member in up:
        member = up[member]
        found.append(member)
    return tuple(found)


def layers_in(network: Network) -> dict[str, tuple[str, ...]]:
    """Return for each group the ids of all layers in it, those of inner groups too, in the document's order."""
    up = parents(network)
    found: dict[str, list[str]] = {group.id: [] for group in network.groups}
    for node in network.nodes:
        for group in _around(up, node.id):
            found[group].append(node.id)
    return {group: tuple(nodes) for group, nodes in found.items()}


def notes_in(network: Network, groups: Iterable[str]) -> tuple[str, ...]:
    """Return the ids of the notes in any of some groups, those of groups within them too."""
    wanted, up = set(groups), parents(network)
    if not wanted:
        return ()
    return tuple(note.id for note in network.notes if wanted.intersection(_around(up, note.id)))


def notes_with(network: Network, ids: Iterable[str]) -> tuple[str, ...]:
    """Return the ids of the notes in groups all of whose layers are among ``ids``: what moves and goes with them."""
    if not network.groups or not network.notes:
        return ()
    return notes_in(network, (group.id for group in whole_groups(network, ids)))


def outermost(network: Network, ids: Iterable[str]) -> tuple[str, ...]:
    """Return layers with those that make up a whole group replaced by it, as far out as that goes."""
    wanted = set(ids)
    if not network.groups:
        return tuple(node.id for node in network.nodes if node.id in wanted)
    up = parents(network)
    whole = {group for group, nodes in layers_in(network).items() if wanted.issuperset(nodes)}
    tops = (_climbed(up, node.id, whole) for node in network.nodes if node.id in wanted)
    return tuple(dict.fromkeys(tops))


def _climbed(up: dict[str, str], member: str, whole: set[str]) -> str:
    while up.get(member) in whole:
        member = up[member]
    return member


def whole_groups(network: Network, ids: Iterable[str]) -> tuple[Group, ...]:
    """Return the groups all of whose layers are among ``ids``, in the document's order."""
    wanted = set(ids)
    inside = layers_in(network) if network.groups else {}
    return tuple(group for group in network.groups if wanted.issuperset(inside[group.id]))


def shared_group(network: Network, ids: Iterable[str]) -> str:
    """Return the innermost group that all of these layers are in; empty for none."""
    if not network.groups:
        return ""
    up = parents(network)
    chains = [_around(up, member) for member in ids]
    return next((group for group in chains[0] if all(group in chain for chain in chains)), "") if chains else ""


def joined(network: Network, members: Iterable[str], group_id: str) -> Network:
    """Return the network with what is in no group yet put into one; as it is for an empty id."""
    new = tuple(members)
    return with_groups(
        network, (replace(g, members=(*g.members, *new)) if g.id == group_id else g for g in network.groups)
    )


def pruned(network: Network) -> Network:
    """Return the network with its groups rid of members that are gone; a group that is left without layers goes too."""
    notes, nodes = network.notes_by_id.keys(), network.by_id.keys()
    groups = network.groups
    while True:
        holding = nodes | {group.id for group in groups}
        known = holding | notes
        left = ((group, tuple(member for member in group.members if member in known)) for group in groups)
        kept = tuple(replace(group, members=members) for group, members in left if holding.intersection(members))
        if kept == groups:
            return with_groups(network, groups)
        groups = kept


def with_groups(network: Network, groups: Iterable[Group]) -> Network:
    """Return the network with other groups; itself where they are the same."""
    made = tuple(groups)
    return network if made == network.groups else replace(network, groups=made)
