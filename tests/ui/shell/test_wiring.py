"""What a panel asks of the window: another workspace, a neuron to look into."""

from __future__ import annotations

from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from nnstudio.document import Document, SetTraining
from nnstudio.training.frame import Status
from nnstudio.ui.bridge.session import Session
from nnstudio.ui.network.target import Neuron
from nnstudio.ui.shell import MainWindow
from nnstudio.ui.shell.inspect_workspace import InspectWorkspace
from nnstudio.ui.shell.train_workspace import TrainWorkspace

LEFT = Qt.MouseButton.LeftButton


def train(window: MainWindow, qtbot: QtBot) -> TrainWorkspace:
    """Bring Train to the top and wait for its picture."""
    window.show_place("train")
    panel = window.workspaces.panel()
    assert isinstance(panel, TrainWorkspace)
    qtbot.waitUntil(lambda: panel.network.picture.scene is not None)
    return panel


def open_by_mouse(panel: TrainWorkspace, neuron: Neuron) -> None:
    """Double-click a neuron, with all that a double click sends."""
    picture = panel.network.picture
    place: QPointF = picture.anchor(neuron)
    QTest.mouseClick(picture, LEFT, pos=place.toPoint())
    QTest.mouseDClick(picture, LEFT, pos=place.toPoint())


def inspector(window: MainWindow, qtbot: QtBot) -> InspectWorkspace:
    panel = window.workspaces.panel()
    assert isinstance(panel, InspectWorkspace)
    qtbot.waitUntil(lambda: panel.inspection.description is not None)
    return panel


def at_neuron(panel: InspectWorkspace, layer: str, number: int) -> bool:
    step = panel.inspection.step
    return step is not None and step.layer == layer and step.index == (number,)


def test_a_double_click_on_a_neuron_opens_inspect_on_it(window: MainWindow, session: Session, qtbot: QtBot) -> None:
    open_by_mouse(train(window, qtbot), Neuron("n2", 3))
    panel = inspector(window, qtbot)
    assert window.header.switch.value() == "inspect"
    assert session.selected_neuron == ("n2", (3,))
    qtbot.waitUntil(lambda: at_neuron(panel, "n2", 3))
    focused = QApplication.focusWidget()
    assert focused is not None
    assert panel is focused or panel.isAncestorOf(focused)


def test_the_same_neuron_again_after_walking_on(window: MainWindow, session: Session, qtbot: QtBot) -> None:
    open_by_mouse(train(window, qtbot), Neuron("n2", 3))
    panel = inspector(window, qtbot)
    qtbot.waitUntil(lambda: at_neuron(panel, "n2", 3))
    QTest.keyClick(panel, Qt.Key.Key_Home)
    assert not at_neuron(panel, "n2", 3)
    open_by_mouse(train(window, qtbot), Neuron("n2", 3))
    qtbot.waitUntil(lambda: at_neuron(panel, "n2", 3))


def test_enter_on_a_neuron_while_the_run_goes_on(window: MainWindow, session: Session, qtbot: QtBot) -> None:
    panel = train(window, qtbot)
    session.run()
    qtbot.waitUntil(lambda: session.status is Status.RUNNING)
    picture = panel.network.picture
    picture.setFocus()
    QTest.mouseClick(picture, LEFT, pos=picture.anchor(Neuron("n3", 1)).toPoint())
    QTest.keyClick(picture, Qt.Key.Key_Return)
    assert window.workspaces.current == "inspect"
    session.pause()
    found = window.workspaces.panel()
    assert isinstance(found, InspectWorkspace)
    qtbot.waitUntil(lambda: at_neuron(found, "n3", 1))


def test_go_to_build_from_every_empty_state(window: MainWindow, session: Session, qtbot: QtBot) -> None:
    session.new(Document())
    qtbot.waitUntil(lambda: session.status is Status.EMPTY)
    for place in ("train", "inspect"):
        window.show_place(place)
        panel = window.workspaces.panel()
        assert panel is not None
        wanted = [button for button in panel.findChildren(QPushButton) if button.text() == "Go to Build"]
        (button,) = [button for button in wanted if button.isVisible()]
        QTest.mouseClick(button, LEFT)
        assert window.workspaces.current == "build"
        assert window.header.switch.value() == "build"


def test_run_by_ctrl_r_in_every_workspace(window: MainWindow, session: Session, qtbot: QtBot) -> None:
    for place in ("build", "train", "inspect", "functions", "data"):
        window.show_place(place)
        for status in (Status.RUNNING, Status.PAUSED):
            QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_R, Qt.KeyboardModifier.ControlModifier)
            qtbot.waitUntil(lambda wanted=status: session.status is wanted)


