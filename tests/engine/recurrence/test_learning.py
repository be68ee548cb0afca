"""The LSTM solves the adding problem over 100 steps: on demand, for it takes minutes (``--soak``)."""

from __future__ import annotations

import math

import numpy as np
import pytest

from nnstudio.data import datasets
from nnstudio.engine import Graph, GraphNode, Program, compile, layers, losses, optimizers
from nnstudio.engine.typing import Array

LENGTH, TRAINED, TESTED, BATCH, STEPS = 100, 20_000, 2560, 50, 16_000
RATE = 0.005


def adding(size: int, seed: list[int]) -> tuple[Array, Array]:
    samples = datasets["adding_problem"](size=size, length=LENGTH).samples(np.random.default_rng(seed))
    return np.asarray(samples.x), np.asarray(samples.y)


def network(seed: int) -> Program:
    """32 units that remember from the start: the forget gate's first bias is 3."""
    nodes = (
        GraphNode("x", layers["input"](shape=(LENGTH, 2))),
        GraphNode("l", layers.make("lstm", units=32, forget_bias=3.0), ("x",)),
        GraphNode("d", layers.make("dense", units=1), ("l",)),
        GraphNode("y", layers.make("output"), ("d",)),
    )
    return compile(Graph(nodes), losses.make("mse"), optimizers.make("adam"), learning_rate=RATE, seed=seed)


@pytest.mark.soak
@pytest.mark.parametrize("seed", [0, 1])
def test_adding_problem(seed: int) -> None:
    """At most 13 of 2,560 sums are wrong by more than 0.04 (Hochreiter & Schmidhuber 1997, experiment 4).

    No sequence is seen twice; the learning rate falls along half a cosine.
    """
    program = network(seed)
    plan, each = program.plan(BATCH), TRAINED // BATCH
    for step in range(STEPS):
        if step % each == 0:
            x, y = program.arrange(*adding(TRAINED, [seed, step // each]))
        program.learning_rate = RATE * (0.5 + 0.5 * math.cos(math.pi * step / STEPS))
        rows = slice(step % each * BATCH, (step % each + 1) * BATCH)
        plan.load(x[..., rows], y[..., rows])
        plan.step()
    x, y = adding(TESTED, [999])
    wrong = int((np.abs(program.predict(x) - y) > 0.04).sum())
    assert wrong <= 13, wrong
