"""What is saved is of one moment, and whole, whatever is under way meanwhile."""

from __future__ import annotations

import math
import sys
import threading
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from pytestqt.qtbot import QtBot
from resting import settle
from stepped import go, steps, theta

from nnstudio.document import SetParameters, SetTraining, templates
from nnstudio.store import Project, load_project, save_project
from nnstudio.training.commands import Start
from nnstudio.training.curves import RunCurves
from nnstudio.training.problem import Problem
from nnstudio.training.trainer import Trainer
from nnstudio.ui.bridge.session import Session


def held_back(monkeypatch: pytest.MonkeyPatch) -> threading.Event:
    """Let what writes a file wait until it is told."""
    gate, write = threading.Event(), save_project

    def late(path: Path, project: Project) -> None:
        assert gate.wait(60)
        write(path, project)

    monkeypatch.setattr("nnstudio.store.save_project", late)
    monkeypatch.setattr("nnstudio.ui.bridge.aside.WAIT", 0.0)
    return gate


def test_steps_made_while_the_file_is_written_are_unsaved(
    session: Session, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = held_back(monkeypatch)
    path, other = tmp_path / "d.nnstudio", tmp_path / "e.nnstudio"
    steps(qtbot, session, 3)
    document = session.document
    assert session.file.begin_save(path)
    # The window goes on: a step is made, an edit, and another save is asked for.
    steps(qtbot, session, 1)
    session.set_learning_rate(0.25)
    assert session.file.begin_save(other)
    assert session.file.saving
    assert not session.file.changed_elsewhere()
    assert not path.exists()
    gate.set()
    assert session.file.finish()
    assert load_project(path).document == document
    assert load_project(path).run["step"] == 3
    assert load_project(other).document == session.document
    assert load_project(other).run["step"] == 4
    assert session.file.path == other
    assert not session.file.dirty


def test_a_save_that_follows_one_that_fails_is_made(
    session: Session, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = held_back(monkeypatch)
    steps(qtbot, session, 3)
    # A folder that is not there.
    assert session.file.begin_save(tmp_path / "none" / "q.nnstudio")
    assert session.file.begin_save(tmp_path / "r.nnstudio")
    refused: list[object] = []
    session.edit_refused.connect(refused.append)
    gate.set()
    assert session.file.finish()
    assert len(refused) == 1
    assert load_project(tmp_path / "r.nnstudio").run["step"] == 3
    assert not session.file.dirty


def test_what_changes_while_the_file_is_written_is_unsaved(
    session: Session, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = held_back(monkeypatch)
    assert session.file.begin_save(tmp_path / "f.nnstudio")
    session.set_learning_rate(0.25)
    gate.set()
    assert session.file.finish()
    assert session.file.dirty
    session.undo()
    assert not session.file.dirty


def test_another_project_waits_for_the_one_that_is_written(
    session: Session, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = held_back(monkeypatch)
    path = tmp_path / "g.nnstudio"
    session.set_learning_rate(0.25)
    assert session.file.begin_save(path)
    threading.Timer(0.1, gate.set).start()
    session.new()
    assert load_project(path).document.training.learning_rate == 0.25
    assert session.file.path is None
    assert not session.file.dirty


def test_what_is_saved_within_a_tick_is_of_one_moment(session: Session, qtbot: QtBot, tmp_path: Path) -> None:
    path = tmp_path / "h.nnstudio"
    steps(qtbot, session, 3)
    # A tick holds the trainer until its paints are over: nothing is obeyed before.
    with session.display.hold():
        session.edit(SetTraining((("batch_size", 7),)))
        assert session.trainer.pending
        assert session.save(path)
    steps(qtbot, session, 2)
    expected = theta(session)
    with qtbot.waitSignal(session.problem_loaded):
        assert session.open(path)
    assert session.document.training.batch_size == 7
    assert session.trainer.step == 3
    steps(qtbot, session, 2)
    assert np.array_equal(theta(session), expected)


def test_an_edit_that_has_not_reached_the_trainer_yet_loses_no_run(
    session: Session, qtbot: QtBot, tmp_path: Path
) -> None:
    path = tmp_path / "i.nnstudio"
    steps(qtbot, session, 3)
    brought, interval = session.trainer.desk.newest, sys.getswitchinterval()
    assert brought is not None
    # Awoken, the trainer gets the interpreter's lock only once this thread waits for something.
    sys.setswitchinterval(60)
    try:
        session.trainer.submit(replace(brought, start=Start.CONTINUE))
        assert session.save(path)
    finally:
        sys.setswitchinterval(interval)
    assert load_project(path).run["step"] == 3
    assert not session.file.dirty


def obeyed(session: Session) -> None:
    """Let the trainer do all that it was asked for; the window hears nothing of it meanwhile."""
    assert session.display.settle(60)


def curve_in(path: Path) -> tuple[int, float]:
    """Return the last step and loss of a file's curve of losses."""
    curves = RunCurves()
    curves.load_arrays(load_project(path).metrics or {})
    return curves.batch_loss.last_step, curves.batch_loss.last_value


def test_a_file_has_the_curves_of_its_own_project(session: Session, qtbot: QtBot, tmp_path: Path) -> None:
    first, again = tmp_path / "k.nnstudio", tmp_path / "l.nnstudio"
    steps(qtbot, session, 3)
    assert session.save(first)
    session.new(templates["xor"]().document())
    obeyed(session)
    steps(qtbot, session, 5)
    # The curves that came with it are the window's once it has heard that the run is in place.
    assert session.open(first)
    assert session.save(again)
    assert curve_in(again) == curve_in(first)
    assert curve_in(first)[0] == 3


def test_a_branch_has_its_own_curves_in_a_file(session: Session, qtbot: QtBot, tmp_path: Path) -> None:
    path = tmp_path / "m.nnstudio"
    steps(qtbot, session, 6)
    go(qtbot, session, 3)
    session.travel.branch()
    session.step_batch()
    assert session.save(path)
    assert load_project(path).run["step"] == 4
    assert curve_in(path)[0] == 4


def test_the_settings_of_the_document_reach_a_branch_before_it_is_saved(
    session: Session, qtbot: QtBot, tmp_path: Path
) -> None:
    path = tmp_path / "n.nnstudio"
    steps(qtbot, session, 6)
    session.set_learning_rate(0.25)
    steps(qtbot, session, 1)
    go(qtbot, session, 3)
    session.travel.branch()
    assert session.save(path)
    # What is in the file and what goes on here make the same steps.
    steps(qtbot, session, 2)
    expected = theta(session)
    with qtbot.waitSignal(session.problem_loaded):
        assert session.open(path)
    steps(qtbot, session, 2)
    assert np.array_equal(theta(session), expected)


def test_all_losses_of_a_run_that_goes_on_are_saved(session: Session, qtbot: QtBot, tmp_path: Path) -> None:
    path = tmp_path / "o.nnstudio"
    # A run that the window has heard nothing of for a while.
    session.step_run("batch", 500)
    session.run()
    assert session.save(path)
    session.pause()
    assert curve_in(path)[0] == load_project(path).run["step"] >= 500


def test_what_comes_before_a_measurement_under_way_is_saved(
    session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, trainer, looks = tmp_path / "p.nnstudio", session.trainer, list[int]()

    def look() -> bool:
        looks.append(trainer.step)
        # The window comes to read in the midst of the second validation.
        while looks.count(40) == 1 and not trainer.handshake.busy:
            time.sleep(0.001)
        return Trainer._look(trainer)

    trainer.desk.look = look
    measure = Problem.measure
    monkeypatch.setattr(Problem, "measure", lambda problem, look: measure(problem, look) if not look() else None)
    trainer.handshake.release(math.inf, stops=False)
    session.run()
    while not looks or looks[-1] < 40:
        time.sleep(0.001)
    assert session.save(path)
    session.pause()
    curves = RunCurves()
    curves.load_arrays(load_project(path).metrics or {})
    assert load_project(path).run["step"] == curves.batch_loss.last_step == 40
    assert curves.measured["train_loss"].last_step == 20


def test_a_run_makes_no_step_while_all_of_it_is_copied(session: Session, qtbot: QtBot) -> None:
    session.run()
    qtbot.waitUntil(lambda: session.trainer.step > 20)
    with session.display.hold(exclusive=True) as frame:
        assert frame is not None
        # As long as much of a large network takes.
        time.sleep(0.5)
        assert session.trainer.step == frame.step
    session.pause()


def test_nothing_is_written_where_the_run_does_not_come_to_rest(
    session: Session, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "j.nnstudio"
    steps(qtbot, session, 3)
    assert session.save(path)
    before = path.read_bytes()
    monkeypatch.setattr("nnstudio.ui.bridge.standing.SAVE_PATIENCE", 0.05)
    gate = threading.Event()
    monkeypatch.setattr("nnstudio.training.trainer.obey", lambda *_: gate.wait(60))
    session.edit(SetTraining((("batch_size", 7),)))
    refused: list[object] = []
    session.edit_refused.connect(refused.append)
    # Patience is not waited out twice: who is still obeying does not come to park either.
    with monkeypatch.context() as once:
        once.setattr(session.display, "hold", lambda *_, **__: pytest.fail("waited for once more"))
        assert not session.save(path)
    assert "between two steps" in str(refused[0])
    assert path.read_bytes() == before
    assert session.file.dirty
    gate.set()


def saved_curves(path: Path) -> tuple[int, RunCurves]:
    """Return the step that a file's run stands at, and its curves."""
    project, curves = load_project(path), RunCurves()
    curves.load_arrays(project.metrics)
    return project.run["step"], curves


def test_a_run_saved_while_it_goes_on_has_its_curves_up_to_the_step_it_is_saved_at(
    session: Session, qtbot: QtBot, tmp_path: Path
) -> None:
    session.run()
    for goal in (100, 300, 500):
        qtbot.waitUntil(lambda goal=goal: session.trainer.step > goal)
        assert session.save(tmp_path / "k.nnstudio")
        step, curves = saved_curves(tmp_path / "k.nnstudio")
        assert curves.batch_loss.last_step == step
        # A validation that was under way has found nothing yet.
        due = step - step % 20
        assert curves.measured["train_loss"].last_step in ((due,) if step % 20 else (due - 20, due))


def test_a_run_that_has_just_begun_is_not_saved_with_the_curves_of_the_one_before(
    session: Session, qtbot: QtBot, tmp_path: Path
) -> None:
    steps(qtbot, session, 30)
    settle(qtbot, session)
    assert session.edit(SetParameters(session.document.network.of_kind("dense")[0].id, (("units", 9),)))
    assert session.save(tmp_path / "l.nnstudio")
    step, curves = saved_curves(tmp_path / "l.nnstudio")
    assert (step, curves.batch_loss.last_step) == (0, 0)
