"""The steps worth going to, a run played backwards, and a branch from any step."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from pytestqt.qtbot import QtBot

from nnstudio.document.edits import SetEach, SetTraining
from nnstudio.text import msg
from nnstudio.training.events import RunFailed
from nnstudio.training.failure import Failure
from nnstudio.training.frame import Status
from nnstudio.ui.timeline import RunBar

LEFT = Qt.MouseButton.LeftButton


def action(bar: RunBar, words: str) -> QAction:
    """The menu's entry with these words, as the menu shows it when it is opened."""
    menu = bar.places.menu_of_places
    menu.aboutToShow.emit()
    return next(entry for entry in menu.actions() if words in entry.text())


def arrive(bar: RunBar, qtbot: QtBot, step: int) -> None:
    travel = bar.session.travel
    qtbot.waitUntil(lambda: travel.step == step and travel.progress is None and bar.step.value() == step)


def theta(bar: RunBar) -> np.ndarray:
    with bar.session.display.hold(exclusive=True) as frame:
        assert frame is not None
        return frame.program.theta.copy()


def test_the_best_validation_is_marked_and_gone_to(bar: RunBar, qtbot: QtBot) -> None:
    session, travel = bar.session, bar.session.travel
    assert travel.best is not None
    step, loss = travel.best
    steps, _, losses, _ = session.curves.measured["validation_loss"].points()
    assert (step, loss) == (int(steps[losses.argmin()]), losses.min())
    assert bar.ribbon.best == step
    travel.seek(3)
    arrive(bar, qtbot, 3)
    action(bar, "best validation").trigger()
    arrive(bar, qtbot, step)
    assert session.prepared is not None
    part = session.prepared.validation
    with session.display.hold(exclusive=True) as frame:
        assert frame is not None
        p = frame.predict(part.x)[:, 0].astype(np.float64)
    assert -np.mean(part.y * np.log(p) + (1 - part.y) * np.log(1 - p)) == pytest.approx(loss, rel=1e-4)


def test_a_branch_with_the_same_settings_is_the_same_run(bar: RunBar, qtbot: QtBot) -> None:
    session, travel = bar.session, bar.session.travel
    end, before = theta(bar), session.curves
    travel.seek(25)
    arrive(bar, qtbot, 25)
    action(bar, "Branch here").trigger()
    qtbot.waitUntil(lambda: travel.run == 2)
    assert (travel.branched_from, travel.step, travel.head) == ((1, 25), 25, 25)
    session.step_run("batch", 35)
    arrive(bar, qtbot, 60)
    assert np.array_equal(theta(bar), end)
    qtbot.waitUntil(lambda: session.curves.batch_loss.last_step == 60)
    for mine, theirs in zip(session.curves.batch_loss.points(), before.batch_loss.points(), strict=True):
        np.testing.assert_array_equal(mine, theirs)
    # The parent is among the runs that are compared.
    assert [run.step for run in session.shelf.runs] == [60]


def test_a_branch_goes_its_own_way_with_other_settings(bar: RunBar, qtbot: QtBot) -> None:
    session, travel = bar.session, bar.session.travel
    end = theta(bar)
    travel.seek(25)
    arrive(bar, qtbot, 25)
    action(bar, "Branch here").trigger()
    qtbot.waitUntil(lambda: travel.run == 2)
    session.edit(SetTraining((("optimizer", "sgd"),)))
    session.step_run("batch", 35)
    arrive(bar, qtbot, 60)
    assert not np.array_equal(theta(bar), end)
    travel.seek(60, 1)
    qtbot.waitUntil(lambda: (travel.run, travel.step) == (1, 60))
    assert np.array_equal(theta(bar), end)


def test_a_run_is_played_backwards_to_its_start(bar: RunBar, qtbot: QtBot) -> None:
    seen: list[int] = []
    bar.session.travel.moved.connect(lambda: seen.append(bar.session.travel.step))
    qtbot.mouseClick(bar.backwards, LEFT)
    assert bar.backwards.isChecked()
    arrive(bar, qtbot, 0)
    qtbot.waitUntil(lambda: not bar.backwards.isChecked())
    # Every step was seen on the way, since so short a run has room for each.
    assert seen == sorted(seen, reverse=True)
    assert set(seen) == set(range(60))


def test_played_backwards_it_stands_where_the_button_is_let_go(bar: RunBar, qtbot: QtBot) -> None:
    travel = bar.session.travel
    stood: list[int] = []

    def let_go() -> None:
        if travel.step == 55 and not stood:
            qtbot.mouseClick(bar.backwards, LEFT)
            stood.append(travel.step)

    travel.moved.connect(let_go)
    qtbot.mouseClick(bar.backwards, LEFT)
    qtbot.waitUntil(lambda: bool(stood))
    assert not bar.backwards.isChecked()
    # A seek that is asked for has been heard: nothing is under way any more.
    assert (travel.step, travel.head, travel.progress) == (55, 60, None)
    assert not bar.session.trainer.pending


def test_the_step_before_the_first_nan_is_found_again(bar: RunBar, qtbot: QtBot) -> None:
    session, travel = bar.session, bar.session.travel
    failed: list[RunFailed] = []
    session.events.connect(lambda events: failed.extend(each for each in events if isinstance(each, RunFailed)))
    session.edit(SetTraining((("loss", "mse"), ("optimizer", "sgd"), ("learning_rate", 100.0))))
    dense = session.document.network.of_kind("dense")
    values = (("activation", "identity"),)
    session.edit(SetEach(tuple((node.id, values) for node in dense), msg("Change the activations")))
    session.run()
    qtbot.waitUntil(lambda: session.status is Status.FAILED and bool(failed))
    qtbot.waitUntil(lambda: travel.head > 0 and travel.step == travel.head)
    last = travel.head
    travel.seek(0)
    arrive(bar, qtbot, 0)
    entry = action(bar, "no longer finite")
    entry.trigger()
    arrive(bar, qtbot, last)
    assert np.isfinite(theta(bar)).all()
    assert last == failed[0].failure.sound < failed[0].failure.step


def test_a_failure_that_is_told_late_is_no_failure_of_the_run_that_followed(bar: RunBar, qtbot: QtBot) -> None:
    session, travel = bar.session, bar.session.travel
    before = travel.run
    session.reset()
    qtbot.waitUntil(lambda: travel.run != before and not session.trainer.pending)
    travel.follow(RunFailed(before, Failure("n2", "z", 12), msg("Not a number at step 12.")))
    assert "failure" not in [mark.kind for mark in travel.landmarks]
