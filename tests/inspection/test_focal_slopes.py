"""The focal loss of net inputs: its slope is written out in the shares of all classes, whatever γ and however sure."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from inspected import calculate, network, primed

from nnstudio import engine
from nnstudio.engine import GraphNode, Plan
from nnstudio.inspection import Step, Trace, as_text, describe, operands


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    """A linear layer of three classes under the loss, its net inputs small or far apart."""
    nodes = (
        GraphNode("x", engine.layers.make("input", shape=(3,))),
        GraphNode("h", engine.layers.make("dense", units=3, activation="identity"), ("x",)),
        GraphNode("y", engine.layers.make("output"), ("h",)),
    )
    gamma = draw(st.sampled_from([0.0, 0.5, 1.0, 2.0, 3.3]))
    loss = engine.losses.make("focal_logits", gamma=gamma, class_weights=draw(st.sampled_from(["", "0.5, 2, 1"])))
    dtype = draw(st.sampled_from(["float32", "float64"]))
    program = engine.compile(
        engine.Graph(nodes), loss, engine.optimizers.make("sgd"), dtype=dtype, seed=1, learning_rate=0.1
    )
    program.set_parameter("h", "weight", np.eye(3) * draw(st.sampled_from([1.0, 5.0, 30.0, 400.0])))
    rng = np.random.default_rng(draw(st.integers(0, 99)))
    classes = np.eye(3)[rng.integers(0, 3, 4)]
    mixed = rng.dirichlet(np.ones(3), 4)
    return primed(program, rng.normal(size=(4, 3)), mixed if draw(st.booleans()) else classes)


@settings(max_examples=150)
@given(plans(), st.integers(0, 3))
def test_the_slope_calculates_to_its_number(plan: Plan, sample: int) -> None:
    trace = Trace(plan, sample)
    for k in range(3):
        described = describe(trace, Step("backward", "y", "grad_a", (k,)))
        main = described.main
        assert main is not None
        copied = as_text(described).splitlines()[2::2]
        assert len(copied) == len(described.lines)
        for line, written in zip(described.lines, copied, strict=True):
            assert "ℓ′" not in written
            assert abs(calculate(written.partition("=")[2].strip()) - line.result) <= max(line.bound, 1e-38)
        # A bound that allowed anything would be no statement.
        assert main.bound <= (1e-6 if trace.eps < 1e-10 else 0.05), (main, trace.eps)


def test_of_a_sure_target_only_its_own_class_is_written() -> None:
    nodes = (
        GraphNode("x", engine.layers.make("input", shape=(2,))),
        GraphNode("h", engine.layers.make("dense", units=2, activation="identity"), ("x",)),
        GraphNode("y", engine.layers.make("output"), ("h",)),
    )
    made = engine.losses.make("focal_logits"), engine.optimizers.make("sgd")
    program = engine.compile(engine.Graph(nodes), *made, dtype="float64", seed=1, learning_rate=0.1)
    program.set_parameter("h", "weight", np.eye(2))
    plan = primed(program, np.array([[0.4, -0.3]]), np.array([[1.0, 0.0]]))
    p = np.exp([0.4, -0.3]) / np.exp([0.4, -0.3]).sum()
    r = (1 - p[0]) ** 2 * (2 * p[0] * np.log(p[0]) / (1 - p[0]) - 1)
    for k, wanted in enumerate((r - p[0] * r, -p[1] * r)):
        described = describe(Trace(plan), Step("backward", "y", "grad_a", (k,)))
        main = described.main
        assert main is not None
        assert [line.symbol[:4] for line in described.lines[:-1]] == ["p_{1", *(["p_{2"] if k else []), "r_{1"]
        assert main.result == pytest.approx(wanted, rel=1e-12)
        assert main.holds


def test_of_many_classes_the_loss_writes_out_the_share_that_counts() -> None:
    plain = network((2, 6), ("identity",), loss="focal_logits")
    program = engine.compile(plain.graph, engine.losses.make("focal_logits"), "sgd", learning_rate=0.1, dtype="float64")
    plan = primed(program, np.array([[0.4, -0.3]]), np.eye(6)[[2]])
    card = describe(Trace(plan), Step("loss", "y", "loss"))
    share, main = card.lines
    z = plan.sites["h1"].quantities["z"].outside[0]
    p = np.exp(z) / np.exp(z).sum()
    assert share.symbol == "p_{3}"
    assert [found.symbol for found in operands(share.expression)] == ["z_{3}", *(f"z_{{{k}}}" for k in range(1, 7))]
    assert share.result == pytest.approx(p[2], rel=1e-12)
    # The other five are multiplied by a target of 0.
    assert main.result == pytest.approx(-((1 - p[2]) ** 2) * np.log(p[2]), rel=1e-12)
    assert main.holds
