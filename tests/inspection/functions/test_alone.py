"""Chains, gates, losses, softmax: each against its own formula."""

from __future__ import annotations

import numpy as np
import pytest

from nnstudio import engine
from nnstudio.inspection.functions.chain import chain
from nnstudio.inspection.functions.cost import cost
from nnstudio.inspection.functions.gates import GATED, gate, gated
from nnstudio.inspection.functions.loss_curves import (
    CLASSES,
    PAIRS,
    behind_softmax,
    class_keys,
    class_landing,
    curve_keys,
    landing,
    loss_curve,
    times_the_error,
)
from nnstudio.inspection.functions.properties import steepest
from nnstudio.inspection.functions.simplex import (
    entropy,
    net_inputs,
    place,
    probabilities_at,
    softmax,
    temperature_path,
)


def make(key: str, **values: object) -> engine.activations.__class__:
    return engine.activations.make(key, "", **values)


def test_ten_logistic_layers_let_a_millionth_through() -> None:
    found = chain(make("logistic"), 10, 1.0, 0.5)
    assert found.bound[-1] == pytest.approx(0.25**10)
    assert 0 < found.factor[-1] < found.bound[-1]


def test_a_chain_is_what_the_engines_network_does() -> None:
    depth, weight, x = 6, 1.3, 0.7
    dense = engine.layers["dense"]
    parts = [dense(units=1, activation="tanh", bias=False) for _ in range(depth)]
    program = engine.compile(engine.chain(1, *parts), "half_mse", "sgd", learning_rate=1.0, dtype="float64", seed=0)
    for number in range(depth):
        program.set_parameter(f"dense{number + 1}", "weight", np.array([[weight]]))
    plan = program.plan(1, gradient_of_inputs=True)
    plan.load(*program.arrange(np.array([[x]]), np.array([[0.0]])))
    plan.forward()
    plan.backward()
    found = chain(make("tanh"), depth, weight, x)
    output = float(plan.quantity(f"dense{depth}", "a")[0, 0])
    assert found.a[-1] == pytest.approx(output, rel=1e-12)
    assert found.factor[-1] == pytest.approx(float(plan.quantity("x", "grad_a")[0, 0]) / output, rel=1e-10)


def test_a_ramp_passes_all_and_tanh_its_slope() -> None:
    assert chain(make("relu"), 30, 1.0, 2.0).factor[-1] == 1
    assert chain(make("relu"), 3, 1.0, -2.0).factor[0] == 0
    assert steepest(make("tanh")) == 1
    assert steepest(make("logistic")) == 0.25
    assert steepest(make("hard_swish")) == 1.5, "at its very corner"


@pytest.mark.parametrize("expression", ["z^2", "exp(z)", "1/z", "z*abs(z)"])
def test_a_slope_without_bound_bounds_no_chain(expression: str) -> None:
    found = chain(make("formula", expression=expression), 5, 1.0, np.linspace(-5, 5, 101))
    assert not np.isfinite(found.bound).any()
    assert np.isfinite(chain(make("formula", expression="sin(100*z)"), 5, 1.0, 0.5).bound).all()


@pytest.mark.parametrize("key", GATED)
def test_a_function_is_z_times_its_gate(key: str) -> None:
    found = gated(make(key), 6.0)
    np.testing.assert_allclose(found.z * found.gate, found.value, atol=1e-12)
    assert found.gate[0] == pytest.approx(0, abs=0.02)
    assert found.gate[-1] == pytest.approx(1, abs=0.02)


@pytest.mark.parametrize("beta", [0.01, 0.5, 1.0, 8.0])
def test_the_gate_of_swish_is_the_logistic_function(beta: float) -> None:
    z = np.linspace(-5, 5, 101)
    np.testing.assert_allclose(gate(make("swish", beta=beta), z), 1 / (1 + np.exp(-beta * z)), rtol=1e-12)


def test_swish_tends_to_a_line_and_to_a_ramp() -> None:
    assert gated(make("swish", beta=0.0), 5.0).from_line == 0
    assert gated(make("swish", beta=0.01), 5.0).from_line < 0.07
    ramp = gated(make("swish", beta=100.0), 5.0).from_relu
    assert ramp == pytest.approx(0.2784645 / 100, rel=1e-2)


