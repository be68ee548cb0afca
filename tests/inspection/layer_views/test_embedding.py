"""An embedding's picture: rows are the plan's, and what comes back adds up to the plan's gradient of the table."""

from __future__ import annotations

import numpy as np
import pytest
from test_windows import check_places

from nnstudio.engine import Graph, GraphNode, Plan, compile, layers, losses, optimizers
from nnstudio.inspection import Trace
from nnstudio.inspection.layer_views.embedding import MOST_NUMBERS, picked_row, row_gradient

TOKENS = np.array([[1, 2, 1, 4, 1], [0, 0, 2, 1, 3], [6, 1, 2, 1, 3]])
N, T, V, D = 3, 5, 8, 3


def ran(vocabulary: int = V) -> Plan:
    nodes = (
        GraphNode("x", layers["input"](shape=(T,))),
        GraphNode("l", layers.make("embedding", vocabulary=vocabulary, dimension=D), ("x",)),
        GraphNode("f", layers.make("flatten"), ("l",)),
        GraphNode("d", layers.make("dense", units=2), ("f",)),
        GraphNode("y", layers.make("output"), ("d",)),
    )
    program = compile(Graph(nodes), losses.make("mse"), optimizers.make("sgd"), learning_rate=0.1, dtype="float64")
    plan = program.plan(N)
    plan.load(*program.arrange(TOKENS.astype(float), np.random.default_rng(1).normal(size=(N, 2))))
    plan.forward()
    plan.backward()
    return plan


def test_each_step_picks_its_tokens_row() -> None:
    plan = ran()
    for sample in range(N):
        trace = Trace(plan, sample)
        for step in range(T):
            found = picked_row(trace, "l", step, 1)
            token = int(TOKENS[sample, step])
            assert found.token == token
            assert found.tokens.values[0].tolist() == TOKENS[sample].tolist()
            assert (found.detail.values[0] == plan.sites["l"].parameter("weight")[token]).all()
            assert (found.sequence.values[step] == found.detail.values[0]).all()
            assert found.steps == tuple(np.flatnonzero(TOKENS[sample] == token))
            assert found.lines[-1].holds
            for cells in (found.tokens, found.table, found.sequence, found.detail):
                check_places(trace, cells)


def test_what_comes_back_to_a_row_of_a_sample_is_the_sum_over_its_steps() -> None:
    plan = ran()
    shares = np.zeros((V, D))
    for sample in range(N):
        trace = Trace(plan, sample)
        for token in range(V):
            found = row_gradient(trace, "l", token, 2)
            check_places(trace, found.sequence)
            back, total = found.detail.values[:-1], found.detail.values[-1]
            assert len(back) == np.count_nonzero(TOKENS[sample] == token)
            assert total == pytest.approx(back.sum(axis=0), abs=1e-15)
            assert total[2] == pytest.approx(found.lines[-1].result, abs=1e-15)
            assert found.lines[-1].holds
            shares[token] += total / N
            picked = token in TOKENS[sample]
            assert ("unused" in {found.table.marks.get((token, column)) for column in (0, 1)}) is not picked
        assert found.unused == V - len(set(TOKENS[sample].tolist()))
    # The mean of the samples' shares is the gradient of the plan.
    assert shares == pytest.approx(plan.sites["l"].gradient("weight"))


def test_of_the_batch_it_is_the_plans_gradient() -> None:
    trace = Trace(ran(), 1, batch=True)
    for token in range(V):
        found = row_gradient(trace, "l", token, 0)
        check_places(trace, found.table)
        assert found.places == tuple(map(tuple, np.argwhere(token == TOKENS).tolist()))
        assert found.detail.values[-1] == pytest.approx(found.detail.values[:-1].sum(axis=0) / N, abs=1e-15)
        assert found.lines[-1].result == found.detail.values[-1][0]
        assert found.lines[-1].holds
    assert found.unused == 2


def test_of_a_large_table_only_the_rows_that_are_read_are_shown() -> None:
    trace = Trace(ran(vocabulary=MOST_NUMBERS), 0)
    assert picked_row(trace, "l", 0, 0).rows == (1, 2, 4)
    found = row_gradient(trace, "l", 4000, 0)
    assert found.rows == (1, 2, 4, 4000)
    assert found.detail.values.tolist() == [[0.0] * D]
    assert found.unused == MOST_NUMBERS - 3
