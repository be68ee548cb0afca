"""When the queue of runs is done, the strip says so and leads to the comparison."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from nnstudio.text import msg
from nnstudio.ui.bridge.session import Session
from nnstudio.ui.charts.runs import CompareView
from nnstudio.ui.shell.window import MainWindow


def test_the_strip_leads_to_the_runs_that_were_trained(window: MainWindow, session: Session, qtbot: QtBot) -> None:
    assert session.queue.add(msg("Run in hand"), session.document, 1)
    with qtbot.waitSignal(session.queue.ended, timeout=60_000):
        session.queue.start()
    strip = window.header.messages
    assert "Runs trained: 1" in strip.text.text()
    button = next(button for button in strip.findChildren(QPushButton) if button.text() == "Compare runs")
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert window.workspaces.current == "train"
    views = window.workspaces.panels["train"].findChildren(CompareView)
    assert [view.isVisible() for view in views] == [True]
    assert len(views[0].runs()) == 2
