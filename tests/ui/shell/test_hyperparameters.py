"""The side panel of Train."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QScrollArea
from pytestqt.qtbot import QtBot

from nnstudio.document.fields import TRAINING
from nnstudio.text import LANGUAGES
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
    assert rows | at_once | {"stop_epoch", "schedule_parameters"} == set(LIVE)
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
