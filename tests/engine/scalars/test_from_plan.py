"""The scalar graph behind a plan's numbers is the plan's: data, bounds, gradients."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnstudio import engine
from nnstudio.engine import Graph, GraphNode, Plan, Program, activations, layers, losses, optimizers
from nnstudio.engine.errors import ParameterError
from nnstudio.engine.scalars import Value, expand_graph
from nnstudio.engine.typing import Array


def primed(
    widths: tuple[int, ...],
    names: tuple[str, ...],
    loss: str,
    dtype: str = "float64",
    seed: int = 0,
    count: int = 4,
    join: str = "",
) -> tuple[Program, Plan]:
    nodes = [GraphNode("x", layers.make("input", shape=(widths[0],)))]
    for number, (units, name) in enumerate(zip(widths[1:], names, strict=True)):
        nodes.append(GraphNode(f"h{number}", layers.make("dense", units=units, activation=name), (nodes[-1].name,)))
        if join and number == 0:
            both = ("h0", "h0") if join in ("add", "concatenate") else ("h0",)
            nodes.append(GraphNode("j", layers.make(join), both))
    nodes.append(GraphNode("y", layers.make("output"), (nodes[-1].name,)))
    made = losses.make(loss), optimizers.make("sgd")
    program = engine.compile(Graph(tuple(nodes)), *made, learning_rate=0.1, dtype=dtype, seed=seed)
    random = np.random.default_rng(seed)
    x, width = random.normal(size=(count, widths[0])), widths[-1]
    regression = loss in ("mse", "half_mse", "mae")
    y = (
        random.normal(size=(count, width))
        if regression
        else np.eye(max(width, 2))[random.integers(0, 2, count)][:, :width]
    )
    plan = program.plan(count)
    plan.load(*program.arrange(x, y))
    plan.step()
    plan.forward()
    plan.backward()
    return program, plan


def gradients(program: Program, root: Value) -> dict[tuple[str, str], Array]:
    """What the graph's backward pass leaves at the weights."""
    root.backward()
    found = {(key.layer, key.name): np.zeros(key.shape) for key in program.parameters()}
    for node in root.topological_order():
        if node.place and (node.place.layer, node.place.quantity) in found:
            found[node.place.layer, node.place.quantity][node.place.index] += node.grad
    return found


def assert_gradients(program: Program, root: Value) -> None:
    eps = float(np.finfo(program.dtype).eps)
    for (layer, name), found in gradients(program, root).items():
        wanted = program.gradient(layer, name)
        scale = max(float(np.abs(wanted).max()), 1e-3)
        np.testing.assert_allclose(found, wanted, rtol=0, atol=300 * eps * scale, err_msg=f"{layer}.{name}")


CASES = [
    ("mse", "identity"),
    ("half_mse", "tanh"),
    ("mae", "softplus"),
    ("cross_entropy", "softmax"),
    ("cross_entropy_logits", "identity"),
    ("binary_cross_entropy", "logistic"),
    ("binary_cross_entropy_logits", "identity"),
    ("mse", "softmax"),
    ("hinge", "identity"),
]


@pytest.mark.parametrize(("loss", "output"), CASES)
@pytest.mark.parametrize("widths", [(2, 3, 1), (2, 4, 2, 1)])
@pytest.mark.parametrize("hidden", ["tanh", "relu", "logistic", "prelu"])
def test_the_loss_graphs_gradients_are_the_plans(widths: tuple[int, ...], hidden: str, loss: str, output: str) -> None:
    if loss.startswith("cross"):
        widths = (*widths[:-1], 2)
    program, plan = primed(widths, (*[hidden] * (len(widths) - 2), output), loss, seed=len(widths))
    root = expand_graph(plan, "loss", "loss")
    assert root.data == float(plan.loss)
    assert not any(node.folded for node in root.topological_order())
    assert_gradients(program, root)
    assert root.recompute() == pytest.approx(float(plan.loss), rel=1e-12)


@given(
    hidden=st.lists(st.integers(1, 4), min_size=1, max_size=3),
    name=st.sampled_from(sorted(set(activations) - {"formula", "rrelu"})),
    case=st.sampled_from(CASES),
    dtype=st.sampled_from(["float32", "float64"]),
    seed=st.integers(0, 30),
    join=st.sampled_from(["", "add", "concatenate", "flatten", "activation", "dropout"]),
)
def test_random_networks(hidden: list[int], name: str, case: tuple[str, str], dtype: str, seed: int, join: str) -> None:
    loss, output = case
    program, plan = primed((2, *hidden, 2), (*[name] * len(hidden), output), loss, dtype, seed, 3, join)
    root = expand_graph(plan, "loss", "loss")
    assert_gradients(program, root)
    for node in root.topological_order():
        if node.rule is not None:
            holds(node, float(np.finfo(program.dtype).eps))


def holds(node: Value, eps: float) -> None:
    """A node is what its operation makes of its operands, within rounding."""
    if node.operation == "+":
        terms = [child.data for child in node.children]
        assert abs(node.data - math.fsum(terms)) <= (len(terms) + 8) * eps * sum(map(abs, terms)) + 1e-300
    elif node.operation == "×":
        assert node.data == pytest.approx(math.prod(child.data for child in node.children), rel=16 * eps, abs=1e-300)


