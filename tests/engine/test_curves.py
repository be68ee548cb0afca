"""Curves and Jacobians come from the functions' own calls."""

from __future__ import annotations

import numpy as np
import pytest

from nnstudio.engine import activations, jacobian, plot


@pytest.mark.parametrize("name", [name for name in activations if activations[name].elementwise])
def test_slopes_are_those_of_the_curves(name: str) -> None:
    x = np.linspace(-5, 5, 400)
    h = 1e-6
    _, slope = plot(activations.make(name), x)
    above, below = plot(activations.make(name), x + h)[0], plot(activations.make(name), x - h)[0]
    assert slope == pytest.approx((above - below) / (2 * h), abs=1e-8)
    assert slope.shape == x.shape
    assert slope.dtype == np.float64


def test_parameters_and_shapes_are_kept() -> None:
    a, slope = plot(activations.make("leaky_relu", gamma=0.25), np.array([[-2.0, 3.0]]))
    assert a.tolist() == [[-0.5, 3.0]]
    assert slope.tolist() == [[0.25, 1.0]]


def test_softmax_has_a_jacobian_and_no_slope() -> None:
    softmax = activations.make("softmax")
    with pytest.raises(TypeError):
        plot(softmax, np.zeros(3))
    a, rows = jacobian(softmax, np.array([0.1, -1.0, 2.0]))
    assert a.sum() == pytest.approx(1)
    assert rows == pytest.approx(np.diag(a) - np.outer(a, a), abs=1e-15)
    assert rows.sum(axis=1) == pytest.approx(np.zeros(3), abs=1e-15)


def test_the_jacobian_of_an_elementwise_function_is_diagonal() -> None:
    _, rows = jacobian(activations.make("tanh"), np.array([0.5, -2.0]))
    assert rows == pytest.approx(np.diag(1 - np.tanh([0.5, -2.0]) ** 2))
