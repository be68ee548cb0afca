"""Work beside the window: short work at once, long work while events go on, stale work not at all."""

from __future__ import annotations

import time

import pytest
from PySide6.QtCore import QTimer
from pytestqt.qtbot import QtBot

from nnstudio.ui.bridge.aside import Aside


def test_short_work_is_there_at_once(qtbot: QtBot) -> None:
    aside, found = Aside(), []
    aside.done.connect(found.append)
    aside.start(lambda: 7)
    assert found == [7]
    assert not aside.running


def test_the_window_goes_on_while_long_work_is_done(qtbot: QtBot) -> None:
    aside, found, ticks = Aside(), list[object](), list[float]()
    aside.done.connect(found.append)
    timer = QTimer()
    timer.timeout.connect(lambda: ticks.append(time.perf_counter()))
    timer.start(5)
    begun = time.perf_counter()
    aside.start(lambda: time.sleep(0.3) or "long")
    assert time.perf_counter() - begun < 0.25
    assert aside.running
    qtbot.waitUntil(lambda: bool(found))
    assert found == ["long"]
    assert len(ticks) > 5


def test_a_later_work_makes_an_earlier_one_void(qtbot: QtBot) -> None:
    aside, found = Aside(), []
    aside.done.connect(found.append)
    aside.start(lambda: time.sleep(0.1) or "first")
    aside.start(lambda: "second")
    aside.start(lambda: "third")
    qtbot.waitUntil(lambda: not aside.running)
    assert found == ["third"]


def test_what_is_dropped_is_not_told(qtbot: QtBot) -> None:
    aside, found = Aside(), []
    aside.done.connect(found.append)
    aside.start(lambda: time.sleep(0.1) or "first")
    aside.drop()
    qtbot.waitUntil(lambda: not aside.running)
    assert found == []
    aside.start(lambda: "second")
    assert found == ["second"]


def test_a_mistake_of_the_work_is_raised_here(qtbot: QtBot) -> None:
    with pytest.raises(ZeroDivisionError):
        Aside().start(lambda: 1 / 0)
