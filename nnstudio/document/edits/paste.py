"""Copy layers with the wires among them, and paste them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from nnstudio.document.edits.add import unique_name
from nnstudio.document.edits.connect import close_ports
from nnstudio.document.edits.edit import Edit
from nnstudio.document.edits.move import checked_place
from nnstudio.document.grouping import notes_with, whole_groups
from nnstudio.document.kinds import OUTPUT
from nnstudio.document.model import Document, Group, Network, Node, Note, Wire
from nnstudio.text import Message, msg

Fragment = Network
"""What copying takes along: layers, the wires whose two ends are among them, and whole groups with their notes."""


def copy_layers(document: Document, ids: Iterable[str]) -> Fragment:
    """Return the layers of these ids with the wires among them and their groups; unknown ids are left out."""
    wanted = set(ids)
    network = document.network
    notes = set(notes_with(network, wanted))
    copied = Fragment(
        tuple(node for node in network.nodes if node.id in wanted),
        tuple(wire for wire in network.wires if wire.source in wanted and wire.target in wanted),
        network.next_id,
        whole_groups(network, wanted),
        tuple(note for note in network.notes if note.id in notes),
    )
    return close_ports(copied)


def inputs_of(document: Document, ids: Iterable[str]) -> tuple[Wire, ...]:
    """Return the wires that lead into the layers of these ids from others."""
    wanted = set(ids)
    return tuple(w for w in document.network.wires if w.target in wanted and w.source not in wanted)


@dataclass(frozen=True)
class PasteLayers(Edit):
    """Paste copied layers, moved by (``dx``, ``dy``); they get new ids in their order, and names of their own.

    Groups follow with the ids after these, and then notes. ``inputs`` are wires into the copied layers from others: the
    pasted ones get theirs from the same sources, those of them that are there.
    """

    fragment: Fragment
    dx: float = 32.0
    dy: float = 32.0
    inputs: tuple[Wire, ...] = ()

    @property
    def name(self) -> Message:
        """Say how many are pasted."""
        count = len(self.fragment.nodes)
        return msg("Paste layer") if count == 1 else msg("Paste {count} layers", count=count)

    def new_ids(self, document: Document) -> tuple[str, ...]:
        """Return the ids that the layers get when pasted into ``document``."""
        start = document.network.next_id
        return tuple(f"n{start + offset}" for offset in range(len(self.fragment.nodes)))

    def applied(self, document: Document) -> Document:
        """Return the document with the pasted layers."""
        network = document.network
        renamed = dict(zip((node.id for node in self.fragment.nodes), self.new_ids(document), strict=True))
        taken = {node.name for node in network.nodes}
        nodes = list(network.nodes)
        for node in self.fragment.nodes:
            copy = self._copy(node, renamed[node.id], taken)
            taken.add(copy.name)
            nodes.append(copy)
        wires = [Wire(renamed[w.source], renamed[w.target], w.port) for w in self.fragment.wires]
        wires += [Wire(w.source, renamed[w.target], w.port) for w in self.inputs if self._feeds(network, w)]
        fragment, start = self.fragment, network.next_id + len(self.fragment.nodes)
        renamed |= {group.id: f"g{start + number}" for number, group in enumerate(fragment.groups)}
        start += len(fragment.groups)
        renamed |= {note.id: f"t{start + number}" for number, note in enumerate(fragment.notes)}
        grown = replace(
            network,
            nodes=tuple(nodes),
            wires=(*network.wires, *wires),
            next_id=start + len(fragment.notes),
            groups=(*network.groups, *self._groups(network, renamed)),
            notes=(*network.notes, *(self._copy_note(note, renamed[note.id]) for note in fragment.notes)),
        )
        return replace(document, network=close_ports(grown))

    def _feeds(self, network: Network, wire: Wire) -> bool:
        source = network.by_id.get(wire.source)
        return source is not None and source.kind != OUTPUT and wire.target in self.fragment.by_id

    def _groups(self, network: Network, renamed: dict[str, str]) -> tuple[Group, ...]:
        taken = {group.name for group in network.groups}
        made: list[Group] = []
        for group in self.fragment.groups:
            name = unique_name(group.name, taken)
            taken.add(name)
            members = tuple(renamed[member] for member in group.members)
            made.append(replace(group, id=renamed[group.id], name=name, members=members))
        return tuple(made)

    def _copy_note(self, note: Note, new_id: str) -> Note:
        x, y = checked_place(new_id, note.x + self.dx, note.y + self.dy)
        return replace(note, id=new_id, x=x, y=y)

    def _copy(self, node: Node, new_id: str, taken: set[str]) -> Node:
        x, y = checked_place(node.name, node.x + self.dx, node.y + self.dy)
        return replace(node, id=new_id, name=unique_name(node.name, taken), x=x, y=y)
