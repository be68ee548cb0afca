"""ReLU after the pooling instead of before it, where that saves time: both orders give the same numbers.

The largest of several numbers stays the largest through a function that never falls: ``max f(z) = f(max z)``. Behind a
2×2 window the function then has a quarter of the work, and so has its derivative: on 28×28 images a step takes a fifth
less time. Gradients are the same too: of each window only the winner has one, and it is multiplied by the same slope.

The plan's own graph is changed, openly: the convolution then has no activation of its own there (its a is its z), the
pooling layer has z, a, slope and both gradients, and ``Plan.moved`` says so. Small plans keep the order as drawn.
"""

from __future__ import annotations

from dataclasses import replace

from nnstudio.engine.axes import size
from nnstudio.engine.graph import Graph
from nnstudio.engine.layer import Layer
from nnstudio.engine.typing import Shape

LARGE = 1 << 17
"""Elements of the convolution's output over the batch from which it pays."""


def rearranged(graph: Graph, shapes: dict[str, Shape], batch: int) -> tuple[Graph, dict[str, str]]:
    """Return the graph that the plan runs, and which layers' activations have moved to which."""
    changed: dict[str, Layer] = {}
    moved: dict[str, str] = {}
    for name in graph.order:
        readers = graph.consumers[name]
        if len(readers) != 1 or size(shapes[name]) * batch < LARGE:
            continue
        reader = readers[0][0]
        pair = _exchanged(graph[name].layer, graph[reader].layer)
        if pair is not None:
            changed[name], changed[reader] = pair
            moved[name] = reader
    if not moved:
        return graph, moved
    nodes = tuple(replace(node, layer=changed.get(node.name, node.layer)) for node in graph.nodes)
    return Graph(nodes), moved


def _exchanged(first: Layer, second: Layer) -> tuple[Layer, Layer] | None:
    function = first.activation_function
    if function is None or not function.commutes_with_max:
        return None
    bare, activated = first.without_activation(), second.activated_by(function)
    return None if bare is None or activated is None else (bare, activated)
