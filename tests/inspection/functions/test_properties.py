"""Properties that are computed, against what is known of the functions."""

from __future__ import annotations

import math

import numpy as np
import pytest

from nnstudio import engine
from nnstudio.inspection.functions.properties import Properties, properties
from nnstudio.inspection.functions.sampled import Chosen, Sampled, second_derivative

ELEMENTWISE = [key for key, member in engine.activations.items() if member.elementwise]


def found(key: str, **values: object) -> Properties:
    return properties(engine.activations.make(key, "", **values))


@pytest.mark.parametrize(
    ("key", "low", "high", "closed"),
    [
        ("logistic", 0.0, 1.0, (False, False)),
        ("tanh", -1.0, 1.0, (False, False)),
        ("softsign", -1.0, 1.0, (False, False)),
        ("hard_tanh", -1.0, 1.0, (True, True)),
        ("step", 0.0, 1.0, (True, True)),
        ("relu", 0.0, math.inf, (True, False)),
        ("relu6", 0.0, 6.0, (True, True)),
        ("identity", -math.inf, math.inf, (False, False)),
        ("elu", -1.0, math.inf, (False, False)),
        ("softplus", 0.0, math.inf, (False, False)),
    ],
)
def test_ranges(key: str, low: float, high: float, closed: tuple[bool, bool]) -> None:
    span = found(key).values
    assert (span.low, span.high) == (low, high)
    assert (span.low_reached, span.high_reached) == closed


def test_the_logistic_slope_is_never_above_a_quarter() -> None:
    span = found("logistic").slopes
    assert (span.low, span.high, span.low_reached, span.high_reached) == (0.0, 0.25, False, True)


def test_swish_is_not_monotonic() -> None:
    swish = found("swish")
    assert swish.values.low == pytest.approx(-0.27846454276107, abs=1e-12)
    assert swish.values.low_reached
    assert swish.direction == 0
    assert swish.fall is not None
    assert swish.fall.right == pytest.approx(-1.2785, abs=1e-3)
    assert swish.fall.left < swish.fall.right
    assert swish.fall.before > swish.fall.after


def test_monotonic_functions_have_no_counter_example() -> None:
    for key in ("logistic", "tanh", "relu", "leaky_relu", "elu", "selu", "softplus", "step", "hard_sigmoid"):
        assert found(key).direction == 1, key
        assert found(key).fall is None
    assert found("formula", expression="-z").direction == -1


def test_selu_keeps_mean_and_variance_of_a_standard_normal() -> None:
    assert found("selu").zero_centred
    z = (np.arange(-12000, 12000) + 0.5) / 1000
    weight = np.exp(-0.5 * z * z)
    a = engine.plot(engine.activations.make("selu"), z)[0]
    assert (a * weight).sum() / weight.sum() == pytest.approx(0, abs=1e-6)
    assert (a * a * weight).sum() / weight.sum() == pytest.approx(1, abs=1e-6)


def test_zero_centred_is_told_by_the_mean() -> None:
    centred = {key for key in ELEMENTWISE if key != "formula" and found(key).zero_centred}
    assert centred == {"identity", "tanh", "hard_tanh", "softsign", "selu"}
    assert found("logistic").mean == pytest.approx(0.5)
    assert found("relu").mean == pytest.approx(1 / math.sqrt(2 * math.pi), abs=1e-6)


def test_where_it_saturates() -> None:
    tanh, relu, leaky = found("tanh"), found("relu"), found("leaky_relu", gamma=0.1)
    edge = math.atanh(math.sqrt(0.99))
    assert tanh.flat_left == pytest.approx(-edge, abs=2e-3)
    assert tanh.flat_right == pytest.approx(edge, abs=2e-3)
    assert relu.flat_left == 0
    assert (relu.flat_right, relu.slope_right) == (None, 1.0)
    assert (leaky.flat_left, leaky.slope_left) == (None, 0.1)
    assert found("step").flat_left == math.inf


def test_corners_and_gaps() -> None:
    assert found("relu").corners == (0.0,)
    assert found("hard_sigmoid").corners == (-2.0, 2.0)
    assert found("selu").corners == (0.0,)
    assert found("elu").corners == ()
    assert found("elu", gamma=2.0).corners == (0.0,)
    assert found("step").gaps == (0.0,)
    assert not found("step").differentiable
    assert [key for key in ELEMENTWISE if found(key).gaps] == ["step"]
    assert all(found(key).differentiable for key in ("tanh", "logistic", "swish", "gelu", "mish", "softplus"))


def test_formulas_with_holes_and_poles() -> None:
    logarithm, pole = found("formula", expression="log(z)"), found("formula", expression="1/z")
    assert (logarithm.values.low, logarithm.values.high) == (-math.inf, math.inf)
    assert not logarithm.defined
    assert (pole.values.low, pole.values.high) == (-math.inf, math.inf)
    assert found("formula", expression="sin(z)").values.high == pytest.approx(1)


@pytest.mark.parametrize(
    ("expression", "high", "steep"),
    [("sin(100*z)", 1.0, 100.0), ("cos(z)", 1.0, 1.0), ("z + sin(2*z)", math.inf, 3.0), ("100*cos(3*z)", 100.0, 300.0)],
)
def test_a_wave_does_not_grow(expression: str, high: float, steep: float) -> None:
    """At four places far out alone it may well be seen to rise."""
    wave = found("formula", expression=expression)
    assert wave.values.high == pytest.approx(high)
    assert max(-wave.slopes.low, wave.slopes.high) == pytest.approx(steep)


@pytest.mark.parametrize("expression", ["log(1 + abs(z))", "z*sin(z)", "abs(z)^0.5", "100*exp(-z^2) + log(abs(z) + 1)"])
def test_what_grows_slowly_or_in_waves_has_no_bound(expression: str) -> None:
    assert found("formula", expression=expression).values.high == math.inf


def test_second_derivatives() -> None:
    x = np.linspace(-4, 4, 81)
    a = np.tanh(x)
    tanh = second_derivative(engine.activations.make("tanh"), x)
    np.testing.assert_allclose(tanh, -2 * a * (1 - a * a), atol=1e-10)
    ramp = second_derivative(engine.activations.make("relu"), x)
    assert np.isnan(ramp[40])
    assert (np.delete(ramp, 40) == 0).all()


@pytest.mark.parametrize("beta", [0.1, 1.0, 20.0])
def test_a_second_derivative_of_a_steep_gate_is_whole(beta: float) -> None:
    x = np.linspace(-3, 3, 601)
    s = 1 / (1 + np.exp(-beta * x))
    expected = beta * s * (1 - s) * (2 + beta * x * (1 - 2 * s))
    got = second_derivative(engine.activations.make("swish", beta=beta), x)
    np.testing.assert_allclose(got, expected, atol=1e-7 * beta**2)


def test_a_sample_and_one_place_agree() -> None:
    chosen = Chosen("swish", (("beta", 2.0),))
    sampled = Sampled.over(chosen, 3.0)
    assert chosen.at(float(sampled.x[400])) == (sampled.value[400], sampled.slope[400], sampled.bend[400])
