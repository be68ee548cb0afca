"""What is observed inside a run: true to the step, no step changed by it, kept with the curves in a fixed space."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from training_networks import problem

from nnstudio.document.templates import templates
from nnstudio.engine import Program
from nnstudio.training.curves import RunCurves
from nnstudio.training.headless import make_problem
from nnstudio.training.mailbox import Scalars
from nnstudio.training.observation import BINS, SHARE, Observation, Observer, chosen, followed, sizes_of, spread_of
from nnstudio.training.pyramid import Curve, Moments
from nnstudio.training.run import Run
from nnstudio.training.trends import Spreads, Trends


class Never:
    due = math.inf


class Clock:
    """Goes on by a millisecond at each look."""

    now = 0.0

    def __call__(self) -> float:
        self.now += 0.001
        return self.now


def observed(run: Run, observer: Observer) -> Observation:
    return observer.observe(run.program, run.plan, run.step, lambda: run.advance(1, Never()))[1]


def layers_of(program: Program) -> set[str]:
    return {key.layer for key in program.parameters()}


@pytest.mark.parametrize("name", ["circles", "lstm", "digits"])
def test_norms_are_those_of_the_step_that_is_made(name: str) -> None:
    run = make_problem(templates[name]().document()).run
    run.advance(3, Never())
    program = run.program
    before = {key: program.parameter(key.layer, key.name).astype(np.float64) for key in program.parameters()}
    gradients = {key: program.gradient(key.layer, key.name).astype(np.float64) for key in program.parameters()}
    seen = observed(run, Observer(Clock()))
    assert seen.step == 3
    assert run.step == 4
    assert seen.norms["rate",] == program.learning_rate
    for layer in layers_of(program):
        own = [key for key in before if key.layer == layer]
        gradient = np.concatenate([gradients[key].ravel() for key in own])
        old = np.concatenate([before[key].ravel() for key in own])
        new = np.concatenate([program.parameter(key.layer, key.name).ravel() for key in own])
        assert seen.norms["gradient", layer] == pytest.approx(np.linalg.norm(gradient), rel=1e-6)
        ratio = np.linalg.norm(new - old) / np.linalg.norm(old)
        assert seen.norms["update", layer] == pytest.approx(ratio, rel=1e-6)
    for (_, layer, array), numbers in seen.numbers.items():
        values = next(values for key, values in before.items() if (key.layer, key.name) == (layer, array))
        assert numbers.tolist() == [values[index] for index in followed(values.shape)]


def test_a_run_that_is_looked_at_makes_the_same_steps() -> None:
    plain, seen = (make_problem(templates["digits"]().document()).run for _ in range(2))
    plain.advance(12, Never())
    observer = Observer(Clock())
    for _ in range(6):
        observed(seen, observer)
        seen.advance(1, Never())
    assert seen.step == plain.step
    assert np.array_equal(seen.program.theta, plain.program.theta)


@pytest.mark.parametrize("by_hand", [False, True])
def test_the_rate_on_the_chart_is_the_one_that_the_step_has_used(by_hand: bool) -> None:
    """Between two looks the last rate is read off: one that falls on a plateau, or is set, is looked at at once."""
    settings = ("patience", 1), ("gamma", 0.5), ("minimum_change", 0.5)
    found = problem(schedule="on_plateau", schedule_parameters=settings, optimizer="sgd", learning_rate=0.5)
    run, observer, curve = found.run, Observer(Clock()), Curve(capacity=4096)
    used: list[float] = []
    observer.due = math.inf
    while run.step < 60:
        if run.step % 3 == 0 and run.step:
            measured = found.measure()
            assert measured is not None
            found.judge(measured)
        if by_hand and run.step == 31:
            run.program.learning_rate = 0.3
        before, gradient = run.program.theta.copy(), run.program.grad.copy()
        if observer.steps_to_look(run.step, run.program):
            run.advance(1, Never())
        else:
            seen = observed(run, observer)
            curve.extend(Moments(np.array([float(seen.step)])), np.array([seen.norms["rate",]]))
            observer.due = math.inf
        used.append(float(np.linalg.norm(run.program.theta - before) / np.linalg.norm(gradient)))
    assert len({round(math.log2(rate), 2) for rate in used}) > 3
    for step, rate in enumerate(used):
        assert curve.at(step) == pytest.approx(rate, rel=1e-3), step


def test_a_rate_that_another_program_of_the_run_brings_is_looked_at_at_once() -> None:
    """Set at rest, and then the batch size: the run goes on with another program before any look at the rate."""
    observer, before = Observer(Clock()), problem(learning_rate=0.02).run
    observed(before, observer)
    observer.due, observer.wanted = math.inf, 1000
    for rate, away in ((0.02, 999), (0.01, 0)):
        after = problem(learning_rate=rate, batch_size=7).run
        after.continue_from(before)
        assert observer.steps_to_look(after.step, after.program) == away


def test_the_next_look_waits_until_this_one_costs_less_than_a_hundredth() -> None:
    observer, clock = Observer(Clock()), Clock()
    observer._clock = clock
    run = make_problem(templates["circles"]().document()).run
    begin = clock.now
    observed(run, observer)
    # Four looks at a clock that goes on by a millisecond each: one before and one after each half of the work.
    assert clock.now - begin == pytest.approx(0.004)
    assert observer.due - clock.now == pytest.approx(SHARE * 0.002)
    assert SHARE > 100


@given(st.integers(0, 99), st.floats(1e-6, 1e6))
def test_a_spread_counts_every_value_once(seed: int, scale: float) -> None:
    values = np.random.default_rng(seed).normal(0, scale, 500)
    spread = spread_of(values)
    reach = 2.0**spread.reach
    wanted, _ = np.histogram(values, BINS, (-reach, reach))
    assert np.abs(values).max() <= reach < 2 * np.abs(values).max()
    assert spread.shares.sum() == pytest.approx(1.0)
    # Only values on the edge of a bin may fall to either side of it.
    assert np.abs(spread.shares * 500 - wanted).sum() <= 2


def test_sizes_are_told_apart_by_decades() -> None:
    spread = sizes_of(np.array([1e-3, -1e-3, 0.0, 1e9]))
    quarter = round((-3 + 12) * BINS / 16)
    assert spread.shares[quarter] == 0.5
    assert spread.shares[0] == spread.shares[-1] == 0.25


def test_bins_that_are_outgrown_double_and_lose_nothing() -> None:
    kept, random = Spreads(), np.random.default_rng(3)
    small, large = random.normal(0, 0.1, 4000), random.normal(0, 3.0, 4000)
    kept.extend_spreads(Moments(np.array([0])), [spread_of(small)])
    kept.extend_spreads(Moments(np.array([1])), [spread_of(large)])
    kept.extend_spreads(Moments(np.array([2])), [spread_of(small)])
    reach = 2.0**kept.reach
    steps, shares = kept.points()
    assert steps.tolist() == [0, 1, 2]
    for row, values in zip(shares, (small, large, small), strict=True):
        wanted, _ = np.histogram(values, BINS, (-reach, reach))
        np.testing.assert_allclose(row * 4000, wanted, atol=1e-9)


def test_what_is_no_number_is_left_out() -> None:
    kept = Spreads()
    kept.extend_spreads(Moments(np.array([0, 1])), [spread_of(np.ones(3)), spread_of(np.array([1.0, np.nan]))])
    assert kept.points()[0].tolist() == [0]


def test_trends_come_back_from_a_file_and_branch_with_the_curves() -> None:
    run = make_problem(templates["digits"]().document()).run
    observer, curves = Observer(Clock()), RunCurves()
    for _ in range(5):
        seen = observed(run, observer)
        curves.absorb(Scalars(1, np.array([run.step]), np.array(run.losses), observations=(seen,)))
    loaded = RunCurves()
    loaded.load_arrays({name: array.copy() for name, array in curves.save_arrays().items()})
    mine, theirs = dict(curves.trends.all()), dict(loaded.trends.all())
    assert set(mine) == set(theirs)
    assert any(name.startswith("activations") for name in mine)
    for name, kept in mine.items():
        assert {part: array.tolist() for part, array in kept.save_arrays().items()} == {
            part: array.tolist() for part, array in theirs[name].save_arrays().items()
        }, name
    half = curves.branch(2, 2).trends
    assert {int(curve.last_step) for curve in half.curves.values()} == {2}
    assert all(spread.points()[0].max() <= 2 for spread in half.spreads.values())
    assert all(rows.points()[0].max() <= 2 for rows in half.rows.values())


def test_of_a_large_array_evenly_spread_numbers_are_followed() -> None:
    assert chosen(3).tolist() == [0, 1, 2]
    many = chosen(100_352)
    assert (len(many), many[0], many[-1]) == (64, 0, 100_351)
    assert followed((2, 3)) == [(0, 0), (0, 1), (0, 2), (1, 0), (1, 1), (1, 2)]


def test_looks_and_scores_that_come_by_turns_are_added_in_one_go_each(monkeypatch: pytest.MonkeyPatch) -> None:
    problem = make_problem(templates["iris"]().document())
    observer, seen, groups = Observer(Clock()), list[Observation](), list[int]()
    for _ in range(6):
        problem.measure()
        problem.scorer.due = 0.0
        scores = problem.scorer.score(problem.run.step, lambda: False)
        assert scores is not None
        seen += [scores, observed(problem.run, observer)]
    one_by_one, together = Trends(), Trends()
    for each in seen:
        one_by_one.extend([each])
    extend = Trends._extend
    monkeypatch.setattr(Trends, "_extend", lambda self, some: (groups.append(len(some)), extend(self, some)))
    together.extend(seen)
    assert groups == [6, 6]
    kept = dict(together.all())
    assert kept.keys() == dict(one_by_one.all()).keys()
    for name, pyramid in one_by_one.all():
        for mine, theirs in zip(kept[name].save_arrays().values(), pyramid.save_arrays().values(), strict=True):
            np.testing.assert_array_equal(mine, theirs, err_msg=name)
