"""A run goes on from a saved state bit for bit, and is always primed."""

from __future__ import annotations

import math

import numpy as np
import pytest
from training_networks import Endless, problem

from nnstudio.training.commands import Write
from nnstudio.training.headless import train
from nnstudio.training.run import Run


def steps(run: Run, count: int) -> list[float]:
    losses: list[float] = []
    goal = run.step + count
    while run.step < goal:
        run.advance(goal - run.step, Endless())
        losses += run.losses
    return losses


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"dropout": 0.3},
        {"dropout": 0.3, "dtype": "float64"},
        {"normalised": True},
        {"normalised": True, "batch_size": 7, "optimizer": "adam"},
        {"normalised": True, "dropout": 0.3},
        {"optimizer": "momentum", "l2": 0.01},
        {"batch_size": 1000},
        {"batch_size": 7},
    ],
)
def test_a_restored_run_goes_on_bit_for_bit(options: dict[str, object]) -> None:
    first = problem(**options)
    steps(first.run, 137)
    state = first.run.save_state()
    expected = steps(first.run, 200)
    second = problem(**options)
    assert second.run.load_state(state)
    assert second.run.step == 137
    assert steps(second.run, 200) == expected
    assert np.array_equal(second.program.theta, first.program.theta)
    assert np.array_equal(second.program.grad, first.program.grad)
    assert np.array_equal(second.program.carried, first.program.carried)
    for name, array in first.program.state.items():
        assert np.array_equal(second.program.state[name], array)
    assert (second.run.epoch, second.run.batch_position) == (first.run.epoch, first.run.batch_position)
    assert np.array_equal(second.run.rows, first.run.rows)


@pytest.mark.parametrize("dropout", [0.0, 0.4])
@pytest.mark.parametrize("normalised", [False, True])
def test_a_restored_run_shows_the_same_moment(dropout: float, normalised: bool) -> None:
    first = problem(dropout=dropout, normalised=normalised)
    steps(first.run, 41)
    second = problem(dropout=dropout, normalised=normalised)
    second.run.load_state(first.run.save_state())
    for layer in first.program.graph.order:
        for name in first.run.plan.quantities(layer):
            assert np.array_equal(first.run.plan.quantity(layer, name), second.run.plan.quantity(layer, name)), name
    assert first.run.plan.loss == second.run.plan.loss


@pytest.mark.parametrize("options", [{"dropout": 0.5}, {"normalised": True}])
def test_saving_does_not_disturb_a_run_that_draws_or_carries(options: dict[str, object]) -> None:
    quiet, watched = problem(**options), problem(**options)
    expected = steps(quiet.run, 90)
    found = []
    for _ in range(9):
        found += steps(watched.run, 10)
        watched.run.save_state()
    assert found == expected
    assert np.array_equal(quiet.program.carried, watched.program.carried)


def test_a_step_is_the_plans_own_step() -> None:
    made = problem()
    plan, run = made.run.plan, made.run
    theta = made.program.theta.copy()
    plan.update()
    by_hand = made.program.theta.copy()
    made.program.theta[:] = theta
    made.program.reset(3)
    again = problem()
    run = again.run
    run.advance(1, Endless())
    assert np.array_equal(again.program.theta, by_hand)
    assert run.step == 1


def test_primed_arrays_belong_together() -> None:
    made = problem()
    steps(made.run, 29)
    run, plan = made.run, made.run.plan
    x = made.training  # the set is laid out; the batch's rows say which samples are in
    assert x.total > len(run.rows)
    grad, loss = made.program.grad.copy(), plan.losses.copy()
    plan.forward()
    plan.backward()
    assert np.array_equal(grad, made.program.grad)
    assert np.array_equal(loss, plan.losses)


def test_epochs_and_positions_are_counted() -> None:
    run = problem(batch_size=16).run
    per_epoch = run.feed.per_epoch
    assert (run.epoch, run.batch_position, run.steps_to_epoch(1)) == (0, 0, per_epoch)
    steps(run, per_epoch)
    assert (run.epoch, run.batch_position) == (1, 0)
    steps(run, 3)
    assert (run.epoch, run.batch_position, run.steps_to_epoch(3)) == (1, 3, 2 * per_epoch - 3)


