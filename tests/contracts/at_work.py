"""Every registered layer at work in a small network: one that is no plain link of a chain has a line here."""

from __future__ import annotations

import numpy as np

from nnstudio import engine
from nnstudio.engine import Graph, GraphNode, Plan, layers
from nnstudio.engine.layer import Layer
from nnstudio.engine.loss import Loss
from nnstudio.engine.optimizer import Optimizer
from nnstudio.engine.typing import Array

COUNT = 6


def dense(units: int, activation: str = "identity") -> Layer:
    return layers.make("dense", units=units, activation=activation)


def around(*parts: tuple[str, Layer, tuple[str, ...]], shape: tuple[int, ...] = (3,), last: str) -> Graph:
    """Return input ``x``, ``parts``, output ``y``."""
    nodes = [GraphNode("x", layers["input"](shape=shape)), *(GraphNode(*part) for part in parts)]
    return Graph((*nodes, GraphNode("y", layers.make("output"), (last,))))


def inputs(*shape: int) -> Array:
    return np.random.default_rng(3).normal(size=(COUNT, *shape))


def over_places(kind: str, image: str = "") -> tuple[tuple[str, Layer, tuple[str, ...]], ...]:
    """Return a layer over a sequence, or an image made of one, with a flatten layer behind it."""
    shaped = (("r", layers.make("reshape", shape=image), ("a",)),) if image else ()
    return (*shaped, ("k", layers.make(kind), ("r" if image else "a",)), ("l", layers.make("flatten"), ("k",)))


# How each layer is put to work: (shape of the input, parts). One that is not here is a plain link of a chain.
SETTINGS: dict[str, tuple[tuple[int, ...], tuple[tuple[str, Layer, tuple[str, ...]], ...]]] = {
    "add": ((3,), (("l", layers.make("add"), ("a", "a", "x")),)),
    "concatenate": ((3,), (("l", layers.make("concatenate"), ("a", "x", "a")),)),
    "multiply": ((3,), (("l", layers.make("multiply"), ("a", "a", "x")),)),
    "projection": ((3,), (("c", dense(2, "tanh"), ("a",)), ("l", layers.make("projection"), ("a", "c")))),
    "embedding": (
        (3,),
        (
            ("e", layers.make("embedding", vocabulary=4, dimension=2), ("x",)),
            ("f", layers.make("flatten"), ("e",)),
            ("l", layers.make("concatenate"), ("f", "a")),
        ),
    ),
    "simple_rnn": ((4, 3), (("l", layers.make("simple_rnn", units=3), ("a",)),)),
    "lstm": ((4, 3), (("l", layers.make("lstm", units=3), ("a",)),)),
    "gru": ((4, 3), (("l", layers.make("gru", units=3), ("a",)),)),
    "repeat": ((3,), (("r", layers.make("repeat", steps=3), ("a",)), ("l", layers.make("flatten"), ("r",)))),
    "attention": (
        (6,),
        (
            ("q", layers.make("reshape", shape="2×3"), ("x",)),
            ("d", dense(6, "tanh"), ("a",)),
            ("v", layers.make("reshape", shape="2×3"), ("d",)),
            ("t", layers.make("attention", causal=True), ("q", "v", "v")),
            ("l", layers.make("flatten"), ("t",)),
        ),
    ),
    "positional_encoding": (
        (3,),
        (
            ("v", layers.make("reshape", shape="3×1"), ("a",)),
            ("p", layers.make("positional_encoding", encoding="learned"), ("v",)),
            ("l", layers.make("flatten"), ("p",)),
        ),
    ),
    "multi_head_attention": (
        (3,),
        (
            ("d", dense(8, "tanh"), ("a",)),
            ("v", layers.make("reshape", shape="2×4"), ("d",)),
            ("t", layers.make("multi_head_attention", heads=2), ("v",)),
            ("l", layers.make("flatten"), ("t",)),
        ),
    ),
    "dropout": ((3,), (("l", layers.make("dropout", rate=0.4), ("a",)),)),
    **{kind: ((5, 3), over_places(kind)) for kind in layers if kind.endswith(("convolution1d", "pooling1d"))},
    **{
        kind: ((20, 3), over_places(kind, "4, 5, 3"))
        for kind in layers
        if kind.endswith(("convolution2d", "pooling2d", "subsampling2d"))
    },
    "table_convolution2d": (
        (20, 3),
        (
            ("r", layers.make("reshape", shape="4, 5, 3"), ("a",)),
            ("k", layers.make("table_convolution2d", connections="1 3; 2; *; 2 3"), ("r",)),
            ("l", layers.make("flatten"), ("k",)),
        ),
    ),
    **{kind: ((20, 3), over_places(kind, "4, 5, 3")) for kind in layers if kind.startswith("global_")},
}


WHOLE_NUMBERS = {"embedding"}


def at_work(kind: str) -> tuple[Graph, Array]:
    """Return a network of inputs, a dense layer, the layer and a dense layer with two outputs; and inputs for it."""
    shape, parts = SETTINGS.get(kind, ((3,), (("l", layers.make(kind), ("a",)),)))
    graph = around(("a", dense(3, "tanh"), ("x",)), *parts, ("b", dense(2, "tanh"), ("l",)), shape=shape, last="b")
    whole = kind in WHOLE_NUMBERS
    return graph, np.random.default_rng(3).integers(0, 4, (COUNT, *shape)) if whole else inputs(*shape)


def primed_plan(kind: str, dtype: str = "float64", optimizer: str = "adam") -> Plan:
    """Return that network's plan after an update, then forward, loss and backward."""
    graph, x = at_work(kind)
    made = engine.losses.make("mse"), engine.optimizers.make(optimizer)
    return primed(graph, *made, x, np.random.default_rng(5).normal(size=(COUNT, 2)), dtype)


def primed(graph: Graph, loss: Loss, optimizer: Optimizer, x: Array, y: Array, dtype: str = "float64") -> Plan:
    """Return a plan after an update, then forward, loss and backward."""
    program = engine.compile(graph, loss, optimizer, learning_rate=0.01, dtype=dtype, seed=3)
    plan = program.plan(len(x))
    plan.load(*program.arrange(x, y))
    plan.step()
    plan.forward()
    plan.backward()
    return plan
