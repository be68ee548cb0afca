"""A number that is typed and not entered counts in the run that is begun then, in the file, and before one goes."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit
from pytestqt.qtbot import QtBot

from nnstudio.store import load_project
from nnstudio.training.frame import Status
from nnstudio.ui.bridge.session import Session
from nnstudio.ui.shell import MainWindow

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def field(window: MainWindow, session: Session, qtbot: QtBot) -> QLineEdit:
    """The field for the neurons of the first hidden layer, in which 9 is typed."""
    window.show_place("build")
    session.select(("n2",))
    panel = window.workspaces.panel()
    assert panel is not None
    editor = panel.properties.node.form.rows["units"].editor
    editor.setFocus()
    qtbot.waitUntil(editor.hasFocus)
    editor.selectAll()
    QTest.keyClicks(editor, "9")
    assert units(session) == 6
    return editor


def units(session: Session) -> object:
    return session.document.network.by_id["n2"].value("units")


@pytest.mark.parametrize("by", ["click", "key"])
def test_it_counts_in_a_run_that_is_begun(
    window: MainWindow, session: Session, qtbot: QtBot, field: QLineEdit, by: str
) -> None:
    if by == "click":
        QTest.mouseClick(window.header.transport.run, Qt.MouseButton.LeftButton)
    else:
        QTest.keyClick(field, Qt.Key.Key_R, CTRL)
    qtbot.waitUntil(lambda: session.status is Status.RUNNING)
    assert units(session) == 9
    session.pause()


def test_it_is_in_the_file(
    session: Session, qtbot: QtBot, field: QLineEdit, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "typed.nnstudio"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), ""))
    QTest.keyClick(field, Qt.Key.Key_S, CTRL)
    qtbot.waitUntil(lambda: path.exists() and not session.file.dirty)
    assert load_project(path).document.network.by_id["n2"].value("units") == 9


def test_it_is_asked_about_before_the_window_closes(
    window: MainWindow, session: Session, field: QLineEdit, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[bool] = []

    def stay() -> bool:
        asked.append(session.file.dirty)
        return False

    monkeypatch.setattr(window.files, "may_go", stay)
    window.close()
    assert asked == [True]


def test_what_cannot_be_taken_stays_typed_and_is_marked(window: MainWindow, session: Session, field: QLineEdit) -> None:
    QTest.keyClicks(field, "x")
    QTest.mouseClick(window.header.transport.step_batch, Qt.MouseButton.LeftButton)
    QApplication.processEvents()
    assert field.text() == "9x"
    assert field.property("state") == "error"
    assert units(session) == 6
