"""What of a scene an edit touches: so that, of a thousand layers, only those are looked at again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from itertools import compress
from operator import is_not

from nnstudio.document import Analysis
from nnstudio.document.difference import exchanged
from nnstudio.document.model import Network, Node, Wire


@dataclass(frozen=True)
class Touched:
    """``nodes`` and ``wires`` may look different now, or are new; ``gone`` and ``wires_gone`` are no more."""

    nodes: frozenset[str]
    gone: frozenset[str]
    wires: frozenset[Wire]
    wires_gone: frozenset[Wire]


def everything(before: Network, after: Network) -> Touched:
    """Return that all may be different."""
    nodes, wires = frozenset(after.by_id), frozenset(after.wires)
    return Touched(nodes, frozenset(before.by_id) - nodes, wires, frozenset(before.wires) - wires)


def touched(before: Network, after: Network, known: Analysis, analysis: Analysis) -> Touched:
    """Return what differs between two networks and their analyses. An edit keeps every object that it leaves alone."""
    old_nodes, new_nodes = exchanged(before.nodes, after.nodes)
    old_wires, new_wires = (frozenset(part) for part in exchanged(before.wires, after.wires))
    names = _names(old_nodes)
    renamed = {node.id for node in new_nodes if names.get(node.id) != node.name}
    told = renamed | set(_told_otherwise(known, analysis))
    nodes = {node.id for node in new_nodes} | told
    nodes |= {wire.target for wire in old_wires ^ new_wires}
    nodes |= {wire.target for node in renamed for wire in after.outgoing[node]}
    nodes &= after.by_id.keys()
    said = {wire for node in told & nodes for wire in after.outgoing[node]}
    said |= {wire for node in renamed for wire in after.incoming[node]}
    gone = {node.id for node in old_nodes} - after.by_id.keys()
    return Touched(frozenset(nodes), frozenset(gone), new_wires | said, old_wires - new_wires)


def _names(nodes: Sequence[Node]) -> dict[str, str]:
    return {node.id: node.name for node in nodes}


def _told_otherwise(known: Analysis, analysis: Analysis) -> Iterator[str]:
    """Yield the nodes of which the analyses tell different things; a problem's fix too may be another one."""
    if known is analysis:
        return
    for field in fields(Analysis):
        old, new = getattr(known, field.name), getattr(analysis, field.name)
        if isinstance(old, dict) and isinstance(new, dict) and old is not new:
            others = list(compress(new, map(is_not, map(old.get, new), new.values())))
            come = sum(key not in old for key in others)
            # Counted, not compared: of two thousand keys, that alone would take as long as all the rest.
            if len(old) + come > len(new):
                yield from old.keys() - new.keys()
            yield from (key for key in others if old.get(key) != new[key])
    yield from (problem.node for each in (known, analysis) for problem in each.problems)
