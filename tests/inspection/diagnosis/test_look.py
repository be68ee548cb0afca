"""A look measures what is there, and leaves the run as it was."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from nnstudio.data import DataSettings, prepare
from nnstudio.document.templates import templates
from nnstudio.engine.measures.units import units
from nnstudio.inspection.diagnosis import Examination, Looker, diagnose, examine
from nnstudio.inspection.diagnosis.data_facts import DataFacts
from nnstudio.inspection.diagnosis.figures import number, percent
from nnstudio.training.headless import make_problem
from nnstudio.training.watch import NEVER


@pytest.mark.parametrize("template", ["circles", "mlp", "lstm", "auxiliary"])
def test_a_run_that_is_looked_at_takes_the_same_steps(template: str) -> None:
    document = templates[template]().document()
    plain, seen = make_problem(document), make_problem(document)
    looker = Looker(prepare(document.data))
    for _ in range(4):
        looker.take(seen.program, seen.run.plan, seen.run.step, seen.run.epoch)
        looker.measure()
        for problem in (plain, seen):
            goal = problem.run.step + 5
            while problem.run.step < goal:
                problem.run.advance(goal - problem.run.step, NEVER)
    assert plain.run.step == seen.run.step == 20
    assert np.array_equal(plain.program.theta, seen.program.theta)
    assert np.array_equal(plain.program.grad, seen.program.grad)


def test_the_update_foretold_is_the_one_that_is_made() -> None:
    document = templates["circles"]().document()
    problem = make_problem(document)
    looker = Looker(prepare(document.data))
    looker.take(problem.program, problem.run.plan, 0, 0)
    look = looker.measure()
    before = {layer.layer: problem.program.parameter(layer.layer, "weight").copy() for layer in look.learning}
    problem.run.advance(1, NEVER)
    for layer in look.learning:
        old = before[layer.layer].astype(np.float64)
        moved = np.linalg.norm(problem.program.parameter(layer.layer, "weight") - old)
        assert layer.ratio == pytest.approx(moved / np.linalg.norm(old), rel=1e-5)
        assert layer.weight == pytest.approx(np.linalg.norm(old), rel=1e-5)


def test_the_answering_layer_is_not_hidden() -> None:
    document = templates["circles"]().document()
    problem = make_problem(document)
    looker = Looker(prepare(document.data))
    looker.take(problem.program, problem.run.plan, 0, 0)
    look = looker.measure()
    assert [layer.hidden for layer in look.learning] == [True, True, False]
    assert look.recall is not None
    assert look.recall.shape == (2,)


def test_units_of_a_plan_that_pools_before_the_activation() -> None:
    problem = make_problem(templates["vgg"]().document())
    plan = problem.program.plan(128)
    assert plan.moved
    for layer, found in units(plan).items():
        assert found.dead.shape == problem.program.shapes[layer]


def test_facts_of_data() -> None:
    wine = DataFacts(prepare(DataSettings("wine")))
    assert wine.rms.max() > 100
    assert wine.counts.sum() == len(wine.prepared.training)
    assert wine.neighbour_skill > 0.8
    assert wine.copied_feature == -1
    assert not len(wine.shared_rows)
    truth = DataFacts(prepare(DataSettings("xor")))
    assert not len(truth.shared_rows)
    assert math.isnan(truth.neighbour_skill)


def test_nothing_is_said_before_there_is_a_look() -> None:
    document = templates["circles"]().document()
    examination = Examination(document)
    assert diagnose(examination.case) == ()
    assert examination.case.step <= 0


def test_early_stopping_ends_an_examination() -> None:
    document = templates["iris"]().document()
    stopping = replace(document, training=replace(document.training, patience=2, learning_rate=0.5))
    case = examine(stopping, 400)
    assert case.epoch < 400


def test_figures() -> None:
    assert [number(each) for each in (0.0, 0.012345, 1.5e-7, -3e6, 123.4, math.nan, math.inf)] == [
        "0",
        "0.012",
        "1.5×10⁻⁷",
        "−3.0×10⁶",
        "123",
        "NaN",
        "∞",
    ]
    assert [percent(each) for each in (0.0, 0.031, 0.974, 1.0)] == ["0 %", "3.1 %", "97 %", "100 %"]
    assert [percent(each) for each in (0.0004, 0.0994, 0.996)] == ["< 0.1 %", "9.9 %", "> 99 %"]
