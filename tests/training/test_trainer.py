"""The thread: commands in, events out, parked when asked."""

from __future__ import annotations

import math
import time
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
from trainer_window import Window
from training_networks import document, loading, problem, write

from nnstudio.document import Document, SetData, SetParameters, SetTraining, apply
from nnstudio.engine import ResourceError
from nnstudio.training import commands as c
from nnstudio.training import handshake
from nnstudio.training.commands import Start
from nnstudio.training.events import (
    CommandRefused,
    EpochFinished,
    ProblemLoaded,
    ProblemWithdrawn,
    Reason,
    RunFailed,
    RunPaused,
    RunReset,
    StateCaptured,
    TrainerCrashed,
)
from nnstudio.training.frame import Status
from nnstudio.training.headless import train
from nnstudio.training.pace import BACKLOG
from nnstudio.training.run import Run
from nnstudio.training.stop_rule import StopRule


@pytest.fixture
def window() -> Iterator[Window]:
    made = Window()
    yield made
    assert made.trainer.close(60.0)
    made.read()
    assert not [event for event in made.events if isinstance(event, TrainerCrashed)]


def diverging() -> Document:
    made = document(data="plane", loss="mse", optimizer="sgd", learning_rate=1e20)
    made = apply(made, SetParameters("n2", (("activation", "relu"),)))
    return apply(made, SetParameters("n3", (("activation", "identity"),)))


def test_it_starts_primed_and_paused(window: Window) -> None:
    window.send(loading(document()))
    loaded = window.wait(ProblemLoaded)
    assert loaded == ProblemLoaded(1, (), False, loaded.measured)
    frame = window.frame()
    assert (frame.step, frame.epoch, frame.status, frame.running) == (0, 0, Status.PAUSED, False)
    assert frame.loss == pytest.approx(window.losses[0])
    assert np.abs(frame.quantity("n2", "grad_z")).sum() > 0
    assert frame.measurement is not None


def test_it_trains_what_the_headless_run_trains(window: Window) -> None:
    window.send(loading(document(dropout=0.2)), c.StepEpoch())
    window.wait(RunPaused)
    frame = window.frame()
    alone = problem(dropout=0.2)
    losses = list(alone.run.losses)
    for _ in range(frame.step):
        alone.run.step_slowly()
        losses += alone.run.losses
    assert (frame.epoch, frame.batch_position) == (1, 0)
    assert np.array_equal(frame.program.theta, alone.program.theta)
    assert window.losses == losses


def test_losses_keep_their_steps_past_a_failure(window: Window) -> None:
    window.send(loading(diverging()), c.Run())
    window.wait(RunFailed)
    window.send(c.SetLearningRate(1e-3), c.StepBatch(), c.StepBatch())
    window.send(c.StepBatch())
    assert window.frame().step == window.steps[-1]


def test_run_and_pause(window: Window) -> None:
    window.send(loading(document()), c.Run())
    window.until(lambda: window.trainer.step > 500)
    window.send(c.Pause())
    assert window.wait(RunPaused).reason is Reason.ASKED
    frame = window.frame()
    assert len(window.losses) == frame.step + 1
    assert window.wait(EpochFinished).epoch <= frame.epoch


def test_samples_are_stepped_within_the_batch(window: Window) -> None:
    window.send(loading(document(batch_size=4)), c.StepSample(1), c.StepSample(1))
    assert window.frame().sample == 2
    window.trainer.give_back(0)
    window.send(c.StepSample(-1), c.StepSample(-1), c.StepSample(-1))
    assert (window.frame().sample, window.frame().step) == (0, 0)
    window.trainer.give_back(0)
    window.send(*[c.StepSample(1)] * 4)
    frame = window.frame()
    assert (frame.sample, frame.step) == (0, 1)


def test_a_limited_speed_is_kept(window: Window) -> None:
    window.send(loading(document()), c.SetSpeed(100), c.Run())
    begun, start = time.perf_counter(), window.trainer.step
    window.until(lambda: window.trainer.step > start + 30)
    made = window.trainer.step - start
    assert made <= 100 * (time.perf_counter() - begun + BACKLOG) + 1


