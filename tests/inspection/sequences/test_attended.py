"""Attention row by row: weights are the softmax of the scores, and the grids stand where the plan's numbers stand."""

from __future__ import annotations

import numpy as np
import pytest

from nnstudio.engine import Graph, GraphNode, Plan, compile, layers, losses, optimizers
from nnstudio.inspection import Step, Trace
from nnstudio.inspection.sequences.attended import ROLES, Attended, attended, attends, row_of, written_out

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
        values = {role: grid.values for role, grid in found.values.items()}
        assert tuple(values) == ROLES
        assert np.isnan(values["scores"]).sum() == (T * (T - 1) // 2 if causal else 0)
        scores = values["query"] @ values["key"].T / np.sqrt(E // heads)
        seen = np.isfinite(values["scores"])
        assert values["scores"][seen] == pytest.approx(scores[seen])
        exponentials = np.where(seen, np.exp(scores), 0.0)
        assert values["weights"] == pytest.approx(exponentials / exponentials.sum(axis=1, keepdims=True))
        assert values["context"] == pytest.approx(values["weights"] @ values["value"])
        check_grids(trace, found)


def check_grids(trace: Trace, found: Attended) -> None:
    """Every number is the plan's, and is written out as one that holds; where there is none there is no place."""
    for grid in (*found.values.values(), *found.slopes.values()):
        for row, column in np.ndindex(grid.values.shape):
            place = grid.place(int(row), int(column))
            assert (place is None) == np.isnan(grid.values[row, column])
            if place is not None:
                assert grid.cell(place) == (row, column)
                assert grid.values[row, column] == trace.value(place)
                description = written_out(trace, place)
                assert description is not None
                assert description.main is not None
                assert description.main.holds


@pytest.mark.parametrize("heads", [1, 2])
@pytest.mark.parametrize("causal", [False, True])
def test_what_comes_back(heads: int, causal: bool) -> None:
    trace = Trace(ran(heads=heads, causal=causal), 2, batch=True)
    for head in range(heads):
        found = attended(trace, "l", head)
        values = {role: np.nan_to_num(grid.values) for role, grid in found.values.items()}
        slopes = {role: np.nan_to_num(grid.values) for role, grid in found.slopes.items()}
        assert tuple(slopes) == ROLES
        assert slopes["value"] == pytest.approx(values["weights"].T @ slopes["context"])
        inner = (values["weights"] * slopes["weights"]).sum(axis=1, keepdims=True)
        assert slopes["scores"] == pytest.approx(values["weights"] * (slopes["weights"] - inner), abs=1e-12)
        assert slopes["query"] == pytest.approx(slopes["scores"] @ values["key"] / np.sqrt(E // heads))
        assert slopes["key"] == pytest.approx(slopes["scores"].T @ values["query"] / np.sqrt(E // heads))
        for grid in found.slopes.values():
            place = grid.place(T - 1, 0)
            description = written_out(trace, place) if place is not None else None
            assert description is not None
            assert description.main is not None
            # Of this sample, whatever the card is of.
            assert description.main.result == grid.values[T - 1, 0]


def test_which_row_a_step_is_about() -> None:
    trace = Trace(ran(heads=2))
    assert row_of(trace, Step("forward", "l", "weights", (3, 1, 1))) == (3, 1)
    assert row_of(trace, Step("forward", "l", "context", (2, 1))) == (2, None)
    assert row_of(trace, Step("backward", "l", "query_weight_grad", (2, 1))) == (None, None)
