"""Back behind a change of settings: the window shows the later ones, and what follows is made with these."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from pytestqt.qtbot import QtBot

from nnstudio.document.edits import SetTraining
from nnstudio.training.break_points import break_points
from nnstudio.training.frame import Status
from nnstudio.ui.timeline import RunBar


def arrive(bar: RunBar, qtbot: QtBot, run: int, step: int) -> None:
    travel, trainer = bar.session.travel, bar.session.trainer
    qtbot.waitUntil(lambda: not trainer.pending and (travel.run, travel.step) == (run, step) == trainer_at(bar))


def trainer_at(bar: RunBar) -> tuple[int, int]:
    return bar.session.trainer.desk.run_id, bar.session.trainer.step


def in_force(bar: RunBar) -> tuple[str, int, float]:
    with bar.session.display.hold(exclusive=True) as frame:
        assert frame is not None
        return type(frame.program.optimizer).__name__, len(frame.rows), frame.program.current_rate


def change(bar: RunBar, qtbot: QtBot) -> None:
    """Go on for ten steps with other settings than the 60 before."""
    session = bar.session
    session.edit(SetTraining((("optimizer", "sgd"), ("batch_size", 7), ("learning_rate", 0.5))))
    session.step_run("batch", 10)
    arrive(bar, qtbot, 1, 70)


def test_a_branch_and_a_reset_have_the_settings_that_the_window_shows(bar: RunBar, qtbot: QtBot) -> None:
    session, travel = bar.session, bar.session.travel
    change(bar, qtbot)
    travel.seek(25)
    arrive(bar, qtbot, 1, 25)
    assert in_force(bar) == ("Adam", 10, 0.01)
    travel.branch()
    arrive(bar, qtbot, 2, 25)
    qtbot.waitUntil(lambda: in_force(bar) == ("SGD", 7, 0.5))
    travel.seek(5)
    arrive(bar, qtbot, 2, 5)
    session.reset()
    arrive(bar, qtbot, 3, 0)
    assert in_force(bar) == ("SGD", 7, 0.5)


def test_a_run_that_is_chosen_brings_its_settings_and_is_saved_whole(bar: RunBar, qtbot: QtBot, tmp_path: Path) -> None:
    session, travel = bar.session, bar.session.travel
    first = session.document.training
    session.reset()
    arrive(bar, qtbot, 2, 0)
    session.edit(SetTraining((("optimizer", "sgd"), ("batch_size", 7), ("learning_rate", 0.5))))
    session.step_run("batch", 30)
    arrive(bar, qtbot, 2, 30)
    travel.go_on_with(session.shelf.runs[0])
    arrive(bar, qtbot, 1, 60)
    assert (session.document.training, in_force(bar)) == (first, ("Adam", 10, 0.01))
    assert session.history.can_undo
    refused: list[object] = []
    session.edit_refused.connect(refused.append)
    path = tmp_path / "chosen.nnstudio"
    assert session.file.save(path)
    session.step_run("batch", 15)
    arrive(bar, qtbot, 1, 75)
    end = theta(bar)
    assert session.file.open(path)
    qtbot.waitUntil(lambda: not session.trainer.pending and travel.step == travel.head == session.trainer.step == 60)
    session.step_run("batch", 15)
    qtbot.waitUntil(lambda: not session.trainer.pending and travel.step == session.trainer.step == 75)
    assert not refused
    assert np.array_equal(theta(bar), end)


def theta(bar: RunBar) -> np.ndarray:
    with bar.session.display.hold(exclusive=True) as frame:
        assert frame is not None
        return frame.program.theta.copy()


def test_a_break_point_that_stopped_another_run_is_not_marked(bar: RunBar, qtbot: QtBot) -> None:
    session, travel = bar.session, bar.session.travel
    travel.set_break_points(((break_points.make("at_step", "break-point", step=80), True),))
    session.run()
    qtbot.waitUntil(lambda: session.status is Status.PAUSED and travel.hits == (80,))
    travel.set_break_points(())
    travel.seek(25)
    arrive(bar, qtbot, 1, 25)
    travel.branch()
    arrive(bar, qtbot, 2, 25)
    session.step_run("batch", 75)
    arrive(bar, qtbot, 2, 100)
    assert travel.hits == bar.ribbon.hits == ()
    assert "hit" not in [mark.kind for mark in travel.landmarks]
    travel.seek(80, 1)
    arrive(bar, qtbot, 1, 80)
    qtbot.waitUntil(lambda: travel.hits == bar.ribbon.hits == (80,))
    travel.branch()
    arrive(bar, qtbot, 3, 80)
    assert travel.hits == (80,), "its past is this one's too"