def test_of_several_steps_at_once_every_loss_is_told(window: Window) -> None:
    window.send(loading(document(dropout=0.2)), c.StepBatch(30), c.StepBatch())
    frame = window.frame()
    alone = problem(dropout=0.2)
    losses = list(alone.run.losses)
    for _ in range(31):
        alone.run.step_slowly()
        losses += alone.run.losses
    assert frame.step == 31
    assert window.steps == list(range(32))
    assert window.losses == losses


def test_it_stops_at_an_epoch(window: Window) -> None:
    window.send(loading(document()), c.StopAt(3), c.Run())
    assert window.wait(RunPaused).reason is Reason.STOP_EPOCH
    assert (window.frame().epoch, window.frame().batch_position) == (3, 0)


def test_measuring_follows_steps_not_time(window: Window) -> None:
    window.trainer.submit(loading(document(validate_every=7)))
    window.trainer.submit(c.StepEpoch())
    steps: list[int] = []
    end = time.monotonic() + 60
    while not any(isinstance(event, RunPaused) for event in window.events):
        assert time.monotonic() < end
        drained = window.trainer.mailbox.drain()
        window.events += drained.events
        steps += [found.step for found in drained.scalars.measurements]
    assert steps == list(range(0, window.trainer.step + 1, 7))


def test_the_learning_rate_changes_without_a_reset(window: Window) -> None:
    window.send(loading(document(dropout=0.2)), c.StepBatch(), c.SetLearningRate(0.5), c.SetRegularisation(0.01, 0.02))
    window.send(c.StepBatch())
    frame = window.frame()
    assert (frame.step, frame.program.learning_rate, frame.program.regularisation) == (2, 0.5, (0.01, 0.02))


def test_a_setting_changed_while_training_retraces_nothing(window: Window, monkeypatch: pytest.MonkeyPatch) -> None:
    behind: list[int] = []
    rebase = Run.rebase

    def watched(run: Run) -> None:
        behind.append(run.step - run._base["step"])
        rebase(run)

    monkeypatch.setattr(Run, "rebase", watched)
    window.send(loading(document(normalised=True, dropout=0.2)), c.Run())
    behind.clear()
    for number in range(5):
        first = window.trainer.step
        window.until(lambda first=first: window.trainer.step > first + 20)
        window.send(c.SetLearningRate(0.01 + 0.01 * number))
    assert behind == [0] * 5
    window.send(c.Pause())
    frame = window.frame()
    head, theta = frame.step, frame.program.theta.copy()
    window.trainer.give_back(0)
    window.send(c.Seek(0))
    window.send(c.Seek(head))
    frame = window.frame()
    assert (frame.step, frame.program.learning_rate) == (head, 0.05)
    assert np.array_equal(frame.program.theta, theta)


def test_a_weight_is_set_by_hand(window: Window) -> None:
    window.send(loading(document()), write("n2", "weight", (0, 1), 2.5))
    assert window.frame().parameter("n2", "weight")[0, 1] == 2.5
    window.trainer.give_back(0)
    window.send(write("n2", "weight", (0, 1), float("nan")))
    assert window.wait(CommandRefused).error.place == "n2.weight"
    assert window.frame().parameter("n2", "weight")[0, 1] == 2.5


def test_reset_draws_the_weights_of_the_seed(window: Window) -> None:
    window.send(loading(document()))
    first = window.frame().program.theta.copy()
    window.trainer.give_back(0)
    window.send(c.StepEpoch())
    window.wait(RunPaused)
    window.send(c.Reset())
    assert window.wait(RunReset) == RunReset(2, 3)
    frame = window.frame()
    assert np.array_equal(frame.program.theta, first)
    assert (frame.run_id, frame.step) == (2, 0)
    window.trainer.give_back(0)
    window.send(c.Reset(4))
    assert not np.array_equal(window.frame().program.theta, first)


def test_untouched_layers_keep_their_weights_and_undo_brings_the_others_back(window: Window) -> None:
    made = document()
    wider = apply(made, SetParameters("n3", (("activation", "hard_sigmoid"), ("units", 1))))
    wider = apply(wider, SetParameters("n2", (("units", 9),)))
    window.send(loading(made), c.StepEpoch())
    window.wait(RunPaused)
    before = {layer: window.frame().parameter(layer, "weight").copy() for layer in ("n2", "n3")}
    window.trainer.give_back(0)
    window.send(loading(wider, Start.KEEP))
    assert window.frame().parameter("n2", "weight").shape == (2, 9)
    window.trainer.give_back(0)
    window.send(loading(made, Start.RETURN))
    assert window.wait(ProblemLoaded).kept == ("n2", "n3")
    for layer, weight in before.items():
        assert np.array_equal(window.frame().parameter(layer, "weight"), weight)


