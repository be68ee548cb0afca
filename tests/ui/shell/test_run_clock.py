"""The time of a run: only while it goes on, and about how much is left of it."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from pytestqt.qtbot import QtBot

from nnstudio.document.edits import SetTraining
from nnstudio.training.frame import Frame, Status
from nnstudio.ui.bridge.session import Session
from nnstudio.ui.shell import MainWindow
from nnstudio.ui.shell.run_clock import RunClock, steps_left, written


@pytest.fixture
def moment(session: Session, window: MainWindow, qtbot: QtBot) -> Frame:
    """A moment at rest; only its plain numbers are read."""
    qtbot.waitUntil(lambda: session.status is Status.PAUSED)
    with session.display.hold(exclusive=True) as frame:
        assert frame is not None
        return replace(frame, step=0, epoch=0, batch_position=0, batches=20)


def test_only_the_time_in_which_a_run_goes_on_counts(moment: Frame) -> None:
    clock = RunClock()
    running = replace(moment, status=Status.RUNNING)
    clock.follow(moment, 100.0)
    assert clock.elapsed == 0
    clock.follow(running, 110.0)
    clock.follow(replace(running, step=50), 115.0)
    assert clock.elapsed == 5
    assert clock.remaining(100) == 10
    clock.follow(replace(moment, step=60), 116.0)
    clock.follow(replace(moment, step=60), 500.0)
    assert clock.elapsed == 6
    assert math.isnan(clock.remaining(100))
    # Set going again, the pace is the new one.
    clock.follow(replace(running, step=60), 600.0)
    clock.follow(replace(running, step=160), 601.0)
    assert clock.elapsed == 7
    assert clock.remaining(100) == 1
    clock.follow(replace(moment, run_id=moment.run_id + 1), 700.0)
    assert clock.elapsed == 0


def test_what_is_left_is_counted_to_the_epoch_s_end(moment: Frame) -> None:
    assert steps_left(replace(moment, epoch=3, batch_position=5), 10) == 135
    assert steps_left(replace(moment, epoch=10), 10) == -1
    assert steps_left(moment, 0) == -1


def test_times_are_written_as_on_a_clock() -> None:
    assert [written(seconds) for seconds in (0.4, 67, 754.9, 3723)] == ["0:00", "1:07", "12:34", "1:02:03"]


def test_a_run_that_comes_to_its_epoch_says_so(window: MainWindow, session: Session, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: session.status is Status.PAUSED)
    session.edit(SetTraining((("stop_epoch", 2),)))
    session.run()
    qtbot.waitUntil(lambda: str(window.header.messages.shown).startswith("Done: epoch 2, step 48"))
