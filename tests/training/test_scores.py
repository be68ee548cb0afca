"""Loss and metrics of the three sets: true, rare, heard by nothing in the run, kept with the curves."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from nnstudio.data import prepare
from nnstudio.data.samples import Task
from nnstudio.document.templates import templates
from nnstudio.engine import Plan
from nnstudio.training.curves import RunCurves
from nnstudio.training.headless import make_problem
from nnstudio.training.mailbox import Mailbox
from nnstudio.training.measure import never
from nnstudio.training.problem import Problem, targets_of
from nnstudio.training.scores import LOSS, SETS, Scorer, metrics_of


class Clock:
    """Goes on by a millisecond at each look."""

    now = 0.0

    def __call__(self) -> float:
        self.now += 0.001
        return self.now


def sets_of(problem: Problem) -> dict:
    return dict(zip(SETS, (problem.training, problem.validation, problem.test), strict=True))


@pytest.mark.parametrize("name", ["iris", "sine", "few_labels", "lstm"])
def test_scores_are_those_of_the_networks_answers(name: str) -> None:
    document = templates[name]().document()
    prepared = prepare(document.data)
    problem = make_problem(document, prepared)
    problem.measure()
    seen = problem.scorer.score(0, never)
    assert seen is not None
    task = prepared.shape.task
    judges = metrics_of(prepared.shape)
    assert {key[1] for key in seen.norms} == {LOSS, *judges}
    assert "auc" in judges or task is Task.REGRESSION or prepared.shape.places
    for part in SETS:
        subset = getattr(prepared, part)
        answers = problem.program.predict(subset.x)
        truth = subset.y if task is Task.CLASSIFICATION else targets_of(problem.program, prepared, subset.y)
        for key, judge in judges.items():
            expected = float(judge.measure(answers, truth))
            assert seen.norms["score", key, part] == pytest.approx(expected, rel=1e-5, abs=1e-6), (key, part)
    assert seen.norms["score", LOSS, "training"] == problem.training.run()[0]
    assert seen.norms["score", LOSS, "test"] == problem.test.run()[0]


def test_answers_that_rank_as_they_are_are_not_asked_for_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []
    problem = make_problem(templates["iris"]().document())
    forward = Plan.forward
    monkeypatch.setattr(Plan, "forward", lambda plan: (asked.append(plan.batch_size), forward(plan))[1])
    problem.measure()
    problem.test.run()
    once = len(asked)
    assert once >= 3
    assert problem.scorer.score(0, never) is not None
    assert len(asked) == once + 1, "the test set's own answers, and nothing again"


def test_the_next_ones_wait_until_these_cost_little_or_the_run_has_grown() -> None:
    problem, clock = make_problem(templates["iris"]().document()), Clock()
    scorer = Scorer(sets_of(problem), prepare(templates["iris"]().document().data).shape, clock)
    problem.measure()
    assert scorer.score(1000, never) is not None
    assert scorer.score(1020, never) is None
    assert scorer.score(1120, never) is not None
    clock.now += 10
    assert scorer.score(1121, never) is not None
    assert scorer.score(40, never) is not None, "the same run from an earlier step"


def test_an_empty_set_and_a_test_that_is_called_off_have_no_score() -> None:
    document = templates["iris"]().document()
    problem = make_problem(replace(document, data=replace(document.data, test=0.0)))
    problem.measure()
    seen = problem.scorer.score(0, never)
    assert seen is not None
    assert {key[2] for key in seen.norms} == {"training", "validation"}


def test_they_are_kept_in_the_curves_and_the_file() -> None:
    problem, box, curves = make_problem(templates["iris"]().document()), Mailbox(), RunCurves()
    box.begin_run(1, 0)
    for step in (0, 50):
        measured = problem.measure()
        assert measured is not None
        seen = problem.scorer.score(step, never)
        box.post_measurements([measured])
        box.post_observation(seen)
    curves.absorb(box.drain().scalars)
    again = RunCurves()
    again.load_arrays(curves.save_arrays())
    for kept in (curves, again):
        curve = kept.trends.curves["score", "f1", "test"]
        steps, _, values, _ = curve.points()
        assert steps.tolist() == [0, 50]
        assert np.isfinite(values).all()
    assert math.isfinite(again.trends.curves["score", LOSS, "test"].last_value)