def test_another_batch_size_continues_the_run(window: Window) -> None:
    made = document()
    window.send(loading(made), *[c.StepBatch()] * 5)
    theta = window.frame().program.theta.copy()
    moment = window.frame().program.optimizer_state("n2", "weight", "m").copy()
    window.trainer.give_back(0)
    window.send(loading(apply(made, SetTraining((("batch_size", 5),))), Start.CONTINUE))
    frame = window.frame()
    assert (frame.run_id, frame.revision, frame.step) == (1, 1, 5)
    assert np.array_equal(frame.program.theta, theta)
    assert np.array_equal(frame.program.optimizer_state("n2", "weight", "m"), moment)
    assert len(frame.rows) == 5


def test_what_is_opened_while_a_run_goes_on_is_at_rest(window: Window) -> None:
    window.send(loading(document()), c.Run())
    window.until(lambda: window.trainer.step > 50)
    window.send(loading(document(8)))
    assert window.wait(RunPaused).reason is Reason.WITHDRAWN
    frame = window.frame()
    assert (frame.run_id, frame.step, frame.status) == (2, 0, Status.PAUSED)
    window.trainer.give_back(0)
    window.send(c.Run())
    window.until(lambda: window.trainer.step > 50)


def test_a_captured_state_restores_the_run(window: Window) -> None:
    made = document(dropout=0.3)
    window.send(loading(made), c.StepEpoch())
    window.wait(RunPaused)
    window.send(c.CaptureState())
    state = window.wait(StateCaptured).state
    window.send(*[c.StepBatch()] * 10)
    theta = window.frame().program.theta.copy()
    window.trainer.give_back(0)
    window.send(loading(made, Start.FRESH, state), *[c.StepBatch()] * 10)
    assert np.array_equal(window.frame().program.theta, theta)


@pytest.mark.parametrize("state", [{}, {"feed": 1}, {"program.theta": np.zeros(3), "program.random": {}}])
def test_a_broken_state_is_refused_and_new_weights_drawn(window: Window, state: dict[str, object]) -> None:
    window.send(loading(document(), Start.FRESH, state))
    assert window.wait(CommandRefused)
    assert window.frame().step == 0


def test_nan_stops_the_run_and_keeps_the_last_finite_state(window: Window) -> None:
    window.send(loading(diverging()), c.Run())
    failed = window.wait(RunFailed)
    assert window.trainer.status is Status.FAILED
    frame = window.frame()
    assert failed.failure.layer in {"n2", "n3", "n4"}
    assert frame.step == failed.failure.sound < failed.failure.step
    assert np.isfinite(frame.program.theta).all()
    assert np.isfinite(window.losses).all()
    window.trainer.give_back(0)
    window.send(c.StepBatch())
    assert window.trainer.status is Status.FAILED
    window.send(c.SetLearningRate(1e-3), c.Run())
    window.until(lambda: window.trainer.step > 100)
    assert window.trainer.status is Status.RUNNING


def test_a_problem_that_does_not_fit_leaves_nothing_to_train(window: Window, monkeypatch: pytest.MonkeyPatch) -> None:
    window.send(loading(document()), c.Run())
    with monkeypatch.context() as patch:
        patch.setattr("nnstudio.engine.memory.available", lambda: 1 << 10)
        window.send(replace(loading(document(8), Start.KEEP), names={"n2": "Hidden"}))
        assert window.wait(CommandRefused).error.place == "Hidden"
    assert window.wait(ProblemWithdrawn)
    assert window.trainer.status is Status.EMPTY
    window.trainer.handshake.seize()
    assert window.trainer.handshake.wait_parked(60)
    assert window.trainer.frame() is None
    window.trainer.give_back(0)
    window.events.clear()
    window.send(c.SetLearningRate(0.5), c.Run())
    refusals = [event.error for event in window.events if isinstance(event, CommandRefused)]
    assert [type(error) for error in refusals] == [ResourceError]
    window.send(loading(document(), Start.KEEP))
    assert window.wait(ProblemLoaded).kept
    assert window.frame().status is Status.PAUSED


