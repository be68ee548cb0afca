"""Menus and shortcuts."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QLabel, QWidget
from pytestqt.qtbot import QtBot

from nnstudio.document.edits import SetTraining
from nnstudio.ui import theme
from nnstudio.ui.bridge.session import Session
from nnstudio.ui.canvas import BuildPanel
from nnstudio.ui.controls import SearchField
from nnstudio.ui.shell import MainWindow, focused

CTRL = Qt.KeyboardModifier.ControlModifier


def batch_size(session: Session, size: int) -> None:
    assert session.edit(SetTraining((("batch_size", size),)))


def test_undo_and_redo_by_key_with_names(window: MainWindow, session: Session) -> None:
    undo, redo = window.menus.actions["undo"], window.menus.actions["redo"]
    assert not undo.isEnabled()
    batch_size(session, 5)
    assert undo.text().startswith("&Undo “")
    assert "atch size" in undo.text()
    QTest.keyClick(window, Qt.Key.Key_Z, CTRL)
    assert session.document.training.batch_size == 10
    assert redo.isEnabled()
    QTest.keyClick(window, Qt.Key.Key_Y, CTRL)
    assert session.document.training.batch_size == 5


@pytest.mark.parametrize(
    ("number", "place"), [(1, "build"), (2, "train"), (3, "inspect"), (4, "functions"), (5, "data")]
)
def test_workspaces_by_key(window: MainWindow, number: int, place: str) -> None:
    QTest.keyClick(window, Qt.Key(Qt.Key.Key_0.value + number), CTRL)
    assert window.workspaces.current == place
    assert window.header.switch.value() == place


def test_theme_by_menu(window: MainWindow, session: Session) -> None:
    window.menus.actions["theme_dark"].trigger()
    assert theme.tokens().dark
    assert window.menus.actions["theme_dark"].isChecked()
    assert session.settings is not None
    assert session.settings.theme == "dark"
    window.menus.actions["theme_light"].trigger()
    assert not theme.tokens().dark


def test_what_is_shown_in_build_is_switched_by_command(window: MainWindow, session: Session) -> None:
    found = {command.id: command for command in window.menus.commands()}
    entry = window.menus.actions["see_inside"]
    view = next(menu for menu in window.menus._menus if window.menus.actions["analysis"] in menu.actions())
    view.aboutToShow.emit()
    assert not entry.isChecked()
    found["see_inside"].act()
    assert window.workspaces.current == "build"
    panel = window.workspaces.panel()
    assert isinstance(panel, BuildPanel)
    assert panel.canvas.stage.inside
    view.aboutToShow.emit()
    assert entry.isChecked()
    assert panel.status.buttons["seeing"].actions_of["inside"].isChecked()
    entry.trigger()
    view.aboutToShow.emit()
    assert not panel.canvas.stage.inside
    assert not entry.isChecked()


class Board(QWidget):
    """A panel that obeys."""

    def __init__(self) -> None:
        super().__init__()
        self.heard: list[str] = []

    def copy(self) -> None:
        self.heard.append("copy")

    def zoom_in(self) -> None:
        self.heard.append("zoom_in")

    def can(self, command: str) -> bool:
        return command != "zoom_in"


def test_commands_go_to_the_panel_or_the_text_field(window: MainWindow, qtbot: QtBot) -> None:
    board = Board()
    field = SearchField()
    field.setParent(board)
    field.setText("words")
    window.workspaces.panels["data"] = board
    window.workspaces.addWidget(board)
    window.show_place("data")
    window.setFocus()
    assert focused.perform("copy", board)
    assert board.heard == ["copy"]
    field.setFocus()
    field.selectAll()
    assert focused.perform("delete", board)
    assert field.text() == ""
    assert board.heard == ["copy"]
    assert not focused.perform("zoom_in", board)
    assert not focused.perform("duplicate", board)
    window.show_place("functions")


def test_shortcut_list_and_about(window: MainWindow, qtbot: QtBot) -> None:
    for show, words in ((window.show_shortcuts, "Ctrl+R"), (window.show_about, "MIT")):
        show()
        dialog = window.findChild(QDialog)
        assert dialog is not None
        assert dialog.isVisible()
        texts = [getattr(child, "text", getattr(child, "toPlainText", str))() for child in dialog.findChildren(QWidget)]
        assert any(words in text for text in texts)
        QTest.keyClick(dialog, Qt.Key.Key_Escape)
        qtbot.waitUntil(lambda: window.findChild(QDialog) is None)


def test_no_two_actions_share_a_shortcut(window: MainWindow) -> None:
    keys = [key.toString() for name in window.menus.actions for key in window.menus.actions[name].shortcuts()]
    assert len(keys) == len(set(keys))


def test_recent_says_when_there_are_none(window: MainWindow) -> None:
    window.menus.recent.aboutToShow.emit()
    assert [action.isEnabled() for action in window.menus.recent.actions()] == [False]


def test_undo_speaks_the_language_in_force(window: MainWindow, session: Session) -> None:
    batch_size(session, 5)
    undo = window.menus.actions["undo"]
    english = undo.text()
    for code in ("zh_CN", "zh_TW"):
        window.set_language(code)
        assert undo.text() != english
        name = session.history.undo_name
        assert name is not None
        assert str(name) in undo.text()
        assert str(name) not in english
    window.set_language("en")
    assert undo.text() == english


def test_the_list_names_no_keys_that_few_keyboards_have(window: MainWindow) -> None:
    native = QKeySequence.SequenceFormat.NativeText
    listed = [part for line in window.menus.actions.shortcuts() for part in line.keys.split(", ")]
    assert QKeySequence("Ctrl+C").toString(native) in listed
    rare = (Qt.Key.Key_New, Qt.Key.Key_Copy, Qt.Key.Key_Undo, Qt.Key.Key_Save, Qt.Key.Key_ZoomIn)
    assert not {QKeySequence(key).toString(native) for key in rare} & set(listed)


def test_the_list_of_shortcuts_tells_both_uses_of_space(window: MainWindow, qtbot: QtBot) -> None:
    window.show_shortcuts()
    dialog = window.findChild(QDialog)
    assert dialog is not None
    texts = [child.text() for child in dialog.findChildren(QLabel)]
    keys = [texts[place - 1] for place, text in enumerate(texts) if text == "Space"]
    assert len(keys) == 2
    assert any("Run or pause" in name for name in keys)
    assert any("Search a layer" in name for name in keys)
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: window.findChild(QDialog) is None)
