"""Networks for the engine's tests."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from nnstudio import engine
from nnstudio.engine.layer import Layer


def layer(kind: str, **values: object) -> Layer:
    """Return a layer by its id."""
    return engine.layers.make(kind, **values)


def chain_of(shape: tuple[int, ...], *parts: Layer) -> engine.Graph:
    """Return input, ``parts`` named 1, 2 …, output, one after the other."""
    nodes = [engine.GraphNode("x", engine.layers["input"](shape=shape))]
    for number, part in enumerate(parts, start=1):
        nodes.append(engine.GraphNode(str(number), part, (nodes[-1].name,)))
    nodes.append(engine.GraphNode("y", layer("output"), (nodes[-1].name,)))
    return engine.Graph(tuple(nodes))


def branched_graph(**dropout: object) -> engine.Graph:
    """Return a network with fan-out, a residual link, a concatenation, an image-free flatten and dropout."""
    return engine.Graph(
        (
            engine.GraphNode("x", engine.layers["input"](shape=(3,))),
            engine.GraphNode("a", layer("dense", units=4, activation="tanh"), ("x",)),
            engine.GraphNode("drop", layer("dropout", **(dropout or {"rate": 0.3})), ("a",)),
            engine.GraphNode("b", layer("dense", units=4, activation="softplus", bias=False), ("a",)),
            engine.GraphNode("sum", layer("add"), ("drop", "b", "a")),
            engine.GraphNode("join", layer("concatenate"), ("sum", "b", "x")),
            engine.GraphNode("flat", layer("flatten"), ("join",)),
            engine.GraphNode("act", layer("activation", function="swish"), ("flat",)),
            engine.GraphNode("c", layer("dense", units=2), ("act",)),
            engine.GraphNode("y", layer("output"), ("c",)),
        )
    )


@pytest.fixture
def chain() -> Callable[..., engine.Graph]:
    """Build a chain of layers."""
    return chain_of


@pytest.fixture
def branched() -> Callable[..., engine.Graph]:
    """Build the network with branches."""
    return branched_graph


@pytest.fixture
def compiled() -> Callable[..., engine.Program]:
    """Compile a graph with little typing."""

    def build(
        graph: engine.Graph,
        loss: str = "mse",
        optimizer: str = "sgd",
        learning_rate: float = 0.1,
        dtype: str = "float64",
        **options: Any,
    ) -> engine.Program:
        made, rule = engine.losses.make(loss), engine.optimizers.make(optimizer)
        return engine.compile(graph, made, rule, learning_rate=learning_rate, dtype=dtype, **options)

    return build


@pytest.fixture
def xor() -> tuple[np.ndarray, np.ndarray]:
    """The four rows of XOR."""
    return np.array([[0, 0], [0, 1], [1, 0], [1, 1]], float), np.array([[0], [1], [1], [0]], float)
