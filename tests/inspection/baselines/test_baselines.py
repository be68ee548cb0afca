"""Baselines answer what others' formulas say, on the network's samples and by its metric."""

from __future__ import annotations

import numpy as np
import pytest

from nnstudio.data import DataSettings, prepare
from nnstudio.document import SetTraining, apply, templates
from nnstudio.inspection.baselines import baselines, can_judge, judge, linear_layer, solve
from nnstudio.training.headless import train


@pytest.mark.parametrize("name", baselines)
def test_declaration_is_complete(name: str) -> None:
    declaration = baselines[name].declaration
    assert declaration.id == name
    assert len(str(declaration.help)) > 20


def test_always_the_same_is_the_share_of_the_largest_class() -> None:
    prepared = prepare(DataSettings("wine"))
    counts = np.bincount(prepared.training.y)
    scores = judge(prepared)["same"]
    assert scores.training == pytest.approx(counts.max() / counts.sum())
    assert scores.validation == pytest.approx(float((prepared.validation.y == counts.argmax()).mean()))


def test_the_mean_explains_nothing_of_a_value() -> None:
    assert judge(prepare(DataSettings("sine")))["same"].training == pytest.approx(0.0, abs=1e-12)


def test_the_nearest_neighbour_is_looked_up_by_distance() -> None:
    prepared = prepare(DataSettings("moons", noise=0.3))
    x, y = prepared.training.x, prepared.training.y
    nearest = ((prepared.validation.x[:, None] - x) ** 2).sum(axis=2).argmin(axis=1)
    wanted = float((y[nearest] == prepared.validation.y).mean())
    scores = judge(prepared)["neighbour"]
    assert scores.validation == pytest.approx(wanted)
    assert scores.training == 1.0


def test_least_squares_are_those_of_numpy() -> None:
    prepared = prepare(templates["plane"]().document().data)
    found = solve(prepared)
    x = np.column_stack([prepared.training.x, np.ones(len(prepared.training))])
    wanted = np.linalg.lstsq(x, prepared.training.y, rcond=None)[0]
    np.testing.assert_allclose(np.vstack([found.weight, found.bias]), wanted, rtol=1e-9)
    assert found.error == pytest.approx(float(np.mean((x @ wanted - prepared.training.y) ** 2)))


def test_descent_comes_down_to_least_squares_and_not_below() -> None:
    document = templates["plane"]().document()
    result = train(document, epochs=60)
    found = solve(result.prepared)
    program = result.problem.program
    error = found.error_of(program.parameter("n2", "weight"), program.parameter("n2", "bias").ravel())
    assert found.error <= error < 1.1 * found.error


def test_a_column_twice_has_a_solution_all_the_same() -> None:
    prepared = prepare(DataSettings("sine"))
    twice = np.repeat(prepared.training.x, 2, axis=1)
    from nnstudio.inspection.baselines.least_squares import fitted

    weight, _ = fitted(twice, prepared.training.y)
    assert weight[0] == pytest.approx(weight[1])


def test_which_networks_are_linear_regression() -> None:
    plane, circles, sine = (templates[name]().document() for name in ("plane", "circles", "sine"))
    assert linear_layer(plane, prepare(plane.data)) == "n2"
    assert not linear_layer(sine, prepare(sine.data))
    assert not linear_layer(circles, prepare(circles.data))
    absolute = apply(plane, SetTraining((("loss", "mae"),)))
    assert not linear_layer(absolute, prepare(plane.data))


def test_texts_and_targets_at_every_step_have_no_baseline() -> None:
    assert can_judge(prepare(DataSettings("digits")))
    assert not can_judge(prepare(DataSettings("echo")))
    assert not can_judge(prepare(DataSettings("character_text")))


def test_a_set_without_samples_has_no_score() -> None:
    assert np.isnan(judge(prepare(DataSettings("circles", validation=0.0)))["linear"].validation)
