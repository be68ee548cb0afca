"""Where a pane is narrow its tools stand below its name, and nothing is drawn over anything else."""

from __future__ import annotations

from itertools import combinations

import pytest
from PySide6.QtCore import QRect
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from nnstudio.ui.shell.view_bar import ViewBar


@pytest.fixture
def bar(qtbot: QtBot) -> ViewBar:
    choice = QComboBox()
    choice.addItem("A view with a long name")
    choice.setMinimumWidth(110)
    made = ViewBar(choice, square("one"), square("two"))
    qtbot.addWidget(made)
    made.show()
    return made


def square(name: str) -> QPushButton:
    made = QPushButton()
    made.setObjectName(name)
    made.setFixedSize(28, 28)
    return made


def tools(count: int) -> QWidget:
    box = QWidget()
    row = QHBoxLayout(box)
    row.setContentsMargins(0, 0, 0, 0)
    for number in range(count):
        row.addWidget(square(f"tool {number}"))
    return box


def places(bar: ViewBar) -> list[QRect]:
    shown = [each for each in bar.findChildren(QPushButton) if each.isVisible()]
    shown_boxes = [QRect(each.mapTo(bar, each.rect().topLeft()), each.size()) for each in shown]
    choice = bar.findChild(QComboBox)
    return [*shown_boxes, choice.geometry()]


def is_clear(bar: ViewBar) -> bool:
    return not any(one.intersects(other) for one, other in combinations(places(bar), 2))


def test_tools_go_below_where_it_is_narrow_and_back(bar: ViewBar, qtbot: QtBot) -> None:
    bar.put(tools(4))
    bar.resize(500, 40)
    qtbot.waitUntil(lambda: not bar.below and is_clear(bar), timeout=60_000)
    bar.resize(230, 80)
    qtbot.waitUntil(lambda: bar.below and is_clear(bar), timeout=60_000)
    bar.resize(500, 40)
    qtbot.waitUntil(lambda: not bar.below and is_clear(bar), timeout=60_000)


def test_a_tool_that_appears_counts_at_once(bar: ViewBar, qtbot: QtBot) -> None:
    box = tools(4)
    more = box.findChildren(QPushButton)[2:]
    for each in more:
        each.hide()
    bar.put(box)
    bar.resize(290, 80)
    qtbot.waitUntil(lambda: not bar.below and is_clear(bar), timeout=60_000)
    for each in more:
        each.show()
    qtbot.waitUntil(lambda: bar.below and is_clear(bar), timeout=60_000)


def test_a_box_that_another_bar_takes_is_no_longer_counted(bar: ViewBar, qtbot: QtBot) -> None:
    box = tools(6)
    bar.put(box)
    bar.resize(230, 80)
    qtbot.waitUntil(lambda: bar.below, timeout=60_000)
    bar.leave(box)
    box.setParent(None)
    qtbot.waitUntil(lambda: not bar.below, timeout=60_000)
    box.deleteLater()
