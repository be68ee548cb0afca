"""Outputs with several places: a sequence's loss is the mean over its steps, its gradient the true one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from nnstudio import engine
from nnstudio.engine import Graph, GraphNode, layers
from nnstudio.engine.checking import check_program


def sequence_graph(function: str, shape: tuple[int, ...] = (4, 3)) -> Graph:
    """Return a network whose output has one row for each time step (or pixel)."""
    return Graph(
        (
            GraphNode("x", layers["input"](shape=shape)),
            GraphNode("p", layers.make("activation", function="prelu"), ("x",)),
            GraphNode("s", layers.make("add"), ("p", "x")),
            GraphNode("f", layers.make("activation", function=function), ("s",)),
            GraphNode("y", layers.make("output"), ("f",)),
        )
    )


def one_hot(random: np.random.Generator, *shape: int) -> np.ndarray:
    return np.eye(shape[-1])[random.integers(0, shape[-1], shape[:-1])]


@pytest.mark.parametrize(
    ("function", "loss", "shape"),
    [
        ("softmax", "cross_entropy", (4, 3)),
        ("identity", "cross_entropy_logits", (4, 3)),
        ("tanh", "mse", (4, 3)),
        ("logistic", "binary_cross_entropy", (2, 5, 3)),
        ("softmax", "mse", (4, 3)),
    ],
)
def test_gradient_of_every_place(
    compiled: Callable[..., Any], function: str, loss: str, shape: tuple[int, ...]
) -> None:
    program = compiled(sequence_graph(function, shape), loss)
    random = np.random.default_rng(1)
    x, y = random.normal(size=(5, *shape)), one_hot(random, 5, *shape)
    assert max(check_program(program, x, y).values()) <= 1e-7


def test_loss_is_the_mean_over_places(compiled: Callable[..., Any]) -> None:
    program = compiled(sequence_graph("identity"), "mse")
    x = np.random.default_rng(2).normal(size=(5, 4, 3))
    y = np.zeros((5, 4, 3))
    plan = program.plan(5)
    plan.load(*program.arrange(x, y))
    plan.forward()
    seen = plan.prediction
    assert plan.losses == pytest.approx((seen**2).mean(axis=(1, 2)), rel=1e-12)
    assert float(plan.loss) == pytest.approx(float((seen**2).mean()), rel=1e-12)


def test_prediction_of_logits_is_a_distribution_at_each_step(compiled: Callable[..., Any]) -> None:
    program = compiled(sequence_graph("identity"), "cross_entropy_logits")
    found = program.predict(np.random.default_rng(3).normal(size=(2, 4, 3)))
    assert found.shape == (2, 4, 3)
    assert found.sum(axis=-1) == pytest.approx(np.ones((2, 4)))


@pytest.mark.parametrize(("function", "loss"), [("softmax", "cross_entropy"), ("softmax", "mse"), ("tanh", "mse")])
def test_terms_of_a_place_add_up(compiled: Callable[..., Any], function: str, loss: str) -> None:
    program = compiled(sequence_graph(function), loss)
    random = np.random.default_rng(4)
    plan = program.plan(3)
    plan.load(*program.arrange(random.normal(size=(3, 4, 3)), one_hot(random, 3, 4, 3)))
    plan.forward()
    plan.backward()
    for quantity in ("grad_z",) if plan.fused else ("grad_a", "grad_z"):
        found = engine.expand(plan, "f", quantity, (2, 1), 1)
        assert abs(sum(term.value for term in found.terms) - found.total) <= found.bound
        assert found.total == plan.quantity("f", quantity)[1, 2, 1]


def test_targets_must_have_a_row_for_each_place(compiled: Callable[..., Any]) -> None:
    program = compiled(sequence_graph("softmax"), "cross_entropy")
    with pytest.raises(engine.DataError, match="4×3"):
        program.arrange(np.zeros((2, 4, 3)), np.zeros((2, 12)))
