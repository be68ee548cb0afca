"""New, open, save, unsaved changes, dropped files, what a crash left."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QTimer, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QMessageBox
from pytestqt.qtbot import QtBot

from nnstudio.document import templates
from nnstudio.document.edits import SetTraining
from nnstudio.store import WorkingCopy, load_project
from nnstudio.ui.bridge.session import Session
from nnstudio.ui.shell import MainWindow
from nnstudio.ui.shell.recovery import Recovery

Button = QMessageBox.StandardButton


def change(session: Session, size: int = 7) -> None:
    assert session.edit(SetTraining((("batch_size", size),)))


def answer(button: Button, seen: list[str] | None = None) -> None:
    """Press a button of the question that is about to come."""

    def press() -> None:
        box = QApplication.activeModalWidget()
        assert isinstance(box, QMessageBox)
        if seen is not None:
            seen.append(box.text())
        QTest.mouseClick(box.button(button), Qt.MouseButton.LeftButton)

    QTimer.singleShot(50, press)


def drop(window: MainWindow, path: Path) -> bool:
    """Drag a file onto the window and let go."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    where, copy = QPoint(200, 300), Qt.DropAction.CopyAction
    left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(where, copy, data, left, none)
    enter.ignore()
    QApplication.sendEvent(window, enter)
    if enter.isAccepted():
        QApplication.sendEvent(window, QDropEvent(QPointF(where), copy, data, left, none))
    return enter.isAccepted()


def test_title_names_the_project_and_marks_changes(window: MainWindow, session: Session) -> None:
    assert window.windowTitle().endswith("[*] — nnstudio")
    assert not window.isWindowModified()
    change(session)
    assert window.isWindowModified()
    session.undo()
    assert not window.isWindowModified()


def test_save_open_and_recent(window: MainWindow, session: Session, qtbot: QtBot, tmp_path: Path) -> None:
    path = tmp_path / "mine.nnstudio"
    change(session)
    assert session.save(path)
    assert not window.isWindowModified()
    change(session, 9)
    QTest.keyClick(window, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: not session.file.dirty, timeout=60_000)
    assert load_project(path).document.training.batch_size == 9
    window.files.new()
    assert window.files.open_path(path)
    window.menus.recent.aboutToShow.emit()
    assert window.menus.recent.actions()[0].text() == "mine.nnstudio"


def test_save_as_asks_and_adds_the_suffix(
    window: MainWindow, session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "named"), ""))
    window.menus.actions["save_as"].trigger()
    assert session.file.finish()
    assert (tmp_path / "named.nnstudio").is_file()
    # What it began with is called so in every file that it is saved as.
    assert session.document.title
    assert window.windowTitle() == "named[*] — nnstudio"


@pytest.mark.parametrize("overwrite", [False, True])
def test_save_as_asks_before_it_overwrites_what_the_dialog_was_not_asked_about(
    window: MainWindow, session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, overwrite: bool
) -> None:
    """The dialog was given “lab”, which does not exist; “lab.nnstudio” does, and is another lesson's."""
    path = tmp_path / "lab.nnstudio"
    assert session.save(path)
    before = path.read_bytes()
    assert session.save(tmp_path / "other.nnstudio")
    change(session, 11)
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "lab"), ""))
    seen: list[str] = []

    def press() -> None:
        box = QApplication.activeModalWidget()
        assert isinstance(box, QMessageBox)
        seen.append(box.text())
        role = QMessageBox.ButtonRole.DestructiveRole if overwrite else QMessageBox.ButtonRole.RejectRole
        QTest.mouseClick(next(b for b in box.buttons() if box.buttonRole(b) is role), Qt.MouseButton.LeftButton)

    QTimer.singleShot(50, press)
    window.menus.actions["save_as"].trigger()
    assert session.file.finish()
    QApplication.processEvents()
    assert seen == ["“lab.nnstudio” exists already."]
    assert (path.read_bytes() != before) is overwrite
    assert session.file.path == (path if overwrite else tmp_path / "other.nnstudio")