def test_a_refused_command_changes_nothing(window: Window) -> None:
    window.send(c.Run())
    assert window.wait(CommandRefused).error.place
    assert window.trainer.status is Status.EMPTY


def test_a_withdrawn_problem_leaves_nothing_to_train(window: Window) -> None:
    window.send(loading(document()), c.Run(), c.WithdrawProblem())
    assert window.wait(RunPaused).reason is Reason.WITHDRAWN
    assert window.trainer.frame() is None


def test_no_frame_while_another_problem_is_on_its_way(window: Window) -> None:
    """The window has the new data by then; the old network can't read them."""
    window.send(loading(document()))
    window.frame()
    other = loading(apply(document(), SetData((("dataset", "moons"),))))
    window.trainer.submit(other)
    assert window.trainer.frame() is None
    window.trainer.give_back(0.0)
    window.until(lambda: not window.trainer.pending)
    assert window.frame().program.graph is other.graph
    window.trainer.submit(c.WithdrawProblem())
    assert window.trainer.frame() is None


def test_a_frame_does_not_move_while_it_is_held(window: Window, monkeypatch: pytest.MonkeyPatch) -> None:
    # On a busy machine a sleep can outlast what a trainer grants a stalled window.
    monkeypatch.setattr(handshake, "STALL", 60.0)
    window.send(loading(document()), c.Run())
    for _ in range(30):
        frame = window.frame()
        step, grad = frame.step, frame.program.grad.copy()
        time.sleep(0.002)
        assert window.trainer.step == step
        assert np.array_equal(frame.program.grad, grad)
        window.trainer.give_back(time.perf_counter() + 0.005)
        time.sleep(0.001)
    window.trainer.give_back(math.inf)
    window.until(lambda: window.trainer.step > step + 30)


def test_long_steps_publish_copies(window: Window, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("nnstudio.training.trainer.LONG_STEP", 0.0)
    window.send(loading(document(dropout=0.3)), c.Run())
    window.trainer.give_back(0)
    window.until(lambda: window.trainer.take_copy() is not None)
    frame = window.trainer.take_copy()
    assert frame is not None
    assert frame.copied
    before, step = frame.quantity("n2", "grad_z").copy(), window.trainer.step
    window.until(lambda: window.trainer.step > step + 20)
    assert np.array_equal(frame.quantity("n2", "grad_z"), before)
    assert frame.predict(np.zeros((3, 2))).shape == (3, 1)
    window.trainer.give_back(0)
    window.until(lambda: window.trainer.take_copy() is not frame)


@pytest.mark.parametrize("batch", [16, 1000])
def test_early_stopping_ends_the_run_where_the_headless_one_ends(window: Window, batch: int) -> None:
    settings = {"patience": 4, "validate_every": 5, "learning_rate": 0.3, "dropout": 0.2, "batch_size": batch}
    wanted = train(document(**settings), steps=20_000).problem
    window.send(loading(document(**settings)), c.Run())
    paused = window.wait(RunPaused)
    assert (paused.reason, paused.restored) == (Reason.NO_IMPROVEMENT, True)
    assert (paused.step, paused.best_step) == (wanted.run.step, wanted.run.stopping.best_step)
    frame = window.frame()
    assert frame.status is Status.PAUSED
    assert np.array_equal(frame.program.theta, wanted.program.theta)
    window.trainer.give_back(0)
    window.events.clear()
    window.send(c.Run())
    assert window.wait(RunPaused).step > paused.step, "asked to go on, it does, for as long as patience lasts"


def test_schedule_clipping_and_stopping_change_without_a_reset(window: Window) -> None:
    window.send(
        loading(document(dropout=0.2)), c.StepBatch(), c.SetSchedule("step", (("length", 1), ("unit", "steps")))
    )
    window.send(c.SetClipping(0.5, 0.1), c.SetStopping(StopRule(gradient_tolerance=1e6)), c.StepBatch())
    frame = window.frame()
    assert (frame.step, frame.program.clipping) == (2, (0.5, 0.1))
    assert frame.program.current_rate == pytest.approx(0.02 * 0.5**2)
    window.trainer.give_back(0)
    window.send(c.Run())
    assert window.wait(RunPaused).reason is Reason.SMALL_GRADIENT
    window.send(c.SetSchedule("no such schedule"))
    assert window.wait(CommandRefused).error.place == "schedule"
