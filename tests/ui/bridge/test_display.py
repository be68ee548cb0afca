"""One visible view a tick, by turns, with the trainer parked; at rest each view once."""

from __future__ import annotations

import math
import time
from collections import Counter
from collections.abc import Iterator
from functools import partial

import pytest
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot
from resting import settle

from nnstudio.document.edits import SetTraining
from nnstudio.training.frame import Frame, Status
from nnstudio.training.handshake import Handshake
from nnstudio.ui.bridge.display import LINGER, OVERDUE
from nnstudio.ui.bridge.pulse import Pulse
from nnstudio.ui.bridge.session import Session


class View(QWidget):
    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.steps: list[int] = []
        self.painted: list[tuple[int, int]] = []
        self.moved = False
        session.display.add(self, self.show_frame)

    def show_frame(self, frame: Frame) -> None:
        step, grad = self.session.trainer.step, frame.program.grad.copy()
        time.sleep(0.001)
        self.moved |= step != self.session.trainer.step or bool((grad != frame.program.grad).any())
        self.steps.append(frame.step)
        self.painted.append((self.session.display._ticks, frame.change))
        self.update()


@pytest.fixture
def parked(session: Session) -> Iterator[None]:
    """Have every tick wait until the trainer stands still: on a busy machine its patience may be over before that."""
    truly = Handshake.wait_parked
    with pytest.MonkeyPatch.context() as patient:
        patient.setattr(Handshake, "wait_parked", lambda handshake, _: truly(handshake, 60.0))
        patient.setattr("nnstudio.training.handshake.STALL", 60.0)
        patient.setattr("nnstudio.training.trainer.LONG_STEP", math.inf)
        yield
        session.pause()


