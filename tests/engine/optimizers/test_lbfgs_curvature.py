"""L-BFGS keeps a pair only where the gradient grew along the step."""

from __future__ import annotations

import numpy as np
import pytest

from nnstudio.engine.curvature import LEAST_CURVATURE, Recursion
from nnstudio.engine.optimizers import optimizers


def steps(curvature: float, count: int = 4) -> tuple[np.ndarray, dict[str, np.ndarray]]:
    """Return where ``L = c/2 |θ|² + Σθ`` leads in so many steps, and what is kept."""
    rule = optimizers.make("lbfgs", history=5)
    theta, grad = np.array([1.0, -2.0, 0.5]), np.zeros(3)
    state = {kept.name: np.zeros(3) for kept in rule.kept()}
    state |= {name: np.zeros(shape) for name, shape in rule.memory(3).items()}
    recursion = Recursion(theta, grad, state, np.array(0.1), np.zeros(3))
    for _ in range(count):
        grad[:] = curvature * theta + 1.0
        recursion.step()
    return theta, state


@pytest.mark.parametrize(("curvature", "pairs"), [(2.0, 3), (0.0, 0), (-2.0, 0), (1e-12, 0)])
def test_a_pair_without_curvature_is_left_out(curvature: float, pairs: int) -> None:
    theta, state = steps(curvature)
    count = dict(zip(Recursion.NUMBERS, state["numbers"], strict=True))["count"]
    assert count == pairs
    for k in range(pairs):
        assert state["steps"][k] @ state["changes"][k] > LEAST_CURVATURE
    assert np.isfinite(theta).all()


def test_where_nothing_is_kept_it_is_gradient_descent() -> None:
    one, _ = steps(-2.0, 1)
    two, _ = steps(-2.0, 2)
    np.testing.assert_allclose(two, one - 0.1 * (-2.0 * one + 1.0), rtol=1e-12)
