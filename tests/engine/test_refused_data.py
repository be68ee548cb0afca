"""Data that do not fit are refused before they are in a plan, and the error says what would."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from nnstudio.engine import (
    MLP,
    DataError,
    Graph,
    GraphNode,
    Neuron,
    ParameterError,
    Program,
    Value,
    chain,
    compile,
    layers,
)
from nnstudio.engine.measures import surface
from nnstudio.engine.scalars import Layer


def network(units: int = 2, loss: str = "mse", activation: str = "identity") -> Program:
    made = layers.make("dense", units=units, activation=activation)
    return compile(chain(3, made), loss, "sgd", learning_rate=0.1)


def of_two_inputs() -> Program:
    nodes = [GraphNode(name, layers["input"](shape=3)) for name in ("a", "b")]
    join, end = GraphNode("j", layers.make("add"), ("a", "b")), GraphNode("y", layers.make("output"), ("j",))
    return compile(Graph((*nodes, join, end)), "mse", "sgd", learning_rate=0.1)


@pytest.mark.parametrize(("one", "other"), [(4, 2), (2, 4), (4, 1), (3000, 2049)])
def test_inputs_of_different_lengths(one: int, other: int) -> None:
    program = of_two_inputs()
    x = [np.ones((one, 3)), np.ones((other, 3))]
    for call in (lambda: program.predict(x), lambda: program.arrange(x, np.ones((one, 3)))):
        with pytest.raises(DataError) as caught:
            call()
        assert caught.value.place == "b"
        assert str(one) in str(caught.value.expected)
        assert str(other) in str(caught.value.received)
    assert (program.predict([x[0], np.ones((one, 3))]) == 2).all()


def test_a_plan_is_not_filled_with_inputs_of_different_lengths() -> None:
    plan = of_two_inputs().plan(4, "predict")
    plan.fill([np.ones((3, 2)), np.ones((3, 2))])
    for wrong in (
        [np.ones((3, 2)), np.ones((3, 1))],
        [np.ones((3, 5)), np.ones((3, 5))],
        [np.ones((2, 2)), np.ones((3, 2))],
        [np.ones((3, 2))],
    ):
        with pytest.raises(DataError) as caught:
            plan.fill(wrong)
        assert caught.value.place == "batch"


WRONG: dict[str, Callable[[np.ndarray], Any]] = {
    "complex": lambda array: array + 1j,
    "texts": lambda array: array.astype("U5"),
    "objects": lambda array: array.astype(object),
    "dates": lambda array: array.astype("datetime64[s]"),
    "NaN": lambda array: array * np.nan,
    "infinite": lambda array: array + np.inf,
    "too large": lambda array: array.astype(np.float64) + 1e39,
    "a number": lambda array: 3.0,
    "nothing": lambda array: None,
    "a ragged list": lambda array: [[1.0, 2.0], [3.0]],
    "a list of numbers": lambda array: [1.0, 2.0, 3.0],
}


@pytest.mark.parametrize("name", WRONG)
@pytest.mark.parametrize("port", ["x", "y", "both in lists"])
@pytest.mark.filterwarnings("error")
def test_what_a_plan_does_not_load(name: str, port: str) -> None:
    plan = network().plan(4)
    x, y = np.ones((3, 4), np.float32), np.ones((2, 4), np.float32)
    plan.load(x, y)
    wrong = WRONG[name](y if port == "y" else x)
    given = {"x": (wrong, y), "y": (x, wrong), "both in lists": ([wrong], [y])}[port]
    if port == "y" and wrong is None:
        return  # A batch without targets is one to be answered.
    with pytest.raises(DataError) as caught:
        plan.load(*given)
    assert caught.value.place in ("batch", "data")
    assert (plan.quantity("x", "a") == 1).all(), "nothing of it was taken"


@pytest.mark.parametrize("name", ["complex", "texts", "objects", "dates", "a number", "nothing", "a list of numbers"])
def test_what_no_call_will_load(name: str) -> None:
    plan = network().plan(4)
    x, y = np.ones((3, 4), np.float32), np.ones((2, 4), np.float32)
    assert len(plan.loading(x, y)) == 2
    for given in ((WRONG[name](x), y), (x, WRONG[name](y))):
        with pytest.raises(DataError):
            plan.loading(*given)


def test_an_error_about_shapes_tells_a_sample_from_a_set() -> None:
    with pytest.raises(DataError) as caught:
        network().predict(np.zeros(3))
    assert "N×3" in str(caught.value.expected)
    assert str(caught.value.received).endswith("shape 3")
    assert "x[None]" in str(caught.value.advice)
    with pytest.raises(DataError) as caught:
        network().predict(np.float64(3))
    assert "()" in str(caught.value.received)


@pytest.mark.parametrize("labels", [np.array([0, 1, 2, 1]), np.array([[0], [1], [2], [1]])])
@pytest.mark.parametrize("loss", ["cross_entropy", "nll", "cross_entropy_logits"])
def test_class_numbers_are_told_to_become_rows(labels: np.ndarray, loss: str) -> None:
    program = network(3, loss, {"cross_entropy": "softmax", "nll": "log_softmax"}.get(loss, "identity"))
    with pytest.raises(DataError) as caught:
        program.arrange(np.zeros((4, 3)), labels)
    assert "N×3" in str(caught.value.expected)
    assert "numpy.eye(3)[labels]" in str(caught.value.advice)
    program.arrange(np.zeros((4, 3)), np.eye(3)[labels.ravel()])


def test_a_bare_column_is_told_to_become_rows() -> None:
    with pytest.raises(DataError, match=r"y\[\.\.\., None\]"):
        network(1).arrange(np.zeros((4, 3)), np.zeros(4))


@pytest.mark.parametrize("loss", ["hinge", "squared_hinge"])
def test_classes_of_minus_and_plus_1_are_told_to_become_0_and_1(loss: str) -> None:
    signs = np.array([[1.0], [-1.0], [1.0]])
    with pytest.raises(DataError, match=r"\(y \+ 1\) / 2"):
        network(1, loss).arrange(np.zeros((3, 3)), signs)
    network(1, loss).arrange(np.zeros((3, 3)), (signs + 1) / 2)


def test_networks_of_scalars_have_neurons_with_inputs() -> None:
    for wrong in (
        lambda: Neuron(0),
        lambda: Neuron(2.5),
        lambda: Layer(2, 0),
        lambda: MLP(3, [-1]),
        lambda: MLP(3, []),
        lambda: MLP(0, [2]),
        lambda: MLP(3, ["a"]),
    ):
        with pytest.raises(ParameterError):
            wrong()
    assert len(MLP(3, 2).parameters()) == 8
    with pytest.raises(DataError):
        Value(10**400)


def test_a_path_of_numbers_that_are_not_finite_has_no_plane() -> None:
    path = np.random.default_rng(0).normal(size=(5, 7))
    assert surface.principal_plane(path).coordinates.shape == (5, 2)
    for wrong in (path * np.nan, path + np.inf, path[0]):
        with pytest.raises(DataError, match="path"):
            surface.principal_plane(wrong)