def test_views_are_painted_in_turns_while_the_trainer_stands_still(
    session: Session, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    # However long the machine lets the window wait in the midst of a paint, or the trainer in the midst of a step.
    monkeypatch.setattr("nnstudio.training.handshake.STALL", 60.0)
    monkeypatch.setattr("nnstudio.training.trainer.LONG_STEP", math.inf)
    views = [View(session) for _ in range(3)]
    for view in views[:2]:
        view.show()
    session.run()
    qtbot.waitUntil(lambda: len(views[0].steps) > 20)
    counts = [len(view.steps) for view in views]
    assert abs(counts[0] - counts[1]) <= 2
    assert counts[2] == 0
    assert not any(view.moved for view in views)
    session.pause()
    qtbot.waitUntil(lambda: session.status is Status.PAUSED)
    for view in views:
        view.close()
        session.display.remove(view)


def test_where_very_many_views_are_visible_several_share_a_tick(
    session: Session, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    # However slow the machine is, a tick has room for more than one.
    monkeypatch.setattr("nnstudio.ui.bridge.display.PATIENCE", 60.0)
    painted: Counter[int] = Counter()
    display, views, turns = session.display, [QWidget() for _ in range(3 * OVERDUE)], [0] * (3 * OVERDUE)

    def paint(number: int, frame: Frame) -> None:
        turns[number] += frame.running
        painted[display._ticks] += frame.running

    for number, view in enumerate(views):
        display.add(view, partial(paint, number))
        view.show()
    session.run()
    qtbot.waitUntil(lambda: not any(view.owed for view in display._views), timeout=60_000)
    painted.clear()
    turns[:] = [0] * len(turns)
    qtbot.waitUntil(lambda: min(turns) >= 3, timeout=60_000)
    assert max(painted.values()) > 1
    session.pause()
    qtbot.waitUntil(lambda: session.status is Status.PAUSED, timeout=60_000)
    for view in views:
        view.close()
        display.remove(view)


@pytest.mark.counts_paints
def test_at_rest_each_view_is_painted_once_after_a_change(session: Session, qtbot: QtBot) -> None:
    view = View(session)
    view.show()
    qtbot.waitUntil(lambda: len(view.steps) > 0)
    settle(qtbot, session)
    view.steps.clear()
    session.step_batch()
    qtbot.waitUntil(lambda: view.steps == [1])
    qtbot.waitUntil(lambda: not session.display._timer.isActive())
    assert view.steps == [1]
    session.display.refresh(view)
    qtbot.waitUntil(lambda: view.steps == [1, 1])
    view.close()
    session.display.remove(view)


@pytest.mark.counts_paints
def test_a_hidden_view_catches_up_when_it_is_shown(session: Session, qtbot: QtBot) -> None:
    view = View(session)
    session.step_batch()
    qtbot.waitUntil(lambda: session.trainer.step == 1)
    qtbot.waitUntil(lambda: not session.display._timer.isActive())
    assert view.steps == []
    view.show()
    qtbot.waitUntil(lambda: view.steps == [1])
    view.close()
    session.display.remove(view)


def test_the_timer_rests_when_nothing_happens(session: Session, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: not session.display._timer.isActive())
    session.run()
    assert session.display._timer.isActive()
    ticks = session.display._ticks
    qtbot.waitUntil(lambda: session.display._ticks > ticks + 2 * LINGER)
    assert session.display._timer.isActive()


def test_a_trainer_that_is_long_in_coming_to_stand_still_is_waited_for(
    session: Session, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    display, view = session.display, View(session)
    view.show()
    settle(qtbot, session)
    with monkeypatch.context() as busy:
        busy.setattr(Handshake, "wait_parked", lambda *_: False)
        session.step_batch()
        qtbot.waitUntil(lambda: session.trainer.step == 1 and not session.trainer.pending)
        ticks = display._ticks
        qtbot.waitUntil(lambda: display._ticks > ticks + 2 * LINGER or not display._timer.isActive())
    qtbot.waitUntil(lambda: view.steps[-1] == 1)
    view.close()
    display.remove(view)


def test_holding_within_a_hold_is_the_same_frame(session: Session) -> None:
    with session.display.hold() as outer, session.display.hold() as inner:
        assert inner is outer
    assert not session.display._holding


@pytest.mark.counts_paints
def test_a_trainer_whose_thread_has_ended_is_not_waited_for(
    session: Session, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert session.close()

    def waits(*_: object) -> bool:
        raise AssertionError("nobody will ever park")

    monkeypatch.setattr(Handshake, "wait_parked", waits)
    with session.display.hold() as frame:
        assert frame is None


@pytest.mark.counts_paints
def test_a_view_that_fails_does_not_fail_again_and_again(session: Session, qtbot: QtBot) -> None:
    # Each moment is another try: the session comes to rest first.
    settle(qtbot, session)
    view = QWidget()
    calls: list[int] = []

    def fail(frame: Frame) -> None:
        calls.append(frame.step)
        raise RuntimeError("paint")

    session.display.add(view, fail)
    with qtbot.captureExceptions() as caught:
        view.show()
        qtbot.waitUntil(lambda: bool(calls))
        qtbot.waitUntil(lambda: not session.display._timer.isActive())
    assert len(calls) == len(caught) == 1
    session.step_batch()
    with qtbot.captureExceptions():
        qtbot.waitUntil(lambda: session.trainer.step == 1)
        qtbot.waitUntil(lambda: len(calls) == 2)
    session.display.remove(view)


def test_a_destroyed_view_is_forgotten(session: Session, qtbot: QtBot) -> None:
    view = QWidget()
    session.display.add(view, lambda frame: None)
    view.deleteLater()
    qtbot.waitUntil(lambda: not session.display._views)


@pytest.mark.parametrize(("late", "due"), [(0.0, 0.032), (0.003, 0.032), (0.020, 0.052), (-0.002, 0.030)])
def test_the_pulse_keeps_the_phase_that_qt_keeps(late: float, due: float) -> None:
    now = [0.0]
    pulse = Pulse(0.016, lambda: now[0])
    pulse.restart()
    now[0] = 0.016 + late
    pulse.beat()
    assert pulse.lateness[-1] == pytest.approx(max(late, 0))
    assert pulse.next_due == pytest.approx(due)


def test_a_reader_in_a_tick_that_held_nothing_still_gets_its_frame(
    session: Session, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    view = View(session)
    view.show()
    qtbot.waitUntil(lambda: len(view.steps) > 0)
    with monkeypatch.context() as impatient:
        impatient.setattr(type(session.trainer.handshake), "wait_parked", lambda _, timeout: False)
        session.display._tick()
    with session.display.hold() as frame:
        assert frame is not None
    view.close()


def test_a_run_paused_at_the_very_step_that_was_painted_is_painted_at_rest(session: Session, qtbot: QtBot) -> None:
    seen: list[tuple[int, bool]] = []
    view = QWidget()
    session.display.add(view, lambda frame: seen.append((frame.step, frame.running)))
    view.show()
    session.run()
    qtbot.waitUntil(lambda: any(running for _, running in seen))
    for _ in range(5):
        session.run()
        qtbot.waitUntil(lambda: seen[-1][1])
        # Submitted while the trainer stands still for a tick, so that it makes no step before it rests.
        with session.display.hold() as frame:
            assert frame is not None
            session.display.refresh(view)
            session.display._paint(frame)
            session.pause()
        qtbot.waitUntil(lambda: not seen[-1][1])
    view.close()
    session.display.remove(view)


def test_a_command_at_rest_is_painted_as_soon_as_it_is_obeyed(session: Session, qtbot: QtBot) -> None:
    view = View(session)
    view.show()
    settle(qtbot, session)
    # No tick comes by itself in the time of this test: only the trainer's word that it has obeyed is left.
    session.display._timer.setInterval(3_600_000)
    for number in range(20):
        session.step_batch()
        qtbot.waitUntil(lambda wanted=number + 1: view.steps[-1] == wanted)
    session.display.remove(view)
    view.close()


@pytest.mark.usefixtures("parked")
def test_a_tick_at_which_no_view_is_due_leaves_the_trainer_alone(session: Session, qtbot: QtBot) -> None:
    view = View(session)
    view.show()
    session.run()
    display = session.display
    qtbot.waitUntil(lambda: len(view.steps) > 20)
    # A view that is dear to paint has its turn every sixth tick; what was sent is handed on at others.
    display._credit = -1e9
    alone: list[int] = []
    display.drained.connect(lambda _: alone.append(display._ticks) if not display._holding else None)
    start, painted, held = display._ticks, len(view.steps), len(display.pulse.held)
    qtbot.waitUntil(lambda: display._ticks >= start + 60)
    ticks, painted, held = display._ticks - start, len(view.steps) - painted, len(display.pulse.held) - held
    assert 0 < painted <= ticks / 4
    # A few more than paints: a tick may come too late to draw, and the moment is told now and then without one.
    assert held <= ticks / 2
    assert alone
    session.pause()
    view.close()
    display.remove(view)


@pytest.mark.usefixtures("parked")
def test_what_a_hand_has_changed_is_in_every_view_within_the_next_ticks(session: Session, qtbot: QtBot) -> None:
    display, views = session.display, [View(session) for _ in range(4)]
    for view in views:
        view.show()
    session.run()
    qtbot.waitUntil(lambda: all(len(view.steps) > 5 for view in views))
    # Views that are dear to paint: by turns, the one painted last would wait for six ticks.
    display._credit = -1e9
    entries = [entry for entry in display._views if entry.widget in views]
    for rate in (0.02, 0.03, 0.04):
        assert session.edit(SetTraining((("learning_rate", rate),)))
        qtbot.waitUntil(lambda: not session.trainer.pending)
        asked, change = display._ticks, session.trainer.desk.change
        qtbot.waitUntil(lambda: not any(entry.owed for entry in entries))
        # A tick paints what it has room for, and at least one; what comes later is a turn.
        first = [next(tick for tick, of in view.painted if of == change) for view in views]
        assert max(first) - asked <= len(views)
    session.pause()
    for view in views:
        view.close()
        display.remove(view)


@pytest.mark.usefixtures("parked")
def test_what_a_hand_changes_while_a_run_goes_on_is_painted_before_the_next_tick_is_due(
    session: Session, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    display, view = session.display, View(session)
    view.show()
    settle(qtbot, session)
    # No tick comes by itself in the time of this test, and steps are none that the trainer keeps time by.
    for name, value in (("TICK", 3_600_000), ("WATCH", 3_600_000), ("BRISK", 0.0)):
        monkeypatch.setattr(f"nnstudio.ui.bridge.display.{name}", value)
    monkeypatch.setattr("nnstudio.training.trainer.LONG_STEP", math.inf)
    display.pulse.interval = 3600.0
    display._timer.setInterval(3_600_000)
    session.run()
    for rate in (0.02, 0.03, 0.04):
        assert session.edit(SetTraining((("learning_rate", rate),)))
        entry = next(entry for entry in display._views if entry.widget is view)
        qtbot.waitUntil(lambda entry=entry: entry.stamp is not None and not entry.owed)
        assert entry.stamp[4] == session.trainer.desk.change
        assert session.document.training.learning_rate == session.trainer.desk.learning_rate
    session.pause()
    view.close()
    display.remove(view)


@pytest.mark.usefixtures("parked")
def test_a_trainer_slow_to_stand_still_does_not_put_off_what_a_hand_has_changed(
    session: Session, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    display, views = session.display, [View(session) for _ in range(2)]
    for view in views:
        view.show()
    session.run()
    qtbot.waitUntil(lambda: all(len(view.steps) > 2 for view in views))
    # From now on every tick has used up its time when the trainer stands still.
    monkeypatch.setattr("nnstudio.ui.bridge.display.PATIENCE", -1.0)
    display._credit = -1e9
    entries = [entry for entry in display._views if entry.widget in views]
    assert session.edit(SetTraining((("learning_rate", 0.02),)))
    qtbot.waitUntil(lambda: not any(entry.owed for entry in entries))
    for view in views:
        view.close()
        display.remove(view)


@pytest.mark.usefixtures("parked")
def test_a_run_stands_still_until_what_a_hand_has_moved_is_painted(session: Session, qtbot: QtBot) -> None:
    session.run()
    qtbot.waitUntil(lambda: session.trainer.step > 20 and session.status is Status.RUNNING)
    display, view = session.display, Painted(session)
    qtbot.addWidget(view)
    view.show()
    qtbot.waitUntil(lambda: len(view.kept) > 0)
    view.kept.clear()
    display.stand_still()
    step = session.trainer.step
    # At once: a tick that is due meanwhile would let it go.
    view.repaint()
    assert view.kept == [True]
    assert session.trainer.step == step
    qtbot.waitUntil(lambda: session.trainer.step > step + 20)


def test_at_rest_nobody_is_asked_to_stand_still(session: Session, qtbot: QtBot) -> None:
    settle(qtbot, session)
    session.display.stand_still()
    assert not session.display._holding


class Painted(QWidget):
    """Notes at each paint whether the trainer is held."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.kept: list[bool] = []

    def paintEvent(self, event: QPaintEvent) -> None:
        self.kept.append(self.session.display._holding)
