"""Folding: each number in one box, nothing lost, no circles; graphs of plans by their places."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nnstudio import engine
from nnstudio.engine import Graph, GraphNode, Plan, layers, losses, optimizers
from nnstudio.engine.scalars import Value, expand_graph, topological_order
from nnstudio.engine.scalars.scratch import Scratch, read, run
from nnstudio.inspection.graphs import Folded, fold, numbered
from nnstudio.inspection.graphs.folding import By, Path, paths_by_owner, paths_by_place

NETWORK = "n = MLP(2, [3, 2, 1])\nx = Value(0.5)\ny = n([x, 2])\nL = (y - 1)**2"


def primed(shape: tuple[int, ...], *nodes: GraphNode) -> Plan:
    graph = Graph((GraphNode("x", layers.make("input", shape=shape)), *nodes))
    program = engine.compile(graph, losses.make("half_mse"), optimizers.make("sgd"), learning_rate=0.1, seed=1)
    random = np.random.default_rng(1)
    x = random.normal(size=(2, *shape))
    plan = program.plan(2)
    plan.load(*program.arrange(x, random.normal(size=(2, 1))))
    plan.forward()
    plan.backward()
    return plan


def dense_plan() -> Plan:
    return primed(
        (2,),
        GraphNode("h", layers.make("dense", units=2, activation="tanh"), ("x",)),
        GraphNode("o", layers.make("dense", units=1, activation="logistic"), ("h",)),
        GraphNode("y", layers.make("output"), ("o",)),
    )


def recurrent_plan() -> Plan:
    return primed(
        (3, 1),
        GraphNode("h", layers.make("simple_rnn", units=2), ("x",)),
        GraphNode("o", layers.make("dense", units=1), ("h",)),
        GraphNode("y", layers.make("output"), ("o",)),
    )


def network() -> Scratch:
    return run(read(NETWORK))


def check(nodes: list[Value], folded: Folded) -> None:
    """Each number is in one box, boxes read only earlier ones, and every edge between boxes is there."""
    assert sorted(id(node) for box in folded.boxes for node in box.values) == sorted(map(id, nodes))
    for number, box in enumerate(folded.boxes):
        assert all(source < number for source in box.sources)
        assert all(folded.box[node] == number for node in box.values)
        wanted = {folded.box[child] for node in box.values for child in node.children} - {number}
        assert set(box.sources) == wanted


def test_a_network_folds_into_neurons_and_layers() -> None:
    scratch = network()
    order = topological_order(scratch.names["L"])
    paths = paths_by_owner(scratch.made)
    sizes = {}
    for by in ("none", "neuron", "layer"):
        folded = fold(order, paths, by)
        check(order, folded)
        sizes[by] = len(folded.boxes)
    assert sizes["none"] == len(order)
    groups = [box for box in fold(order, paths, "neuron").boxes if box.is_group]
    assert [box.path for box in groups] == [
        *(("n", "1", str(unit)) for unit in (1, 2, 3)),
        *(("n", "2", str(unit)) for unit in (1, 2)),
        ("n", "3", "1"),
    ]
    # A neuron's result is its activation; a layer of several has none of its own.
    assert all(box.head is not None and box.head.operation == "tanh" for box in groups)
    heads = [box.head for box in fold(order, paths, "layer").boxes if box.is_group]
    assert [head is not None for head in heads] == [False, False, True]


def test_a_layer_opens_into_neurons_and_a_neuron_into_numbers() -> None:
    scratch = network()
    order = topological_order(scratch.names["L"])
    paths = paths_by_owner(scratch.made)
    opened: set[Path] = {("n", "1")}
    folded = fold(order, paths, "layer", opened)
    check(order, folded)
    assert [box.path for box in folded.boxes if box.is_group][:3] == [("n", "1", str(unit)) for unit in (1, 2, 3)]
    opened.add(("n", "1", "2"))
    folded = fold(order, paths, "layer", opened)
    assert ("n", "1", "2") not in [box.path for box in folded.boxes]
    assert len([box for box in folded.boxes if paths.get(box.values[0]) == ("n", "1", "2")]) == 7


def test_numbers_are_those_of_the_topological_order() -> None:
    root = network().names["L"]
    found = numbered(root)
    assert sorted(found.values()) == list(range(1, len(found) + 1))
    assert found[root] == len(found)
    assert all(found[child] < found[node] for node in found for child in node.children)


@pytest.mark.parametrize("by", ["none", "neuron", "layer"])
@pytest.mark.parametrize(
    ("layer", "quantity", "index"), [("loss", "loss", ()), ("h", "grad_z", (1,)), ("o", "a", (0,))]
)
def test_the_graph_of_a_plan_folds(by: By, layer: str, quantity: str, index: tuple[int, ...]) -> None:
    root = expand_graph(dense_plan(), layer, quantity, index, 0)
    order = topological_order(root)
    folded = fold(order, paths_by_place(root), by)
    check(order, folded)
    if by == "neuron" and quantity == "loss":
        assert {box.path for box in folded.boxes if box.is_group} >= {("h", "1"), ("h", "2"), ("o", "1")}


@settings(max_examples=25, deadline=None)
@given(st.sets(st.integers(0, 30)), st.sampled_from(["neuron", "layer"]))
def test_whatever_is_opened_there_is_no_circle(chosen: set[int], by: By) -> None:
    root = expand_graph(recurrent_plan(), "loss", "loss", (), 0)
    order = topological_order(root)
    paths = paths_by_place(root)
    every = sorted({path[:length] for path in paths.values() for length in range(1, len(path) + 1)})
    opened = {path for place, path in enumerate(every) if place in chosen}
    check(order, fold(order, paths, by, opened))
