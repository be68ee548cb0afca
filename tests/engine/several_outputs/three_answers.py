"""A network with three outputs of different losses: a class, a size, and a class guessed half way."""

from __future__ import annotations

import numpy as np

from nnstudio.engine import Graph, GraphNode, Plan, Program, compile, layers
from nnstudio.engine.typing import Array

LOSSES = {"class": "cross_entropy", "size": "huber", "early": "cross_entropy_logits"}
WEIGHTS = {"size": 0.25, "early": 0.3}


def graph() -> Graph:
    def dense(units: int, activation: str = "identity") -> object:
        return layers.make("dense", units=units, activation=activation)

    return Graph(
        (
            GraphNode("x", layers["input"](shape=(3,))),
            GraphNode("low", dense(4, "tanh"), ("x",)),
            GraphNode("high", dense(4, "tanh"), ("low",)),
            GraphNode("c", dense(3, "softmax"), ("high",)),
            GraphNode("s", dense(2), ("high",)),
            GraphNode("e", dense(3), ("low",)),
            GraphNode("class", layers.make("output"), ("c",)),
            GraphNode("size", layers.make("output"), ("s",)),
            GraphNode("early", layers.make("output"), ("e",)),
        )
    )


def waves(*shape: int, phase: float = 0.0) -> Array:
    """Return numbers that anyone can write down again."""
    return np.sin(np.arange(np.prod(shape)) * 0.7 + phase).reshape(shape)


def data() -> tuple[Array, list[Array]]:
    one_hot = np.eye(3)[[0, 2, 1, 2]]
    return waves(4, 3, phase=0.4), [one_hot, 2 * waves(4, 2, phase=1.1), one_hot]


def program(dtype: str = "float64", weights: dict[str, float] | None = None, rule: str = "sgd") -> Program:
    made = compile(graph(), LOSSES, rule, learning_rate=0.1, dtype=dtype, loss_weights=weights or WEIGHTS)
    for number, key in enumerate(made.parameters()):
        made.set_parameter(key.layer, key.name, waves(*key.shape, phase=number))
    return made


def primed(made: Program) -> Plan:
    plan = made.plan(4)
    plan.load(*made.arrange(*data()))
    plan.forward()
    plan.backward()
    return plan
