"""How a layer's parameters are counted, as a sum that can be followed: ``4 × 16 + 16 = 80``."""

from __future__ import annotations

from nnstudio.document import Analysis, Network, Node
from nnstudio.document.kinds import layer_of
from nnstudio.engine.errors import NnstudioError
from nnstudio.engine.typing import Shape
from nnstudio.text import tr
from nnstudio.ui.theme.numbers import count


def input_shapes(network: Network, analysis: Analysis, node: str) -> tuple[Shape, ...]:
    """Return the shapes that enter a node, by port; those that are not known are left out."""
    found = (analysis.shapes.get(wire.source) for wire in network.incoming.get(node, ()))
    return tuple(shape for shape in found if shape is not None)


def counted(node: Node, network: Network, analysis: Analysis) -> str:
    """Return the sum behind a layer's number of parameters; empty where the number is not known."""
    if node.id not in analysis.counts:
        return ""
    try:
        weights = layer_of(node.kind, node.parameters).weights(input_shapes(network, analysis, node.id))
    except NnstudioError:
        # The analysis has already said what is wrong with the layer.
        return ""
    if not weights:
        return tr("none: this layer learns nothing")
    terms = [" × ".join(count(size) for size in weight.shape) or "1" for weight in weights]
    total = count(analysis.counts[node.id])
    summed = " + ".join(terms)
    return total if summed == total else f"{summed} = {total}"
