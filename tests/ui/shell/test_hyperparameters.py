"""The side panel of Train."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QScrollArea
from pytestqt.qtbot import QtBot

from nnstudio.document.edits import SetTraining
from nnstudio.document.fields import TRAINING
from nnstudio.text import LANGUAGES
from nnstudio.training.frame import Status
from nnstudio.ui.bridge.change import LIVE, SAME_CURVE
from nnstudio.ui.bridge.session import Session
from nnstudio.ui.controls import NumberField
from nnstudio.ui.shell import MainWindow
from nnstudio.ui.shell.hyperparameters import Hyperparameters
from nnstudio.ui.shell.train_workspace import TrainWorkspace


@pytest.fixture
def panel(session: Session, qtbot: QtBot) -> Hyperparameters:
    made = Hyperparameters(session)
    qtbot.addWidget(made)
    made.resize(248, 900)
    made.show()
    return made


def test_every_setting_has_its_place(panel: Hyperparameters) -> None:
    shown = {name for form in panel.forms for name in form.rows}
    assert shown | {"stop_epoch"} == {parameter.id for parameter in TRAINING}
    at_once = {name for name, row in panel.first.rows.items() if str(row.note.text()) == "Takes effect at once"}
    live = (panel.schedule, panel.at_once, panel.stopping, panel.patient, panel.at_reset)
    rows = {name for form in live for name in form.rows}
    # An output's loss weight stands in the form of that output.
    assert rows | at_once | {"stop_epoch", "schedule_parameters", "loss_weights"} == set(LIVE)
    goes_on = {name for name, row in panel.first.rows.items() if "goes on" in row.note.text()}
    assert goes_on | at_once | set(panel.at_once.rows) | set(panel.goes_on.rows) <= SAME_CURVE
    assert "new run" in panel.loss.rows["loss"].note.text()


@pytest.mark.parametrize("code", LANGUAGES)
def test_what_a_lesson_talks_about_is_in_sight_at_the_smallest_size(
    window: MainWindow, session: Session, qtbot: QtBot, code: str
) -> None:
    session.set_language(code)
    window.show_place("train")
    workspace = window.workspaces.panel()
    assert isinstance(workspace, TrainWorkspace)
    panel = workspace.settings
    (area,) = panel.findChildren(QScrollArea)
    rows = [panel.loss.rows["loss"], *(panel.first.rows[name] for name in ("optimizer", "learning_rate", "batch_size"))]
    bottoms = [row.mapTo(area.viewport(), row.rect().bottomLeft()).y() for row in rows]
    assert bottoms == sorted(bottoms)
    assert bottoms[-1] < area.viewport().height()


def test_learning_rate_typed(panel: Hyperparameters, session: Session) -> None:
    field = panel.first.rows["learning_rate"].editor
    assert isinstance(field, NumberField)
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, "0,05\r")
    assert session.document.training.learning_rate == 0.05
    session.undo()
    assert field.value() == 0.01


def test_one_drag_is_one_undo(panel: Hyperparameters, session: Session) -> None:
    slider = panel.first.rows["learning_rate"].slider
    assert slider is not None
    slider.setSliderDown(True)
    for position in (400, 450, 500):
        slider.setValue(position)
    slider.setSliderDown(False)
    assert len(session.history.done) == 1
    slider.setSliderDown(True)
    slider.setValue(600)
    slider.setSliderDown(False)
    assert len(session.history.done) == 2


def test_another_optimiser_brings_its_own_parameters(panel: Hyperparameters, session: Session) -> None:
    box = panel.first.rows["optimizer"].editor
    assert isinstance(box, QComboBox)
    assert "beta1" in panel.optimizer_parameters.rows
    box.setFocus()
    while box.currentData() != "momentum":
        before = box.currentIndex()
        QTest.keyClick(box, Qt.Key.Key_Up)
        assert box.currentIndex() < before
    assert session.document.training.optimizer == "momentum"
    assert "beta1" not in panel.optimizer_parameters.rows
    name, row = next(iter(panel.optimizer_parameters.rows.items()))
    assert isinstance(row.editor, NumberField)
    row.editor.setFocus()
    row.editor.selectAll()
    QTest.keyClicks(row.editor, "0.5\r")
    assert dict(session.document.training.optimizer_parameters)[name] == 0.5


def test_a_schedule_brings_its_parameters_and_undo_takes_them_away(panel: Hyperparameters, session: Session) -> None:
    box = panel.schedule.rows["schedule"].editor
    assert isinstance(box, QComboBox)
    assert not panel.schedule_parameters.isVisible()
    box.setFocus()
    while box.currentData() != "cosine":
        before = box.currentIndex()
        QTest.keyClick(box, Qt.Key.Key_Down)
        assert box.currentIndex() > before
    assert session.document.training.schedule == "cosine"
    field = panel.schedule_parameters.rows["length"].editor
    assert isinstance(field, NumberField)
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, "30\r")
    assert dict(session.document.training.schedule_parameters) == {"length": 30}
    while session.document.training.schedule != "constant":
        session.undo()
    assert not panel.schedule_parameters.isVisible()


def test_patience_brings_what_belongs_to_it(panel: Hyperparameters, session: Session) -> None:
    assert not panel.patient.isVisible()
    field = panel.stopping.rows["patience"].editor
    assert isinstance(field, NumberField)
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, "5\r")
    assert session.document.training.patience == 5
    assert panel.patient.isVisible()
    session.undo()
    assert not panel.patient.isVisible()


@pytest.mark.parametrize("code", LANGUAGES)
def test_nothing_is_wider_than_the_column(window: MainWindow, session: Session, qtbot: QtBot, code: str) -> None:
    session.set_language(code)
    session.edit(SetTraining((("schedule", "on_plateau"), ("patience", 5), ("optimizer", "nadam"))))
    window.show_place("train")
    workspace = window.workspaces.panel()
    assert isinstance(workspace, TrainWorkspace)
    (area,) = workspace.settings.findChildren(QScrollArea)
    content = area.widget()
    assert content is not None
    assert content.minimumSizeHint().width() <= area.viewport().width()


def test_what_is_in_force_now_is_shown(window: MainWindow, session: Session, qtbot: QtBot) -> None:
    window.show_place("train")
    workspace = window.workspaces.panel()
    assert isinstance(workspace, TrainWorkspace)
    panel = workspace.settings
    qtbot.waitUntil(lambda: panel.rate_now.value.text() == "0.0100")
    session.edit(SetTraining((("schedule", "warmup"), ("schedule_parameters", (("start", 0.5), ("unit", "steps"))))))
    qtbot.waitUntil(lambda: panel.rate_now.value.text() == "0.00500")
    assert float(panel.norm_now.value.text()) > 0
    assert session.status is not Status.EMPTY, "the run goes on: nothing is loaded anew"
