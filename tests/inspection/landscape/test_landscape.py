"""Planes of parameter space and the loss over them, against NumPy's own arithmetic."""

from __future__ import annotations

import numpy as np
import pytest

from nnstudio import engine
from nnstudio.document import opening_document
from nnstudio.document.edits import SetParameters, SetTraining
from nnstudio.engine.errors import DataError
from nnstudio.engine.measures.objective import Objective
from nnstudio.inspection.landscape import (
    Survey,
    WeightPlane,
    all_points,
    has_same_landscape,
    path_plane,
    random_plane,
    seconds_of,
    side_for,
    span_of,
    weights_plane,
)

RANDOM = np.random.default_rng(5)
X = RANDOM.normal(size=(20, 2))
Y = X @ [[2.0], [-1.0]] + 0.5


@pytest.fixture
def program() -> engine.Program:
    """One linear neuron: its loss is a bowl that can be written down."""
    nodes = (
        engine.GraphNode("x", engine.layers["input"](shape=(2,))),
        engine.GraphNode("h", engine.layers.make("dense", units=1, activation="identity"), ("x",)),
        engine.GraphNode("y", engine.layers.make("output"), ("h",)),
    )
    sgd = engine.optimizers.make("sgd")
    return engine.compile(engine.Graph(nodes), engine.losses.make("mse"), sgd, learning_rate=0.1, dtype="float64")


def bowl(theta: np.ndarray, order: list[int]) -> float:
    """The mean squared error of weights and bias, as they lie in the arena."""
    found = np.zeros(3)
    found[order] = theta
    return float(np.mean((X @ found[:2] + found[2] - Y[:, 0]) ** 2))


def order_of(program: engine.Program) -> list[int]:
    """Return for each number of the arena whether it is the first weight, the second, or the bias."""
    found = []
    for place in range(3):
        program.theta[:] = np.eye(3)[place]
        weight, bias = program.parameter("h", "weight")[:, 0], program.parameter("h", "bias")
        found.append(int(np.argmax([*weight, *bias])))
    return found


def test_the_loss_is_that_of_the_network_with_the_two_weights_put_there(program: engine.Program) -> None:
    order = order_of(program)
    program.theta[:] = RANDOM.normal(size=3)
    plane = weights_plane(program, 2, 0)
    low, high = span_of(plane, np.zeros((1, 2)))
    survey = Survey(Objective(program, X, Y, mode="evaluate"), plane, low, high, side=17).run()
    assert survey.share == 1.0
    for row, column in ((0, 0), (3, 11), (16, 16)):
        theta = program.theta.copy()
        theta[2], theta[0] = survey.xs[column], survey.ys[row]
        assert survey.losses[row, column] == pytest.approx(bowl(theta, order), rel=1e-9)
    assert survey.centre_loss == pytest.approx(bowl(program.theta, order), rel=1e-9)


def test_a_survey_leaves_the_run_alone(program: engine.Program) -> None:
    before = program.theta.copy()
    Survey(Objective(program, X, Y, mode="evaluate"), random_plane(program, 1), -np.ones(2), np.ones(2), 9).run()
    np.testing.assert_array_equal(program.theta, before)


def test_random_directions_are_at_right_angles_and_as_long_as_the_weights(program: engine.Program) -> None:
    program.set_parameter("h", "weight", np.array([[3.0], [4.0]]))
    plane = random_plane(program, 7)
    assert plane.one @ plane.other == pytest.approx(0, abs=1e-12)
    assert np.linalg.norm(plane.one) == pytest.approx(5.0)
    assert np.linalg.norm(plane.other) == pytest.approx(5.0)
    np.testing.assert_array_equal(random_plane(program, 7).one, plane.one)


