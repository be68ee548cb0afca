"""Wires that carry whole numbers which stand for something, and the layer that gives them a meaning."""

from __future__ import annotations

from typing import Final

from nnstudio.document.edits import Edit
from nnstudio.document.facts import Facts
from nnstudio.document.kinds import INPUT
from nnstudio.document.layout import insertion
from nnstudio.document.model import Wire

EMBEDDING: Final = "embedding"


def coded_wires(facts: Facts) -> tuple[Wire, ...]:
    """Return the wires that leave the input where the data hold such numbers; none where they hold measurements."""
    if facts.data is None or not facts.data.codes:
        return ()
    return tuple(wire for node in facts.network.of_kind(INPUT) for wire in facts.network.outgoing[node.id])


def embedded(facts: Facts, wire: Wire) -> Edit | None:
    """Return the edit that puts an embedding of all numbers into a wire.

    None where the wire carries no such numbers, or leads to an embedding already.
    """
    if wire not in coded_wires(facts) or facts.network.by_id[wire.target].kind == EMBEDDING or facts.data is None:
        return None
    return insertion(facts.document, EMBEDDING, wire, (("vocabulary", facts.data.codes),))