def test_unsaved_changes_are_asked_about(window: MainWindow, session: Session, tmp_path: Path) -> None:
    session.save(tmp_path / "mine.nnstudio")
    change(session)
    seen: list[str] = []
    answer(Button.Cancel, seen)
    window.menus.actions["new"].trigger()
    assert session.document.training.batch_size == 7
    assert window.files.name() in seen[0]
    answer(Button.Save)
    assert window.files.may_go()
    assert load_project(tmp_path / "mine.nnstudio").document.training.batch_size == 7
    change(session, 8)
    answer(Button.Discard)
    assert window.files.may_go()


def test_a_step_that_was_asked_for_just_now_is_asked_about(
    window: MainWindow, session: Session, tmp_path: Path
) -> None:
    assert session.save(tmp_path / "mine.nnstudio")
    seen: list[str] = []
    # A tick holds the trainer until its paints are over: nothing is obeyed before.
    with session.display.hold():
        session.step_batch()
        answer(Button.Cancel, seen)
        assert not window.files.may_go()
    assert seen == [f"Save the training of “{window.files.name()}”?"]


@pytest.mark.parametrize("saved", [False, True])
def test_training_is_asked_about_by_its_name(
    window: MainWindow, session: Session, qtbot: QtBot, tmp_path: Path, saved: bool
) -> None:
    path = tmp_path / "mine.nnstudio"
    if saved:
        assert session.save(path)
    QTest.mouseClick(window.header.transport.step_batch, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: session.trainer.step == 1)
    qtbot.waitUntil(window.isWindowModified)
    before = session.document
    leaving = (
        window.menus.actions["new"].trigger,
        lambda: window.files.open_template(templates["xor"]()),
        lambda: window.files.open_path(tmp_path / "other.nnstudio"),
        window.close,
    )
    for leave in leaving:
        seen: list[str] = []
        answer(Button.Cancel, seen)
        leave()
        assert seen == [f"Save the training of “{window.files.name()}”?"]
        assert session.document is before
        assert session.trainer.step == 1
    change(session)
    answer(Button.Cancel, seen)
    assert not window.files.may_go()
    assert seen[1] == f"Save the changes to “{window.files.name()}”?"
    session.undo()
    if saved:
        answer(Button.Save)
    else:
        assert session.save(path)
    assert window.files.may_go()
    assert load_project(path).run["step"] == 1
    assert not window.isWindowModified()


def test_what_nobody_has_touched_is_left_without_a_question(window: MainWindow, session: Session) -> None:
    # A question would stay open here for ever.
    window.files.open_template(templates["xor"]())
    window.files.new()
    assert window.close()


def test_closing_asks_and_can_be_called_off(window: MainWindow, session: Session) -> None:
    change(session)
    answer(Button.Cancel)
    assert not window.close()
    assert window.isVisible()


def test_a_broken_file_is_said_calmly(window: MainWindow, session: Session, tmp_path: Path) -> None:
    path = tmp_path / "broken.nnstudio"
    path.write_bytes(b"this is no database")
    before = session.document
    assert not window.files.open_path(path)
    assert session.document is before
    strip = window.header.messages
    assert strip.isVisible()
    assert "broken" in strip.text.text()
    QTest.mouseClick(strip.close_button, Qt.MouseButton.LeftButton)
    assert not strip.isVisible()


def test_a_save_that_works_takes_back_that_one_failed(
    window: MainWindow, session: Session, tmp_path: Path, qtbot: QtBot
) -> None:
    change(session)
    strip = window.header.messages
    assert not session.save(tmp_path / "no folder" / "lab.nnstudio")
    assert "no folder" not in strip.text.text()
    assert "a folder that does not exist" in strip.text.text()
    assert session.save(tmp_path / "lab.nnstudio")
    assert not strip.isVisible()
    # Another place failed while nothing was unsaved: the old file is what there is, until a third one works.
    assert not session.save(tmp_path / "no folder" / "lab.nnstudio")
    assert strip.isVisible()
    assert session.save(tmp_path / "third.nnstudio")
    assert not strip.isVisible()


def test_a_name_that_no_disk_takes_is_said_calmly(window: MainWindow, session: Session, tmp_path: Path) -> None:
    path = tmp_path / f"{'名' * 300}.nnstudio"
    assert not window.files.open_path(path)
    assert "a name that the disk cannot take" in window.header.messages.text.text()


