"""Going back, on, and elsewhere by commands; what a window is told of it; what is kept and what is dropped."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from desk_alone import DeskAlone, fingerprint
from training_networks import Endless, document, loading, problem, write

from nnstudio.document import SetTraining, apply
from nnstudio.engine import NnstudioError
from nnstudio.training import commands as c
from nnstudio.training.events import Branched, Event, ProblemLoaded, SeekBegan, SeekEnded
from nnstudio.training.history import KeyFrame, KeyFrames, SettingChanged, key_frames


def of_kind(alone: DeskAlone, kind: type[Event]) -> list[Event]:
    return [event for event in alone.events if isinstance(event, kind)]


@pytest.mark.parametrize("batch_size", [16, 7])
def test_every_position_equals_a_run_that_never_went_anywhere(batch_size: int) -> None:
    assert seen_differently(batch_size, steps=1000, positions=20) == []


@pytest.mark.soak
@pytest.mark.parametrize("batch_size", [16, 7])
def test_long_runs_too(batch_size: int) -> None:
    assert seen_differently(batch_size, steps=10_000, positions=200) == []


def seen_differently(batch_size: int, steps: int, positions: int) -> list[int]:
    """Compare random positions of a run with one that goes straight on; then go on from the head.

    Return the steps at which the two are not the same, bit for bit.
    """
    options = {"dropout": 0.3, "optimizer": "adam", "batch_size": batch_size}
    places = np.random.default_rng(7).integers(0, steps + 1, positions).tolist()
    straight, known = problem(**options), {}
    for step in sorted({*places, steps}):
        while straight.run.step < step:
            straight.run.advance(step - straight.run.step, Endless())
        known[step] = fingerprint(straight)
    alone = DeskAlone(document(**options))
    alone.train(steps)
    different = []
    for step in (*places, steps):
        alone.do(c.Seek(step))
        different += [] if alone.seen() == known[step] else [step]
    alone.train(25)
    straight.run.advance(25, Endless())
    return different + ([] if alone.seen() == fingerprint(straight) else [steps + 25])


def test_losses_are_published_once_and_go_on_after_the_head() -> None:
    alone = DeskAlone(document())
    alone.train(30)
    alone.do(c.Seek(10))
    alone.train(40)
    assert [step for step, _ in alone.losses[1]] == list(range(51))


def test_the_window_is_told_of_a_way() -> None:
    alone = DeskAlone(document())
    alone.train(30)
    alone.do(c.Seek(12))
    assert of_kind(alone, SeekBegan)[-1] == replace(of_kind(alone, SeekBegan)[-1], run=1, step=30, goal=12)
    assert of_kind(alone, SeekEnded) == [SeekEnded(1, 12, True)]
    frame = alone.desk.frame()
    assert frame is not None
    assert (frame.step, frame.head, frame.parent, frame.run_id) == (12, 30, None, 1)
    alone.do(c.Seek(99))
    assert alone.step == 30, "no farther than the head"
    alone.do(c.Seek(-5))
    assert alone.step == 0


def test_nothing_is_shown_on_the_way_and_it_can_be_called_off() -> None:
    alone = DeskAlone(document())
    alone.train(500)
    alone.do(c.Seek(0))

    class Impatient:
        due = 0.0

    from nnstudio.training.obeying import obey

    obey(c.Seek(400), alone.desk)
    alone.desk.seek_on(Impatient())
    assert alone.desk.frame() is None
    obey(c.CancelSeek(), alone.desk)
    alone.read()
    assert 0 < alone.step < 400
    assert of_kind(alone, SeekEnded)[-1] == SeekEnded(1, alone.step, False)
    straight = problem()
    while straight.run.step < alone.step:
        straight.run.advance(alone.step - straight.run.step, Endless())
    assert alone.seen() == fingerprint(straight)


def test_batches_samples_and_epochs_go_both_ways() -> None:
    alone = DeskAlone(document(batch_size=8))
    run = alone.desk.require().run
    per_epoch = run.feed.per_epoch
    alone.train(2 * per_epoch + 3)
    alone.do(c.StepBatch(-2))
    assert (run.epoch, run.batch_position) == (2, 1)
    alone.do(c.StepEpoch(-1))
    assert (run.epoch, run.batch_position) == (2, 0)
    alone.do(c.StepEpoch(-1))
    assert (run.epoch, run.batch_position) == (1, 0)
    alone.do(c.SelectSample(0), c.StepSample(-1))
    assert (run.epoch, run.batch_position, run.sample) == (0, per_epoch - 1, len(run.rows) - 1)
    alone.do(c.StepSample(1))
    assert (run.epoch, run.batch_position, run.sample) == (1, 0, 0)
    alone.do(c.Seek(0), c.StepSample(-1), c.StepBatch(-1), c.StepEpoch(-1))
    assert (run.step, run.sample) == (0, 0)
    alone.do(c.StepBatch(3))
    assert run.step == 3


def test_a_setting_at_the_head_is_logged_and_replayed() -> None:
    alone = DeskAlone(document())
    alone.train(10)
    alone.do(c.SetLearningRate(0.5))
    alone.train(10)
    end = alone.seen()
    assert alone.past.record.deeds_at(10) == (SettingChanged(c.SetLearningRate(0.5)),)
    alone.do(c.Seek(5))
    assert alone.desk.learning_rate == 0.02
    alone.train(15)
    assert alone.seen() == end
    assert not of_kind(alone, Branched)
    assert alone.desk.learning_rate == 0.5


def test_a_setting_behind_the_head_begins_a_branch_and_the_parent_stays() -> None:
    alone = DeskAlone(document())
    alone.train(40)
    end = alone.seen()
    alone.do(c.Seek(15), c.SetLearningRate(0.5))
    assert of_kind(alone, Branched)[-1].run == 2
    frame = alone.desk.frame()
    assert frame is not None
    assert (frame.run_id, frame.parent, frame.head) == (2, (1, 15), 15)
    alone.train(3)
    assert [step for step, _ in alone.losses[2]] == [16, 17, 18]
    alone.do(c.Seek(40, 1))
    assert alone.seen() == end
    alone.do(c.Seek(3, 2))
    assert (alone.desk.run_id, alone.step) == (2, 3), "a branch's past is its own"


def test_a_setting_that_changes_nothing_is_no_deed() -> None:
    alone = DeskAlone(document())
    alone.train(5)
    alone.do(c.Seek(2), c.SetLearningRate(0.02), c.SetRegularisation(0.0, 0.0))
    assert not of_kind(alone, Branched)
    assert alone.past.record.log == []


def test_a_weight_by_hand_begins_a_branch_and_going_back_undoes_it() -> None:
    alone = DeskAlone(document(dropout=0.2))
    alone.train(20)
    before = alone.seen()
    alone.do(write("n2", "weight", (0, 1), 2.5))
    written = alone.seen()
    assert alone.desk.require().program.parameter("n2", "weight")[0, 1] == 2.5
    alone.train(5)
    alone.do(c.Seek(20, 1))
    assert alone.seen() == before
    alone.do(c.Seek(20, 2))
    assert alone.seen() == written
    with pytest.raises(NnstudioError):
        alone.do(write("n2", "weight", (0, 1), float("nan")))
    with pytest.raises(NnstudioError):
        alone.do(write("n2", "weight", (0, 99), 0.0))
    assert alone.seen() == written
    assert alone.desk.run_id == 2


def test_another_optimiser_is_another_era_of_the_same_run() -> None:
    made = document()
    alone = DeskAlone(made)
    alone.train(12)
    first = alone.desk.require().program
    alone.do(loading(apply(made, SetTraining((("optimizer", "adam"), ("batch_size", 9)))), c.Start.CONTINUE))
    alone.train(12)
    end = alone.seen()
    alone.do(c.Seek(6))
    assert alone.desk.require().program is first
    assert of_kind(alone, ProblemLoaded)[-1].continued
    alone.train(18)
    assert alone.seen() == end


def test_a_reset_run_can_be_gone_back_to_and_another_network_forgets_all() -> None:
    alone = DeskAlone(document())
    alone.train(8)
    end = alone.seen()
    alone.do(c.Reset(9))
    alone.train(3)
    alone.do(c.Seek(8, 1))
    assert alone.seen() == end
    alone.do(loading(document(hidden=3), c.Start.KEEP))
    with pytest.raises(NnstudioError) as refused:
        alone.do(c.Seek(8, 1))
    assert "1" in str(refused.value.received)


def test_a_file_gets_the_head_wherever_one_stands() -> None:
    alone = DeskAlone(document(dropout=0.1))
    alone.train(33)
    end = alone.seen()
    alone.do(c.Seek(4))
    assert alone.desk.moment == (1, 33)
    other = problem(dropout=0.1)
    other.run.load_state(alone.past.head_state())
    assert fingerprint(other) == end


def test_a_failure_cuts_the_run_there() -> None:
    alone = DeskAlone(document())
    alone.train(30)
    desk = alone.desk
    desk.require().run.load_state(alone.past.record.frames.at(0).state)
    while alone.step < 12:
        desk.require().run.step_slowly()
    desk.fail([])
    assert (alone.past.head, alone.past.record.frames.last.step) == (12, 12)
    seen = alone.seen()
    alone.train(9)
    alone.do(c.Seek(12))
    assert alone.seen() == seen


def test_key_frames_are_dropped_from_far_behind_first() -> None:
    settings = document().training
    frames = KeyFrames([KeyFrame(0, {}, settings, pinned=True, nbytes=100)])
    for step in range(1, 5001):
        frames.offer(KeyFrame(step, {}, settings, pinned=step == 1234, nbytes=100))
        frames.thin(limit=6400)
        assert frames.nbytes <= 6400
    steps = [frame.step for frame in frames]
    assert {0, 1234, 5000} <= set(steps)
    gaps = np.diff([step for step in steps if step != 1234])
    assert gaps[-1] <= 5
    assert np.mean(gaps[:10]) > 10 * np.mean(gaps[-10:])
    assert max(gaps) < 2500


def test_hundreds_of_branches_of_one_step_keep_to_the_bound() -> None:
    alone = DeskAlone(document())
    alone.train(10)
    branches = alone.past.branches
    branches.limit = 12 * branches.nbytes
    for number in range(300):
        alone.do(write("n2", "weight", (0, 0), number / 100))
        alone.train(1)
        alone.do(c.Seek(10, alone.desk.run_id))
        assert branches.nbytes <= branches.limit + 2 * branches.current.frames.last.nbytes
    assert len(branches.records) <= 200
    end = alone.seen()
    alone.do(c.Seek(0), c.Seek(10))
    assert alone.seen() == end


def test_branches_keep_to_their_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(key_frames, "EVERY", 0.0)
    alone = DeskAlone(document())
    branches = alone.past.branches
    branches.limit = 40 * branches.nbytes
    for _ in range(6):
        alone.train(30)
        alone.do(c.Seek(alone.step - 7), write("n2", "weight", (0, 0), 0.1))
        assert branches.nbytes <= branches.limit
    end = alone.seen()
    alone.do(c.Seek(10), c.Seek(alone.past.head))
    assert alone.seen() == end


def test_the_path_is_what_the_parameters_were_on_the_way_to_here() -> None:
    alone = DeskAlone(document())
    alone.train(40)
    steps, thetas = alone.past.path(60)
    assert steps[0] == 0
    assert steps[-1] == 40
    assert (np.diff(steps) > 0).all()
    for step, theta in zip(steps.tolist(), thetas, strict=True):
        alone.do(c.Seek(step))
        np.testing.assert_array_equal(alone.desk.require().program.theta, theta.astype(np.float32))
    alone.do(c.Seek(17))
    steps, thetas = alone.past.path(4)
    assert len(steps) <= 4
    assert steps[-1] == 17
    np.testing.assert_array_equal(alone.desk.require().program.theta, thetas[-1].astype(np.float32))
