"""Early stopping and schedules in a run: with a thread or without, and from a saved state."""

from __future__ import annotations

import math

import numpy as np
import pytest
from training_networks import Endless, document, problem

from nnstudio.training.events import Reason
from nnstudio.training.headless import train
from nnstudio.training.mailbox import Measurement
from nnstudio.training.problem import Problem
from nnstudio.training.stop_rule import StopRule
from nnstudio.training.stopping import Stopping, watched_loss

OVERFIT = {"validate_every": 5, "learning_rate": 0.3, "optimizer": "adam"}


def measurement(step: int, loss: float) -> Measurement:
    return Measurement(step, loss, loss, 0.5, 0.5)


def steps(made: Problem, count: int, every: int = 0) -> list[float]:
    """Make steps, and validate every so many of them as the trainer does."""
    losses: list[float] = []
    goal = made.run.step + count
    while made.run.step < goal:
        most = goal - made.run.step if not every else min(goal - made.run.step, every - made.run.step % every)
        made.run.advance(most, Endless())
        losses += made.run.losses
        if every and made.run.step % every == 0:
            found = made.measure()
            assert found is not None
            made.judge(found)
    return losses


def test_patience_counts_validations_without_improvement() -> None:
    made = problem()
    stopping = Stopping(StopRule(patience=3, minimum_change=0.1))
    found = [
        stopping.judge(measurement(n, loss), made.program) for n, loss in enumerate((1.0, 0.5, 0.45, 0.6, 0.41, 0.3))
    ]
    assert found == [None, None, None, None, Reason.NO_IMPROVEMENT, None]
    assert (stopping.best, stopping.best_step) == (0.3, 5)


def test_without_a_validation_set_the_training_set_is_watched() -> None:
    assert watched_loss(Measurement(1, 0.7, math.nan, 0.1, math.nan)) == 0.7


@pytest.mark.parametrize("restore", [True, False])
@pytest.mark.parametrize("dropout", [0.0, 0.3])
def test_a_run_stops_and_goes_back_to_its_best(restore: bool, dropout: float) -> None:
    made = document(8, dropout=dropout, patience=4, restore_best=restore, **OVERFIT)
    result = train(made, steps=5000)
    run = result.problem.run
    assert result.stopped is Reason.NO_IMPROVEMENT
    assert run.step < 5000
    assert run.step == run.stopping.best_step + 4 * 5
    best = run.stopping.theta
    assert best is not None
    assert np.array_equal(result.problem.program.theta, best) is restore
    if restore:
        assert result.problem.validation.run()[0] == pytest.approx(run.stopping.best, rel=1e-6)


def test_a_vanished_gradient_stops_the_run() -> None:
    made = document(4, gradient_tolerance=0.02, batch_size=1000, validate_every=10, learning_rate=0.05)
    result = train(made, steps=20_000)
    assert result.stopped is Reason.SMALL_GRADIENT
    assert result.problem.program.gradient_norm() < 0.02


@pytest.mark.parametrize(
    "options",
    [
        {"schedule": "on_plateau", "schedule_parameters": (("patience", 2), ("gamma", 0.7))},
        {"schedule": "cosine", "schedule_parameters": (("length", 90), ("unit", "steps"))},
        {"schedule": "cyclic", "schedule_parameters": (("length", 3),), "clip_norm": 0.5},
        {"optimizer": "lbfgs", "learning_rate": 0.2, "patience": 1000},
        {"optimizer": "rprop", "schedule": "warmup", "clip_value": 0.1},
        {"optimizer": "nadam", "schedule": "one_cycle", "l2": 0.01},
        {"optimizer": "rmsprop", "optimizer_parameters": (("centered", True), ("mu", 0.5))},
    ],
    ids=lambda options: next(iter(options.values())),
)
@pytest.mark.parametrize("dropout", [0.0, 0.3])
def test_a_restored_run_goes_on_bit_for_bit(options: dict[str, object], dropout: float) -> None:
    first = problem(dropout=dropout, **options)
    steps(first, 137, every=5)
    state = first.run.save_state()
    expected = steps(first, 200, every=5)
    second = problem(dropout=dropout, **options)
    assert second.run.load_state(state)
    assert steps(second, 200, every=5) == expected
    assert np.array_equal(second.program.theta, first.program.theta)
    for name, array in (first.program.state | first.program.memory).items():
        assert np.array_equal((second.program.state | second.program.memory)[name], array)
    assert second.program.current_rate == first.program.current_rate
    assert second.run.stopping.waited == first.run.stopping.waited
    assert second.run.stopping.best == first.run.stopping.best


def test_saving_and_looking_disturb_no_run_whose_rate_falls() -> None:
    options = {"schedule": "on_plateau", "schedule_parameters": (("patience", 1), ("gamma", 0.5)), "dropout": 0.4}
    quiet, watched = problem(**options), problem(**options)
    expected = steps(quiet, 300, every=4)
    found: list[float] = []
    for _ in range(30):
        found += steps(watched, 10, every=4)
        watched.run.save_state()
        watched.run.rebase()
    assert found == expected
    assert watched.program.current_rate == quiet.program.current_rate < 0.02


def test_the_schedule_s_time_goes_on_with_another_optimiser_and_batch_size() -> None:
    options = {"schedule": "exponential", "schedule_parameters": (("gamma", 0.9),)}
    first = problem(batch_size=16, **options)
    steps(first, 3 * first.run.feed.per_epoch)
    second = problem(batch_size=32, optimizer="momentum", **options)
    second.run.continue_from(first.run)
    assert second.program.current_rate == pytest.approx(0.02 * 0.9**3)
    steps(second, second.run.feed.per_epoch)
    assert second.program.current_rate == pytest.approx(0.02 * 0.9**4)
    second.run.load_state(second.run.save_state())
    assert second.program.current_rate == pytest.approx(0.02 * 0.9**4)


def test_settings_reach_the_program() -> None:
    program = problem(schedule="step", clip_norm=2.0, clip_value=0.5).program
    assert program.clipping == (2.0, 0.5)
    assert program.timetable.schedule is not None
    assert program.timetable.schedule.declaration.id == "step"
