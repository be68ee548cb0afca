"""What hands do without thinking: Ctrl+Z after typing, a click on a workspace and then a key."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from nnstudio.ui.shell import MainWindow
from walk.hand import EventHand
from walk.stations import Journey

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def journey(window: MainWindow) -> Journey:
    return Journey(window, EventHand(), lambda name: None)


def press(key: Qt.Key, modifiers: Qt.KeyboardModifier = CTRL) -> None:
    widget = QApplication.focusWidget()
    assert widget is not None
    QTest.keyClick(widget, key, modifiers)


def test_undo_right_after_enter_takes_the_edit_back(journey: Journey) -> None:
    journey.go("build")
    panel = journey.panel
    panel.canvas.select(("n2",))
    field = panel.properties.node.form.rows["units"].editor
    journey.hand.fill(field, "9")
    network = journey.session.document.network
    assert network.by_id["n2"].value("units") == 9
    assert QApplication.focusWidget() is field
    press(Qt.Key.Key_Z)
    assert journey.session.document.network.by_id["n2"].value("units") == 6
    for key, modifiers in ((Qt.Key.Key_Z, CTRL | SHIFT), (Qt.Key.Key_Y, CTRL)):
        press(key, modifiers)
        assert journey.session.document.network.by_id["n2"].value("units") == 9
        press(Qt.Key.Key_Z)


def test_undo_while_typing_takes_the_typing_back(journey: Journey) -> None:
    journey.go("build")
    panel = journey.panel
    panel.canvas.select(("n2",))
    field = panel.properties.node.form.rows["units"].editor
    journey.hand.fill(field, "9")
    QTest.keyClicks(field, "7")
    press(Qt.Key.Key_Z)
    assert journey.session.document.network.by_id["n2"].value("units") == 9


def test_undo_of_a_name(journey: Journey) -> None:
    journey.go("build")
    panel = journey.panel
    panel.canvas.select(("n2",))
    journey.hand.fill(panel.properties.node.name, "First")
    assert journey.session.document.network.by_id["n2"].name == "First"
    press(Qt.Key.Key_Z)
    assert journey.session.document.network.by_id["n2"].name == "Hidden 1"


def test_a_clicked_workspace_has_the_keyboard(journey: Journey) -> None:
    journey.go("build")
    assert QApplication.focusWidget() is journey.panel.canvas
    journey.go("train")
    journey.go("build")
    press(Qt.Key.Key_A)
    press(Qt.Key.Key_Delete, Qt.KeyboardModifier.NoModifier)
    assert not journey.session.document.network.nodes
    press(Qt.Key.Key_Z)
    assert journey.session.document.network.nodes


def test_the_switch_keeps_the_keyboard_of_whoever_walks_along_it(journey: Journey) -> None:
    switch = journey.window.header.switch
    switch.setFocus(Qt.FocusReason.TabFocusReason)
    for place in ("build", "data"):
        press(Qt.Key.Key_Left if place == "build" else Qt.Key.Key_Right, Qt.KeyboardModifier.NoModifier)
        assert switch.isAncestorOf(QApplication.focusWidget())


def test_space_runs_after_a_click_on_a_workspace(journey: Journey, tmp_path: Path) -> None:
    from nnstudio.training.frame import Status

    journey.go("train")
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Space)
    journey.hand.wait("the run", lambda: journey.session.status is Status.RUNNING)
