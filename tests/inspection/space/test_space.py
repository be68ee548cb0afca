"""Where samples lie after each layer: the engine's own numbers, and PCA as NumPy's SVD has it."""

from __future__ import annotations

import numpy as np
import pytest

from nnstudio import engine
from nnstudio.inspection.space import Passage, Projection, Stop, project, stops_of

RANDOM = np.random.default_rng(3)


def program(*layers: engine.GraphNode, shape: tuple[int, ...] = (2,)) -> engine.Program:
    before = engine.GraphNode("x", engine.layers["input"](shape=shape))
    nodes = [before]
    for each in layers:
        before = engine.GraphNode(each.name, each.layer, (before.name,))
        nodes.append(before)
    nodes.append(engine.GraphNode("y", engine.layers.make("output"), (before.name,)))
    return engine.compile(
        engine.Graph(tuple(nodes)),
        engine.losses.make("mse"),
        engine.optimizers.make("sgd"),
        learning_rate=0.1,
        dtype="float64",
    )


def node(name: str, kind: str, **values: object) -> engine.GraphNode:
    return engine.GraphNode(name, engine.layers.make(kind, **values), ())


def test_places_are_where_numbers_change() -> None:
    made = program(
        node("f", "flatten"),
        node("h", "dense", units=3, activation="tanh"),
        node("d", "dropout"),
        node("o", "dense", units=1, activation="identity"),
        shape=(2, 2, 1),
    )
    assert stops_of(made) == (Stop("x", "a", 4), Stop("h", "z", 3), Stop("h", "a", 3), Stop("o", "z", 1))


def test_the_values_are_the_networks_own() -> None:
    made = program(node("h", "dense", units=2, activation="tanh"), node("o", "dense", units=1, activation="identity"))
    x = RANDOM.normal(size=(7, 2))
    passage = Passage(made, x)
    z = x @ made.parameter("h", "weight") + made.parameter("h", "bias")
    np.testing.assert_allclose(passage.at(Stop("h", "z", 2)), z, rtol=1e-12)
    np.testing.assert_allclose(passage.at(Stop("h", "a", 2)), np.tanh(z), rtol=1e-12)
    np.testing.assert_allclose(passage.at(stops_of(made)[-1]), made.predict(x), rtol=1e-12)


def test_what_is_not_finite_is_drawn_at_zero() -> None:
    made = program(node("o", "dense", units=1, activation="identity"))
    made.set_parameter("o", "weight", np.full((2, 1), 1e308))
    found = Passage(made, np.array([[1e10, -1e10], [1e10, 1e10], [0.0, 0.0]])).at(Stop("o", "z", 1))
    np.testing.assert_array_equal(found, np.zeros((3, 1)))


@pytest.mark.parametrize("width", [1, 2])
def test_one_and_two_dimensions_are_left_as_they_are(width: int) -> None:
    values = RANDOM.normal(size=(5, width))
    flat = project(values).flat(values)
    np.testing.assert_array_equal(flat[:, :width], values)
    assert not flat[:, width:].any()


@pytest.mark.parametrize("shape", [(40, 5), (6, 30), (2, 9), (1, 4)])
def test_more_dimensions_are_seen_in_the_directions_of_most_variance(shape: tuple[int, int]) -> None:
    values = RANDOM.normal(size=shape) * np.linspace(3, 0.5, shape[1])
    found = project(values)
    centred = values - values.mean(axis=0)
    singular = np.append(np.linalg.svd(centred, compute_uv=False), 0.0)
    flat = found.flat(values)
    np.testing.assert_allclose(np.linalg.norm(flat, axis=0), singular[:2], atol=1e-9)
    total = max((singular**2).sum(), 1e-300)
    np.testing.assert_allclose(found.share, singular[:2] ** 2 / total, atol=1e-9)
    kept = found.axes[:, singular[:2] > 1e-9]
    np.testing.assert_allclose(kept.T @ kept, np.eye(kept.shape[1]), atol=1e-9)


def test_a_picture_that_follows_a_run_does_not_flip() -> None:
    values = RANDOM.normal(size=(30, 4)) * [5, 3, 1, 1]
    first = project(values)
    flipped = Projection(first.origin, -first.axes, first.share)
    np.testing.assert_allclose(project(values, flipped).axes, -first.axes)
    nudged = project(values + 1e-3 * RANDOM.normal(size=values.shape), first)
    assert ((nudged.axes * first.axes).sum(axis=0) > 0.9).all()


def test_a_picture_lies_as_the_one_beside_it() -> None:
    values = RANDOM.normal(size=(30, 4)) * [5, 3, 1, 1]
    beside = project(values).flat(values) * [-1.0, 1.0] + [100.0, -50.0]
    found = project(values, beside=beside).flat(values)
    np.testing.assert_allclose(found, beside - [100.0, -50.0], atol=1e-9)