def test_a_path_lies_in_its_plane_where_it_has_two_dimensions() -> None:
    one, other = np.linalg.qr(RANDOM.normal(size=(9, 2)))[0].T
    flat = np.stack([np.linspace(4, 0, 12), np.linspace(2, 0, 12) ** 2], axis=1)
    path = 7.0 + flat @ np.stack([one, other])
    plane = path_plane(path)
    assert sum(plane.explained) == pytest.approx(1.0)
    found = plane.coordinates(path)
    np.testing.assert_allclose(found[-1], 0.0, atol=1e-12)
    steps = np.linalg.norm(np.diff(found, axis=0), axis=1)
    np.testing.assert_allclose(steps, np.linalg.norm(np.diff(flat, axis=0), axis=1), rtol=1e-9)
    np.testing.assert_allclose(plane.distances(path), 0.0, atol=1e-9)
    aside = RANDOM.normal(size=9)
    aside -= one * (aside @ one) + other * (aside @ other)
    assert plane.distances(path[3:5] + aside) == pytest.approx([np.linalg.norm(aside)] * 2)
    low, high = span_of(plane, found)
    assert (low < found.min(axis=0)).all()
    assert (found.max(axis=0) < high).all()


def test_two_points_have_no_plane() -> None:
    with pytest.raises(DataError, match="bends"):
        path_plane(RANDOM.normal(size=(2, 4)))


def test_a_survey_called_off_keeps_what_it_knows_and_fills_the_rest(
    program: engine.Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    survey = Survey(Objective(program, X, Y, mode="evaluate"), random_plane(program, 1), -np.ones(2), np.ones(2), 17)
    whole = survey.objective.loss
    asked: list[int] = []

    def counted(theta: np.ndarray) -> float:
        asked.append(1)
        if len(asked) == 9:
            survey.call_off()
        return whole(theta)

    monkeypatch.setattr(survey.objective, "loss", counted)
    survey.run()
    assert survey.share == pytest.approx(9 / 17**2)
    filled = survey.filled()
    assert np.isfinite(filled).all()
    assert filled[3, 12] == survey.losses[0, 8]
    assert filled[16, 16] == survey.losses[16, 16]


def test_what_is_not_finite_is_a_peak_and_no_fault(program: engine.Program) -> None:
    plane = WeightPlane(np.zeros(3), np.array([1e200, 0, 0]), np.array([0, 1e200, 0]))
    survey = Survey(Objective(program, X, Y, mode="evaluate"), plane, -np.ones(2), np.ones(2), 9).run()
    assert np.isinf(survey.losses).any()
    assert not np.isnan(survey.losses).any()


@pytest.mark.parametrize(("seconds", "side"), [(0.0, 49), (1e-4, 49), (6e-3, 33), (1.0, 17)])
def test_a_slow_network_gets_a_coarser_grid(seconds: float, side: int) -> None:
    assert side_for(seconds) == side


@pytest.mark.parametrize(
    ("times", "least", "made"),
    [((0.02, 0.001, 0.004, 0.001, 0.003), 0.001, 5), ((0.5,), 0.5, 1), ((0.04, 0.02), 0.02, 2)],
)
def test_what_else_the_machine_does_makes_no_network_slow(times: tuple[float, ...], least: float, made: int) -> None:
    passing, now = iter(times), [0.0]
    calls: list[float] = []

    def work() -> None:
        calls.append(next(passing))
        now[0] += calls[-1]

    assert seconds_of(work, lambda: now[0]) == pytest.approx(least)
    assert len(calls) == made


def test_only_what_a_loss_depends_on_makes_another_landscape() -> None:
    base = opening_document()
    dense = base.network.of_kind("dense")[0].id
    for edit in (
        SetTraining((("optimizer", "sgd"), ("learning_rate", 1.0), ("batch_size", 7), ("seed", 3))),
        SetParameters(dense, (("initializer", "zeros"),)),
    ):
        assert has_same_landscape(base, edit.applied(base))
    for other in (SetTraining((("loss", "mse"),)), SetParameters(dense, (("activation", "relu"),))):
        assert not has_same_landscape(base, other.applied(base))


def test_a_way_that_has_flown_away_does_not_make_the_plane() -> None:
    path = np.linspace(1.0, 0.0, 5)[:, None] * np.ones(3)
    near, far = path + np.array([0.5, 0.0, 0.0]), path * 1e6
    far[2, 1] = np.nan
    points = all_points(path, [near, far])
    np.testing.assert_array_equal(points[-len(path) :], path)
    np.testing.assert_array_equal(points[: len(near)], near)
    # Of the third only its end, which is near, is left.
    assert len(points) == len(near) + len(path) + 1
