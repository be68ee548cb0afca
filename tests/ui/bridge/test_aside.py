"""Work beside the window: short work at once, long work while events go on, stale work not at all."""

from __future__ import annotations

from collections.abc import Iterator
from threading import Event

import pytest
from PySide6.QtCore import QTimer
from pytestqt.qtbot import QtBot

from nnstudio.ui.bridge import aside as asides
from nnstudio.ui.bridge.aside import Aside


@pytest.fixture
def gate() -> Iterator[Event]:
    """Work that waits for this is long for as long as the test wants."""
    made = Event()
    yield made
    made.set()


@pytest.fixture
def _patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wait for short work even where another program has the processor."""
    monkeypatch.setattr(asides, "WAIT", 60.0)


@pytest.mark.usefixtures("_patient")
def test_short_work_is_there_at_once(qtbot: QtBot) -> None:
    aside, found = Aside(), []
    aside.done.connect(found.append)
    aside.start(lambda: 7)
    assert found == [7]
    assert not aside.running


def test_the_window_goes_on_while_long_work_is_done(qtbot: QtBot, gate: Event) -> None:
    aside, found, ticks = Aside(), list[object](), list[bool]()
    aside.done.connect(found.append)
    timer = QTimer()
    timer.timeout.connect(lambda: ticks.append(aside.running))
    timer.start(5)
    aside.start(lambda: gate.wait() and "long")
    assert aside.running
    qtbot.waitUntil(lambda: len(ticks) > 5)
    gate.set()
    qtbot.waitUntil(lambda: bool(found))
    assert found == ["long"]
    assert all(ticks[:6])


def test_a_later_work_makes_an_earlier_one_void(qtbot: QtBot, gate: Event) -> None:
    aside, found = Aside(), []
    aside.done.connect(found.append)
    aside.start(lambda: gate.wait() and "first")
    aside.start(lambda: "second")
    aside.start(lambda: "third")
    gate.set()
    qtbot.waitUntil(lambda: not aside.running)
    assert found == ["third"]


def test_what_is_dropped_is_not_told(qtbot: QtBot, gate: Event) -> None:
    aside, found = Aside(), []
    aside.done.connect(found.append)
    aside.start(lambda: gate.wait() and "first")
    aside.drop()
    gate.set()
    qtbot.waitUntil(lambda: not aside.running)
    assert found == []
    aside.start(lambda: "second")
    qtbot.waitUntil(lambda: not aside.running)
    assert found == ["second"]


@pytest.mark.usefixtures("_patient")
def test_a_mistake_of_the_work_is_raised_here(qtbot: QtBot) -> None:
    with pytest.raises(ZeroDivisionError):
        Aside().start(lambda: 1 / 0)