@pytest.mark.parametrize("key", curve_keys())
@pytest.mark.parametrize("target", [0.0, 1.0])
def test_a_losses_slope_is_its_own(key: str, target: float) -> None:
    loss, x, h = engine.losses.make(key), np.linspace(0.05, 0.95, 31), 1e-6
    found = loss_curve(loss, target, x)
    ends = [loss_curve(loss, target, x + step).loss for step in (h, -h)]
    np.testing.assert_allclose(found.slope, (ends[0] - ends[1]) / (2 * h), rtol=1e-5, atol=1e-7)


def test_cross_entropy_makes_up_for_a_saturated_output() -> None:
    entropy_, square = (
        landing(engine.losses.make(key), 1.0, np.linspace(-10, 10, 1001))
        for key in ("binary_cross_entropy", "half_mse")
    )
    np.testing.assert_allclose(entropy_.delta, entropy_.a - 1, atol=1e-9)
    np.testing.assert_allclose(square.delta, (square.a - 1) * square.a * (1 - square.a), atol=1e-12)
    # At z = −10 and target 1 the output could not be more wrong.
    assert abs(entropy_.delta[0]) > 0.9999
    assert abs(square.delta[0]) < 5e-5
    assert set(PAIRS) <= set(curve_keys())


@pytest.mark.parametrize("key", behind_softmax())
def test_what_a_class_sends_back_is_the_slope_of_its_loss(key: str) -> None:
    loss, z, h = engine.losses.make(key), np.linspace(-8, 8, 33), 1e-5
    ends = [class_landing(loss, z + step).loss for step in (h, -h)]
    np.testing.assert_allclose(class_landing(loss, z).slope, (ends[0] - ends[1]) / (2 * h), rtol=1e-5, atol=1e-8)


def test_every_loss_is_drawn_over_something() -> None:
    assert {*curve_keys(), *class_keys()} == set(engine.losses)


def test_cross_entropy_of_classes_is_one_curve_however_it_is_written() -> None:
    z = np.linspace(-8, 8, 33)
    right = np.exp(z) / (np.exp(z) + CLASSES - 1)
    for key in ("cross_entropy", "cross_entropy_logits", "nll", "kl_divergence"):
        found = class_landing(engine.losses.make(key), z)
        np.testing.assert_allclose(found.loss, -np.log(right), rtol=1e-9)
        np.testing.assert_allclose(found.slope, right - 1, rtol=1e-9)
    assert abs(class_landing(engine.losses.make("half_mse"), z).slope[0]) < 5e-4


def test_softmax_with_a_temperature() -> None:
    z = np.array([2.0, 1.0, -0.5])
    for temperature in (0.2, 1.0, 7.0):
        expected = np.exp(z / temperature) / np.exp(z / temperature).sum()
        np.testing.assert_allclose(softmax(z, temperature), expected, rtol=1e-12)
    assert softmax(z, 0.02)[0] == pytest.approx(1)
    np.testing.assert_allclose(softmax(z, 1e6), 1 / 3, atol=1e-5)
    assert entropy(softmax(z, 1e6)) == pytest.approx(np.log(3))
    assert entropy(np.array([1.0, 0.0, 0.0])) == 0


def test_the_triangle_and_back() -> None:
    p = np.array([0.2, 0.5, 0.3])
    np.testing.assert_allclose(probabilities_at(place(p)), p, rtol=1e-12)
    np.testing.assert_allclose(softmax(net_inputs(p, 2.5), 2.5), p, rtol=1e-12)
    outside = probabilities_at(np.array([-1.0, -1.0]))
    assert outside.sum() == pytest.approx(1)
    assert (outside > 0).all()
    path = temperature_path(np.array([2.0, 1.0, -0.5]), np.array([0.01, 1e6]))
    np.testing.assert_allclose(path[0], [0, 0], atol=1e-6)
    np.testing.assert_allclose(path[1], place(np.full(3, 1 / 3)), atol=1e-5)


def test_a_cost_is_a_time() -> None:
    found = cost(make("tanh"))
    assert found.forward > 0
    assert found.slope > 0


@pytest.mark.parametrize(("key", "number"), [("mse", 2.0), ("half_mse", 1.0), ("mae", None), ("huber", None)])
def test_a_learning_rate_undoes_what_the_error_is_multiplied_by(key: str, number: float | None) -> None:
    found = times_the_error(engine.losses.make(key))
    assert found == (None if number is None else pytest.approx(number))
