"""A run goes on the same whether its validations are handed on one by one or many together."""

from __future__ import annotations

import math

import numpy as np
import pytest
from training_networks import Endless, document, loading

from nnstudio.training.break_points import break_points
from nnstudio.training.commands import Pause, Run, SetLearningRate, StepBatch
from nnstudio.training.desk import Desk
from nnstudio.training.frame import Status
from nnstudio.training.going_on import are_finite, go_on
from nnstudio.training.mailbox import Scalars
from nnstudio.training.measure import Look, Measure
from nnstudio.training.obeying import obey
from nnstudio.training.stops import Stops
from nnstudio.training.trainer import Trainer

STEPS = 130


def running(**options: object) -> Trainer:
    """Return a trainer without its thread, whose run is under way and has not been looked into just now."""
    trainer = Trainer()
    obey(loading(document(**options)), trainer.desk)
    obey(Run(), trainer.desk)
    trainer.desk.publish()
    trainer.desk.mailbox.drain()
    trainer.desk.observer.due, trainer.desk.observer.wanted = math.inf, 10**9
    return trainer


def gone_on(desk: Desk, steps: int = STEPS) -> tuple[Scalars, int]:
    """Let a run go on; return what the window hears of it, and in how many goes."""
    goal, goes = desk.require().run.step + steps, 0
    with np.errstate(all="ignore"):
        while (step := desk.require().run.step) < goal and are_finite(desk.require().run.losses):
            go_on(desk, goal - step, Endless())
            goes += 1
    desk.publish()
    return desk.mailbox.drain().scalars, goes


def test_many_together_are_those_one_by_one() -> None:
    together, one_by_one = running().desk, running().desk
    # A break-point that never comes true: each validation is then waited for.
    one_by_one.stops = Stops((break_points.make("at_step", step=10**6),))
    (mine, once), (theirs, often) = gone_on(together), gone_on(one_by_one)
    assert (once, often) == (1, 7)
    assert [each.step for each in mine.measurements] == [20, 40, 60, 80, 100, 120]
    assert mine.measurements == theirs.measurements
    assert mine.losses.tolist() == theirs.losses.tolist()
    assert together.made == one_by_one.made == STEPS
    assert together.measurement == one_by_one.measurement == mine.measurements[-1]
    assert together.past is not None
    assert one_by_one.past is not None
    assert together.past.record.bests == one_by_one.past.record.bests
    assert together.require().program.theta.tolist() == one_by_one.require().program.theta.tolist()


def test_each_validation_is_waited_for_where_early_stopping_heeds_it() -> None:
    desk = running(patience=100).desk
    _, goes = gone_on(desk)
    assert goes == 7
    assert desk.past is not None
    assert [step for step, _ in desk.past.record.log] == [20, 40, 60, 80, 100, 120]


def test_losses_that_are_not_finite_end_it_and_what_was_found_before_is_handed_on() -> None:
    desk = running().desk
    gone_on(desk, 50)
    desk.require().program.theta[:] = np.nan
    scalars, _ = gone_on(desk)
    assert desk.require().run.step == 60
    assert np.isnan(scalars.losses).all()
    assert len(scalars.losses) == 10
    assert scalars.measurements == ()


@pytest.mark.parametrize("losses", [[], [1.0, 2.0], [1e308, 1e308]])
def test_what_is_beyond_measure_only_in_sum_is_finite(losses: list[float]) -> None:
    assert are_finite(losses)
    assert not are_finite([*losses, math.nan])
    assert not are_finite([*losses, -math.inf])


def test_a_setting_obeyed_during_a_validation_is_in_force_in_the_step_after_it(monkeypatch: pytest.MonkeyPatch) -> None:
    trainer = running()
    desk, rates = trainer.desk, list[float]()
    measure = Measure.run

    def run(self: Measure, look: Look) -> tuple[float, float]:
        if desk.require().run.step == 40 and self is desk.require().training:
            trainer.submit(SetLearningRate(0.25))
        rates.append(desk.require().program.learning_rate)
        return measure(self, look)

    monkeypatch.setattr(Measure, "run", run)
    scalars, _ = gone_on(desk)
    assert [each.step for each in scalars.measurements] == [20, 40, 60, 80, 100, 120]
    assert set(rates[:3]) == {0.02}
    assert set(rates[4:]) == {0.25}


def test_a_window_that_reads_during_a_validation_finds_all_steps_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    desk, found = running().desk, list[tuple[int, int]]()
    measure = Measure.run

    def run(self: Measure, look: Look) -> tuple[float, float]:
        found.append((desk.made, desk.require().run.step))
        return measure(self, look)

    monkeypatch.setattr(Measure, "run", run)
    gone_on(desk, 60)
    assert {made for made, _ in found} == {20, 40, 60}
    assert all(made == step for made, step in found)


def test_what_is_asked_for_during_a_validation_is_obeyed_right_after_it(monkeypatch: pytest.MonkeyPatch) -> None:
    trainer = running()
    desk, watch = trainer.desk, trainer.handshake
    measure = Measure.run

    def run(self: Measure, look: Look) -> tuple[float, float]:
        if desk.require().run.step == 40 and not trainer.pending:
            trainer.submit(Pause())
        look()
        return measure(self, look)

    monkeypatch.setattr(Measure, "run", run)
    watch.release()
    with np.errstate(all="ignore"):
        assert go_on(desk, STEPS, watch) == 40
    assert trainer.pending


def test_a_window_that_reads_during_a_validation_hears_all_that_was_found_before(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    trainer = running()
    desk, heard = trainer.desk, list[tuple[int, int, list[int]]]()
    measure = Measure.run

    def run(self: Measure, look: Look) -> tuple[float, float]:
        if self is desk.require().training:
            trainer.handshake.nudge()
            look()
            scalars = desk.mailbox.drain().scalars
            heard.append(
                (desk.require().run.step, int(scalars.steps[-1]), [each.step for each in scalars.measurements])
            )
        return measure(self, look)

    monkeypatch.setattr(Measure, "run", run)
    trainer.handshake.release()
    with np.errstate(all="ignore"):
        assert go_on(desk, 60, trainer.handshake) == 60
    assert heard == [(20, 20, []), (40, 40, [20]), (60, 60, [40])]


@pytest.mark.parametrize("every", [1, 20])
def test_a_single_step_to_numbers_that_are_not_finite_has_failed_whether_a_validation_is_due_or_not(every: int) -> None:
    trainer = Trainer()
    for command in (loading(document(validate_every=every)), StepBatch(), StepBatch()):
        trainer.submit(command)
    with np.errstate(all="ignore"):
        trainer._obey()
        trainer.desk.require().program.theta[:] = np.nan
        trainer.submit(StepBatch())
        trainer._obey()
    assert trainer.status is Status.FAILED
