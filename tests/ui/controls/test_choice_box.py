"""A choice box opened by a click: every entry is seen, and its own size stays as it is."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from nnstudio.ui import theme
from nnstudio.ui.controls import ChoiceBox


@pytest.mark.qt_log_ignore("This plugin does not support")
@pytest.mark.parametrize("count", [2, 6])
def test_every_entry_is_seen(qtbot: QtBot, qapp: QApplication, count: int) -> None:
    theme.apply(qapp, "light")
    window = QWidget()
    qtbot.addWidget(window)
    column, box, other = QVBoxLayout(window), ChoiceBox(), ChoiceBox()
    for each in (box, other):
        each.addItems([f"Entry {number}" for number in range(count)])
        column.addWidget(each)
    window.show()
    window.activateWindow()
    other.setFocus()
    # The style knows of the focus in the active window only.
    qtbot.waitUntil(other.hasFocus)
    before = box.sizeHint(), box.size()
    QTest.mouseClick(box, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: box.view().isVisible())
    assert window.focusWidget() is box
    assert box.view().verticalScrollBar().maximum() == 0
    last = box.view().visualRect(box.model().index(count - 1, 0))
    assert box.view().viewport().rect().contains(last)
    assert (box.sizeHint(), box.size()) == before
    box.hidePopup()


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_no_entry_is_cut_however_narrow_the_box_is(qtbot: QtBot, qapp: QApplication) -> None:
    theme.apply(qapp, "light")
    box = ChoiceBox()
    qtbot.addWidget(box)
    box.addItems(["short", "an entry that is much longer than the box that it is chosen in"])
    box.setFixedWidth(90)
    box.show()
    QTest.mouseClick(box, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: box.view().isVisible())
    wide = box.view().fontMetrics().horizontalAdvance(box.itemText(1))
    qtbot.waitUntil(lambda: box.view().viewport().width() >= wide, timeout=60_000)
    assert box.width() == 90
    box.hidePopup()


@pytest.mark.qt_log_ignore("This plugin does not support")
@pytest.mark.parametrize("line", ["Designs compared", "Normalisation", "Loss and last layer", "正規化", "ReLU6"])
def test_a_box_as_large_as_it_asks_to_be_shows_its_longest_line_whole(
    qtbot: QtBot, qapp: QApplication, line: str
) -> None:
    theme.apply(qapp, "light")
    box = ChoiceBox()
    qtbot.addWidget(box)
    box.setSizeAdjustPolicy(ChoiceBox.SizeAdjustPolicy.AdjustToContents)
    box.addItem(line)
    box.resize(box.sizeHint())
    box.show()
    assert box.shown_text() == line
    box.resize(box.minimumSizeHint().width() // 2, box.height())
    assert box.shown_text() != line
