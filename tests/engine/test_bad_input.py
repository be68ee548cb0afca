"""What cannot be computed is refused, with the place, what was expected, what was received and what to try.

Nothing is stretched to fit: every layer either refuses shapes or gives exactly what it said it would.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pytest

from nnstudio.engine import Graph, GraphNode, Program, compile, layers, losses, optimizers
from nnstudio.engine.errors import DataError, GraphError, NnstudioError, ParameterError, ShapeError
from nnstudio.engine.layer import Layer
from nnstudio.engine.typing import Shape

SHAPES: tuple[Shape, ...] = ((1,), (3,), (4, 1), (4, 3), (1, 3), (4, 3, 1), (4, 3, 2), (1, 1, 2))
INNER = [kind for kind in layers if not (layers[kind].is_source or layers[kind].is_sink)]


def graph_of(layer: Layer, *shapes: Shape) -> Graph:
    inputs = [GraphNode(f"x{k}", layers["input"](shape=shape)) for k, shape in enumerate(shapes)]
    node = GraphNode("tested", layer, tuple(node.name for node in inputs))
    return Graph((*inputs, node, GraphNode("y", layers.make("output"), ("tested",))))


def compiled(graph: Graph, **options: Any) -> Program:
    values = {"learning_rate": 0.1, "loss": "mse", **options}
    return compile(graph, losses.make(values.pop("loss")), optimizers.make("sgd"), **values)


def complete(error: NnstudioError, place: str = "") -> None:
    """Assert that an error says all it must say."""
    assert place in error.place
    assert str(error.expected)
    assert str(error.received)
    assert str(error.advice).endswith(".")


def wants(kind: str) -> int:
    return 2 if layers[kind].variadic else len(layers[kind].ports)


@pytest.mark.parametrize("kind", INNER)
def test_a_layer_refuses_shapes_or_gives_what_it_said(kind: str) -> None:
    made = layers.make(kind)
    taken = 0
    for shapes in itertools.product(SHAPES, repeat=wants(kind)):
        graph = graph_of(made, *shapes)
        try:
            program = compiled(graph)
        except ShapeError as error:
            complete(error, "tested")
            continue
        taken += 1
        shape = program.shapes["tested"]
        assert shape == made.infer_shape(shapes)
        assert min(shape) >= 1
        x = [np.zeros((2, *each)) for each in shapes]
        assert program.predict(x if len(x) > 1 else x[0]).shape == (2, *shape)
    assert taken, "no shape at all is taken"


@pytest.mark.parametrize("kind", [kind for kind in INNER if wants(kind) > 1])
def test_a_join_does_not_repeat_one_input_to_fit_the_other(kind: str) -> None:
    made = layers.make(kind)
    for one, other in itertools.permutations(SHAPES, 2):
        shapes = (one, *(other,) * (wants(kind) - 1))
        try:
            shape = made.infer_shape(shapes)
        except ShapeError:
            continue
        # What is allowed: places equal, features side by side; or a matrix between the two.
        if kind == "concatenate":
            assert one[:-1] == other[:-1]
            assert shape[-1] == one[-1] + other[-1]
        else:
            assert kind in ("projection", "attention"), (one, other)


@pytest.mark.parametrize("shape", [(), (0,), (-3,), (4, 0), (2, 3, 0), (2, 2, 2, 2)])
def test_an_input_without_a_number_or_with_too_many_axes(shape: Shape) -> None:
    with pytest.raises(ShapeError) as caught:
        compiled(graph_of(layers.make("flatten"), shape))
    complete(caught.value, "x0")


@pytest.mark.parametrize("shape", [(2.5,), ("a",), (True,), (None,)])
def test_an_input_of_no_whole_numbers(shape: Any) -> None:
    with pytest.raises(ParameterError) as caught:
        layers["input"](shape=shape)
    complete(caught.value, "input.shape")


def test_cycles_are_refused_however_long() -> None:
    for length in (1, 2, 5):
        names = [f"n{k}" for k in range(length)]
        nodes = [GraphNode("x", layers["input"](shape=(3,)))]
        nodes += [GraphNode(name, layers.make("add"), ("x", names[k - 1])) for k, name in enumerate(names)]
        with pytest.raises(GraphError) as caught:
            compiled(Graph((*nodes, GraphNode("y", layers.make("output"), (names[-1],)))))
        complete(caught.value, "n0")


IMPOSSIBLE: dict[str, tuple[str, dict[str, Any], Shape]] = {
    "kernel larger than the image": ("convolution2d", {"kernel_height": 9, "padding": "narrow"}, (4, 4, 1)),
    "dilation that reaches past the end": ("convolution1d", {"dilation": 9, "padding": "narrow"}, (6, 2)),
    "pooling a single row": ("max_pooling2d", {"kernel_height": 3}, (2, 5, 1)),
    "groups that do not divide the channels": ("convolution2d", {"groups": 2, "filters": 4}, (5, 5, 3)),
    "groups that do not divide the filters": ("convolution2d", {"groups": 2, "filters": 3}, (5, 5, 4)),
    "normalised groups that do not divide": ("group_normalization", {"groups": 2}, (5, 5, 3)),
    "heads that do not divide the features": ("multi_head_attention", {"heads": 2}, (5, 3)),
    "a recurrent layer without time": ("lstm", {}, (5,)),
    "a recurrent layer over an image": ("gru", {}, (5, 5, 1)),
    "dense over an image": ("dense", {}, (5, 5, 1)),
    "embedding of vectors": ("embedding", {}, (5, 2)),
    "a shape with other numbers": ("reshape", {"shape": "3, 3"}, (8,)),
}


@pytest.mark.parametrize("name", IMPOSSIBLE)
def test_impossible_settings(name: str) -> None:
    kind, options, shape = IMPOSSIBLE[name]
    with pytest.raises(ShapeError) as caught:
        compiled(graph_of(layers.make(kind, **options), shape))
    complete(caught.value, "tested")


def parameter_cases() -> list[tuple[str, str, object]]:
    """Return for every parameter of every layer values that its declaration excludes."""
    cases: list[tuple[str, str, object]] = []
    for kind in INNER:
        for parameter in layers[kind].declaration.parameters:
            wrong: list[object] = [None, [], {}, float("nan"), complex(1, 1), b"x"]
            wrong += [parameter.minimum - 1] if math.isfinite(parameter.minimum) else []
            wrong += [parameter.maximum * 2 + 1] if math.isfinite(parameter.maximum) else []
            cases += [(kind, parameter.id, value) for value in wrong]
    return cases


def test_every_parameter_of_every_layer_refuses_nonsense() -> None:
    for kind, parameter, value in parameter_cases():
        with pytest.raises(ParameterError) as caught:
            layers.make(kind, **{parameter: value})
        complete(caught.value, parameter)


OPTIONS: dict[str, Mapping[str, Any]] = {
    "half precision": {"dtype": "float16"},
    "whole numbers": {"dtype": "int32"},
    "learning rate NaN": {"learning_rate": float("nan")},
    "learning rate infinite": {"learning_rate": float("inf")},
    "learning rate below 0": {"learning_rate": -0.1},
    "learning rate a word": {"learning_rate": "fast"},
    "L1 below 0": {"l1": -1.0},
    "L2 NaN": {"l2": float("nan")},
    "seed below 0": {"seed": -1},
    "seed a fraction": {"seed": 1.5},
}


@pytest.mark.parametrize("name", OPTIONS)
def test_impossible_options(name: str) -> None:
    with pytest.raises(ParameterError) as caught:
        compiled(graph_of(layers.make("dense"), (3,)), **OPTIONS[name])
    complete(caught.value, next(iter(OPTIONS[name])))


BATCHES: dict[str, tuple[Any, type[NnstudioError]]] = {
    "none": (0, DataError),
    "fewer": (-2, DataError),
    "a part": (2.5, ParameterError),
    "a word": ("all", ParameterError),
    "yes": (True, ParameterError),
}


@pytest.mark.parametrize("name", BATCHES)
def test_impossible_batches(name: str) -> None:
    size, kind = BATCHES[name]
    program = compiled(graph_of(layers.make("dense"), (3,)))
    with pytest.raises(kind) as caught:
        program.plan(size)
    complete(caught.value, "batch")
    with pytest.raises(ParameterError):
        program.plan(2, "sideways")


DATA: dict[str, Callable[[], Any]] = {
    "complex": lambda: np.zeros((4, 3), complex),
    "objects": lambda: np.zeros((4, 3), object),
    "texts": lambda: np.full((4, 3), "a"),
    "dates": lambda: np.zeros((4, 3), "datetime64[s]"),
    "ragged": lambda: [[1, 2, 3], [4, 5]],
    "nothing": lambda: None,
    "masked": lambda: np.ma.masked_array(np.zeros((4, 3)), np.eye(4, 3, dtype=bool)),
    "NaN": lambda: np.full((4, 3), np.nan),
    "infinite": lambda: np.full((4, 3), -np.inf),
    "too large for float32": lambda: np.full((4, 3), 1e39),
    "one row": lambda: np.zeros(3),
    "a column to be repeated": lambda: np.zeros((4, 1)),
    "an axis too many": lambda: np.zeros((4, 3, 1)),
    "no row": lambda: np.zeros((0, 3)),
}


@pytest.mark.parametrize("name", DATA)
@pytest.mark.filterwarnings("error")
def test_data_that_are_none(name: str) -> None:
    program = compiled(graph_of(layers.make("dense", units=3), (3,)))
    good = np.zeros((4, 3))
    for call in (
        lambda: program.predict(DATA[name]()),
        lambda: program.arrange(DATA[name](), good),
        lambda: program.arrange(good, DATA[name]()),
    ):
        with pytest.raises(DataError) as caught:
            call()
        complete(caught.value)


def test_targets_at_every_step_must_be_there_for_every_step() -> None:
    program = compiled(graph_of(layers.make("dense", units=2), (6, 3)))
    x = np.zeros((4, 6, 3))
    assert program.arrange(x, np.zeros((4, 6, 2)))[1].shape == (2, 6, 4)
    for wrong in ((4, 2), (4, 1, 2), (4, 5, 2), (4, 6, 1), (4, 6)):
        with pytest.raises(DataError) as caught:
            program.arrange(x, np.zeros(wrong))
        complete(caught.value, "y")


def test_class_targets_of_every_step_must_be_one_hot() -> None:
    made = layers.make("dense", units=3, activation="softmax")
    program = compiled(graph_of(made, (6, 3)), loss="cross_entropy")
    right = np.eye(3)[np.zeros((4, 6), int)]
    program.arrange(np.zeros((4, 6, 3)), right)
    for wrong in (right * 0, right * 2, -right, right + 0.5):
        with pytest.raises(DataError):
            program.arrange(np.zeros((4, 6, 3)), wrong)


@pytest.mark.parametrize("number", [-1, 5, 2.5])
def test_numbers_out_of_the_vocabulary(number: float) -> None:
    program = compiled(graph_of(layers.make("embedding", vocabulary=5), (4,)))
    x = np.zeros((2, 4))
    assert np.isfinite(program.predict(x)).all()
    x[1, 2] = number
    with pytest.raises(DataError) as caught:
        program.predict(x)
    complete(caught.value, "x0")


def test_a_plan_takes_no_arrays_of_another_shape() -> None:
    one = compiled(graph_of(layers.make("dense", units=2), (3,))).plan(4)
    two = compiled(graph_of(layers.make("add"), (3,), (3,))).plan(4)
    x, y = np.zeros((3, 4)), np.zeros((3, 4))
    wrong: list[tuple[Any, Any, Any]] = [
        (one, np.zeros((3, 1)), np.zeros((2, 4))),
        (one, np.zeros((3, 4)), np.zeros((2, 1))),
        (one, [np.zeros((3, 1))], [np.zeros((2, 4))]),
        (two, x, y),
        (two, [x], [y]),
        (two, [x, np.zeros((3, 1))], [y]),
        (two, [x, x], [np.zeros((1, 4))]),
        (two, [x, x, x], [y]),
    ]
    for plan, inputs, targets in wrong:
        with pytest.raises(DataError) as caught:
            plan.load(inputs, targets)
        complete(caught.value, "batch")
    two.load([x, x], [y])


@pytest.mark.parametrize("values", [np.full((3, 2), np.nan), np.full((3, 2), 1e39), np.full((3, 2), "a")])
def test_weights_must_be_finite_numbers(values: np.ndarray) -> None:
    program = compiled(graph_of(layers.make("dense", units=2), (3,)))
    before = program.theta.copy()
    with pytest.raises(DataError) as caught:
        program.set_parameter("tested", "weight", values)
    complete(caught.value, "tested.weight")
    assert (program.theta == before).all()
