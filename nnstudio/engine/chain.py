"""The commonest graph, in a word: layers one after the other."""

from __future__ import annotations

from nnstudio.engine.demands import made
from nnstudio.engine.graph import Graph, GraphNode
from nnstudio.engine.layer import Layer
from nnstudio.engine.layers import layers
from nnstudio.engine.typing import Shape


def chain(shape: Shape | int, *parts: Layer | str) -> Graph:
    """Return input, ``parts`` and output one after the other.

    They are named ``x``, by kind and number (``dense1``, ``dense2``, ``dropout1`` …), and ``y``. ``shape`` is one
    sample's, in the outside order; a number is ``(number,)``. A part may be given by its id, with all parameters as
    declared: ``"flatten"``.

    Raises
    ------
    ParameterError : an id that there is not, anything but a layer, lengths that are no whole numbers.
    """
    nodes = [GraphNode("x", layers["input"](shape=shape))]
    counts: dict[str, int] = {}
    for given in parts:
        part = made("chain", given, layers, Layer)
        kind = part.declaration.id
        counts[kind] = counts.get(kind, 0) + 1
        nodes.append(GraphNode(f"{kind}{counts[kind]}", part, (nodes[-1].name,)))
    nodes.append(GraphNode("y", layers.make("output"), (nodes[-1].name,)))
    return Graph(tuple(nodes))
