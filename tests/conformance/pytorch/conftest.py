"""One layer of the engine put to work in float64, so that torch's can stand beside it."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from nnstudio.engine import Graph, GraphNode, Plan, Program, compile, layers, losses, optimizers
from nnstudio.engine.layer import Layer
from nnstudio.engine.typing import Array

# What the tests of several families share is imported by its name.
sys.path.insert(0, str(Path(__file__).parent))


@dataclass(frozen=True)
class Put:
    """A layer ``l`` in a network of its own; its inputs are ``p0``, ``p1`` …, so that they collect gradients."""

    program: Program
    plan: Plan
    x: tuple[Array, ...]
    y: Array

    @property
    def output(self) -> Array:
        """What the layer gave, ``(N, *shape)``."""
        return self.plan.quantity("l", "a")

    def grad_x(self, port: int = 0) -> Array:
        """The gradient of the loss, the mean of the squares of output − y, by one input."""
        return self.plan.quantity(f"p{port}", "grad_a")

    def gradient(self, name: str) -> Array:
        """That by a parameter."""
        return self.program.gradient("l", name)

    def again(self) -> None:
        """Bring the same batch through once more."""
        self.plan.forward()
        self.plan.backward()


def put_to_work(
    layer: Layer, *x: Array, y: Array | None = None, parameters: Mapping[str, Array] | None = None, seed: int = 3
) -> Put:
    """Build, fill in the parameters (others: drawn at random), run forward and backward."""
    random = np.random.default_rng(seed)
    nodes, feeds = [], []
    for port, array in enumerate(x):
        nodes.append(GraphNode(f"x{port}", layers["input"](shape=array.shape[1:])))
        keep = layers.make("activation", function="prelu", **{"function.gamma": 1.0})
        nodes.append(GraphNode(f"p{port}", keep, (f"x{port}",)))
        feeds.append(f"p{port}")
    nodes += [GraphNode("l", layer, tuple(feeds)), GraphNode("y", layers.make("output"), ("l",))]
    rule = optimizers.make("sgd")
    program = compile(Graph(tuple(nodes)), losses.make("mse"), rule, learning_rate=0.1, dtype="float64", seed=seed)
    for key in program.parameters():
        if key.layer == "l":
            values = (parameters or {}).get(key.name)
            program.set_parameter("l", key.name, random.normal(size=key.shape) if values is None else values)
    if y is None:
        y = random.normal(size=(len(x[0]), *program.shapes["l"]))
    plan = program.plan(len(x[0]))
    arranged_x, arranged_y = program.arrange(x[0] if len(x) == 1 else x, y)
    plan.load(arranged_x, arranged_y)
    plan.forward()
    plan.backward()
    return Put(program, plan, x, y)


@pytest.fixture
def put() -> Callable[..., Put]:
    """Put a layer to work."""
    return put_to_work


@pytest.fixture
def apart() -> Callable[[Array, object], float]:
    """Tell how far two arrays are apart."""
    from torch_distances import difference  # The path to it is set above.

    return difference
