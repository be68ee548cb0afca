"""Reshape, multiply and dropout on tensors of every rank."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from nnstudio.engine import (
    Graph,
    GraphNode,
    ParameterError,
    Plan,
    Program,
    ShapeError,
    expand,
    gradient_check,
    layers,
    losses,
)
from nnstudio.engine.layer import Layer

Compiled = Callable[..., Program]


def around(shape: tuple[int, ...], *parts: tuple[str, Layer, tuple[str, ...]]) -> Graph:
    """Return ``p`` (a learned function of the input), the parts, a dense layer behind the last, flattened."""
    nodes = [
        GraphNode("x", layers["input"](shape=shape)),
        GraphNode("p", layers.make("activation", function="prelu"), ("x",)),
        *(GraphNode(*part) for part in parts),
    ]
    nodes.append(GraphNode("flat", layers.make("flatten"), (nodes[-1].name,)))
    nodes.append(GraphNode("d", layers.make("dense", units=2), ("flat",)))
    return Graph((*nodes, GraphNode("y", layers.make("output"), ("d",))))


def batch(shape: tuple[int, ...], count: int = 5) -> tuple[np.ndarray, np.ndarray]:
    random = np.random.default_rng(4)
    return random.normal(size=(count, *shape)), random.normal(size=(count, 2))


def worked(compiled: Compiled, graph: Graph, shape: tuple[int, ...]) -> Plan:
    program = compiled(graph, seed=1)
    plan = program.plan(5)
    plan.load(*program.arrange(*batch(shape)))
    plan.forward()
    plan.backward()
    return plan


def holds(plan: Plan, layer: str, quantity: str) -> None:
    """Every number of a quantity is the sum of its terms."""
    for index in np.ndindex(plan.quantity(layer, quantity).shape[1:]):
        found = expand(plan, layer, quantity, index, 3)
        assert abs(sum(term.value for term in found.terms) - found.total) <= found.bound, (layer, quantity, index)


@pytest.mark.parametrize(
    ("text", "shape", "wanted"),
    [
        ("4×3×2", (24,), (4, 3, 2)),
        ("4,3,2", (24,), (4, 3, 2)),
        ("4x3x2", (24,), (4, 3, 2)),
        (" 4 3 2 ", (2, 12), (4, 3, 2)),
        ("4, −1", (24,), (4, 6)),
        ("-1", (2, 3, 4), (24,)),
        ("-1*3*2", (6, 4), (4, 3, 2)),
    ],
)
def test_reshape_reads_what_people_type(text: str, shape: tuple[int, ...], wanted: tuple[int, ...]) -> None:
    assert layers.make("reshape", shape=text).infer_shape((shape,)) == wanted


@pytest.mark.parametrize("text", ["", "4,", "0,6", "-2,3", "-1,-1", "1,2,3,4", "4.5", "four", "²", "9" * 50])
def test_reshape_refuses_what_is_no_shape(text: str) -> None:
    with pytest.raises(ParameterError, match=r"reshape\.shape"):
        layers.make("reshape", shape=text)


@pytest.mark.parametrize("text", ["5,5", "5,-1", "-1,48"])
def test_reshape_counts_the_numbers(text: str) -> None:
    with pytest.raises(ShapeError, match="24"):
        layers.make("reshape", shape=text).infer_shape(((24,),))


@pytest.mark.parametrize("shape", [(24,), (4, 6), (2, 3, 4)], ids=str)
@pytest.mark.parametrize("target", ["24", "6×4", "3×4×2", "2×3×4"])
def test_reshape_and_flatten_undo_each_other(shape: tuple[int, ...], target: str, compiled: Compiled) -> None:
    graph = around(
        shape,
        ("r", layers.make("reshape", shape=target), ("p",)),
        ("g", layers.make("activation", function="tanh"), ("r",)),
        ("b", layers.make("reshape", shape="×".join(map(str, shape))), ("g",)),
        ("s", layers.make("add"), ("b", "p")),
    )
    plan = worked(compiled, graph, shape)
    assert plan.quantity("b", "a") == pytest.approx(np.tanh(plan.quantity("p", "a")))
    assert max(gradient_check(graph, losses.make("mse"), *batch(shape)).values()) <= 1e-7
    for layer, quantity in (("r", "a"), ("b", "a"), ("p", "grad_a"), ("g", "grad_a")):
        holds(plan, layer, quantity)


@pytest.mark.parametrize("shape", [(4,), (3, 4), (2, 3, 4)], ids=str)
@pytest.mark.parametrize("ports", [("p", "g"), ("p", "g", "x"), ("p", "p", "g", "p")], ids=str)
def test_multiply(shape: tuple[int, ...], ports: tuple[str, ...], compiled: Compiled) -> None:
    gate = ("g", layers.make("activation", function="logistic"), ("p",))
    graph = around(shape, gate, ("m", layers.make("multiply"), ports))
    plan = worked(compiled, graph, shape)
    wanted = np.prod([plan.quantity(name, "a") for name in ports], axis=0)
    assert plan.quantity("m", "a") == pytest.approx(wanted)
    assert max(gradient_check(graph, losses.make("mse"), *batch(shape)).values()) <= 1e-7
    for layer, quantity in (("m", "a"), ("p", "grad_a"), ("g", "grad_a")):
        holds(plan, layer, quantity)


def test_multiply_wants_equal_shapes() -> None:
    with pytest.raises(ShapeError, match="3×4"):
        layers.make("multiply").infer_shape(((3, 4), (4,)))


@pytest.mark.parametrize("spatial", [False, True])
@pytest.mark.parametrize("shape", [(40,), (10, 8), (6, 5, 8)], ids=str)
def test_dropout(shape: tuple[int, ...], spatial: bool, compiled: Compiled) -> None:
    graph = around(shape, ("m", layers.make("dropout", rate=0.5, spatial=spatial), ("p",)))
    plan = worked(compiled, graph, shape)
    mask = plan.quantity("m", "mask")
    assert mask.shape == (5, *shape)
    assert set(np.unique(mask)) == {0.0, 2.0}
    assert 0.2 < mask.mean() / 2 < 0.8
    assert (plan.quantity("m", "a") == mask * plan.quantity("p", "a")).all()
    assert plan.quantity("p", "grad_a") == pytest.approx(mask * plan.quantity("m", "grad_a"))
    for layer, quantity in (("m", "a"), ("p", "grad_a")):
        holds(plan, layer, quantity)
    if len(shape) > 1:
        by_channel = mask.reshape(5, -1, shape[-1])
        assert (by_channel == by_channel[:, :1]).all() == spatial
        assert len(np.unique(by_channel[:, 0], axis=0)) > 1
    assert max(gradient_check(graph, losses.make("mse"), *batch(shape)).values()) <= 1e-7
