"""How a layer's parameters are counted, as a sum that can be followed: ``4 × 16 + 16 = 80``."""

from __future__ import annotations

import math

from nnstudio.document import Analysis, Network, Node
from nnstudio.document.facts import flattened
from nnstudio.document.kinds import layer_of
from nnstudio.engine.errors import NnstudioError
from nnstudio.engine.layer import Weight
from nnstudio.engine.typing import Shape
from nnstudio.ui.theme.numbers import count


def input_shapes(network: Network, analysis: Analysis, node: str) -> tuple[Shape, ...]:
    """Return the shapes that enter a node, by port; those that are not known are left out."""
    found = (analysis.shapes.get(wire.source) for wire in network.incoming.get(node, ()))
    return tuple(shape for shape in found if shape is not None)


def counted(node: Node, network: Network, analysis: Analysis) -> str:
    """Return the sum behind a layer's number of parameters; empty where the number is not known."""
    if node.id not in analysis.counts:
        return ""
    weights = _weights(node, input_shapes(network, analysis, node.id), analysis.counts[node.id])
    if weights is None:
        return ""
    terms = [" × ".join(count(size) for size in weight.shape) or "1" for weight in weights]
    total = count(analysis.counts[node.id])
    summed = " + ".join(terms)
    return total if summed == total else f"{summed} = {total}"


def _weights(node: Node, shapes: tuple[Shape, ...], number: int) -> tuple[Weight, ...] | None:
    """Return the weights that ``number`` counts; None where they are not known.

    The analysis counts those of a layer in trouble as if what enters were flattened.
    """
    for entering in (shapes, *((flattened(shape),) for shape in shapes)):
        try:
            weights = layer_of(node.kind, node.parameters).weights(entering)
        except NnstudioError:
            # The analysis has already said what is wrong with the layer.
            continue
        if sum(math.prod(weight.shape) for weight in weights) == number:
            return weights
    return None
