"""The search for commands, by real keys and clicks."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QListWidget
from pytestqt.qtbot import QtBot

from nnstudio.document.edits import SetTraining
from nnstudio.ui import theme
from nnstudio.ui.bridge.session import Session
from nnstudio.ui.controls import SearchField
from nnstudio.ui.controls.search_rows import HOME, KEYS
from nnstudio.ui.functions import FunctionsPanel
from nnstudio.ui.shell import MainWindow
from nnstudio.ui.shell.command_palette import CommandPalette

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def palette(window: MainWindow, qtbot: QtBot) -> CommandPalette:
    QTest.keyClick(window, Qt.Key.Key_K, CTRL)
    qtbot.waitUntil(window.commands.field.hasFocus)
    return window.commands


def shown(palette: CommandPalette) -> list[str]:
    return [palette.list.item(row).text() for row in range(palette.list.count())]


def typed(palette: CommandPalette, text: str) -> list[str]:
    palette.field.clear()
    QTest.keyClicks(palette.field, text) if text.isascii() else palette.field.insert(text)
    return shown(palette)


def test_all_commands_are_listed_with_menu_and_keys(window: MainWindow, palette: CommandPalette) -> None:
    names = shown(palette)
    assert {"Undo", "Run", "Analysis table", "Dark", "简体中文", "About nnstudio"} <= set(names)
    item = palette.list.item(names.index("Step one epoch"))
    assert (item.data(HOME), item.data(KEYS)) == ("Run", "F9")
    assert not any("&" in name for name in names)


def test_a_few_letters_and_enter(window: MainWindow, palette: CommandPalette) -> None:
    assert typed(palette, "dark")[0] == "Dark"
    QTest.keyClick(palette.field, Qt.Key.Key_Return)
    assert theme.tokens().dark
    assert not palette.isVisible()


def test_what_was_done_last_stands_first(window: MainWindow, palette: CommandPalette) -> None:
    typed(palette, "data")
    QTest.keyClick(palette.field, Qt.Key.Key_Return)
    assert window.workspaces.current == "data"
    QTest.keyClick(window, Qt.Key.Key_K, CTRL)
    assert shown(palette)[0] == "Data"


def test_names_of_every_language_are_found(window: MainWindow, session: Session, palette: CommandPalette) -> None:
    assert typed(palette, "深色") == ["Dark"]
    palette.close_card()
    session.set_language("zh_CN")
    QTest.keyClick(window, Qt.Key.Key_K, CTRL)
    assert typed(palette, "dark") == ["深色"]


def test_arrows_pass_over_what_cannot_be_done(session: Session, window: MainWindow, palette: CommandPalette) -> None:
    names = typed(palette, "undo")
    assert names == ["Undo"]
    QTest.keyClick(palette.field, Qt.Key.Key_Return)
    assert palette.isVisible(), "nothing to undo yet: greyed"
    palette.close_card()
    assert session.edit(SetTraining((("batch_size", 5),)))
    QTest.keyClick(window, Qt.Key.Key_K, CTRL)
    assert typed(palette, "undo")[0].startswith("Undo “")
    QTest.keyClick(palette.field, Qt.Key.Key_Return)
    assert session.document.training.batch_size == 10


def test_arrows_go_along_the_list(palette: CommandPalette) -> None:
    typed(palette, "step one")
    assert palette.list.currentRow() == 0
    QTest.keyClick(palette.field, Qt.Key.Key_Down)
    QTest.keyClick(palette.field, Qt.Key.Key_Down)
    assert palette.list.currentRow() == 2
    QTest.keyClick(palette.field, Qt.Key.Key_Up)
    assert palette.list.currentRow() == 1
    QTest.keyClick(palette.field, Qt.Key.Key_PageDown)
    assert palette.list.currentRow() == palette.list.count() - 1


def test_a_click_carries_out(window: MainWindow, palette: CommandPalette) -> None:
    row = typed(palette, "inspect").index("Inspect")
    place = palette.list.visualItemRect(palette.list.item(row)).center()
    QTest.mouseClick(palette.list.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert window.workspaces.current == "inspect"


def test_escape_gives_the_keyboard_back(window: MainWindow, qtbot: QtBot) -> None:
    before = QApplication.focusWidget()
    assert before is not None
    QTest.keyClick(window, Qt.Key.Key_K, CTRL)
    typed(window.commands, "run")
    QTest.keyClick(window.commands.field, Qt.Key.Key_Escape)
    assert not window.commands.isVisible()
    assert QApplication.focusWidget() is before


def test_commands_for_the_focus_reach_who_had_it(window: MainWindow, session: Session, qtbot: QtBot) -> None:
    window.show_place("build")
    QTest.keyClick(window, Qt.Key.Key_K, CTRL)
    typed(window.commands, "select all")
    QTest.keyClick(window.commands.field, Qt.Key.Key_Return)
    assert len(session.selection) == len(session.document.network.nodes)


def test_nothing_found_says_so(palette: CommandPalette) -> None:
    assert typed(palette, "qqqq") == []
    assert palette.nothing.isVisible()


def test_templates_are_commands(window: MainWindow, session: Session, palette: CommandPalette) -> None:
    assert "XOR" in " ".join(typed(palette, "xor"))
    QTest.keyClick(palette.field, Qt.Key.Key_Return)
    assert session.document.data.dataset == "xor"


def test_the_list_of_shortcuts_can_be_searched(window: MainWindow, qtbot: QtBot) -> None:
    QTest.keyClick(window, Qt.Key.Key_F1)
    dialog = QApplication.activeModalWidget()
    assert dialog is not None
    field = dialog.findChild(SearchField)
    assert field is not None
    QTest.keyClicks(field, "ctrl+l")
    visible = {label.text() for label in dialog.findChildren(QLabel) if label.isVisible()}
    assert "Lay the network out" in visible
    assert "Rename the selected layer" not in visible
    dialog.close()


def test_a_question_mark_opens_the_list_but_is_a_letter_where_one_types(
    window: MainWindow, palette: CommandPalette
) -> None:
    QTest.keyClicks(palette.field, "?")
    assert palette.field.text() == "?"
    assert QApplication.activeModalWidget() is None
    palette.close_card()
    QTest.keyClicks(window, "?")
    dialog = QApplication.activeModalWidget()
    assert dialog is not None
    assert dialog.findChildren(QListWidget) == []
    dialog.close()


def test_a_page_of_the_function_lab_is_found_by_its_subject(
    window: MainWindow, palette: CommandPalette, qtbot: QtBot
) -> None:
    assert typed(palette, "universal approximation") == ["Sine", "Bumps"]
    assert typed(palette, "any curve") == ["Bumps"]
    QTest.keyClick(palette.field, Qt.Key.Key_Return)
    assert window.workspaces.current == "functions"
    panel = window.workspaces.panel()
    assert isinstance(panel, FunctionsPanel)
    assert panel.tabs.value() == "bumps"
