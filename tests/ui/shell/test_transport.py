"""The transport bar, driven by mouse and keys."""

from __future__ import annotations

import time

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot
from resting import settle

from nnstudio.document.templates import opening_document
from nnstudio.training.frame import Status
from nnstudio.ui import theme
from nnstudio.ui.bridge.session import Session
from nnstudio.ui.shell import MainWindow
from nnstudio.ui.shell.speed import STEPS


def click(button: QWidget) -> None:
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def steps(session: Session) -> int:
    return session.trainer.step


def at_rest(qtbot: QtBot, session: Session) -> None:
    qtbot.waitUntil(lambda: session.status is Status.PAUSED and not session.trainer.pending)


def test_run_and_pause_by_click(window: MainWindow, session: Session, qtbot: QtBot) -> None:
    transport = window.header.transport
    click(transport.run)
    qtbot.waitUntil(lambda: session.status is Status.RUNNING)
    assert transport.run.accessibleName() == "Pause"
    assert transport.state.value == "Running"
    qtbot.waitUntil(lambda: steps(session) > 5)
    click(transport.run)
    at_rest(qtbot, session)
    assert transport.run.accessibleName() == "Run"
    qtbot.waitUntil(lambda: transport.step.value.replace("\u202f", "") == str(steps(session)))
    assert transport.loss.value not in ("—", "0")


@pytest.mark.parametrize("keys", ["space", "ctrl+r"])
def test_run_and_pause_by_key(window: MainWindow, session: Session, qtbot: QtBot, keys: str) -> None:
    window.setFocus()
    for wanted in (Status.RUNNING, Status.PAUSED):
        if keys == "space":
            QTest.keyClick(window, Qt.Key.Key_Space)
        else:
            QTest.keyClick(window, Qt.Key.Key_R, Qt.KeyboardModifier.ControlModifier)
        qtbot.waitUntil(lambda state=wanted: session.status is state)


def test_space_in_a_text_field_is_a_letter(window: MainWindow, session: Session, qtbot: QtBot) -> None:
    field = window.header.transport.stop_epoch
    field.setFocus()
    field.selectAll()
    QTest.keyClick(field, Qt.Key.Key_Space)
    settle(qtbot, session)
    assert session.status is Status.PAUSED


def test_step_batch_and_epoch(window: MainWindow, session: Session, qtbot: QtBot) -> None:
    transport = window.header.transport
    click(transport.step_batch)
    qtbot.waitUntil(lambda: steps(session) == 1)
    at_rest(qtbot, session)
    click(transport.step_epoch)
    qtbot.waitUntil(lambda: transport.epoch.value == "1")
    at_rest(qtbot, session)
    assert steps(session) > 2
    click(transport.reset)
    qtbot.waitUntil(lambda: steps(session) == 0)


def test_another_network_does_not_stand_beside_the_numbers_of_the_last_one(
    window: MainWindow, session: Session, qtbot: QtBot
) -> None:
    transport = window.header.transport
    click(transport.step_batch)
    qtbot.waitUntil(lambda: steps(session) == 1)
    at_rest(qtbot, session)
    qtbot.waitUntil(lambda: transport.step.value == "1")
    session.new(opening_document())
    assert [readout.value for readout in (transport.epoch, transport.step, transport.loss)] == ["—"] * 3


def test_step_sample_moves_the_cursor_only(window: MainWindow, session: Session, qtbot: QtBot) -> None:
    click(window.header.transport.step_sample)
    qtbot.waitUntil(lambda: session.sample == 1)
    assert steps(session) == 0


def test_new_seed_is_an_edit(window: MainWindow, session: Session, qtbot: QtBot) -> None:
    before = session.document.training.seed
    click(window.header.transport.new_seed)
    assert session.document.training.seed != before
    assert session.history.can_undo


def test_stop_at_epoch(window: MainWindow, session: Session, qtbot: QtBot) -> None:
    field = window.header.transport.stop_epoch
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, "3\r")
    assert session.document.training.stop_epoch == 3
    click(window.header.transport.run)
    qtbot.waitUntil(lambda: window.header.transport.epoch.value == "3")
    at_rest(qtbot, session)
    session.undo()
    assert field.value() == 0


def test_speed_by_key(window: MainWindow, session: Session, qtbot: QtBot) -> None:
    speed = window.header.transport.speed
    heard: list[object] = []
    speed.chosen.connect(heard.append)
    speed.slider.setFocus()
    QTest.keyClick(speed.slider, Qt.Key.Key_Home)
    assert heard == [1]
    assert speed.caption.text() == "Speed: 1 step/s"
    begun = time.perf_counter()
    click(window.header.transport.run)
    qtbot.waitUntil(lambda: steps(session) > 0)
    made = steps(session)
    assert made <= 2 + time.perf_counter() - begun
    QTest.keyClick(speed.slider, Qt.Key.Key_End)
    assert heard[-1] is STEPS[-1] is None
    qtbot.waitUntil(lambda: steps(session) > 100)


def test_nothing_to_train_greys_the_buttons(window: MainWindow, session: Session, qtbot: QtBot) -> None:
    from nnstudio.document import Document

    session.new(Document())
    qtbot.waitUntil(lambda: session.status is Status.EMPTY)
    assert not window.header.transport.run.isEnabled()
    assert window.header.transport.loss.value == "—"


def test_a_number_that_outgrows_its_room_keeps_its_first_digit(window: MainWindow, qtbot: QtBot) -> None:
    epoch = window.header.transport.epoch
    longest = theme.count(1_234_567)
    room = QFontMetrics(theme.font("number")).horizontalAdvance(longest)
    assert epoch.width() < room
    epoch.show_value(longest)
    qtbot.waitUntil(lambda: epoch.width() >= room)
