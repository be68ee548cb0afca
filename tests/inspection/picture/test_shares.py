"""The samples' gradients have the plan's number for their mean, whatever the layer."""

from __future__ import annotations

import numpy as np
import pytest
from inspected import network, primed

from nnstudio import engine
from nnstudio.engine import Graph, GraphNode, Place, Plan, layers, losses, optimizers, per_sample_gradients
from nnstudio.inspection import Step, Trace
from nnstudio.inspection.picture.shares import MOST_SAMPLES, shares_at, shares_of, why_none


def dense() -> Plan:
    random = np.random.default_rng(3)
    program = network((3, 5, 2), ("tanh", "identity"))
    return primed(program, random.normal(size=(7, 3)), random.normal(size=(7, 2)))


def other(kind: str) -> Plan:
    shape = (6, 6, 2) if kind == "convolution2d" else (5, 3)
    size = {"filters": 3} if kind == "convolution2d" else {"units": 4}
    nodes = (
        GraphNode("x", layers.make("input", shape=shape)),
        GraphNode("l", layers.make(kind, **size), ("x",)),
        GraphNode("f", layers.make("flatten"), ("l",)),
        GraphNode("d", layers.make("dense", units=2), ("f",)),
        GraphNode("y", layers.make("output"), ("d",)),
    )
    random = np.random.default_rng(5)
    program = engine.compile(Graph(nodes), losses.make("half_mse"), optimizers.make("sgd"), learning_rate=0.1, seed=1)
    return primed(program, random.normal(size=(4, *shape)), random.normal(size=(4, 2)))


def test_a_dense_layer_s_shares_are_the_engine_s() -> None:
    plan = dense()
    trace = Trace(plan, 0, True)
    for layer in ("h1", "h2"):
        for name in ("weight", "bias"):
            own = per_sample_gradients(plan, layer, name)
            for index in np.ndindex(*own.shape[1:]):
                found = shares_of(trace, Place(layer, f"{name}_grad", index))
                np.testing.assert_allclose(found.values, own[(slice(None), *index)], rtol=1e-5, atol=1e-8)
                assert found.mean == float(plan.sites[layer].gradient(name)[index])
                assert found.holds


def test_a_neuron_s_mean_is_the_gradient_of_its_bias() -> None:
    plan = dense()
    found = shares_at(Trace(plan, 0, True), Step("backward", "h1", "grad_z", (2,)))
    assert found.holds
    assert found.mean == pytest.approx(float(plan.sites["h1"].gradient("bias")[2]), rel=1e-5)


@pytest.mark.parametrize("kind", ["lstm", "convolution2d", "gru"])
def test_shared_weights_are_added_up_by_sample(kind: str) -> None:
    plan = other(kind)
    trace = Trace(plan, 0, True)
    for (layer, name), placed in plan.update_rule.layout.entries.items():
        if layer != "l":
            continue
        own = per_sample_gradients(plan, layer, name)
        index = tuple(length // 2 for length in placed.key.shape)
        found = shares_of(trace, Place(layer, f"{name}_grad", index))
        np.testing.assert_allclose(found.values, own[(slice(None), *index)], rtol=1e-3, atol=1e-6)
        assert found.holds
        assert shares_of(trace, Place(layer, f"{name}_grad", index), quickly=True) is None


def test_what_has_no_shares() -> None:
    trace = Trace(dense(), 0, True)
    for step in (
        Step("forward", "h1", "z", (1,)),
        Step("backward", "h1", "grad_z"),
        Step("loss", "y", "loss", ()),
        Step("backward", "h1", "slope", (1,)),
    ):
        assert shares_at(trace, step) is None
    assert shares_at(trace, Step("update", "h1", "weight_update", (0, 1))).holds


def test_where_there_are_none_words_say_why() -> None:
    random, step = np.random.default_rng(3), Step("backward", "h1", "weight_grad", (0, 1))
    program, many = network((3, 5, 2), ("tanh", "identity")), MOST_SAMPLES + 1
    trace = Trace(primed(program, random.normal(size=(many, 3)), random.normal(size=(many, 2))), 0, True)
    assert shares_at(trace, step) is None
    assert str(many) in str(why_none(trace, step))
    assert why_none(trace, Step("forward", "h1", "z", (1,))) is None
    assert why_none(trace, Step("backward", "h1", "slope", (1,))) is None


def test_a_weight_of_too_many_places_says_how_many() -> None:
    shape = (40, 40, 1)
    nodes = (
        GraphNode("x", layers.make("input", shape=shape)),
        GraphNode("l", layers.make("convolution2d", filters=2), ("x",)),
        GraphNode("f", layers.make("flatten"), ("l",)),
        GraphNode("d", layers.make("dense", units=2), ("f",)),
        GraphNode("y", layers.make("output"), ("d",)),
    )
    random = np.random.default_rng(5)
    program = engine.compile(Graph(nodes), losses.make("half_mse"), optimizers.make("sgd"), learning_rate=0.1, seed=1)
    trace = Trace(primed(program, random.normal(size=(4, *shape)), random.normal(size=(4, 2))), 0, True)
    step = Step("backward", "l", "weight_grad", (1, 1, 0, 0))
    assert shares_at(trace, step) is None
    assert "products" in str(why_none(trace, step))
