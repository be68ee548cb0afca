"""Panes whose dividers the keyboard moves."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from nnstudio.ui import theme
from nnstudio.ui.controls import Splitter

WAYS = (
    (Qt.Orientation.Horizontal, Qt.Key.Key_Left, Qt.Key.Key_Right),
    (Qt.Orientation.Vertical, Qt.Key.Key_Up, Qt.Key.Key_Down),
)


@pytest.fixture(params=WAYS, ids=("beside", "below"))
def panes(request: pytest.FixtureRequest, qtbot: QtBot) -> tuple[Splitter, Qt.Key, Qt.Key]:
    orientation, less, more = request.param
    splitter = Splitter(orientation)
    for _ in range(3):
        pane = QWidget()
        pane.setMinimumSize(50, 50)
        splitter.addWidget(pane)
    splitter.resize(602, 602)
    splitter.setSizes([200, 200, 200])
    qtbot.addWidget(splitter)
    splitter.show()
    splitter.handle(2).setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.waitUntil(splitter.handle(2).hasFocus)
    return splitter, less, more


def test_arrow_keys_move_a_divider_by_a_step(panes: tuple[Splitter, Qt.Key, Qt.Key]) -> None:
    splitter, less, more = panes
    before = splitter.sizes()
    QTest.keyClick(splitter.handle(2), more)
    step = theme.tokens().space(2)
    assert splitter.sizes() == [before[0], before[1] + step, before[2] - step]
    QTest.keyClick(splitter.handle(2), less)
    assert splitter.sizes() == before


def test_the_keys_of_the_other_direction_leave_it(panes: tuple[Splitter, Qt.Key, Qt.Key]) -> None:
    splitter, less, _ = panes
    before = splitter.sizes()
    QTest.keyClick(splitter.handle(2), Qt.Key.Key_Up if less is Qt.Key.Key_Left else Qt.Key.Key_Left)
    assert splitter.sizes() == before


def test_a_divider_stops_where_a_pane_is_as_small_as_it_may_be(panes: tuple[Splitter, Qt.Key, Qt.Key]) -> None:
    splitter, _, more = panes
    for _ in range(60):
        QTest.keyClick(splitter.handle(2), more)
    assert splitter.sizes()[2] == 50
    QTest.keyClick(splitter.handle(2), Qt.Key.Key_Home)
    assert splitter.sizes()[1] == 50
    QTest.keyClick(splitter.handle(2), Qt.Key.Key_End)
    assert splitter.sizes()[2] == 50


def test_a_divider_with_the_keys_is_seen_and_named(panes: tuple[Splitter, Qt.Key, Qt.Key]) -> None:
    splitter = panes[0]
    handle = splitter.handle(2)
    middle = handle.rect().center()
    assert handle.mask().boundingRect() == handle.rect()
    assert min(handle.width(), handle.height()) >= 3
    assert handle.grab().toImage().pixelColor(middle) == theme.tokens().accent
    handle.clearFocus()
    assert handle.grab().toImage().pixelColor(middle) != theme.tokens().accent
    assert handle.accessibleName() == "Divider between panes"
