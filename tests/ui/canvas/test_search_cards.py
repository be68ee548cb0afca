"""The cards of a search are as high as what they found, and no higher than the canvas."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from nnstudio.ui.canvas.adding.quick_add import QuickAdd
from nnstudio.ui.canvas.finding import Finder
from nnstudio.ui.controls.search_card import SearchCard


def shown_rows(card: SearchCard) -> int:
    return sum(card.list.sizeHintForRow(row) for row in range(card.list.count()))


def test_the_search_for_layers_shrinks_to_what_it_found_and_grows_back(hand, qtbot):
    card = hand.panel.findChild(QuickAdd)
    hand.canvas.setFocus()
    hand.canvas.quick_add_wanted.emit(hand.canvas.centre(), None)
    qtbot.waitUntil(card.isVisible, timeout=60_000)
    whole = card.height()
    assert card.list.height() < shown_rows(card)
    assert card.geometry().bottom() <= hand.canvas.height()
    QTest.keyClicks(card.field, "maxout")
    qtbot.waitUntil(lambda: card.list.height() == shown_rows(card), timeout=60_000)
    assert card.height() < whole
    assert card.preview.height() >= card.preview.minimumSizeHint().height()
    QTest.keyClick(card.field, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(card.field, Qt.Key.Key_Delete)
    qtbot.waitUntil(lambda: card.height() == whole, timeout=60_000)


def test_find_is_as_high_as_what_it_found_or_says_that_there_is_nothing(hand, qtbot):
    card = hand.panel.findChild(Finder)
    card.open()
    qtbot.waitUntil(card.isVisible, timeout=60_000)
    assert card.list.height() == shown_rows(card)
    whole = card.height()
    QTest.keyClicks(card.field, "output")
    qtbot.waitUntil(lambda: card.height() < whole, timeout=60_000)
    assert card.list.height() == shown_rows(card) > 0
    QTest.keyClicks(card.field, "xyz")
    qtbot.waitUntil(card.nothing.isVisible, timeout=60_000)
    assert card.list.height() == 0
    assert card.nothing.height() >= card.nothing.heightForWidth(card.nothing.width()) > 0