def test_single_numbers() -> None:
    _, plan = primed((2, 3, 1), ("tanh", "logistic"), "binary_cross_entropy")
    z = expand_graph(plan, "h0", "z", 1, 2)
    assert z.data == plan.quantity("h0", "z")[2, 1]
    assert [child.operation for child in z.children] == ["×", "×", ""]
    assert [leaf.label for leaf in z.children[0].children] == ["x_{0}", "w_{01}"]
    a = expand_graph(plan, "h1", "a", 0, 2)
    a.backward()
    inner = next(
        node for node in a.topological_order() if node.place and node.place.quantity == "a" and node.place.layer == "h0"
    )
    assert a.operation == "logistic"
    assert inner.operation == "tanh"
    assert inner.slopes == (plan.quantity("h0", "slope")[(2, *inner.place.index)],)


def test_graphs_of_gradients(compiled: Callable[..., Program]) -> None:
    program, plan = primed((2, 3, 2, 1), ("tanh", "tanh", "identity"), "mse")
    root = expand_graph(plan, "h0", "weight_grad", (1, 2))
    assert root.data == program.gradient("h0", "weight")[1, 2]
    names = {node.operation for node in root.topological_order()}
    assert {"+", "×", "tanh′", "mse′", "tanh"} <= names
    # Its own gradient is a row of the Hessian: compare with the difference of gradients.
    found = gradients(program, root)
    h = 1e-6
    sides = []
    kept = program.parameter("h1", "weight").copy()
    for sign in (1, -1):
        nudged = kept.copy()
        nudged[2, 0] += sign * h
        program.set_parameter("h1", "weight", nudged)
        plan.forward()
        plan.backward()
        sides.append(float(program.gradient("h0", "weight")[1, 2]))
    assert found["h1", "weight"][2, 0] == pytest.approx((sides[0] - sides[1]) / (2 * h), rel=1e-6)


def test_depth_and_size_are_limited() -> None:
    program, plan = primed((2, 8, 8, 1), ("tanh", "tanh", "identity"), "mse", count=16)
    near = expand_graph(plan, "h1", "a", 3, 0, depth=2)
    leaves = [node for node in near.topological_order() if node.folded]
    assert [node.place.layer for node in leaves] == ["h0"] * 8
    assert [node.data for node in leaves] == plan.quantity("h0", "a")[0].tolist()
    small = expand_graph(plan, "loss", "loss", largest=300)
    assert len(small.topological_order()) < 500
    assert any(node.folded for node in small.topological_order())
    with pytest.raises(ParameterError):
        expand_graph(plan, "loss", "loss", largest=10**9)
    with pytest.raises(KeyError):
        expand_graph(plan, "h0", "mask", 0, 0)
    # A whole graph of this size is a matter of a moment.
    whole = expand_graph(plan, "loss", "loss", largest=100_000)
    assert not any(node.folded for node in whole.topological_order())
    assert_gradients(program, whole)


def test_a_saturated_output_keeps_the_right_gradient() -> None:
    program, plan = primed((2, 3, 1), ("tanh", "logistic"), "binary_cross_entropy", "float32")
    program.set_parameter("h1", "bias", np.array([40.0]))
    plan.forward()
    plan.backward()
    root = expand_graph(plan, "loss", "loss")
    assert {node.operation for node in root.topological_order()} >= {"binary_cross_entropy(f)"}
    assert_gradients(program, root)


LAYERS = {
    "convolution1d": ((4, 2), {"filters": 2, "kernel": 2, "activation": "tanh"}),
    "convolution2d": ((3, 4, 1), {"filters": 2, "activation": "relu"}),
    "max_pooling2d": ((4, 4, 1), {}),
    "average_pooling1d": ((4, 2), {}),
    "simple_rnn": ((3, 2), {"units": 2}),
    "lstm": ((3, 2), {"units": 2}),
    "gru": ((3, 2), {"units": 2}),
    "batch_normalization": ((3,), {}),
    "layer_normalization": ((3,), {}),
}


@pytest.mark.parametrize("kind", LAYERS)
def test_layers_of_every_family(kind: str) -> None:
    shape, options = LAYERS[kind]
    own = {parameter.id for parameter in layers[kind].parameters_for({})}
    made = layers.make(kind, **{name: value for name, value in options.items() if name in own})
    parts = layers.make("activation", function="prelu"), made, layers.make("flatten"), layers.make("dense", units=2)
    program = engine.compile(
        engine.chain(shape, *parts), losses.make("mse"), optimizers.make("sgd"), learning_rate=0.1, dtype="float64"
    )
    random = np.random.default_rng(1)
    plan = program.plan(3)
    plan.load(*program.arrange(random.normal(size=(3, *shape)), random.normal(size=(3, 2))))
    plan.step()
    plan.forward()
    plan.backward()
    root = expand_graph(plan, "loss", "loss", largest=200_000)
    assert not any(node.folded for node in root.topological_order())
    assert_gradients(program, root)
    assert root.recompute() == pytest.approx(float(plan.loss), rel=1e-12)
