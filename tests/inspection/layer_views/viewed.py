"""Small networks around one layer, after a forward and a backward pass."""

from __future__ import annotations

import numpy as np

from nnstudio import engine
from nnstudio.engine import Graph, GraphNode, Plan, layers, losses, optimizers
from nnstudio.engine.layer import Layer
from nnstudio.engine.typing import Shape

COUNT = 4


def primed(graph: Graph, shape: Shape, *, loss: str = "mse", dtype: str = "float64", outputs: int = 3) -> Plan:
    """Return the plan of a graph from ``x`` after one backward pass, with random samples and targets."""
    kinds = losses.make(loss), optimizers.make("sgd")
    program = engine.compile(graph, *kinds, learning_rate=0.1, dtype=dtype, seed=1)
    random, plan = np.random.default_rng(0), program.plan(COUNT)
    targets = random.normal(size=(COUNT, outputs))
    if "entropy" in loss:
        targets = np.eye(outputs)[random.integers(0, outputs, COUNT)]
    plan.load(*program.arrange(random.normal(size=(COUNT, *shape)), targets))
    plan.forward()
    plan.backward()
    return plan


def around(layer: Layer, shape: Shape, *, dtype: str = "float64") -> Plan:
    """Return the plan of ``x → p → l → (flatten) → d → y``; p learns, so that a gradient comes back to it."""
    before = GraphNode("p", layers.make("activation", function="prelu"), ("x",))
    nodes = [GraphNode("x", layers["input"](shape=shape)), before, GraphNode("l", layer, ("p",))]
    if len(layer.infer_shape((shape,))) > 1:
        nodes.append(GraphNode("f", layers.make("flatten"), ("l",)))
    nodes.append(GraphNode("d", layers.make("dense", units=3), (nodes[-1].name,)))
    return primed(Graph((*nodes, GraphNode("y", layers.make("output"), ("d",)))), shape, dtype=dtype)


def some(shape: Shape, count: int = 6) -> list[tuple[int, ...]]:
    """Return a few indices of a shape."""
    random = np.random.default_rng(3)
    return [tuple(int(random.integers(length)) for length in shape) for _ in range(count)]
