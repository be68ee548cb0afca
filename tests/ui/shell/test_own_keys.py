"""Delete reaches whoever takes it, in the window, where it is a command of the Edit menu; the keyboard stays near."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from resting import settle

from nnstudio.ui.bridge.session import Session
from nnstudio.ui.canvas.adding.layer_list import LayerList
from nnstudio.ui.charts.boundary_view import BoundaryView
from nnstudio.ui.charts.runs import CompareView, QueueView
from nnstudio.ui.controls.pixel_pad import PixelPad
from nnstudio.ui.data.feature_steps import FeatureSteps
from nnstudio.ui.functions import FunctionsPanel
from nnstudio.ui.functions.bump_plot import BumpPlot
from nnstudio.ui.inspector import InspectorPanel
from nnstudio.ui.scalars import ScratchPad
from nnstudio.ui.shell import MainWindow
from nnstudio.ui.shell.inspect_views import VIEWS
from nnstudio.ui.shell.train_workspace import TrainWorkspace

TAB = Qt.FocusReason.TabFocusReason


def train(window: MainWindow) -> TrainWorkspace:
    window.show_place("train")
    panel = window.workspaces.panel()
    assert isinstance(panel, TrainWorkspace)
    return panel


def press(key: Qt.Key) -> None:
    focused = QApplication.focusWidget()
    assert focused is not None
    QTest.keyClick(focused, key)


def test_a_run_that_waits_is_taken_out(window: MainWindow, session: Session, qtbot: QtBot) -> None:
    view = train(window).show_view("queue")
    assert isinstance(view, QueueView)
    settle(qtbot, session)
    for _ in range(4):
        view.add.click()
    view.list.setFocus(TAB)
    press(Qt.Key.Key_Delete)
    assert len(session.queue.waiting) == 3
    assert view.list.hasFocus()
    view.remove.setFocus(TAB)
    press(Qt.Key.Key_Space)
    assert len(session.queue.waiting) == 2
    assert view.remove.hasFocus()
    press(Qt.Key.Key_Space)
    view.list.setFocus(TAB)
    press(Qt.Key.Key_Delete)
    assert not session.queue.waiting
    assert view.add.hasFocus()


def test_a_run_that_is_compared_is_taken_off(window: MainWindow, session: Session, qtbot: QtBot) -> None:
    view = train(window).show_view("compare")
    assert isinstance(view, CompareView)
    for _ in range(3):
        session.step_run("epoch", 2)
        qtbot.waitUntil(lambda: not session.trainer.pending and session.travel.step > 0)
        settle(qtbot, session)
        session.reset()
        settle(qtbot, session)
    count = view.list.count()
    view.list.setFocus(TAB)
    view.list.setCurrentRow(1)
    press(Qt.Key.Key_Delete)
    assert view.list.count() == count - 1
    assert view.list.hasFocus()
    view.list.setCurrentRow(1)
    view.remove.setFocus(TAB)
    press(Qt.Key.Key_Space)
    assert view.list.count() == count - 2
    assert view.remove.hasFocus()


def test_a_bump_is_taken_away(window: MainWindow, session: Session, qtbot: QtBot) -> None:
    window.show_place("functions")
    panel = window.workspaces.panel()
    assert isinstance(panel, FunctionsPanel)
    plot = panel.show_page("bumps").findChild(BumpPlot)
    settle(qtbot, session)
    assert plot is not None
    count = len(plot.bumps)
    plot.setFocus(TAB)
    press(Qt.Key.Key_Delete)
    assert len(plot.bumps) == count - 1


def test_a_number_of_the_scratch_pad_is_deleted(window: MainWindow, session: Session, qtbot: QtBot) -> None:
    window.show_place("inspect")
    panel = window.workspaces.panel()
    assert isinstance(panel, InspectorPanel)
    settle(qtbot, session)
    panel.show_view(next(view for view in VIEWS if view.id == "scratch_pad"))
    settle(qtbot, session)
    pad = panel.findChild(ScratchPad)
    assert pad is not None
    canvas = pad.pane.canvas
    canvas.setFocus(TAB)
    with qtbot.waitSignal(canvas.deleted):
        press(Qt.Key.Key_Delete)


def test_a_point_is_taken_out(window: MainWindow, session: Session, qtbot: QtBot) -> None:
    view = train(window).show_view("boundary")
    assert isinstance(view, BoundaryView)
    settle(qtbot, session)
    view.picture.set_pen(True)
    view.picture.setFocus(TAB)
    with qtbot.waitSignal(view.picture.struck) as struck:
        press(Qt.Key.Key_Delete)
    assert struck.args[2] == Qt.KeyboardModifier.ControlModifier


def test_a_dot_of_a_drawing_is_rubbed_out(window: MainWindow, qtbot: QtBot) -> None:
    pad = PixelPad(0.0, 1.0, window)
    pad.show()
    pad.setFocus(TAB)
    with qtbot.waitSignal(pad.begun) as begun:
        press(Qt.Key.Key_Delete)
    assert begun.args[2] is False


def test_a_block_of_ones_own_is_asked_for_not_the_layer_on_the_canvas(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    window.show_place("build")
    listed = window.findChild(LayerList)
    assert listed is not None
    count = len(window.session.document.network.nodes)
    press(Qt.Key.Key_Tab)
    asked: list[str] = []
    monkeypatch.setattr(listed, "_is_block", lambda kind: True)
    monkeypatch.setattr(listed, "keyPressEvent", lambda event: asked.append(listed.current_kind()))
    listed.setFocus(TAB)
    press(Qt.Key.Key_Delete)
    assert len(asked) == 1
    assert len(window.session.document.network.nodes) == count


def test_the_last_feature_step_gives_the_keyboard_to_the_button_that_adds_one(
    window: MainWindow, session: Session, qtbot: QtBot
) -> None:
    window.show_place("data")
    steps = window.findChild(FeatureSteps)
    assert steps is not None
    settle(qtbot, session)
    next(action for action in steps.kinds.actions() if not action.isSeparator()).trigger()
    qtbot.waitUntil(lambda: len(steps.cards) == 1)
    settle(qtbot, session)
    steps.cards[0].remove.setFocus(TAB)
    press(Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: not steps.cards)
    assert steps.add.hasFocus()
