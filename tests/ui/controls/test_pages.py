"""Pages: as large as the one that is shown."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from nnstudio.ui.controls import Pages, label

LONG = "Words that go on and on until the line is full and another one is needed. " * 12


def test_a_tall_page_behind_makes_nothing_scroll(qtbot: QtBot) -> None:
    pages, short, long = Pages(), label("short", wrap=True), label(LONG, wrap=True)
    pages.add(short)
    pages.add(long)
    area, inner = QScrollArea(), QWidget()
    QVBoxLayout(inner).addWidget(pages)
    area.setWidget(inner)
    area.setWidgetResizable(True)
    qtbot.addWidget(area)
    area.resize(200, 150)
    area.show()
    assert pages.shown is short
    assert short.isVisible()
    assert not long.isVisible()
    assert area.verticalScrollBar().maximum() == 0
    pages.show_page(long)
    assert long.isVisible()
    assert not short.isVisible()
    qtbot.waitUntil(lambda: area.verticalScrollBar().maximum() > 0)
    assert long.height() == pages.height() >= long.heightForWidth(long.width())
    pages.show_page(short)
    qtbot.waitUntil(lambda: area.verticalScrollBar().maximum() == 0)
    assert short.height() >= short.heightForWidth(short.width())


def test_a_page_that_grows_is_given_more_room(qtbot: QtBot) -> None:
    pages, page = Pages(), label("short", wrap=True)
    pages.add(page)
    whole = QWidget()
    column = QVBoxLayout(whole)
    column.addWidget(pages)
    column.addStretch(1)
    qtbot.addWidget(whole)
    whole.resize(QSize(300, 1200))
    whole.show()
    before = page.height()
    page.setText(LONG)
    qtbot.waitUntil(lambda: page.height() > 4 * before)
    qtbot.waitUntil(lambda: page.height() >= page.heightForWidth(page.width()))