def test_a_due_watch_stops_after_one_step() -> None:
    class Due:
        due = 0.0

    assert problem().run.advance(1000, Due()) == 1


def test_weights_by_hand_bring_the_batch_through_again() -> None:
    made = problem(dropout=0.3)
    steps(made.run, 12)
    z = made.run.plan.quantity("n2", "z").copy()
    made.run.write([Write("n2", "weight", (0, 0), 3.0)])
    assert made.program.parameter("n2", "weight")[0, 0] == 3.0
    assert not np.array_equal(z, made.run.plan.quantity("n2", "z"))
    assert made.run.step == 12


def test_the_headless_run_learns() -> None:
    from training_networks import document

    result = train(document(8), epochs=120)
    assert result.train_metric > 0.95
    assert result.losses[-20:].mean() < result.losses[:20].mean() / 2
    assert len(result.losses) == result.problem.run.step


def test_the_headless_run_wants_one_measure_of_length() -> None:
    from training_networks import document

    with pytest.raises(ValueError, match="either"):
        train(document())


@pytest.mark.parametrize("options", [{"dropout": 0.4}, {"normalised": True}])
def test_the_next_step_takes_a_snapshot_where_there_would_be_steps_to_retrace(options: dict[str, object]) -> None:
    asked, quiet = problem(**options), problem(**options)
    run = asked.run
    run._rebase_at = math.inf
    steps(run, 40)
    assert run.snapshots[0]["step"] < run.step
    assert run.base_next()
    run.advance(1, Endless())
    assert run.snapshots[0]["step"] == run.step == 41
    assert not run.base_next(), "nothing is left to retrace"
    steps(quiet.run, 41)
    assert np.array_equal(asked.program.theta, quiet.program.theta)
    assert np.array_equal(asked.program.carried, quiet.program.carried)


def test_a_run_that_neither_draws_nor_carries_needs_no_snapshot() -> None:
    run = problem().run
    run._rebase_at = math.inf
    steps(run, 5)
    assert not run.base_next()


def test_a_state_that_was_handed_out_is_never_written_over() -> None:
    run = problem(optimizer="adam").run
    kept: list[tuple[dict[str, object], np.ndarray]] = []
    run.kept = lambda state: kept.append((state, state["program.theta"].copy()))
    for _ in range(6):
        # Each step but the first takes up what the one before has dropped.
        run.rebase()
        run.rebase()
        states = [run.save_state(), *run.snapshots]
        kept += [(state, state["program.theta"].copy()) for state in states[:1]]
        assert run.snapshots[0]["program.theta"].tolist() == run.program.theta.tolist()
        run.step_slowly()
        run.observe(1.0)
        run.advance(3, Endless())
    assert len(kept) >= 6
    for state, theta in kept:
        assert np.array_equal(state["program.theta"], theta)


def test_the_snapshots_lead_back_after_settings_were_changed_again_and_again() -> None:
    first, second = problem(optimizer="adam"), problem(optimizer="adam")
    for rate in (0.1, 0.02, 0.3, 0.005):
        for each in (first, second):
            each.run.rebase()
            each.program.learning_rate = rate
            each.run.step_slowly()
        older = first.run.snapshots[1]
        first.run.load_state(older)
        first.run.step_slowly()
        assert np.array_equal(first.program.theta, second.program.theta)


def test_one_interrupted_step_does_not_count_as_long_steps_and_several_do(monkeypatch: pytest.MonkeyPatch) -> None:
    run = problem().run
    now = 0.0
    run.clock = lambda: now
    run._rebase_at = math.inf  # no snapshots: they take time of their own
    made = run._block

    def steps_of(seconds: float, count: int) -> float:
        def block(most: int, watch: Endless) -> int:
            nonlocal now
            now += seconds
            return made(1, watch)

        monkeypatch.setattr(run, "_block", block)
        for _ in range(count):
            run.advance(1, Endless())
        return run.step_time

    assert steps_of(0.001, 50) == pytest.approx(0.001, rel=0.01)
    assert steps_of(10.0, 1) < 0.00135
    assert steps_of(0.001, 20) == pytest.approx(0.001, rel=0.01)
    assert steps_of(0.1, 40) == pytest.approx(0.1, rel=0.01)
