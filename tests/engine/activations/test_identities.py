"""Identities between activations, and the counter-examples that the curriculum shows."""

import numpy as np
import pytest

from nnstudio.engine.activations import activations
from nnstudio.engine.emitter import Emitter
from nnstudio.engine.typing import Array

Z = np.linspace(-8.0, 8.0, 1601).reshape(1, -1)


def value_and_slope(name: str, z: Array = Z, **parameters: object) -> tuple[Array, Array]:
    function, emit = activations[name](**parameters), Emitter(z.dtype)
    a, slope, grad_z = np.zeros_like(z), np.zeros_like(z), np.zeros_like(z)
    function.emit_forward(emit, z, a, {})
    function.emit_backward(emit, z, a, slope, np.ones_like(z), grad_z, {})
    emit.run()
    return a, slope


def value(name: str, z: Array = Z, **parameters: object) -> Array:
    return value_and_slope(name, z, **parameters)[0]


def test_tanh_is_a_stretched_logistic() -> None:
    np.testing.assert_allclose(value("tanh"), 2 * value("logistic", 2 * Z) - 1, atol=1e-15)


def test_softplus_leans_on_the_logistic() -> None:
    np.testing.assert_allclose(value_and_slope("softplus")[1], value("logistic"), rtol=1e-15)


def test_leaky_relu_is_a_maximum_only_while_gamma_is_at_most_one() -> None:
    np.testing.assert_array_equal(value("leaky_relu", gamma=0.2), np.maximum(0.2 * Z, Z))
    steep = value("leaky_relu", gamma=1.5)
    np.testing.assert_array_equal(steep, np.maximum(0, Z) + 1.5 * np.minimum(0, Z))
    assert (steep != np.maximum(1.5 * Z, Z)).any()


def test_swish_lies_between_a_line_and_relu() -> None:
    np.testing.assert_array_equal(value("swish", beta=0.0), Z / 2)
    np.testing.assert_array_equal(value("swish", beta=1.0), value("silu"))
    np.testing.assert_allclose(value("swish", beta=1.702), value("gelu_logistic"), rtol=1e-15)
    np.testing.assert_allclose(value("swish", beta=100.0), value("relu"), atol=0.003)


@pytest.mark.parametrize("name", ["swish", "silu", "gelu", "gelu_tanh", "gelu_logistic"])
def test_gates_are_not_monotonic(name: str) -> None:
    assert (np.diff(value(name)[0]) < 0).any()


@pytest.mark.parametrize(("name", "promised"), [("gelu_tanh", 0.0005), ("gelu_logistic", 0.021)])
def test_the_forms_of_gelu_are_as_close_as_their_help_says(name: str, promised: float) -> None:
    error = np.abs(value(name) - value("gelu")).max()
    assert 0.8 * promised < error <= promised


@pytest.mark.parametrize(("name", "at_zero"), [("relu", 0.0), ("leaky_relu", 0.01), ("elu", 1.0), ("step", 0.0)])
def test_the_subgradient_at_zero_is_torch_s(name: str, at_zero: float) -> None:
    assert value_and_slope(name, np.zeros((1, 1)))[1][0, 0] == at_zero


def test_a_step_fires_at_its_threshold() -> None:
    z = np.array([[0.499, 0.5, 0.501]])
    np.testing.assert_array_equal(value("step", z, threshold=0.5), [[0.0, 1.0, 1.0]])


def test_the_logistic_keeps_its_left_tail_in_float32() -> None:
    a = value("logistic", np.array([[-17.0, -50.0, -87.0]], np.float32))
    np.testing.assert_allclose(a, 1 / (1 + np.exp(np.array([[17.0, 50.0, 87.0]]))), rtol=3e-7)


def test_softmax_counts_only_differences() -> None:
    z = np.array([[1.0], [2.0], [4.0]])
    a = value("softmax", z)
    assert a.sum() == pytest.approx(1.0, rel=1e-15)
    np.testing.assert_allclose(a[:, 0], np.array([1.0, np.e, np.e**3]) / (1.0 + np.e + np.e**3), rtol=1e-15)
    np.testing.assert_array_equal(value("softmax", z + 9984.0), a)


def test_prelu_shared_and_per_neuron() -> None:
    assert [s.per_neuron for s in activations["prelu"]().learned()] == [True]
    assert [s.per_neuron for s in activations["prelu"](sharing="layer").learned()] == [False]
