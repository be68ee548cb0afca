"""Attention row by row: weights are the softmax of the scores, and the grids stand where the plan's numbers stand."""

from __future__ import annotations

import numpy as np
import pytest

from nnstudio.engine import Graph, GraphNode, Plan, compile, layers, losses, optimizers
from nnstudio.inspection import Step, Trace
from nnstudio.inspection.sequences.attended import attended, attends, row_of

T, E = 5, 4


def ran(**options: object) -> Plan:
    nodes = (
        GraphNode("x", layers["input"](shape=(T, E))),
        GraphNode("l", layers.make("multi_head_attention", **options), ("x",)),
        GraphNode("f", layers.make("flatten"), ("l",)),
        GraphNode("d", layers.make("dense", units=2), ("f",)),
        GraphNode("y", layers.make("output"), ("d",)),
    )
    program = compile(Graph(nodes), losses.make("mse"), optimizers.make("sgd"), learning_rate=0.1, dtype="float64")
    random = np.random.default_rng(1)
    plan = program.plan(3)
    plan.load(*program.arrange(random.normal(size=(3, T, E)), random.normal(size=(3, 2))))
    plan.forward()
    plan.backward()
    return plan


@pytest.mark.parametrize("heads", [1, 2])
@pytest.mark.parametrize("causal", [False, True])
def test_each_row(heads: int, causal: bool) -> None:
    trace = Trace(ran(heads=heads, causal=causal), 1)
    assert attends(trace, "l")
    assert not attends(trace, "d")
    for head in range(heads):
        found = attended(trace, "l", head)
        assert found.heads == heads
        assert np.isnan(found.scores.values).sum() == (T * (T - 1) // 2 if causal else 0)
        exponentials = np.exp(np.nan_to_num(found.scores.values, nan=-np.inf))
        wanted = exponentials / exponentials.sum(axis=1, keepdims=True)
        assert found.weights.values == pytest.approx(wanted)
        value = trace.plan.quantity("l", "value")[1][:, head * E // heads : (head + 1) * E // heads]
        assert found.context.values == pytest.approx(found.weights.values @ value)
        for grid in (found.scores, found.weights, found.context):
            for row, column in np.ndindex(grid.values.shape):
                if np.isfinite(grid.values[row, column]):
                    assert grid.values[row, column] == trace.value(grid.place(int(row), int(column)))


def test_which_row_a_step_is_about() -> None:
    trace = Trace(ran(heads=2))
    assert row_of(trace, Step("forward", "l", "weights", (3, 1, 1))) == (3, 1)
    assert row_of(trace, Step("forward", "l", "context", (2, 1))) == (2, None)
    assert row_of(trace, Step("backward", "l", "query_weight_grad", (2, 1))) == (None, None)
