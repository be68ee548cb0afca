"""Baselines answer what others' formulas say, on the network's samples and by its metric."""

from __future__ import annotations

import numpy as np
import pytest

from nnstudio.data import DataSettings, prepare
from nnstudio.data.settings import Scaling
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


def test_a_text_is_answered_by_its_letters_and_by_its_pairs_of_letters() -> None:
    prepared = prepare(DataSettings("character_text"))
    scores = judge(prepared)
    assert list(scores) == ["same", "pair"]
    before, after = prepared.training.x.argmax(axis=2).ravel(), prepared.training.y.ravel()
    letters = np.bincount(after, minlength=34)
    assert scores["same"].training == pytest.approx(letters.max() / len(after))
    pairs = np.zeros((34, 34))
    np.add.at(pairs, (before, after), 1)
    share = (pairs + letters / len(after)) / (pairs.sum(axis=1, keepdims=True) + 1)
    assert scores["pair"].training == pytest.approx(float((share[before].argmax(axis=1) == after).mean()))
    last, truth = prepared.validation.x.argmax(axis=2).ravel(), prepared.validation.y.ravel()
    p = (share[last, truth] * len(after) + 1 / 34) / (len(after) + 1)
    assert scores["pair"].loss == pytest.approx(float(-np.log(p).mean()))
    assert scores["same"].loss is not None
    assert scores["same"].loss > scores["pair"].loss


def test_a_text_of_codes_is_judged_as_one_of_one_hot_letters() -> None:
    document = templates["transformer"]().document()
    assert prepare(document.data).shape.codes
    assert set(judge(prepare(document.data))) == {"same", "pair"}


def test_a_sequence_s_last_value_is_repeated() -> None:
    prepared = prepare(DataSettings("sine_sequence"))
    scores = judge(prepared)["repeat"]
    y, last = prepared.training.y, prepared.training.x[:, -1]
    wanted = 1 - np.square(last - y).sum() / np.square(y - y.mean()).sum()
    assert scores.training == pytest.approx(wanted)
    scaled = judge(prepare(DataSettings("sine_sequence", scaling=Scaling.STANDARD)))["repeat"]
    assert scaled.training == pytest.approx(wanted)
    assert "repeat" not in judge(prepare(DataSettings("adding_problem")))


def test_each_step_of_a_sequence_counts() -> None:
    assert can_judge(prepare(DataSettings("digits")))
    prepared = prepare(DataSettings("echo"))
    ones = prepared.training.y.mean()
    assert judge(prepared)["same"].training == pytest.approx(max(ones, 1 - ones))


def test_a_set_without_samples_has_no_score() -> None:
    assert np.isnan(judge(prepare(DataSettings("circles", validation=0.0)))["linear"].validation)
