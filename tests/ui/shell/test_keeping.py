"""Nothing is lost: damaged files, crashes, full disks, two windows on one file."""

from __future__ import annotations

import os
import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMessageBox
from pytestqt.qtbot import QtBot

from nnstudio.document import SetTraining
from nnstudio.store import Leftover, WorkingCopy, load_project
from nnstudio.ui.bridge.session import Session
from nnstudio.ui.bridge.settings import Settings
from nnstudio.ui.bridge.standing import standing_of
from nnstudio.ui.shell import MainWindow
from nnstudio.ui.shell.recovery import Recovery

Role = QMessageBox.ButtonRole


def change(session: Session, size: int = 7) -> None:
    assert session.edit(SetTraining((("batch_size", size),)))


def spoil_weights(path: Path) -> None:
    """Alter one byte of an array of a saved run."""
    connection = sqlite3.connect(path)
    tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    for table in tables:
        columns = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
        if "data" in columns:
            connection.execute(f"UPDATE {table} SET data = zeroblob(length(data)) WHERE name LIKE 'run%'")
    connection.commit()
    connection.close()


def press(role: Role) -> None:
    """Press the button of a role in the coming question."""

    def act() -> None:
        box = QApplication.activeModalWidget()
        assert isinstance(box, QMessageBox)
        button = next(button for button in box.buttons() if box.buttonRole(button) is role)
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)

    QTimer.singleShot(50, act)


def crash(working: WorkingCopy) -> None:
    """Leave a working copy as a killed process does: its lock gone, its files there."""
    assert working._connection is not None
    assert working._ownership is not None
    working._connection.close()
    working._ownership.release()


def train_and_save(session: Session, qtbot: QtBot, path: Path, steps: int = 5) -> None:
    for _ in range(steps):
        session.step_batch()
    qtbot.waitUntil(lambda: session.trainer.step == steps and not session.trainer.pending)
    change(session)
    qtbot.waitUntil(lambda: not session.trainer.pending)
    assert session.save(path)


def test_a_file_with_damaged_weights_gives_its_network(
    window: MainWindow, session: Session, qtbot: QtBot, tmp_path: Path
) -> None:
    path = tmp_path / "mine.nnstudio"
    train_and_save(session, qtbot, path)
    before = path.read_bytes()
    spoil_weights(path)
    damaged = path.read_bytes()
    assert damaged != before
    session.new()
    assert window.files.open_path(path)
    assert session.document.training.batch_size == 7
    assert session.file.path is None
    assert window.isWindowModified()
    strip = window.header.messages
    assert strip.isVisible()
    assert "weights are lost" in strip.text.text()
    assert path.read_bytes() == damaged


@pytest.fixture
def left(window: MainWindow, session: Session, qtbot: QtBot, tmp_path: Path) -> Leftover:
    """What a crashed window left of a project with a file and a run of five steps."""
    origin = tmp_path / "origin.nnstudio"
    train_and_save(session, qtbot, origin)
    crashed = WorkingCopy(tmp_path / "home")
    crashed.record(session.document, origin)
    crashed.record(replace(session.document, title="Lost work"), origin)
    state = standing_of(session).run
    assert state is not None
    crashed.record_run(state, session.curves.save_arrays())
    crash(crashed)
    session.new()
    qtbot.waitUntil(lambda: session.trainer.step == 0)
    (found,) = WorkingCopy(tmp_path / "home").leftover()
    return found


def test_what_a_crash_left_comes_back_with_run_curves_and_file(
    window: MainWindow, session: Session, qtbot: QtBot, tmp_path: Path, left: Leftover
) -> None:
    working = WorkingCopy(tmp_path / "home")
    recovery = Recovery(window, working)
    recovery.begin()
    with qtbot.waitSignal(session.problem_loaded):
        QTest.mouseClick(window.header.messages.buttons[0], Qt.MouseButton.LeftButton)
    assert session.document.title == "Lost work"
    assert session.trainer.step == 5
    assert session.curves.batch_loss.last_step == 5
    assert session.file.path == tmp_path / "origin.nnstudio"
    assert window.isWindowModified()
    assert not left.folder.exists()
    # A second crash at this very moment loses nothing either: weights and all are in the new copy.
    crash(working)
    (again,) = WorkingCopy(tmp_path / "home").leftover()
    project = again.load()
    assert project.document.title == "Lost work"
    assert project.run is not None
    assert again.origin == tmp_path / "origin.nnstudio"


@pytest.mark.parametrize("since", [False, True])
def test_a_file_that_was_saved_since_the_crash_is_not_overwritten_unasked(
    window: MainWindow, session: Session, tmp_path: Path, left: Leftover, since: bool
) -> None:
    """Friday's crash was left undecided; on Monday the file was worked on, and on Tuesday Friday's work comes back."""
    origin = tmp_path / "origin.nnstudio"
    moment = left.when.timestamp() + (60 if since else -60)
    os.utime(origin, (moment, moment))
    before, seen = origin.read_bytes(), []

    def cancel() -> None:
        box = QApplication.activeModalWidget()
        if isinstance(box, QMessageBox):
            seen.append(box.text())
            QTest.keyClick(box, Qt.Key.Key_Escape)

    assert session.file.recover(left)
    QTimer.singleShot(100, cancel)
    assert window.files.save() is not since
    assert session.file.finish()
    assert seen == (["“origin” was saved by another window or program meanwhile."] if since else [])
    assert (origin.read_bytes() == before) is since


