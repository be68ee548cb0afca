"""Garbage is collected in the window's thread while a trainer lives."""

from __future__ import annotations

import gc
import threading

import pytest
from PySide6.QtWidgets import QApplication

from nnstudio.ui.bridge.collector import Collector


class Ring:
    """Cyclic garbage that says in which thread it died."""

    died: list[str] = []

    def __init__(self) -> None:
        self.myself = self

    def __del__(self) -> None:
        self.died.append(threading.current_thread().name)


@pytest.fixture(autouse=True)
def _collect_here() -> None:
    """Take back what every other test of the window begins with: here Python collects, until it is told not to."""


def make_garbage() -> None:
    """As a busy trainer might: far beyond Python's threshold."""
    keep: list[Ring] = [Ring() for _ in range(3000)]
    keep.clear()
    assert len([[] for _ in range(3000)]) == 3000


def test_another_thread_collects_nothing(qapp: QApplication) -> None:
    Ring.died.clear()
    collector = Collector()
    collector.start()
    try:
        # What is there at the first look is set aside.
        collector.look()
        worker = threading.Thread(target=make_garbage, name="trainer")
        worker.start()
        worker.join()
        assert Ring.died == []
        for _ in range(40):
            gc.get_count()
            collector.look()
        gc.collect()
        assert len(Ring.died) == 3000
        assert set(Ring.died) == {threading.current_thread().name}
    finally:
        collector.stop()
    assert gc.isenabled()


def test_what_is_set_aside_is_gone_through_by_a_sweep_alone(qapp: QApplication) -> None:
    collector = Collector()
    collector.start()
    try:
        Ring.died.clear()
        make_garbage()
        assert collector.look() == 0
        gc.collect()
        assert Ring.died == []
        assert collector.sweep() >= 3000
        assert len(Ring.died) == 3000
        assert gc.get_freeze_count() > 0
    finally:
        collector.stop()
    assert gc.get_freeze_count() == 0


def test_the_last_to_stop_hands_back(qapp: QApplication) -> None:
    one, other = Collector(), Collector()
    one.start()
    other.start()
    one.stop()
    assert not gc.isenabled()
    other.stop()
    assert gc.isenabled()


def test_what_another_document_leaves_behind_is_collected_soon(qapp: QApplication) -> None:
    collector = Collector()
    collector.start()
    try:
        collector.look()
        gc.collect()
        old = Ring()
        # As old as it would be after some seconds: only a look through everything finds it.
        gc.collect()
        Ring.died.clear()
        del old
        assert collector.look() == 0
        assert Ring.died == []
        collector.expect()
        collector.look()
        assert len(Ring.died) == 1
    finally:
        collector.stop()
