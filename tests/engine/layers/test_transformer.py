"""A small transformer block, put together of the registered layers, learns a task that needs every one of them."""

from __future__ import annotations

import numpy as np
import pytest

from nnstudio.engine import Graph, GraphNode, Program, compile, gradient_check, layers, losses, optimizers
from nnstudio.engine.layer import Layer
from nnstudio.engine.typing import Array

LETTERS, STEPS = 8, 6


def dense(units: int, activation: str = "identity") -> Layer:
    return layers.make("dense", units=units, activation=activation)


def block(width: int = 16, *, positions: bool = True, steps: int = STEPS, letters: int = LETTERS) -> Graph:
    """Return embedding, positions, and one block as first published: attention, add, norm, dense twice, add, norm."""
    encoding = [GraphNode("pos", layers.make("positional_encoding"), ("emb",))] if positions else []
    into = "pos" if positions else "emb"
    return Graph(
        (
            GraphNode("x", layers["input"](shape=(steps,))),
            GraphNode("emb", layers.make("embedding", vocabulary=letters, dimension=width), ("x",)),
            *encoding,
            GraphNode("att", layers.make("multi_head_attention", heads=2), (into,)),
            GraphNode("sum", layers.make("add"), ("att", into)),
            GraphNode("norm", layers.make("layer_normalization"), ("sum",)),
            GraphNode("wide", dense(2 * width, "relu"), ("norm",)),
            GraphNode("narrow", dense(width), ("wide",)),
            GraphNode("sum2", layers.make("add"), ("narrow", "norm")),
            GraphNode("norm2", layers.make("layer_normalization"), ("sum2",)),
            GraphNode("out", dense(letters, "softmax"), ("norm2",)),
            GraphNode("y", layers.make("output"), ("out",)),
        )
    )


def words(count: int, seed: int, *, backwards: bool) -> tuple[Array, Array]:
    """Return random words and, one-hot for each step, the same words or the words read backwards."""
    x = np.random.default_rng(seed).integers(0, LETTERS, (count, STEPS))
    return x, np.eye(LETTERS)[x[:, ::-1] if backwards else x]


def trained(graph: Graph, steps: int, *, backwards: bool) -> Program:
    rule = optimizers.make("adam")
    program = compile(graph, losses.make("cross_entropy"), rule, learning_rate=0.005, seed=1)
    plan = program.plan(64)
    x, y = program.arrange(*words(64 * 50, 7, backwards=backwards))
    for number in range(steps):
        start = number % 50 * 64
        plan.load(x[..., start : start + 64], y[..., start : start + 64])
        plan.step()
    return program


def accuracy(program: Program, *, backwards: bool) -> float:
    x, y = words(200, 99, backwards=backwards)
    return float((program.predict(x).argmax(axis=-1) == y.argmax(axis=-1)).mean())


def test_it_learns_to_copy() -> None:
    assert accuracy(trained(block(), 60, backwards=False), backwards=False) >= 0.99


def test_it_learns_to_read_backwards() -> None:
    assert accuracy(trained(block(), 500, backwards=True), backwards=True) >= 0.98


def test_without_positions_it_cannot_read_backwards() -> None:
    assert accuracy(trained(block(positions=False), 500, backwards=True), backwards=True) < 0.6


@pytest.mark.parametrize("positions", [True, False])
def test_its_gradients(positions: bool) -> None:
    random = np.random.default_rng(2)
    x = random.integers(0, 4, (3, 4))
    y = np.eye(4)[random.integers(0, 4, (3, 4))]
    graph = block(4, positions=positions, steps=4, letters=4)
    found = gradient_check(graph, losses.make("cross_entropy"), x, y)
    assert max(found.values()) <= 1e-7, found
