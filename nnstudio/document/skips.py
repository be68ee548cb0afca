"""Skips: a network made deeper by units that have one or have none, and a network without the skips it has."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from nnstudio.document.edits import Connect, Disconnect, Edit, RemoveLayers, RepeatBlock
from nnstudio.document.errors import EditError
from nnstudio.document.layout import insertion
from nnstudio.document.model import Document, Network, Wire
from nnstudio.document.paths import ancestors, descendants, path, topological_order
from nnstudio.text import Message, msg

JOIN: Final = "add"
_JOINS: Final = (JOIN, "projection")
_BEND: Final = "activation"


@dataclass(frozen=True)
class StackUnits(Edit):
    """Let ``node`` be followed by ``units`` of two layers like it; with ``skips`` what went in is added behind each."""

    node: str
    units: int
    skips: bool

    @property
    def name(self) -> Message:
        """Say how many."""
        if self.skips:
            return msg("Add {count} residual units", count=self.units)
        return msg("Add {count} layers", count=2 * self.units)

    def applied(self, document: Document) -> Document:
        """Return the deeper document.

        Raises
        ------
        EditError : the layer can't follow on itself, or feeds several.
        """
        known = document.network.by_id
        made = RepeatBlock((self.node,), 3).applied(document)
        block = tuple(node for node in topological_order(made.network) if node not in known)
        if self.skips:
            onward = made.network.outgoing[block[-1]]
            if len(onward) != 1:
                name, count = known[self.node].name, msg("{count}", count=len(onward))
                raise EditError(name, msg("one wire onward"), count, msg("Choose another layer."), node=self.node)
            join = made.network.next_node
            made = insertion(made, JOIN, onward[0]).applied(made)
            made = Connect(self.node, join).applied(made)
            block = (*block, join)
        return made if self.units < 2 else RepeatBlock(block, self.units).applied(made)


@dataclass(frozen=True)
class RemoveSkips(Edit):
    """Take every skip away: what the branch made goes on alone."""

    @property
    def name(self) -> Message:
        """Say it."""
        return msg("Take the skips away")

    def applied(self, document: Document) -> Document:
        """Return the document without skips; a join that is left with one input is gone."""
        while found := skips_of(document.network):
            wire = found[0]
            document = Disconnect(wire).applied(document)
            if len(document.network.incoming[wire.target]) == 1:
                document = RemoveLayers((wire.target,)).applied(document)
        return document


def skips_of(network: Network) -> list[Wire]:
    """Return the wires that go past a branch: into a join from a layer that another of its inputs comes from, too."""
    joins = [node for kind in _JOINS for node in network.of_kind(kind)]
    return [
        wire
        for node in joins
        for wire in network.incoming[node.id]
        if any(other != wire and path(network, wire.source, other.source) for other in network.incoming[node.id])
    ]


def unit_of(network: Network, skip: Wire) -> tuple[str, ...]:
    """Return the layers of a skip's unit: its branch, its join, and an activation right behind that."""
    unit = descendants(network, [skip.source]) & ancestors(network, [skip.target]) - {skip.source}
    onward = network.outgoing[skip.target]
    if len(onward) == 1 and network.by_id[onward[0].target].kind == _BEND:
        unit.add(onward[0].target)
    return tuple(node for node in topological_order(network) if node in unit)
