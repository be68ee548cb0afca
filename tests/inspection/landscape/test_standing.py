"""Where a run stands: what is said of a slope, a bowl, a saddle, level ground, and of what curvature cannot tell."""

from __future__ import annotations

import numpy as np
import pytest

from nnstudio.data import prepare
from nnstudio.document import templates
from nnstudio.engine import Program, chain, compile, layers, losses, optimizers
from nnstudio.engine.measures.objective import Objective
from nnstudio.engine.typing import Array
from nnstudio.inspection.landscape import Inquiry, Standing
from nnstudio.training.headless import make_problem


def data() -> tuple[Array, Array]:
    """Forty points and a number for each, centred."""
    random = np.random.default_rng(5)
    x, y = random.normal(size=(40, 2)), random.normal(size=(40, 1))
    return x, y - y.mean()


def made(*units: int) -> Program:
    """Linear layers of so many neurons, all weights 0, judged by half the squared error."""
    parts = [layers.make("dense", units=count, activation="identity") for count in units]
    program = compile(chain((2,), *parts), losses.make("half_mse"), optimizers.make("sgd"), learning_rate=0.1)
    program.theta[:] = 0
    return program


def standing(program: Program) -> Standing:
    found = Inquiry(program, program.theta.copy(), *data()).run()
    assert found is not None
    return found


def test_one_linear_layer_is_a_bowl_above_its_bottom_and_then_at_it() -> None:
    program, (x, y) = made(1), data()
    found = standing(program)
    assert (str(found.name), "a bowl" in str(found.said)) == ("On a slope", True)
    rows = np.column_stack([x, np.ones(len(x))])
    curved = np.linalg.eigvalsh(rows.T @ rows / len(x))
    assert (found.verdict.least, found.verdict.largest) == pytest.approx((curved[0], curved[-1]), rel=1e-4)
    assert found.fastest == pytest.approx(2 / curved[-1], rel=1e-4)
    assert found.verdict.gradient_norm == pytest.approx(np.linalg.norm(rows.T @ y / len(x)), rel=1e-5)
    program.theta[:] = np.linalg.lstsq(rows, y, rcond=None)[0].ravel()
    assert str(standing(program).name) == "At a minimum"


def test_two_linear_layers_at_zero_are_a_saddle() -> None:
    found = standing(made(1, 1))
    assert str(found.name) == "At a saddle"
    assert found.verdict.least < 0 < found.verdict.largest


def test_a_slope_that_is_straight_is_no_bowl() -> None:
    """The absolute error of a linear layer is made of planes: what is found of its curvature is rounding."""
    program = compile(
        chain((2,), layers.make("dense", units=1, activation="identity")),
        losses.make("mae"),
        optimizers.make("sgd"),
        learning_rate=0.1,
    )
    program.theta[:] = 5.0
    found = standing(program)
    assert (str(found.name), found.fastest) == ("On a slope", None)
    assert "no bowl" in str(found.said)
    assert "are flat" in str(found.said)


def test_a_direction_that_nothing_feels_makes_no_bowl() -> None:
    """The second of two inputs is the first once more: their weights may change against each other for nothing."""
    x, y = data()
    twice = Inquiry(made(1), np.zeros(3), np.column_stack([x[:, 0], x[:, 0]]), y).run()
    assert twice is not None
    assert str(twice.name) == "On a slope"
    assert "are flat" in str(twice.said)


def test_of_xor_with_all_weights_zero_curvature_cannot_tell() -> None:
    document = templates["xor"]().document()
    program, training = make_problem(document).program, prepare(document.data, document.table).training
    found = Inquiry(program, np.zeros(program.count), training.x, training.y[:, None]).run()
    assert found is not None
    assert found.verdict.kind == "minimum"
    assert str(found.name) == "Minimum or plateau"
    assert "curvature does not say" in str(found.said)


def test_who_descends_faster_than_it_says_climbs() -> None:
    program, (x, _) = made(1), data()
    rate = standing(program).fastest
    assert rate is not None
    objective, rows = Objective(program, *data()), np.column_stack([x, np.ones(len(x))])
    bottom = np.linalg.lstsq(rows, data()[1], rcond=None)[0].ravel()
    steepest = bottom + np.linalg.eigh(rows.T @ rows / len(x))[1][:, -1]
    for share, falls in ((0.9, True), (1.1, False)):
        theta = steepest
        for _ in range(5):
            theta = theta - share * rate * objective.gradient(theta)
        assert (objective.loss(theta) < objective.loss(steepest)) is falls


def test_called_off_it_says_nothing() -> None:
    inquiry = Inquiry(made(1), np.zeros(3), *data())
    inquiry.call_off()
    assert inquiry.run() is None


def test_numbers_that_are_none_say_nothing() -> None:
    assert Inquiry(made(1), np.full(3, np.nan), *data()).run() is None
