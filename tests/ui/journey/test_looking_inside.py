"""From what Train says of a run to the very number in Inspect: break-points and findings, by mouse and keys alone."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from nnstudio.document import SetTraining, apply, templates
from nnstudio.engine import Place
from nnstudio.inspection import Step
from nnstudio.training.frame import Status
from nnstudio.ui.bridge.looking_at import look_at
from nnstudio.ui.network.picture import NetworkPicture
from nnstudio.ui.network.target import Neuron, target_at
from nnstudio.ui.shell import MainWindow
from nnstudio.ui.shell.train_workspace import TrainWorkspace
from nnstudio.ui.timeline import StopsDialog

LEFT = Qt.MouseButton.LeftButton
QUIET = "This plugin does not support (raise|grabbing the keyboard|propagateSizeHints)"


def train(window: MainWindow, qtbot: QtBot) -> TrainWorkspace:
    window.show_place("train")
    panel = window.workspaces.panel()
    assert isinstance(panel, TrainWorkspace)
    qtbot.waitUntil(lambda: panel.network.picture.arrangement is not None and panel.timeline is not None)
    qtbot.waitUntil(lambda: panel.diagnosis is not None)
    return panel


def middle(picture: NetworkPicture, neuron: Neuron) -> QPoint:
    """Return a place in a neuron, as the mouse finds it."""
    assert picture.arrangement is not None
    places = [QPoint(x, y) for x in range(0, picture.width(), 3) for y in range(0, picture.height(), 3)]
    found = [place for place in places if target_at(picture.arrangement, QPointF(place)) == neuron]
    return found[len(found) // 2]


@pytest.mark.qt_log_ignore(QUIET)
def test_a_link_chosen_in_train_gets_a_break_point(window: MainWindow, qtbot: QtBot) -> None:
    session, panel = window.session, train(window, qtbot)
    picture, bar = panel.network.picture, panel.timeline
    assert bar is not None
    QTest.mouseClick(picture, LEFT, pos=middle(picture, Neuron("n2", 2)))
    picture.setFocus()
    QTest.keyClick(picture, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    QTest.mouseClick(bar.stops, LEFT)
    dialog = bar.dialog
    assert isinstance(dialog, StopsDialog)
    dialog.menu.aboutToShow.emit()
    dialog.actions_by_kind["weight_crosses_zero"].trigger()
    assert session.travel.break_points[0][0].at == "n2/weight/0,2"
    QTest.mouseClick(dialog.close_button, LEFT)


@pytest.mark.qt_log_ignore(QUIET)
def test_a_break_point_s_button_leads_to_its_number(window: MainWindow, qtbot: QtBot) -> None:
    session, panel = window.session, train(window, qtbot)
    bar = panel.timeline
    assert bar is not None
    QTest.mouseClick(bar.stops, LEFT)
    dialog = bar.dialog
    assert isinstance(dialog, StopsDialog)
    dialog.menu.aboutToShow.emit()
    dialog.actions_by_kind["loss_below"].trigger()
    editor = dialog.rows[0].form.rows["limit"].editor
    editor.setFocus()
    editor.selectAll()
    QTest.keyClicks(editor, "0.6")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    QTest.mouseClick(dialog.close_button, LEFT)
    QTest.mouseClick(window.header.transport.run, LEFT)
    strip, travel = window.header.messages, session.travel
    qtbot.waitUntil(lambda: bool(travel.hits) and bool(strip.buttons) and not session.trainer.pending)
    step = travel.hits[0]
    QTest.mouseClick(strip.buttons[0], LEFT)
    qtbot.waitUntil(lambda: session.inspection.step == Step("loss", "n5", "mean_loss", ()))
    assert (window.workspaces.current, travel.step) == ("inspect", step)
    description = session.inspection.description
    assert description is not None
    with session.display.hold() as frame:
        assert frame is not None
        assert frame.plan.loss.item() < 0.6


@pytest.mark.qt_log_ignore(QUIET)
def test_the_finding_of_a_number_that_is_none_leads_to_the_last_sound_step(window: MainWindow, qtbot: QtBot) -> None:
    session = window.session
    session.new(apply(templates["plane"]().document(), SetTraining((("learning_rate", 10.0),))))
    panel = train(window, qtbot)
    qtbot.waitUntil(lambda: session.status is Status.PAUSED and not session.trainer.pending)
    QTest.mouseClick(window.header.transport.run, LEFT)
    findings = panel.diagnosis
    assert findings is not None
    # Looked at twice: once as it fails, once more when it stands still.
    qtbot.waitUntil(lambda: session.status is Status.FAILED)
    qtbot.waitUntil(lambda: "not_finite" in [each.id for each in findings.diagnosing.findings])
    QTest.mouseClick(findings.toggle, LEFT)
    row = next(row for row in findings.rows if row.finding.id == "not_finite")
    sound = row.finding.step
    assert f"step {sound}" in row.look.text()
    QTest.mouseClick(row.look, LEFT)
    sink = session.document.network.of_kind("output")[0].id
    qtbot.waitUntil(lambda: session.inspection.step == Step("loss", sink, "mean_loss", ()))
    assert window.workspaces.current == "inspect"
    qtbot.waitUntil(lambda: session.travel.step == sound)


@pytest.mark.qt_log_ignore(QUIET)
def test_what_arrives_at_a_neuron_is_looked_at_in_its_delta(window: MainWindow, qtbot: QtBot) -> None:
    """∂L/∂a of a hidden neuron has no step of its own: it is a part of δ."""
    session = window.session
    window.show_place("inspect")
    qtbot.waitUntil(lambda: session.status is Status.PAUSED and session.inspection.step is not None)
    look_at(session, Place("n3", "grad_a", (0,)))
    qtbot.waitUntil(lambda: session.inspection.step == Step("backward", "n3", "grad_z", (0,)))