def test_a_recent_file_that_may_not_be_looked_at_stays_in_the_list(
    window: MainWindow, session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A folder on a school's server, say, once another pupil has logged in: greyed, and the others can be chosen."""
    here, forbidden = tmp_path / "here.nnstudio", tmp_path / "server" / "lab.nnstudio"
    assert session.save(here)
    assert session.settings is not None
    session.settings.add_recent(forbidden)
    stat, os_stat = Path.stat, os.stat

    def refuse(path: object) -> None:
        if str(path) == str(forbidden):
            raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "stat", lambda path, **options: (refuse(path), stat(path, **options))[1])
    monkeypatch.setattr(os, "stat", lambda path, **options: (refuse(path), os_stat(path, **options))[1])
    window.menus.recent.aboutToShow.emit()
    found = [(action.text(), action.isEnabled()) for action in window.menus.recent.actions()]
    assert found == [("lab.nnstudio", False), ("here.nnstudio", True)]
    assert not window.files.open_path(forbidden)
    assert "no permission" in window.header.messages.text.text()
    assert forbidden in session.settings.recent


def test_a_dropped_table_becomes_the_data(window: MainWindow, session: Session, tmp_path: Path, qtbot: QtBot) -> None:
    path = tmp_path / "points.csv"
    rows = [f"{i},{i * 2},{'ab'[i % 2]}" for i in range(30)]
    path.write_text("x,y,kind\n" + "\n".join(rows), encoding="utf-8")
    assert drop(window, path)
    qtbot.waitUntil(lambda: session.document.table is not None)
    assert window.workspaces.current == "data"
    session.undo()
    assert session.document.table is None


def test_a_dropped_picture_is_not_taken(window: MainWindow, tmp_path: Path) -> None:
    assert not drop(window, tmp_path / "cat.png")


def test_geometry_and_workspace_are_remembered(window: MainWindow, session: Session, qtbot: QtBot) -> None:
    window.resize(1100, 700)
    assert window.close()
    assert session.settings is not None
    assert session.settings.workspace == "functions"
    assert not session.settings.geometry("window").isEmpty()


def test_work_left_by_a_crash_is_offered(window: MainWindow, session: Session, tmp_path: Path, qtbot: QtBot) -> None:
    from dataclasses import replace

    home = tmp_path / "home"
    crashed = WorkingCopy(home)
    crashed.record(session.document)
    crashed.record(replace(session.document, title="Lost work"))
    # The process dies: the lock goes, the folder stays.
    assert crashed._connection is not None
    assert crashed._ownership is not None
    crashed._connection.close()
    crashed._ownership.release()
    recovery = Recovery(window, WorkingCopy(home))
    recovery.begin()
    strip = window.header.messages
    assert "Lost work" in strip.text.text()
    QTest.mouseClick(strip.buttons[0], Qt.MouseButton.LeftButton)
    assert session.document.title == "Lost work"
    assert window.isWindowModified()
    assert recovery.leftovers == []


def test_the_function_lab_s_network_becomes_a_project_once_unsaved_changes_are_settled(
    window: MainWindow, session: Session, tmp_path: Path, qtbot: QtBot
) -> None:
    page = window.workspaces.panel().show_page("bumps")
    session.save(tmp_path / "mine.nnstudio")
    change(session)
    answer(Button.Cancel)
    QTest.mouseClick(page.open, Qt.MouseButton.LeftButton)
    assert session.document.training.batch_size == 7
    assert window.workspaces.current == "functions"
    answer(Button.Discard)
    QTest.mouseClick(page.open, Qt.MouseButton.LeftButton)
    assert window.workspaces.current == "train"
    assert (session.file.path, session.file.dirty) == (None, False)
    hidden, wanted = session.document.network.of_kind("dense")[0].id, page._weights().into

    def has_the_weights() -> bool:
        # Until the trainer has taken it up, there are the weights of the project before.
        with session.display.hold() as frame:
            found = frame.parameter(hidden, "weight") if frame is not None else np.zeros((1, 0))
        return found.shape == (1, len(wanted)) and np.allclose(found[0], wanted)

    qtbot.waitUntil(has_the_weights)
