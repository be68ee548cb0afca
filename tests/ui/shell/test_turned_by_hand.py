"""A weight turned by hand in the window: Ctrl+Z takes it back from wherever one is, Ctrl+Y makes it again."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from nnstudio.inspection import Step
from nnstudio.ui.bridge.session import Session
from nnstudio.ui.inspector import InspectorPanel
from nnstudio.ui.shell import MainWindow
from nnstudio.ui.what_if import WhatIfView

CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


def theta(session: Session) -> bytes:
    with session.display.hold() as frame:
        assert frame is not None
        return frame.program.theta.tobytes()


def test_keys_take_back_a_typed_weight_and_make_it_again(window: MainWindow, session: Session, qtbot: QtBot) -> None:
    window.show_place("inspect")
    panel = window.findChild(InspectorPanel)
    assert panel is not None
    qtbot.waitUntil(lambda: session.inspection.ready)
    QTest.mouseClick(panel.right.tabs.buttons["what_if"], Qt.MouseButton.LeftButton)
    session.inspection.go_to(Step("backward", "n2", "weight_grad", (0, 0)))
    view = panel.view("what_if")
    assert isinstance(view, WhatIfView)
    before = theta(session)
    view.field.setFocus()
    view.field.selectAll()
    QTest.keyClicks(view.field, "0.375")
    QTest.keyClick(view.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: theta(session) != before and session.history.can_undo)
    turned = theta(session)
    assert "by hand" in window.menus.actions["undo"].text()
    # The field still has the focus, and nothing of its own to take back.
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Z, CONTROL)
    qtbot.waitUntil(lambda: theta(session) == before)
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Y, CONTROL)
    qtbot.waitUntil(lambda: theta(session) == turned)
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Z, CONTROL)
    qtbot.waitUntil(lambda: theta(session) == before)
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Z, CONTROL | SHIFT)
    qtbot.waitUntil(lambda: theta(session) == turned)
