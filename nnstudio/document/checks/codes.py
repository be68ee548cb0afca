"""Whole numbers that stand for something, such as characters, enter through an embedding that knows all of them."""

from __future__ import annotations

from collections.abc import Iterator

from nnstudio.document.coded import EMBEDDING, coded_wires, embedded
from nnstudio.document.edits import RemoveLayers, SetParameters, Several
from nnstudio.document.facts import Facts
from nnstudio.document.kinds import INPUT, value_of
from nnstudio.document.model import Node
from nnstudio.document.problem import Problem, Severity
from nnstudio.engine.layers import layers
from nnstudio.text import msg


def check_codes(facts: Facts) -> Iterator[Problem]:
    """Yield the layers that take numbers for measurements, or measurements for numbers, and too small embeddings."""
    yield from _measured(facts)
    for wire in coded_wires(facts):
        node = facts.network.by_id[wire.target]
        if node.id not in facts.trained:
            continue
        if node.kind != EMBEDDING:
            yield Problem(
                *(node.id, Severity.ADVICE, node.name),
                msg("measurements"),
                msg("numbers that stand for something"),
                msg("Number 7 is not more than number 3: let an embedding learn what each of them means."),
                embedded(facts, wire),
            )
        elif (count := facts.data.codes if facts.data is not None else 0) > int(value_of(node, "vocabulary")):
            yield _too_small(node, count)


def _measured(facts: Facts) -> Iterator[Problem]:
    """Yield embeddings of measurements. Advice: a student's own table may hold numbers of things all the same."""
    for node in facts.network.of_kind(EMBEDDING):
        if facts.data is not None and node.id in facts.trained and _reads_measurements(facts, node):
            yield Problem(
                *(node.id, Severity.ADVICE, node.name),
                msg("numbers that stand for something"),
                msg("measurements"),
                msg("An embedding looks up a row by a whole number: leave it out where the data are measured."),
                RemoveLayers((node.id,)),
            )


def _reads_measurements(facts: Facts, node: Node) -> bool:
    """Return whether a layer is fed by anything but the data's own numbers for things, in whatever shape."""
    while wires := facts.network.incoming[node.id]:
        node = facts.network.by_id[wires[0].source]
        if layers[node.kind].declaration.group != "shape":
            return node.kind != INPUT or not (facts.data and facts.data.codes)
    return False


def _too_small(node: Node, count: int) -> Problem:
    change = SetParameters(node.id, (("vocabulary", count),))
    return Problem(
        *(node.id, Severity.ERROR, node.name),
        msg("a vocabulary of {count}", count=count),
        msg("{count}", count=value_of(node, "vocabulary")),
        msg("The data have {count} different numbers.", count=count),
        Several((change,), msg("Make the vocabulary {count}", count=count)),
    )
