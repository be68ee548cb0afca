"""Statistics, dead and saturated neurons, curvature and surfaces, against plain numbers."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from nnstudio.engine import Graph, Plan, Program, layers
from nnstudio.engine.errors import DataError, ResourceError
from nnstudio.engine.measures import curvature, statistics, surface
from nnstudio.engine.measures.objective import Objective
from nnstudio.engine.measures.units import units
from nnstudio.engine.typing import Array

Build = Callable[..., Graph]
Compile = Callable[..., Program]


def dense(units_: int, activation: str = "identity") -> object:
    return layers.make("dense", units=units_, activation=activation)


def data(count: int = 12) -> tuple[Array, Array]:
    random = np.random.default_rng(5)
    return random.normal(size=(count, 2)), random.normal(size=(count, 1))


@pytest.fixture
def program(chain: Build, compiled: Compile) -> Program:
    return compiled(chain((2,), dense(3, "tanh"), dense(1)), seed=4)


def primed(program: Program) -> Plan:
    x, y = data()
    plan = program.plan(len(y))
    plan.load(*program.arrange(x, y))
    plan.forward()
    plan.backward()
    return plan


def test_spreads_and_norms(program: Program) -> None:
    plan = primed(program)
    found = statistics.layer_spreads(plan, "a")
    assert list(found) == ["x", "1", "2", "y"]
    a = plan.quantity("1", "a")
    own = found["1"]
    assert (own.mean, own.std, own.least, own.largest) == pytest.approx((a.mean(), a.std(), a.min(), a.max()))
    assert own.norm == pytest.approx(np.sqrt((a**2).sum()))
    assert own.count == 36
    grad = np.concatenate([program.gradient("1", name).ravel() for name in ("weight", "bias")])
    assert statistics.gradient_norms(program)["1"] == pytest.approx(np.linalg.norm(grad))
    assert np.hypot(*statistics.weight_norms(program).values()) == pytest.approx(np.linalg.norm(program.theta))
    assert np.isnan(statistics.spread(np.array([1.0, np.nan])).mean)


def test_update_to_weight_ratio(program: Program) -> None:
    plan = primed(program)
    before = program.theta.copy()
    expected = 0.1 * np.linalg.norm(program.gradient("1", "weight")) / np.linalg.norm(program.parameter("1", "weight"))
    plan.update()
    found = statistics.changes(program, before)
    assert found["1", "weight"].ratio == pytest.approx(expected)
    assert found["1", "bias"].norm == 0
    assert found["1", "bias"].ratio == np.inf


def test_dead_and_saturated(chain: Build, compiled: Compile) -> None:
    program = compiled(chain((2,), dense(3, "relu"), dense(3, "tanh"), dense(1, "logistic")), seed=4)
    program.set_parameter("1", "bias", np.array([0.0, -50.0, 50.0]))
    program.set_parameter("2", "bias", np.array([0.0, 60.0, 0.0]))
    program.set_parameter("2", "weight", program.parameter("2", "weight") * 0.01)
    found = units(primed(program))
    assert found["1"].dead.tolist() == [False, True, False]
    assert found["1"].dead_share == pytest.approx(1 / 3)
    assert found["2"].saturated.tolist() == [0.0, 1.0, 0.0]
    assert not found["2"].dead.any(), "tanh is flat there, but not zero"
    assert found["3"].saturated_share < 1


def numerical_hessian(objective: Objective) -> Array:
    """From the loss alone: four values for each element."""
    theta, h = objective.theta, 1e-4
    count = theta.size
    found = np.zeros((count, count))
    steps = np.eye(count) * h
    for i in range(count):
        for j in range(count):
            corners = [objective.loss(theta + s * steps[i] + t * steps[j]) for s in (1, -1) for t in (1, -1)]
            found[i, j] = (corners[0] - corners[1] - corners[2] + corners[3]) / (4 * h * h)
    return found


def test_hessian(program: Program) -> None:
    objective = Objective(program, *data())
    whole = curvature.hessian(objective)
    np.testing.assert_allclose(whole, numerical_hessian(objective), atol=2e-6)
    vector = np.random.default_rng(0).normal(size=program.count)
    np.testing.assert_allclose(curvature.hessian_vector_product(objective, vector), whole @ vector, atol=1e-7)
    assert not curvature.hessian_vector_product(objective, np.zeros(program.count)).any()
    values = np.linalg.eigvalsh(whole)
    least, largest = curvature.extreme_eigenvalues(objective)
    assert (least, largest) == pytest.approx((values[0], values[-1]), abs=1e-7)
    found = curvature.largest_eigenvalue(objective, tolerance=1e-6, iterations=2000)
    assert found.value == pytest.approx(values[np.abs(values).argmax()], rel=1e-8)
    assert found.residual < 1e-4


def relu_at(chain: Build, compiled: Compile, distance: float) -> tuple[Objective, Array]:
    """A ReLU whose z at one sample is so far from 0, and a direction across its kink; where it is on, vᵀHv is 4."""
    program = compiled(chain((1,), dense(1, "relu"), dense(1)), loss="half_mse")
    program.set_parameter("1", "weight", np.array([[1.0]]))
    program.set_parameter("1", "bias", np.array([distance - 1.0]))
    program.set_parameter("2", "weight", np.array([[2.0]]))
    program.set_parameter("2", "bias", np.array([0.5]))
    objective = Objective(program, [[1.0]], [[3.0]])
    across = np.zeros(program.count)
    program.layout.view(across, "1", "bias")[...] = 1.0
    return objective, across


def test_a_kink_within_the_step_is_stepped_short_of(chain: Build, compiled: Compile) -> None:
    objective, across = relu_at(chain, compiled, 1e-6)
    found = curvature.hessian_vector_product(objective, across)
    np.testing.assert_allclose(found @ across, 4.0, rtol=1e-6)
    ahead, behind = (objective.gradient(objective.theta + sign * 1e-5 * across) for sign in (1, -1))
    assert abs((ahead - behind) @ across / 2e-5) > 1e5, "the plain difference sees the jump"
    np.testing.assert_allclose(across @ curvature.hessian(objective) @ across, 4.0, rtol=1e-6)


def test_on_a_kink_there_is_a_warning(chain: Build, compiled: Compile) -> None:
    objective, across = relu_at(chain, compiled, 0.0)
    with pytest.warns(RuntimeWarning, match="kink"):
        curvature.hessian_vector_product(objective, across)
    assert not curvature.verdict(objective).sound
    assert curvature.verdict(relu_at(chain, compiled, 0.5)[0]).sound


def test_a_linear_network_has_the_hessian_of_least_squares(chain: Build, compiled: Compile) -> None:
    program = compiled(chain((2,), dense(1)), loss="half_mse")
    x, y = data()
    rows = np.column_stack([x, np.ones(len(x))])
    expected = rows.T @ rows / len(x)
    np.testing.assert_allclose(curvature.hessian(Objective(program, x, y)), expected, atol=1e-9)


def test_verdicts(chain: Build, compiled: Compile) -> None:
    x, y = data()
    linear = compiled(chain((2,), dense(1)), loss="half_mse")
    assert curvature.verdict(Objective(linear, x, y)).kind == "slope"
    rows = np.column_stack([x, np.ones(len(x))])
    best = np.linalg.lstsq(rows, y, rcond=None)[0]
    linear.theta[:] = best.ravel()
    assert curvature.verdict(Objective(linear, x, y)).kind == "minimum"
    # Two linear layers at zero with a centred target: no gradient, but a way down by both together.
    deep = compiled(chain((2,), dense(1), dense(1)), loss="half_mse")
    deep.theta[:] = 0
    assert curvature.verdict(Objective(deep, x, y - y.mean())).kind == "saddle"
    dead = compiled(chain((2,), dense(2, "tanh"), dense(1, "tanh")), loss="half_mse")
    dead.set_parameter("2", "bias", np.array([40.0]))
    assert curvature.verdict(Objective(dead, x, y)).kind == "plateau"


def test_the_run_is_untouched(program: Program) -> None:
    plan = primed(program)
    theta, grad, z = program.theta.copy(), program.grad.copy(), plan.quantity("1", "z").copy()
    objective = Objective(program, *data())
    curvature.verdict(objective)
    surface.along(objective, surface.random_direction(program, np.random.default_rng(0)), [0.0, 1.0])
    assert np.array_equal(program.theta, theta)
    assert np.array_equal(program.grad, grad)
    assert np.array_equal(plan.quantity("1", "z"), z)


def test_directions_are_normalised_filter_by_filter(program: Program) -> None:
    direction = surface.random_direction(program, np.random.default_rng(1))
    layout = program.layout
    for layer in ("1", "2"):
        drawn, own = layout.view(direction, layer, "weight"), program.parameter(layer, "weight")
        np.testing.assert_allclose(np.linalg.norm(drawn, axis=0), np.linalg.norm(own, axis=0))
        assert not layout.view(direction, layer, "bias").any()
    assert np.linalg.norm(surface.random_direction(program, np.random.default_rng(1), filters=False)) > 0


def test_line_and_plane(program: Program) -> None:
    x, y = data()
    objective = Objective(program, x, y, mode="evaluate")
    random = np.random.default_rng(2)
    one, other = surface.random_direction(program, random), surface.random_direction(program, random)
    line = surface.along(objective, one, [-1, 0, 0.5])
    assert line[1] == pytest.approx(float(np.mean((program.predict(x) - y) ** 2)))
    plane = surface.over_plane(objective, one, other, [-1, 0, 0.5], [0, 2])
    assert plane.shape == (2, 3)
    np.testing.assert_allclose(plane[0], line, rtol=1e-12)
    assert plane[1, 2] == pytest.approx(objective.loss(objective.theta + 0.5 * one + 2 * other))


def test_principal_plane_of_a_path() -> None:
    random = np.random.default_rng(3)
    frame = np.linalg.qr(random.normal(size=(50, 3)))[0].T
    angle = np.linspace(0, 3, 40)
    flat = np.column_stack([5 * np.cos(angle), 2 * np.sin(angle), 1e-3 * random.normal(size=40)])
    found = surface.principal_plane(flat @ frame + 7)
    assert found.one @ found.other == pytest.approx(0, abs=1e-12)
    assert np.linalg.norm(found.one) == pytest.approx(1)
    assert sum(found.explained) == pytest.approx(1, abs=1e-5)
    assert not found.coordinates[-1].any()
    again = found.centre + found.coordinates @ np.array([found.one, found.other])
    np.testing.assert_allclose(again, flat @ frame + 7, atol=0.01)
    with pytest.raises(DataError):
        surface.principal_plane(np.outer(np.arange(5.0), np.ones(4)))
    with pytest.raises(DataError):
        surface.principal_plane(np.ones((2, 4)))


def test_a_large_hessian_is_refused(chain: Build, compiled: Compile) -> None:
    program = compiled(chain((2,), dense(700), dense(1)))
    with pytest.raises(ResourceError):
        curvature.hessian(Objective(program, *data()))