def test_a_leftover_stays_where_the_new_copy_cannot_be_written(
    window: MainWindow, session: Session, tmp_path: Path, left: Leftover
) -> None:
    nowhere = tmp_path / "a file"
    nowhere.write_text("no folder", encoding="utf-8")
    session.file.protect(WorkingCopy(nowhere))
    assert session.file.recover(left)
    assert session.document.title == "Lost work"
    assert left.folder.exists()


def test_a_working_copy_that_cannot_be_written_is_said_once(
    window: MainWindow, session: Session, tmp_path: Path
) -> None:
    nowhere = tmp_path / "a file"
    nowhere.write_text("no folder", encoding="utf-8")
    Recovery(window, WorkingCopy(nowhere)).begin()
    strip = window.header.messages
    assert strip.isVisible()
    assert strip.level == "note"
    assert "after a crash" in strip.text.text()
    QTest.mouseClick(strip.close_button, Qt.MouseButton.LeftButton)
    change(session)
    assert not strip.isVisible()


def test_saving_where_nothing_can_be_written(window: MainWindow, session: Session, tmp_path: Path) -> None:
    change(session)
    blocked = tmp_path / "a file"
    blocked.write_text("no folder", encoding="utf-8")
    assert not session.save(blocked / "mine.nnstudio")
    strip = window.header.messages
    assert strip.isVisible()
    assert "mine.nnstudio" in strip.text.text()
    assert window.isWindowModified()
    assert session.file.path is None


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="the system's administrator may write all")
def test_saving_into_a_read_only_folder(window: MainWindow, session: Session, tmp_path: Path) -> None:
    change(session)
    folder = tmp_path / "locked"
    folder.mkdir(mode=0o500)
    assert not session.save(folder / "mine.nnstudio")
    assert "no permission" in window.header.messages.text.text()
    assert window.isWindowModified()


def test_two_windows_on_one_user_folder_and_one_file(
    window: MainWindow, session: Session, qtbot: QtBot, tmp_path: Path
) -> None:
    path, home = tmp_path / "both.nnstudio", tmp_path / "home"
    Recovery(window, WorkingCopy(home))
    change(session, 7)
    assert session.save(path)
    other = Session(settings=Settings(tmp_path / "settings.ini"))
    second = MainWindow(other)
    try:
        # The first one lives: its work is no leftover.
        assert Recovery(second, WorkingCopy(home)).leftovers == []
        assert second.files.open_path(path)
        change(other, 8)
        assert second.files.save()
        assert other.file.finish()
        change(session, 9)
        press(Role.RejectRole)
        assert not window.files.save()
        assert load_project(path).document.training.batch_size == 8
        assert window.isWindowModified()
        press(Role.DestructiveRole)
        assert window.files.save()
        assert session.file.finish()
        assert load_project(path).document.training.batch_size == 9
        assert not window.isWindowModified()
        # Its own writing is no change by somebody else.
        change(session, 10)
        assert window.files.save()
        assert session.file.finish()
    finally:
        second.deleteLater()
        assert other.close()
    assert session.settings is not None
    assert session.settings.recent == (path,)


def test_opening_the_open_file_again_brings_back_what_was_saved(
    window: MainWindow, session: Session, tmp_path: Path
) -> None:
    path = tmp_path / "mine.nnstudio"
    change(session, 7)
    assert session.save(path)
    change(session, 8)
    press(Role.RejectRole)
    assert not window.files.open_path(path)
    assert session.document.training.batch_size == 8
    press(Role.DestructiveRole)
    assert window.files.open_path(path)
    assert session.document.training.batch_size == 7
    assert not window.isWindowModified()


def test_recent_greys_what_is_gone(window: MainWindow, session: Session, tmp_path: Path) -> None:
    here, gone = tmp_path / "here.nnstudio", tmp_path / "gone.nnstudio"
    assert session.save(gone)
    assert session.save(here)
    gone.unlink()
    window.menus.recent.aboutToShow.emit()
    assert [(action.text(), action.isEnabled()) for action in window.menus.recent.actions()] == [
        ("here.nnstudio", True),
        ("gone.nnstudio", False),
    ]


def test_preferences_without_a_folder_of_the_user(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    blocked = tmp_path / "a file"
    blocked.write_text("no folder", encoding="utf-8")
    monkeypatch.setenv("NNSTUDIO_HOME", str(blocked / "home"))
    settings = Settings.of_user()
    settings.theme = "dark"
    assert settings.theme == "dark"
