"""What goes wrong is said in the strip, with the remedy as a button."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from nnstudio.document import EditError
from nnstudio.document.edits import Disconnect, MoveLayers, SetParameters, SetTraining
from nnstudio.text import msg
from nnstudio.training.break_points import break_points
from nnstudio.training.events import Reason, RunFailed, RunPaused
from nnstudio.training.failure import Failure
from nnstudio.training.frame import Status
from nnstudio.ui.bridge.faults import FaultReporter
from nnstudio.ui.bridge.session import Session
from nnstudio.ui.shell import MainWindow


def test_a_refused_edit_offers_its_fix(window: MainWindow, session: Session) -> None:
    fix = SetTraining((("batch_size", 4),))
    error = EditError("Dense 1", msg("3 inputs"), msg("2"), msg("Change it."), fix=fix)
    session.edit_refused.emit(error)
    strip = window.header.messages
    assert strip.isVisible()
    assert "Dense 1" in strip.text.text()
    assert strip.accessibleName() == strip.text.text()
    QTest.mouseClick(strip.buttons[0], Qt.MouseButton.LeftButton)
    assert session.document.training.batch_size == 4
    assert not strip.isVisible()


def test_the_next_good_edit_settles_a_refusal(window: MainWindow, session: Session) -> None:
    assert not session.edit(SetTraining((("batch_size", -4),)))
    assert window.header.messages.isVisible()
    session.edit(SetTraining((("batch_size", 4),)))
    assert not window.header.messages.isVisible()


def test_what_was_said_of_a_run_goes_with_its_project(window: MainWindow, session: Session) -> None:
    session.events.emit([RunFailed(1, Failure("n2", "z", 12), msg("Not a number at step 12."))])
    assert window.header.messages.isVisible()
    session.new()
    assert not window.header.messages.isVisible()


def test_what_was_said_of_a_run_goes_with_its_network(window: MainWindow, session: Session, qtbot: QtBot) -> None:
    session.travel.set_break_points(((break_points.make("at_step", "break-point", step=5), True),))
    session.run()
    strip = window.header.messages
    qtbot.waitUntil(lambda: strip.isVisible() and session.status is Status.PAUSED)
    run = session.travel.run
    session.edit(SetTraining((("batch_size", 4),)))
    qtbot.waitUntil(lambda: not session.trainer.pending and session.trainer.desk.revision == 1)
    session.display.hear()
    assert strip.isVisible(), "the same run goes on"
    session.edit(SetTraining((("loss", "mse"),)))
    qtbot.waitUntil(lambda: session.travel.run != run)
    assert not strip.isVisible()


def test_a_failed_run_offers_a_smaller_rate(window: MainWindow, session: Session, qtbot: QtBot) -> None:
    rate = session.document.training.learning_rate
    session.events.emit([RunFailed(1, Failure("n2", "z", 12), msg("Not a number at step 12."))])
    strip = window.header.messages
    assert "step 12" in strip.text.text()
    assert len(strip.buttons) == 2
    QTest.mouseClick(strip.buttons[0], Qt.MouseButton.LeftButton)
    assert session.document.training.learning_rate == rate / 10


def test_a_fault_is_shown_and_can_be_copied(window: MainWindow, capsys: object) -> None:
    faults = FaultReporter()
    window.notices.listen(faults)
    faults.reported.emit("Traceback:\n  somewhere\nZeroDivisionError: division by zero\n")
    strip = window.header.messages
    assert "ZeroDivisionError" in strip.text.text()
    assert strip.level == "error"
    QTest.mouseClick(strip.buttons[0], Qt.MouseButton.LeftButton)
    assert "somewhere" in QApplication.clipboard().text()


def test_a_run_whose_network_is_broken_waits_and_goes_on_when_that_is_undone(
    window: MainWindow, session: Session, qtbot: QtBot
) -> None:
    strip = window.header.messages
    session.run()
    qtbot.waitUntil(lambda: session.trainer.step > 20, timeout=60_000)
    session.edit(Disconnect(session.document.network.wires[0]))
    qtbot.waitUntil(lambda: "the run waits at step" in strip.text.text(), timeout=60_000)
    held, run = session.trainer.desk.held, session.curves.run
    assert held is not None
    step = held.past.step
    assert strip.isVisible()
    assert step > 20
    session.undo()
    qtbot.waitUntil(lambda: session.status is Status.RUNNING and session.trainer.step > step, timeout=60_000)
    qtbot.waitUntil(lambda: not strip.isVisible(), timeout=60_000)
    assert session.curves.run == run


def test_a_network_too_large_for_the_memory_says_so_until_it_is_changed(
    window: MainWindow, session: Session, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    strip = window.header.messages
    session.run()
    qtbot.waitUntil(lambda: session.status is Status.RUNNING)
    with monkeypatch.context() as patch:
        patch.setattr("nnstudio.engine.memory.available", lambda: 1 << 10)
        session.edit(SetParameters("n2", (("units", 64),)))
        qtbot.waitUntil(strip.isVisible)
    assert session.status is Status.EMPTY
    assert "memory" in strip.text.text()
    assert "smaller batch" in strip.text.text()
    assert not window.header.transport.run.isEnabled()
    session.edit(MoveLayers((("n2", 8.0, 8.0),)))
    session.set_learning_rate(0.5)
    assert strip.isVisible()
    session.edit(SetParameters("n2", (("units", 6),)))
    qtbot.waitUntil(lambda: session.status is Status.PAUSED)
    assert not strip.isVisible(), strip.text.text()


@pytest.mark.parametrize(
    ("event", "said"),
    [
        (RunPaused(1, 90, Reason.NO_IMPROVEMENT, 40, True), "lowest at step 40, and its weights are back"),
        (RunPaused(1, 90, Reason.NO_IMPROVEMENT, 40, False), "not fallen since step 40"),
        (RunPaused(1, 90, Reason.SMALL_GRADIENT), "the gradient is shorter"),
    ],
)
def test_a_run_that_stopped_by_itself_says_why_and_can_go_on(
    window: MainWindow, session: Session, qtbot: QtBot, event: RunPaused, said: str
) -> None:
    session.events.emit([event])
    strip = window.header.messages
    assert said in strip.text.text()
    QTest.mouseClick(strip.buttons[0], Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: session.status is Status.RUNNING)
    qtbot.waitUntil(lambda: not strip.isVisible())
    session.pause()


def test_a_pause_that_was_asked_for_says_nothing(window: MainWindow, session: Session) -> None:
    session.events.emit([RunPaused(1, 90, Reason.ASKED)])
    assert not window.header.messages.isVisible()


@pytest.mark.parametrize(
    ("kind", "values", "expected"),
    [
        ("gradient_above", {"limit": 1e-9}, ("backward", "_grad")),
        ("loss_below", {"limit": 1e9}, ("loss", "mean_loss")),
        ("delta_zero", {"at": "n2/grad_z/3", "tolerance": 1e9}, ("backward", "grad_z")),
    ],
)
def test_a_break_point_leads_to_what_has_stopped_the_run(
    window: MainWindow,
    session: Session,
    qtbot: QtBot,
    kind: str,
    values: dict[str, float | str],
    expected: tuple[str, str],
) -> None:
    point = break_points.make(kind, **values)
    session.travel.add_break_point(point)
    with session.display.hold() as frame:
        assert frame is not None
        at = frame.step
    session.events.emit([RunPaused(frame.run_id, at, Reason.BREAK_POINT, point=point)])
    strip = window.header.messages
    assert str(point.said(session.travel.names)) in strip.text.text()
    assert strip.buttons[0].text() == "Look inside"
    QTest.mouseClick(strip.buttons[0], Qt.MouseButton.LeftButton)
    step = session.inspection.step
    assert step is not None
    assert (step.phase, step.quantity.endswith(expected[1])) == (expected[0], True)
    assert window.workspaces.current == "inspect"
    assert session.inspection.options.batch == (kind == "gradient_above"), "what was looked at is the batch's"
