"""PySide6 must not lose references to None and True: 6.12.0 did on CPython 3.11, and the program aborted."""

from __future__ import annotations

import sys

import pytest
from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

EMITS = 5_000
# Others (a thread, a cache) may drop a few references meanwhile; a leak loses one or more at each emit.
SLACK = 200


class Source(QObject):
    """Signals of the kinds that lost references."""

    nothing = Signal()
    flag = Signal(bool)
    thing = Signal(object)


class Listener(QObject):
    """Receives them, as the panels do, and counts."""

    def __init__(self) -> None:
        super().__init__()
        self.count = 0

    @Slot()
    def on_nothing(self) -> None:
        self.count += 1

    @Slot(bool)
    def on_flag(self, value: bool) -> None:
        self.count += value

    @Slot(object)
    def on_thing(self, value: object) -> None:
        self.count += value is None


class Painted(QWidget):
    """Paints as the views do: from Python, at each request."""

    paints = 0

    def paintEvent(self, event: QPaintEvent) -> None:
        self.paints += 1
        painter = QPainter(self)
        painter.fillRect(self.rect(), self.palette().window())
        painter.end()


@pytest.fixture(params=[None, True], ids=["None", "True"])
def singleton(request: pytest.FixtureRequest) -> object:
    return request.param


def test_emits_keep_references(qtbot: QtBot, singleton: object) -> None:
    source, listener = Source(), Listener()
    source.nothing.connect(listener.on_nothing)
    source.flag.connect(listener.on_flag)
    source.thing.connect(listener.on_thing)
    before = sys.getrefcount(singleton)
    for _ in range(EMITS):
        source.nothing.emit()
        source.flag.emit(True)
        source.thing.emit(None)
    assert listener.count == 3 * EMITS
    assert sys.getrefcount(singleton) > before - SLACK


def test_repaints_keep_references(qtbot: QtBot, singleton: object) -> None:
    widget = Painted()
    qtbot.addWidget(widget)
    widget.resize(8, 8)
    with qtbot.waitExposed(widget):
        widget.show()
    before = sys.getrefcount(singleton)
    for _ in range(EMITS):
        widget.repaint()
    assert widget.paints >= EMITS
    assert sys.getrefcount(singleton) > before - SLACK
