"""Which layers weigh, which bend, and what stands between them that does neither."""

from __future__ import annotations

from typing import Final

from nnstudio.document.facts import Facts
from nnstudio.document.kinds import value_of
from nnstudio.document.model import Node

WEIGHTED: Final = frozenset(
    (
        *("dense", "convolution1d", "convolution2d", "table_convolution2d"),
        *("transposed_convolution1d", "transposed_convolution2d"),
    )
)
"""What is a weighted sum followed by a function of its own."""
_STRAIGHT: Final = (
    "dropout",
    "flatten",
    "reshape",
    "repeat",
    "average_pooling1d",
    "average_pooling2d",
    "global_average_pooling",
    "batch_normalization",
)
"""What neither learns a matrix nor bends: two linear layers with these between them are still linear."""


def bend_of(facts: Facts, node: Node) -> str:
    """Return the function that follows a weighted sum at once: its own, or that of the layer after it."""
    own = str(value_of(node, "activation"))
    targets = [facts.network.by_id[wire.target] for wire in facts.network.outgoing[node.id]]
    if own == "identity" and len(targets) == 1 and targets[0].kind == "activation":
        return str(value_of(targets[0], "function"))
    return own


def leads_straight_on(facts: Facts, node: Node) -> bool:
    """Return whether a layer's output goes into weighted sums only, so that nothing bends between."""
    targets = [facts.network.by_id[wire.target] for wire in facts.network.outgoing[node.id]]
    return bool(targets) and all(
        target.kind in WEIGHTED or (_is_straight(target) and leads_straight_on(facts, target)) for target in targets
    )


def _is_straight(node: Node) -> bool:
    return node.kind in _STRAIGHT or (node.kind == "subsampling2d" and value_of(node, "activation") == "identity")
