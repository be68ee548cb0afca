"""A file that takes long to read: the window goes on, says how far it is, and lets it be called off."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMessageBox
from pytestqt.qtbot import QtBot

from nnstudio.document.edits import SetTraining
from nnstudio.store import Project, Reading, load_project
from nnstudio.ui.bridge.session import Session
from nnstudio.ui.shell import MainWindow

LEFT = Qt.MouseButton.LeftButton
Button = QMessageBox.StandardButton


def change(session: Session, size: int) -> None:
    assert session.edit(SetTraining((("batch_size", size),)))


@pytest.fixture
def file(session: Session, window: MainWindow, tmp_path: Path) -> Path:
    """Return a project of batches of seven; a project without a file, unchanged, is open."""
    path = tmp_path / "large.nnstudio"
    change(session, 7)
    assert session.save(path)
    session.new()
    return path


@pytest.fixture
def gate(file: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """Let whoever reads a file wait until it is told, or until nobody wants it any more."""
    made = threading.Event()

    def late(path: Path, reading: Reading) -> Project:
        reading.whole = 100
        reading.took(50)
        while not made.wait(0.01):
            reading.took(0)
        return load_project(path, reading)

    monkeypatch.setattr("nnstudio.store.load_project", late)
    monkeypatch.setattr("nnstudio.ui.bridge.aside.WAIT", 0.0)
    yield made
    made.set()


def begun(window: MainWindow, file: Path, qtbot: QtBot) -> None:
    assert window.files.open_path(file)
    qtbot.waitUntil(lambda: "50" in window.header.messages.text.text())


def test_a_file_is_taken_up_once_it_is_read(
    window: MainWindow, session: Session, qtbot: QtBot, file: Path, gate: threading.Event
) -> None:
    begun(window, file, qtbot)
    assert "large" in window.header.messages.text.text()
    assert session.file.path is None
    gate.set()
    qtbot.waitUntil(lambda: session.file.path == file)
    assert session.document.training.batch_size == 7
    assert not session.file.dirty
    assert not window.header.messages.isVisible()


@pytest.mark.parametrize("way", ["escape", "button", "cross"])
def test_it_can_be_called_off(
    window: MainWindow, session: Session, qtbot: QtBot, file: Path, gate: threading.Event, way: str
) -> None:
    before, strip = session.document, window.header.messages
    begun(window, file, qtbot)
    if way == "escape":
        QTest.keyClick(window, Qt.Key.Key_Escape)
    else:
        QTest.mouseClick(strip.buttons[0] if way == "button" else strip.close_button, LEFT)
    assert session.file.opening.path is None
    assert not strip.isVisible()
    session.file.opening.finish()
    assert session.document is before
    assert session.file.path is None


def test_another_project_calls_it_off(
    window: MainWindow, session: Session, qtbot: QtBot, file: Path, gate: threading.Event, tmp_path: Path
) -> None:
    begun(window, file, qtbot)
    window.files.new()
    assert session.file.opening.path is None
    begun(window, file, qtbot)
    broken = tmp_path / "broken.nnstudio"
    broken.write_bytes(b"this is no database")
    gate.set()
    window.files.open_path(broken)
    qtbot.waitUntil(lambda: "broken" in window.header.messages.text.text())
    assert session.file.path is None


def test_what_is_changed_meanwhile_is_asked_about(
    window: MainWindow, session: Session, qtbot: QtBot, file: Path, gate: threading.Event
) -> None:
    begun(window, file, qtbot)
    change(session, 3)
    seen: list[str] = []

    def answer() -> None:
        box = QApplication.activeModalWidget()
        if not isinstance(box, QMessageBox):
            QTimer.singleShot(20, answer)
            return
        seen.append(box.text())
        QTest.mouseClick(box.button(Button.Cancel), LEFT)

    QTimer.singleShot(20, answer)
    gate.set()
    qtbot.waitUntil(lambda: bool(seen) and session.file.opening.path is None)
    assert session.document.training.batch_size == 3
    assert session.file.path is None


def test_a_window_that_is_closed_meanwhile_waits_for_nothing(
    window: MainWindow, session: Session, qtbot: QtBot, file: Path, gate: threading.Event
) -> None:
    begun(window, file, qtbot)
    assert window.close()
    assert session.file.opening.path is None
    assert session.file.path is None
