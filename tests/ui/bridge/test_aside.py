"""Work beside the window: short work at once, long work while events go on, stale work not at all."""

from __future__ import annotations

import threading

import pytest
from PySide6.QtCore import QTimer
from pytestqt.qtbot import QtBot

from nnstudio.ui.bridge.aside import Aside


@pytest.fixture
def long(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the window wait for no work."""
    monkeypatch.setattr("nnstudio.ui.bridge.aside.WAIT", 0.0)


def test_short_work_is_there_at_once(qtbot: QtBot) -> None:
    aside, found = Aside(), []
    aside.done.connect(found.append)
    aside.start(lambda: 7)
    assert found == [7]
    assert not aside.running


@pytest.mark.usefixtures("long")
def test_the_window_goes_on_while_long_work_is_done(qtbot: QtBot) -> None:
    aside, found, ticks, gate = Aside(), list[object](), list[int](), threading.Event()
    aside.done.connect(found.append)
    timer = QTimer()
    timer.timeout.connect(lambda: ticks.append(1))
    timer.start(5)
    aside.start(lambda: gate.wait() and "long")
    assert aside.running
    qtbot.waitUntil(lambda: len(ticks) > 5)
    assert found == []
    gate.set()
    qtbot.waitUntil(lambda: bool(found))
    assert found == ["long"]


@pytest.mark.usefixtures("long")
def test_a_later_work_makes_an_earlier_one_void(qtbot: QtBot) -> None:
    aside, found = Aside(), []
    aside.done.connect(found.append)
    gate = threading.Event()
    aside.start(lambda: gate.wait() and "first")
    aside.start(lambda: "second")
    aside.start(lambda: "third")
    gate.set()
    qtbot.waitUntil(lambda: not aside.running)
    assert found == ["third"]


@pytest.mark.usefixtures("long")
def test_what_is_dropped_is_not_told(qtbot: QtBot) -> None:
    aside, found = Aside(), []
    aside.done.connect(found.append)
    gate = threading.Event()
    aside.start(lambda: gate.wait() and "first")
    aside.drop()
    gate.set()
    qtbot.waitUntil(lambda: not aside.running)
    assert found == []
    aside.start(lambda: "second")
    qtbot.waitUntil(lambda: found == ["second"])


def test_a_mistake_of_the_work_is_raised_here(qtbot: QtBot) -> None:
    with pytest.raises(ZeroDivisionError):
        Aside().start(lambda: 1 / 0)
