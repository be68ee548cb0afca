"""A project is saved with its run, reopened, and goes on bit for bit; what a crash left is taken up again."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from killed import crash
from pytestqt.qtbot import QtBot
from stepped import go, steps, theta

from nnstudio.data import Column, ImportedTable
from nnstudio.document import SetTable, SetTraining, apply
from nnstudio.document.edits import AddPoint
from nnstudio.store import Leftover, WorkingCopy, load_project, save_project
from nnstudio.text import msg
from nnstudio.training.break_points import break_points
from nnstudio.training.events import Event, StateCaptured
from nnstudio.training.headless import train
from nnstudio.training.trial import Fate
from nnstudio.ui.bridge.contents import Written
from nnstudio.ui.bridge.session import Session


def test_a_reopened_project_goes_on_bit_for_bit(session: Session, qtbot: QtBot, tmp_path: Path) -> None:
    path = tmp_path / "a.nnstudio"
    steps(qtbot, session, 30)
    qtbot.waitUntil(lambda: session.curves.batch_loss.last_step == 30)
    assert session.save(path)
    steps(qtbot, session, 20)
    expected = theta(session)
    with qtbot.waitSignal(session.problem_loaded):
        session.new()
    assert session.trainer.step == 0
    with qtbot.waitSignal(session.problem_loaded):
        assert session.open(path)
    assert session.trainer.step == 30
    assert session.curves.batch_loss.last_step == 30
    assert not session.file.dirty
    steps(qtbot, session, 20)
    assert np.array_equal(theta(session), expected)
    assert session.file.path == path
    assert session.settings is not None
    assert session.settings.recent == (path,)


def test_dirty_means_unsaved_edits(session: Session, tmp_path: Path) -> None:
    told: list[bool] = []
    session.dirty_changed.connect(told.append)
    session.edit(SetTraining((("learning_rate", 0.5),)))
    session.undo()
    session.redo()
    assert session.save(tmp_path / "b.nnstudio")
    assert told == [True, False, True, False]


def test_a_file_that_is_no_project_leaves_everything(session: Session, qtbot: QtBot, tmp_path: Path) -> None:
    path = tmp_path / "bad.nnstudio"
    path.write_bytes(b"nothing")
    before = session.document
    with qtbot.waitSignal(session.edit_refused):
        assert not session.open(path)
    assert session.document is before


def crashed(session: Session, home: Path) -> Leftover:
    """Crash, and return the one thing that is offered back."""
    (left,) = crash(session, home)
    return left


def wait_30_seconds(session: Session, qtbot: QtBot) -> None:
    """Have the run be recorded as it is every 30 seconds, if it is."""
    session.file._ask_for_run()
    qtbot.waitUntil(lambda: not session.trainer.pending and session.trainer.mailbox.empty)


def test_what_nobody_has_changed_or_trained_is_not_offered_after_a_crash(
    session: Session, qtbot: QtBot, tmp_path: Path
) -> None:
    home = tmp_path / "home"
    session.file.protect(WorkingCopy(home))
    qtbot.waitUntil(lambda: session.trainer.moment[0] > 0 and not session.trainer.pending)
    wait_30_seconds(session, qtbot)
    assert crash(session, home) == []
    # Neither is a project that was only opened; one that was trained since is.
    steps(qtbot, session, 5)
    assert session.save(tmp_path / "mine.nnstudio")
    assert session.open(tmp_path / "mine.nnstudio")
    qtbot.waitUntil(lambda: session.trainer.step == 5 and not session.trainer.pending)
    wait_30_seconds(session, qtbot)
    assert crash(session, home) == []
    session.file.edited()
    steps(qtbot, session, 1)
    wait_30_seconds(session, qtbot)
    qtbot.waitUntil(lambda: session.file._recorded[1] == 6)
    run = crashed(session, home).load().run
    assert run is not None


@pytest.mark.parametrize(("setting", "other"), [("optimizer", "momentum"), ("batch_size", 7), ("dtype", "float64")])
def test_a_run_at_rest_whose_program_was_changed_comes_back_after_a_crash(
    session: Session, qtbot: QtBot, tmp_path: Path, setting: str, other: object
) -> None:
    home = tmp_path / "home"
    session.file.protect(WorkingCopy(home))
    steps(qtbot, session, 9)
    wait_30_seconds(session, qtbot)
    qtbot.waitUntil(lambda: session.file._recorded[1] == 9)
    news: list[Event] = []
    session.events.connect(news.extend)
    session.edit(SetTraining(((setting, other),)))
    qtbot.waitUntil(lambda: any(isinstance(one, StateCaptured) for one in news))
    before = theta(session)
    left = crashed(session, home)
    refused: list[object] = []
    session.edit_refused.connect(refused.append)
    assert session.file.recover(left)
    qtbot.waitUntil(lambda: not session.trainer.pending and session.travel.step == session.trainer.step == 9)
    assert np.array_equal(theta(session), before)
    assert not refused


def test_what_is_in_its_file_is_not_offered_after_a_crash(session: Session, qtbot: QtBot, tmp_path: Path) -> None:
    home, path = tmp_path / "home", tmp_path / "mine.nnstudio"
    session.file.protect(WorkingCopy(home))
    session.edit(SetTraining((("learning_rate", 0.5),)))
    steps(qtbot, session, 5)
    wait_30_seconds(session, qtbot)
    qtbot.waitUntil(lambda: session.file._recorded[1] == 5)
    assert session.save(path)
    assert crash(session, home) == []
    # What has come since then is.
    session.file.edited()
    assert session.save(path)
    session.edit(SetTraining((("learning_rate", 0.4),)))
    assert crashed(session, home).load().document.training.learning_rate == 0.4


def test_what_was_trained_while_the_file_was_being_written_is_offered_after_a_crash(
    session: Session, qtbot: QtBot, tmp_path: Path
) -> None:
    home = tmp_path / "home"
    session.file.protect(WorkingCopy(home))
    steps(qtbot, session, 5)
    written = Written(tmp_path / "mine.nnstudio", session.file._now)
    steps(qtbot, session, 1)
    wait_30_seconds(session, qtbot)
    qtbot.waitUntil(lambda: session.file._recorded[1] == 6)
    session.file._on_written(written)
    wait_30_seconds(session, qtbot)
    qtbot.waitUntil(lambda: session.file._recorded[1] == 6)
    assert crashed(session, home).load().run is not None


def test_what_a_crash_left_is_taken_up(session: Session, qtbot: QtBot, tmp_path: Path) -> None:
    home = tmp_path / "home"
    session.file.protect(WorkingCopy(home))
    session.edit(SetTraining((("learning_rate", 0.5),)))
    steps(qtbot, session, 5)
    session.file._ask_for_run()
    qtbot.waitUntil(lambda: session.file._recorded[1] == 5)
    left = crashed(session, home)
    # At once, as at the start: the first document is still on its way to the trainer when the other one comes.
    session.new()
    assert session.document.training.learning_rate != 0.5
    assert session.file.recover(left)
    assert session.document.training.learning_rate == 0.5
    qtbot.waitUntil(lambda: session.trainer.step == 5 and not session.trainer.pending)
    qtbot.waitUntil(lambda: session.curves.batch_loss.last_step == 5)
    assert session.file.dirty


def test_break_points_stay_with_the_project_that_is_left(session: Session, tmp_path: Path) -> None:
    assert session.save(tmp_path / "left.nnstudio")
    for leave in (session.new, lambda: session.open(tmp_path / "left.nnstudio")):
        session.travel.add_break_point(break_points.make("loss_rises", "break-point"))
        leave()
        assert session.travel.break_points == ()


def branched(session: Session, qtbot: QtBot) -> dict[int, np.ndarray]:
    """Train 40 steps, branch at 20 and train to 45; return weights on the way."""
    steps(qtbot, session, 20)
    session.set_learning_rate(0.3)
    steps(qtbot, session, 20)
    seen = {step: go(qtbot, session, step) for step in (7, 20, 33)}
    go(qtbot, session, 20)
    session.travel.branch()
    steps(qtbot, session, 25)
    qtbot.waitUntil(lambda: session.travel.head == 45 and session.curves.batch_loss.last_step == 45, timeout=60_000)
    return seen | {45: theta(session)}


def test_every_step_of_a_reopened_project_is_reachable(session: Session, qtbot: QtBot, tmp_path: Path) -> None:
    seen = branched(session, qtbot)
    path = tmp_path / "past.nnstudio"
    assert session.save(path)
    with qtbot.waitSignal(session.problem_loaded, timeout=60_000):
        session.new()
    with qtbot.waitSignal(session.problem_loaded, timeout=60_000):
        assert session.open(path)
    # Its own curves are there before its moment is told: until then the way is that of the run before, of 45 steps too.
    qtbot.waitUntil(lambda: session.travel.run == session.curves.run)
    assert session.travel.head == 45
    assert not session.file.dirty
    assert not session.travel.elsewhere
    assert np.array_equal(theta(session), seen[45])
    assert session.curves.batch_loss.last_step == 45
    assert session.travel.branched_from is not None
    older, where = session.travel.branched_from
    assert where == 20
    # The run that it branched from is there to be compared, with its own curves, and to be gone back to.
    qtbot.waitUntil(lambda: older in [kept.run for kept in session.shelf.runs], timeout=60_000)
    curves = session.travel.curves_of(older)
    assert curves is not None
    assert curves.batch_loss.last_step == 40
    assert all(np.array_equal(go(qtbot, session, step), seen[step]) for step in (7, 20))
    assert np.array_equal(go(qtbot, session, 33, older), seen[33])


def test_a_branch_from_before_a_point_was_added_learns_from_it_and_is_reopened_where_it_stood(
    session: Session, qtbot: QtBot, tmp_path: Path
) -> None:
    steps(qtbot, session, 10)
    assert session.edit(AddPoint((0.5, 0.25, 1.0)))
    steps(qtbot, session, 10)
    before = go(qtbot, session, 5)
    session.travel.branch()
    qtbot.waitUntil(lambda: session.travel.branched_from is not None and not session.trainer.pending, timeout=60_000)
    # The branch is told first; then the problem of now, with the point, goes on with it.
    past = session.trainer.desk.past
    assert past is not None
    qtbot.waitUntil(lambda: past.loaded.prepared is session.prepared, timeout=60_000)
    steps(qtbot, session, 5)
    end = theta(session)
    path = tmp_path / "point.nnstudio"
    assert session.save(path)
    with qtbot.waitSignal(session.problem_loaded, timeout=60_000):
        session.new()
    with qtbot.waitSignal(session.problem_loaded, timeout=60_000):
        assert session.open(path)
    qtbot.waitUntil(lambda: session.travel.head == 10 and not session.trainer.pending, timeout=60_000)
    assert session.trainer.step == 10
    assert np.array_equal(theta(session), end)
    assert np.array_equal(go(qtbot, session, 5), before)


def test_steps_of_another_machine_stay_so(session: Session, qtbot: QtBot, tmp_path: Path) -> None:
    path = tmp_path / "far.nnstudio"
    steps(qtbot, session, 5)
    assert session.save(path)
    project = load_project(path)
    save_project(path, replace(project, fingerprint={**project.fingerprint, "numpy": "1.0"}))
    with qtbot.waitSignal(session.problem_loaded, timeout=60_000):
        assert session.open(path)
    assert session.travel.elsewhere
    assert session.save(path)
    assert load_project(path).fingerprint["numpy"] == "1.0"
    with qtbot.waitSignal(session.problem_loaded, timeout=60_000):
        session.new()
    assert not session.travel.elsewhere


def waiting(session: Session) -> list[tuple[str, float, int]]:
    return [(str(one.name), one.racer.document.training.learning_rate, one.epochs) for one in session.queue.waiting]


def queued(session: Session, *rates: float) -> None:
    for rate in rates:
        session.set_learning_rate(rate)
        assert session.queue.add(msg("run {rate}", rate=rate), session.document, 2)


def test_the_queue_is_kept_in_the_project_and_trained_after_it_was_reopened(
    session: Session, qtbot: QtBot, tmp_path: Path
) -> None:
    path = tmp_path / "queue.nnstudio"
    assert session.save(path)
    queued(session, 0.1, 0.2)
    session.set_learning_rate(0.03)
    assert session.file.dirty
    assert session.save(path)
    assert not session.file.dirty
    session.queue.add(msg("one more"), session.document, 1)
    assert session.file.dirty
    with qtbot.waitSignal(session.problem_loaded, timeout=60_000):
        session.new()
    assert waiting(session) == []
    assert not session.file.dirty
    with qtbot.waitSignal(session.problem_loaded, timeout=60_000):
        assert session.open(path)
    assert waiting(session) == [("run 0.1", 0.1, 2), ("run 0.2", 0.2, 2)]
    assert not session.file.dirty
    with qtbot.waitSignal(session.queue.ended, timeout=60_000) as ended:
        session.queue.start()
    assert ended.args == [2]
    assert session.file.dirty
    for run in session.shelf.runs[-2:]:
        alone = train(run.document, epochs=2)
        assert np.array_equal(run.snapshots.theta[-1], alone.problem.program.theta)


def test_runs_whose_data_cannot_be_read_any_more_say_so_and_the_next_goes_on(session: Session, qtbot: QtBot) -> None:
    queued(session, 0.1)
    good = session.queue.queued[0]
    empty = ImportedTable("t.csv", (Column("a", np.array([1.0])),))
    bad = replace(good, document=apply(good.document, SetTable(empty)))
    session.queue.take_up([bad, good])
    with qtbot.waitSignal(session.queue.ended, timeout=60_000) as ended:
        session.queue.start()
    assert ended.args == [1]
    (left,) = session.queue.waiting
    assert left.racer.fate is Fate.REFUSED
    assert left.racer.said is not None


def test_a_broken_queue_is_told_of_and_all_else_is_opened(session: Session, qtbot: QtBot, tmp_path: Path) -> None:
    path = tmp_path / "broken.nnstudio"
    queued(session, 0.1)
    assert session.save(path)
    save_project(path, replace(load_project(path), queue={"runs": 3}))
    with qtbot.waitSignal(session.edit_refused, timeout=60_000):
        assert session.open(path)
    assert session.document.training.learning_rate == 0.1
    assert waiting(session) == []


def test_after_a_crash_the_queue_is_there_again(session: Session, tmp_path: Path) -> None:
    home = tmp_path / "home"
    session.file.protect(WorkingCopy(home))
    session.queue.add(msg("alone"), session.document, 7)
    left = crashed(session, home)
    session.new()
    assert waiting(session) == []
    assert session.file.recover(left)
    assert [(name, epochs) for name, _, epochs in waiting(session)] == [("alone", 7)]
    assert session.file.dirty


def test_after_a_crash_every_step_is_reachable(session: Session, qtbot: QtBot, tmp_path: Path) -> None:
    home = tmp_path / "home"
    session.file.protect(WorkingCopy(home))
    seen = branched(session, qtbot)
    session.file._ask_for_run()
    qtbot.waitUntil(lambda: session.file._recorded[1] == 45, timeout=60_000)
    left, crashed_run = crashed(session, home), session.trainer.desk.run_id
    with qtbot.waitSignal(session.problem_loaded, timeout=60_000):
        session.new()
    with qtbot.waitSignal(session.problem_loaded, timeout=60_000):
        assert session.file.recover(left)
    # The run that has crashed had come as far, and is shown until the next tick.
    qtbot.waitUntil(lambda: session.travel.head == 45 and session.travel.run > crashed_run, timeout=60_000)
    assert np.array_equal(theta(session), seen[45])
    assert session.travel.branched_from is not None
    older, _ = session.travel.branched_from
    curves = session.travel.curves_of(older)
    assert curves is not None
    assert curves.batch_loss.last_step == 40
    assert all(np.array_equal(go(qtbot, session, step), seen[step]) for step in (7, 20))
    assert np.array_equal(go(qtbot, session, 33, older), seen[33])
    # What was taken up is whole in our own copy, should it happen again at once.
    again = crashed(session, home)
    assert again.load().history is not None
