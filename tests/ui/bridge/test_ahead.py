"""Pieces of work are done one after another, for what can be seen alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from nnstudio.ui.bridge.ahead import Ahead

Give = Callable[[QWidget, str, int], None]


@pytest.fixture
def ahead(qapp: QObject) -> Ahead:
    return Ahead(qapp)


@pytest.fixture
def done() -> list[str]:
    return []


@pytest.fixture
def give(ahead: Ahead, done: list[str]) -> Give:
    """Begins work of so many pieces, which write down that they are done."""

    def pieces(name: str, count: int) -> Iterator[None]:
        for number in range(count):
            done.append(f"{name}{number}")
            yield

    return lambda widget, name, count: ahead.begin(widget, pieces(name, count))


def shown(qtbot: QtBot) -> QWidget:
    widget = QWidget()
    qtbot.addWidget(widget)
    widget.show()
    return widget


def test_works_take_turns(qtbot: QtBot, ahead: Ahead, give: Give, done: list[str]) -> None:
    first, second = shown(qtbot), shown(qtbot)
    give(first, "a", 3)
    give(second, "b", 2)
    assert done == []
    qtbot.waitUntil(lambda: not ahead.running, timeout=60_000)
    assert done == ["a0", "b0", "a1", "b1", "a2"]


def test_nothing_is_done_for_what_is_hidden(qtbot: QtBot, ahead: Ahead, give: Give, done: list[str]) -> None:
    hidden, seen = shown(qtbot), shown(qtbot)
    hidden.hide()
    give(hidden, "hidden", 1)
    give(seen, "seen", 1)
    qtbot.waitUntil(lambda: "seen0" in done)
    assert done == ["seen0"]
    hidden.show()
    ahead.rest()
    qtbot.waitUntil(lambda: not ahead.running)
    assert done == ["seen0", "hidden0"]


def test_other_work_of_a_widget_takes_the_place_of_the_last(
    qtbot: QtBot, ahead: Ahead, give: Give, done: list[str]
) -> None:
    widget = shown(qtbot)
    give(widget, "old", 3)
    give(widget, "new", 1)
    qtbot.waitUntil(lambda: not ahead.running)
    assert done == ["new0"]


def test_with_a_widget_its_work_is_gone(qtbot: QtBot, ahead: Ahead, give: Give, done: list[str]) -> None:
    widget, other = QWidget(), shown(qtbot)
    widget.show()
    give(widget, "gone", 1)
    widget.deleteLater()
    qtbot.waitUntil(lambda: not ahead.running)
    give(other, "other", 1)
    qtbot.waitUntil(lambda: not ahead.running)
    assert done == ["other0"]