def test_space_runs_where_nothing_takes_it_and_searches_on_the_canvas(
    window: MainWindow, session: Session, qtbot: QtBot
) -> None:
    window.show_place("inspect")
    for status in (Status.RUNNING, Status.PAUSED):
        QTest.keyClick(window.workspaces.panel(), Qt.Key.Key_Space)
        qtbot.waitUntil(lambda wanted=status: session.status is wanted)
    window.show_place("build")
    build = window.workspaces.panel()
    assert build is not None
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Space)
    assert session.status is Status.PAUSED
    assert build.quick_add.isVisible()
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Escape)


def test_the_canvas_is_fitted_until_zoomed_by_hand(window: MainWindow, session: Session, qtbot: QtBot) -> None:
    window.show_place("build")
    build = window.workspaces.panel()
    assert build is not None
    canvas = build.canvas
    qtbot.waitUntil(lambda: 0 < canvas.zoom < 1.0)
    window.resize(1920, 1080)
    qtbot.waitUntil(lambda: canvas.zoom == 1.0)
    shown = canvas.mapToScene(canvas.viewport().rect()).boundingRect()
    content = canvas.stage.content()
    assert shown.contains(content)
    assert abs(shown.center().x() - content.center().x()) < 2
    window.resize(1024, 768)
    qtbot.waitUntil(lambda: canvas.zoom < 1.0)
    window.menus.actions["zoom_in"].trigger()
    by_hand = canvas.zoom
    window.resize(1500, 900)
    QApplication.processEvents()
    assert canvas.zoom == by_hand


def test_hyper_parameters_fold_by_one_click_and_stay_folded(window: MainWindow, session: Session, qtbot: QtBot) -> None:
    panel = train(window, qtbot)
    panel.make_plots()
    QApplication.processEvents()
    answers = panel.areas["answers"]
    before = answers.width() + panel.network.width()
    QTest.mouseClick(panel.fold, LEFT)
    QApplication.processEvents()
    assert answers.width() + panel.network.width() >= before + 160
    again = TrainWorkspace(session)
    assert again.is_folded()
    again.deleteLater()
    QTest.mouseClick(panel.fold, LEFT)
    assert not panel.is_folded()


def test_stop_epoch_is_an_edit_and_nought_is_never(window: MainWindow, session: Session, qtbot: QtBot) -> None:
    field = window.header.transport.stop_epoch
    assert field.text() == ""
    assert field.placeholderText() == "never"
    field.setFocus()
    QTest.keyClicks(field, "12")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert session.document.training.stop_epoch == 12
    assert window.isWindowModified()
    # The field still has the focus: Ctrl+Z is the document's all the same, since nothing is being typed.
    QTest.keyClick(field, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert session.document.training.stop_epoch == 0
    assert field.text() == ""
    QTest.keyClick(field, Qt.Key.Key_Y, Qt.KeyboardModifier.ControlModifier)
    assert field.text() == "12"
    field.selectAll()
    QTest.keyClick(field, Qt.Key.Key_Backspace)
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert session.document.training.stop_epoch == 0
    assert session.edit(SetTraining((("stop_epoch", 3),)))
    assert field.text() == "3"


def test_a_finding_opens_inspect_at_its_layer_and_step(window: MainWindow, session: Session, qtbot: QtBot) -> None:
    panel = train(window, qtbot)
    qtbot.waitUntil(lambda: panel.diagnosis is not None)
    diagnosis = panel.diagnosis
    assert diagnosis is not None
    qtbot.waitUntil(lambda: diagnosis.diagnosing.step == 0)
    session.edit(SetTraining((("learning_rate", 20.0),)))
    qtbot.waitUntil(lambda: [look.rate for look in diagnosis.diagnosing.looks] == [20.0])
    for step in range(1, 5):
        session.step_batch()
        qtbot.waitUntil(lambda step=step: diagnosis.diagnosing.step == step)
    finding = diagnosis.diagnosing.findings[0]
    assert finding.id == "learning_rate_high"
    QTest.mouseClick(diagnosis.toggle, LEFT)
    QTest.mouseClick(diagnosis.rows[0].look, LEFT)
    assert window.workspaces.current == "inspect"
    opened = inspector(window, qtbot)
    qtbot.waitUntil(lambda: session.travel.step == finding.step and at_neuron(opened, finding.layer, 0))
    assert session.status is Status.PAUSED
