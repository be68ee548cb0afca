"""Few wide layers or many narrow ones, of as many parameters."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import Final

from nnstudio.document.edits import Edit, RemoveLayers, RepeatBlock, SetEach, Several
from nnstudio.document.facts import facts_of
from nnstudio.document.model import Document, Node
from nnstudio.engine.declaration import Declaration
from nnstudio.text import Message, msg
from nnstudio.training.lab import Lab, Variant, hidden, settled

KIND: Final = "dense"
DEPTHS: Final = (1, 2, 3, 4, 6, 8)
NARROWEST, WIDEST = 2, 4096
OFF: Final = 0.1
"""By how much, as a share, the number of parameters may differ from the network's own."""
LONG: Final = 4
"""So many layers of one width are not written out one by one."""


class ShapeLab(Lab):
    """The hidden layers as one, two or more, all as wide or the first ones wider by one neuron."""

    declaration = Declaration(
        id="shape",
        name=msg("Deep against wide"),
        help=msg(
            "The hidden layers as one wide one or as several narrow ones, with about as many parameters in all. "
            "Which learns sooner, and which layers hear less, is then a matter of depth alone. "
            "6×25 are six layers of 25 neurons; in brackets stands how many parameters there are."
        ),
        aliases=("deep", "wide", "equal parameters"),
    )

    def variants(self, document: Document, samples: int) -> tuple[Variant, ...]:
        """Return the network as it is, and one for each depth in which its parameters can be laid out."""
        nodes = _in_a_row(document)
        if not nodes:
            return ()
        total = _parameters(document)
        sizes = [int(node.value("units", 4)) for node in nodes]
        laid_out = (_of_depth(document, nodes, depth, total) for depth in DEPTHS)
        found = settled(document, (Variant(_name(sizes, total)), *(each for each in laid_out if each is not None)))
        return found if len(found) > 1 else ()


def _in_a_row(document: Document) -> tuple[Node, ...]:
    """Return the hidden layers; none where there are ways past one, or others than dense ones have neurons."""
    network, nodes = document.network, hidden(document, "units")
    alike = all(node.kind == KIND for node in nodes)
    row = all(len(network.incoming[n.id]) <= 1 and len(network.outgoing[n.id]) <= 1 for n in network.nodes)
    return nodes if alike and row else ()


def _of_depth(document: Document, nodes: tuple[Node, ...], depth: int, total: int) -> Variant | None:
    """Return the variant of so many layers with the number of parameters nearest to ``total``, None if far from it."""
    low, high = NARROWEST, WIDEST
    while high - low > 1:
        middle = (low + high) // 2
        small = _parameters(_as_wide(nodes, depth, middle).applied(document)) <= total
        low, high = (middle, high) if small else (low, middle)
    best: tuple[int, list[int], Edit] | None = None
    for sizes, edit in _between(document, nodes, depth, low):
        count = _parameters(edit.applied(document))
        if best is None or abs(count - total) < abs(best[0] - total):
            best = count, sizes, edit
    as_it_is = [int(node.value("units", 4)) for node in nodes]
    if best is None or abs(best[0] - total) > OFF * total or best[1] == as_it_is:
        return None
    return Variant(_name(best[1], best[0]), best[2])


def _between(document: Document, nodes: tuple[Node, ...], depth: int, units: int) -> Iterator[tuple[list[int], Edit]]:
    """Yield the widths and the edit for all layers ``units`` wide, then with one more neuron in the first, then two."""
    before, alike = document.network.by_id, _as_wide(nodes, depth, units)
    new = [node.id for node in alike.applied(document).network.nodes if node.id not in before]
    ids = [nodes[0].id, *new]
    for wider in range(depth):
        values = tuple((node, (("units", units + 1),)) for node in ids[:wider])
        sizes = [units + 1] * wider + [units] * (depth - wider)
        yield sizes, Several((alike, SetEach(values, alike.name)), alike.name) if wider else alike


def _as_wide(nodes: tuple[Node, ...], depth: int, units: int) -> Edit:
    """Return the edit that leaves one of the layers, gives it so many neurons, and has it so many times."""
    first, *others = nodes
    title = msg("Lay out the hidden layers")
    edits: list[Edit] = [SetEach(((first.id, (("units", units),)),), title)]
    if others:
        edits.insert(0, RemoveLayers(tuple(node.id for node in others)))
    if depth > 1:
        edits.append(RepeatBlock((first.id,), depth))
    return Several(tuple(edits), title)


def _parameters(document: Document) -> int:
    return sum(facts_of(document).counts.values())


def _name(sizes: list[int], count: int) -> Message:
    runs = [(width, len(list(run))) for width, run in groupby(sizes)]
    said = [f"{times}×{width}" if times >= LONG else "-".join([str(width)] * times) for width, times in runs]
    return msg("{sizes} ({count})", sizes="-".join(said), count=f"{count:,}")
