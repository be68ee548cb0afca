"""Reach against nudging: which outputs move when an input does, in random networks of all kinds of layers."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings

from nnstudio import engine
from nnstudio.engine import Graph, chain, layers, losses, optimizers
from nnstudio.engine.arrange import arrange_inputs
from nnstudio.engine.typing import Array, Shape
from nnstudio.inspection.layer_views.reach import receptive_field, seen_by

sys.path.insert(0, str(Path(__file__).parents[2] / "conformance"))

from random_networks import networks


def outputs(graph: Graph, x: Array) -> tuple[dict[str, Array], dict[str, Shape]]:
    """Return what every layer gives for some samples, in evaluation."""
    kinds = losses.make("mse"), optimizers.make("sgd")
    program = engine.compile(graph, *kinds, learning_rate=0.1, dtype="float64", seed=3)
    plan = program.plan(len(x), "predict")
    inputs = arrange_inputs(program, x)
    plan.load(inputs)
    plan.forward()
    found = {name: np.array(site.output.outside) for name, site in plan.sites.items()}
    return found, {name: site.output.shape for name, site in plan.sites.items()}


def moved(graph: Graph, index: tuple[int, ...]) -> tuple[dict[str, Array], dict[str, Shape]]:
    """Return for every layer which numbers move with the input's at an index, at one of several moments."""
    shape = graph["x"].layer.infer_shape(())
    random = np.random.default_rng(7)
    before = random.normal(size=(12, *shape))
    after = before.copy()
    after[(slice(None), *index)] += random.choice([-1.5, 1.5], size=12)
    (one, shapes), (other, _) = outputs(graph, before), outputs(graph, after)
    return {name: np.asarray((one[name] != other[name]).any(axis=0)) for name in one}, shapes


def place(shape: Shape, seed: int) -> tuple[int, ...]:
    return tuple(int(part) for part in np.random.default_rng(seed).integers(0, shape))


@settings(max_examples=60, suppress_health_check=list(HealthCheck), deadline=None)
@given(networks())
def test_what_moves_is_what_is_said_to_be_seen(graph: Graph) -> None:
    index = place(graph["x"].layer.infer_shape(()), 1)
    found, shapes = moved(graph, index)
    regions = seen_by(graph, shapes, "x", index)
    for name, mask in found.items():
        said = regions[name].mask if name in regions else np.zeros(shapes[name], bool)
        assert not (mask & ~said).any(), (name, graph[name].layer)


@settings(max_examples=40, suppress_health_check=list(HealthCheck), deadline=None)
@given(networks())
def test_both_directions_say_the_same(graph: Graph) -> None:
    _, shapes = moved(graph, place(graph["x"].layer.infer_shape(()), 1))
    for name in graph.order[1:]:
        index = place(shapes[name], 2)
        back = receptive_field(graph, shapes, name, index)
        for number in range(4):
            start = place(shapes["x"], 10 + number)
            forth = seen_by(graph, shapes, "x", start)
            assert ("x" in back and start in back["x"]) == (name in forth and index in forth[name])


STACKS = {
    "dilated": (
        (9, 8, 1),
        (
            layers.make("convolution2d", filters=2, dilation=2, padding="same", activation="tanh"),
            layers.make("average_pooling2d"),
            layers.make("convolution2d", filters=3, kernel_height=1, kernel_width=2, stride=2, padding="wide"),
        ),
    ),
    "transposed": (
        (5, 4, 2),
        (
            layers.make("transposed_convolution2d", filters=2, stride=2, activation="softplus"),
            layers.make("convolution2d", filters=2, groups=2, flip=True, padding="same"),
            layers.make("flatten"),
            layers.make("dense", units=4),
        ),
    ),
    "sequence": (
        (9, 2),
        (
            layers.make("convolution1d", filters=2, dilation=2, activation="gelu"),
            layers.make("group_normalization", groups=2),
            layers.make("simple_rnn", units=2, output="sequence"),
        ),
    ),
    "causal": (
        (6, 2),
        (
            layers.make("multi_head_attention", heads=2, causal=True),
            layers.make("dense", units=3),
            layers.make("layer_normalization"),
        ),
    ),
}


@pytest.mark.parametrize("name", STACKS)
def test_nothing_more_is_said_than_what_moves(name: str) -> None:
    shape, parts = STACKS[name]
    graph = chain(shape, *parts)
    for seed in range(4):
        index = place(shape, seed)
        found, shapes = moved(graph, index)
        regions = seen_by(graph, shapes, "x", index)
        for layer, mask in found.items():
            assert np.array_equal(mask, regions[layer].mask), layer


def test_the_receptive_field_of_two_convolutions_is_five_wide() -> None:
    graph = chain((9, 9, 1), *(layers.make("convolution2d", filters=1) for _ in range(2)))
    shapes = {name: moved(graph, (0, 0, 0))[1][name] for name in graph.order}
    found = receptive_field(graph, shapes, "convolution2d2", (2, 2, 0))
    assert found["x"].size == (5, 5, 1)
    assert found["x"].count == 25
    assert (2, 2, 0) in found["x"]
    assert (7, 2, 0) not in found["x"]
    assert not found["x"].whole
