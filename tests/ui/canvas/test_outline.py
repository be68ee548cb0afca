"""The network as text in the drawer, by real keys."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QTextCursor
from PySide6.QtTest import QTest

from nnstudio.document.outline import written_outline
from nnstudio.ui.canvas.analysis.outline_page import OutlinePage

CTRL = Qt.KeyboardModifier.ControlModifier


def opened(hand) -> OutlinePage:
    hand.panel.show_outline()
    page = hand.panel.drawer.outline
    assert page.editor.hasFocus()
    return page


def put(page: OutlinePage, old: str, new: str) -> None:
    """Select a text in the editor and type over it."""
    start = page.editor.toPlainText().index(old)
    cursor = page.editor.textCursor()
    cursor.setPosition(start)
    cursor.setPosition(start + len(old), QTextCursor.MoveMode.KeepAnchor)
    page.editor.setTextCursor(cursor)
    QTest.keyClicks(page.editor, new)


def test_it_shows_the_network_and_follows_it(hand) -> None:
    page = opened(hand)
    assert page.editor.toPlainText() == written_outline(hand.document.network)
    hand.canvas.select(("n2",))
    hand.panel.delete()
    page.refresh()
    assert page.editor.toPlainText() == written_outline(hand.document.network)
    assert "units=6" not in page.editor.toPlainText()


def test_ctrl_enter_applies_in_one_step_of_undo(hand) -> None:
    page, before = opened(hand), hand.document
    put(page, "units=6", "units=9")
    page.check()
    assert page.apply_button.isEnabled()
    QTest.keyClick(page.editor, Qt.Key.Key_Return, CTRL)
    assert dict(hand.document.network.by_id["n2"].parameters)["units"] == 9
    assert not page.edited
    hand.session.undo()
    assert hand.document == before


def test_what_is_wrong_is_underlined_and_said_and_nothing_is_lost(hand) -> None:
    page, before = opened(hand), hand.document
    put(page, "units=6", "units=6, widgets=2")
    text = page.editor.toPlainText()
    QTest.keyClick(page.editor, Qt.Key.Key_Return, CTRL)
    assert hand.document == before
    assert page.editor.toPlainText() == text
    assert "widgets" in page.message.text()
    (mark,) = page.editor.extraSelections()
    assert mark.cursor.selectedText() == "widgets"
    assert not page.apply_button.isEnabled()


def test_what_is_typed_outlives_a_change_from_elsewhere(hand) -> None:
    page = opened(hand)
    put(page, "units=6", "units=7")
    typed = page.editor.toPlainText()
    hand.canvas.select(("n3",))
    hand.panel.delete()
    page.refresh()
    assert page.editor.toPlainText() == typed
    QTest.mouseClick(page.revert_button, Qt.MouseButton.LeftButton)
    assert page.editor.toPlainText() == written_outline(hand.document.network)


def test_the_cursor_brings_its_layer_into_sight(hand) -> None:
    opened(hand)
    page = hand.panel.drawer.outline
    page.editor.go_to_line(0)
    QTest.keyClick(page.editor, Qt.Key.Key_Down)
    assert hand.session.selection == ("n2",)
    assert page.editor.hasFocus()
