"""Long work in the window's own thread, a few milliseconds at a time between its events."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

SLICE = 0.004
"""Seconds of work between two looks at the events."""


class Slices(QObject):
    """Goes through an iterator in slices; ``take`` is called with every item.

    Signals: ``paused()`` after each slice, the last one too; ``ended()`` when the iterator has come to its end.
    """

    paused = Signal()
    ended = Signal()

    def __init__(self, take: Callable[[Any], object], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._take = take
        self._work: Iterator[Any] | None = None
        self._timer = QTimer(self, singleShot=True, interval=0)
        self._timer.timeout.connect(self._slice)

    @property
    def running(self) -> bool:
        """Whether there is work left."""
        return self._work is not None

    def start(self, work: Iterable[Any]) -> None:
        """Begin with other work; what was under way is dropped."""
        self._work = iter(work)
        self._timer.start()

    def stop(self) -> None:
        """Drop what is under way."""
        self._work = None
        self._timer.stop()

    def _slice(self) -> None:
        work, end = self._work, time.perf_counter() + SLICE
        while work is not None and work is self._work:
            try:
                item = next(work)
            except StopIteration:
                self._work = None
                self.paused.emit()
                self.ended.emit()
                return
            self._take(item)
            if time.perf_counter() >= end:
                break
        if self._work is not None:
            # Wound up only now: work that fails is not tried again and again.
            self._timer.start()
        self.paused.emit()
