"""Small networks around one recurrent layer, after a forward and a backward pass."""

from __future__ import annotations

import numpy as np

from nnstudio.engine import Graph, GraphNode, Plan, Program, compile, layers, losses, optimizers

N, T, D, H = 3, 7, 2, 3
CASES: list[tuple[str, dict[str, object]]] = [
    *(("simple_rnn", {"activation": name}) for name in ("tanh", "relu", "logistic")),
    ("simple_rnn", {"state": "added"}),
    *(("lstm", {"variant": name}) for name in ("standard", "peephole", "coupled", "no_forget")),
    *(("gru", {"reset": name}) for name in ("after", "before")),
]


def ran(kind: str, dtype: str = "float64", **options: object) -> tuple[Program, Plan]:
    """Return the program and plan of ``x → l → d → y``, l with weights drawn at random."""
    nodes = (
        GraphNode("x", layers["input"](shape=(T, D))),
        GraphNode("l", layers.make(kind, units=H, **options), ("x",)),
        GraphNode("d", layers.make("dense", units=2), ("l",)),
        GraphNode("y", layers.make("output"), ("d",)),
    )
    rule = optimizers.make("sgd")
    program = compile(Graph(nodes), losses.make("mse"), rule, learning_rate=0.1, dtype=dtype)
    random = np.random.default_rng(8)
    for key in program.parameters():
        program.set_parameter(key.layer, key.name, random.normal(size=key.shape))
    plan = program.plan(N)
    plan.load(*program.arrange(random.normal(size=(N, T, D)), random.normal(size=(N, *program.shapes["y"]))))
    plan.forward()
    plan.backward()
    return program, plan
