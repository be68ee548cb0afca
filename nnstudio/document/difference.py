"""What differs between two documents, so that each part redraws or restarts only for what concerns it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from itertools import compress, count
from operator import is_not
from typing import TypeVar

from nnstudio.data.settings import DataSettings
from nnstudio.document.model import Document, Network, Node, Wire

T = TypeVar("T")


@dataclass(frozen=True)
class Difference:
    """``layout``: places, names or title; ``network``: layers, their parameters or wires; ``data``: settings or table;
    ``training``: the fields of the training settings that differ. ``drawn``: data differ by more than samples that
    were added or left out by hand.
    """

    layout: bool
    network: bool
    data: bool
    training: frozenset[str]
    drawn: bool

    @property
    def layout_only(self) -> bool:
        """Whether training may go on undisturbed."""
        return not (self.network or self.data or self.training)


def difference(before: Document, after: Document) -> Difference:
    """Compare two documents."""
    same = before.network is after.network
    network = not same and _restructured(before.network, after.network)
    a, b = before.training, after.training
    training = frozenset(f.name for f in fields(a) if getattr(a, f.name) != getattr(b, f.name))
    return Difference(
        layout=(not same and not network and before.network != after.network) or before.title != after.title,
        network=network,
        data=before.data != after.data or before.table != after.table,
        training=training,
        drawn=_drawn(before) != _drawn(after) or before.table != after.table,
    )


def _drawn(document: Document) -> DataSettings:
    return replace(document.data, points=(), left_out=())


def _restructured(before: Network, after: Network) -> bool:
    """Whether the engine sees another network; not where only layout, names or the order of drawing differ.

    An edit keeps every object that it leaves alone, so that most need not be compared.
    """
    old, new = exchanged(before.nodes, after.nodes)
    if _sorted_layers(old) != _sorted_layers(new):
        return True
    gone, come = exchanged(before.wires, after.wires)
    return _sorted_wires(gone) != _sorted_wires(come)


def exchanged(before: Sequence[T], after: Sequence[T]) -> tuple[list[T], list[T]]:
    """Return which objects were taken out of a sequence, and which were put in; by identity, which is quick."""
    if before is after:
        return [], []
    alike = _alike(before, after)
    before, after = before[alike:], after[alike:]
    alike = _alike(before[::-1], after[::-1])
    before, after = before[: len(before) - alike], after[: len(after) - alike]
    old, new = set(map(id, before)), set(map(id, after))
    return [each for each in before if id(each) not in new], [each for each in after if id(each) not in old]


def _alike(before: Sequence[T], after: Sequence[T]) -> int:
    """Return with how many of the same objects two sequences begin."""
    return next(compress(count(), map(is_not, before, after)), min(len(before), len(after)))


def _sorted_layers(nodes: Sequence[Node]) -> list[tuple[object, ...]]:
    return sorted((node.id, node.kind, node.parameters) for node in nodes)


def _sorted_wires(wires: Sequence[Wire]) -> list[tuple[object, ...]]:
    return sorted((wire.source, wire.target, wire.port) for wire in wires)
