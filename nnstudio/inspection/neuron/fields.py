"""What lies within what (M10): artificial intelligence, machine learning, neural networks, deep learning."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from nnstudio.document.checks.bends import WEIGHTED
from nnstudio.document.model import Document
from nnstudio.document.paths import longest
from nnstudio.engine.layers import layers
from nnstudio.text import Message, msg


@dataclass(frozen=True)
class Field:
    """A region of the picture: ``said`` is what belongs there and nowhere further in."""

    id: str
    name: Message
    said: Message


FIELDS: Final = (
    Field(
        "ai",
        msg("Artificial intelligence"),
        msg(
            "Machines that do what seems to need a mind. Here, outside learning: rules written by people, search, "
            "logic; the chess programs of old."
        ),
    ),
    Field(
        "learning",
        msg("Machine learning"),
        msg(
            "What to do is found from data. Here, without neural networks: the nearest neighbour, decision trees, "
            "support vector machines."
        ),
    ),
    Field(
        "network",
        msg("Neural networks"),
        msg("Weighted sums and activation functions. Here, with one hidden layer or none: the perceptron, XOR."),
    ),
    Field(
        "both",
        msg("Deep neural networks"),
        msg(
            "In both: networks of many layers, whose error must be shared out among all their weights (credit "
            "assignment, which δ does). LeNet-5, residual and recurrent networks, transformers."
        ),
    ),
    Field(
        "deep",
        msg("Deep learning"),
        msg(
            "Features are learned too, in several steps one upon the other. Here, by other means than neural networks: "
            "deep forests, some deep probabilistic models."
        ),
    ),
)
"""From the outermost to the innermost."""

DEEP: Final = 2
"""Hidden layers from which on a network is called deep here; where the line is drawn is a matter of taste."""
_IN_TIME: Final = "recurrent"
_GROUPS: Final = (_IN_TIME, "attention")


def hidden_layers(document: Document) -> int:
    """Return how many layers with weights lie one after the other before the last one, on the longest way.

    A recurrent layer counts as deep by itself: unrolled it is one layer for each step.
    """
    return max(0, longest(document.network, lambda node: _layers_of(node.kind)) - 1)


def _layers_of(kind: str) -> int:
    group = layers[kind].declaration.group
    if group == _IN_TIME:
        return DEEP
    return int(kind in WEIGHTED or group in _GROUPS)


def field_of(document: Document) -> str:
    """Return the id of the region in which a network lies."""
    return "both" if hidden_layers(document) >= DEEP else "network"
