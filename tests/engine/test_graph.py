"""The graph: order, shapes, and errors that name the layer and what to do."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from nnstudio.engine import Graph, GraphError, GraphNode, NnstudioError, ShapeError, infer_shapes, layers

Chain = Callable[..., Graph]


def node(name: str, kind: str, *inputs: str, **values: object) -> GraphNode:
    return GraphNode(name, layers.make(kind, **values), inputs)


X = GraphNode("x", layers["input"](shape=(3,)))
IMAGE = GraphNode("x", layers["input"](shape=(4, 5, 2)))


def test_order_follows_the_links_not_the_list() -> None:
    graph = Graph((node("y", "output", "b"), node("b", "dense", "a"), node("a", "dense", "x"), X))
    assert graph.order == ("x", "a", "b", "y")
    assert graph.consumers["a"] == (("b", 0),)


def test_shapes() -> None:
    graph = Graph((IMAGE, node("f", "flatten", "x"), node("d", "dense", "f", units=7), node("y", "output", "d")))
    assert infer_shapes(graph) == {"x": (4, 5, 2), "f": (40,), "d": (7,), "y": (7,)}


def test_concatenate_adds_up_the_last_axis() -> None:
    graph = Graph((IMAGE, node("c", "concatenate", "x", "x"), node("y", "output", "c")))
    assert infer_shapes(graph)["c"] == (4, 5, 4)


WRONG = {
    "cycle": ((X, node("a", "add", "x", "b"), node("b", "dense", "a"), node("y", "output", "b")), GraphError, "a"),
    "missing input": ((X, node("a", "dense"), node("y", "output", "a")), GraphError, "a"),
    "too many inputs": ((X, node("a", "dense", "x", "x"), node("y", "output", "a")), GraphError, "a"),
    "one input to add": ((X, node("a", "add", "x"), node("y", "output", "a")), GraphError, "a"),
    "no input layer": ((node("y", "output"),), GraphError, "y"),
    "no output layer": ((X, node("a", "dense", "x")), GraphError, "x"),
    "nothing": ((), GraphError, "network"),
    "unread output": ((X, node("a", "dense", "x"), node("b", "dense", "x"), node("y", "output", "b")), GraphError, "a"),
    "dense on image": ((IMAGE, node("a", "dense", "x"), node("y", "output", "a")), ShapeError, "a"),
    "softmax on image": (
        (IMAGE, node("a", "activation", "x", function="softmax"), node("y", "output", "a")),
        ShapeError,
        "a",
    ),
    "add of different widths": (
        (X, node("a", "dense", "x", units=2), node("b", "add", "x", "a"), node("y", "output", "b")),
        ShapeError,
        "b",
    ),
    "concatenate list and image": (
        (IMAGE, node("f", "flatten", "x"), node("c", "concatenate", "x", "f"), node("y", "output", "c")),
        ShapeError,
        "c",
    ),
    "empty input": ((GraphNode("x", layers["input"](shape=(0,))), node("y", "output", "x")), ShapeError, "x"),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_cannot_be_computed_is_refused_by_name(name: str) -> None:
    nodes, kind, place = WRONG[name]
    with pytest.raises(kind) as caught:
        infer_shapes(Graph(nodes))
    error = caught.value
    assert isinstance(error, NnstudioError)
    assert error.place == place
    assert str(error.expected)
    assert str(error.received)
    assert str(error.advice).endswith(".")


def test_names_are_unique_and_known() -> None:
    with pytest.raises(GraphError, match="used twice"):
        Graph((X, X))
    with pytest.raises(GraphError, match="'nowhere'"):
        Graph((X, node("a", "dense", "nowhere")))
