"""Work that may take long, beside the window's thread; what is done in a moment is there at once."""

from __future__ import annotations

from collections.abc import Callable
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

WAIT = 0.02
"""Seconds that the window waits: most work is done by then, and nobody sees a wait so short."""
_POLL = 10
"""Milliseconds between two looks at whether it is done."""

Work = Callable[[], object]


class Aside(QObject):
    """Does one piece of work at a time; a later one makes an earlier one void.

    The work must end by itself, and touch nothing of the window. What it raises is raised here. Not ``patient``: nobody
    has asked for it, so the window does not wait at all.
    Signals: ``done(object)`` with what it returns, before :meth:`start` returns where the work is short.
    """

    done = Signal(object)

    def __init__(self, parent: QObject | None = None, *, patient: bool = True) -> None:
        super().__init__(parent)
        self._patient = patient
        self._thread: Thread | None = None
        self._waiting: Work | None = None
        self._void = False
        self._results: SimpleQueue[tuple[Any, BaseException | None]] = SimpleQueue()
        self._timer = QTimer(self)
        self._timer.setInterval(_POLL)
        self._timer.timeout.connect(self._collect)

    @property
    def running(self) -> bool:
        """Whether something is under way."""
        return self._thread is not None

    def start(self, work: Work) -> None:
        """Begin with other work; what was under way is not told any more."""
        if self._thread is not None:
            # It cannot be stopped, only waited for: two at once would take twice as long.
            self._waiting, self._void = work, True
            return
        self._void = False
        self._thread = Thread(target=_do, args=(work, self._results), name="aside", daemon=True)
        self._thread.start()
        self._thread.join(WAIT if self._patient else 0.0)
        self._collect()
        if self._thread is not None:
            self._timer.start()

    def finish(self) -> None:
        """Wait for what is under way; it has been told then."""
        while self._thread is not None:
            self._thread.join()
            self._collect()

    def drop(self) -> None:
        """Tell nothing of what is under way."""
        self._waiting, self._void = None, True

    def _collect(self) -> None:
        try:
            result, fault = self._results.get_nowait()
        except Empty:
            return
        self._timer.stop()
        self._thread = None
        waiting, self._waiting = self._waiting, None
        if waiting is not None:
            self.start(waiting)
        elif fault is not None:
            raise fault
        elif not self._void:
            self.done.emit(result)


def _do(work: Work, results: SimpleQueue[tuple[Any, BaseException | None]]) -> None:
    try:
        results.put((work(), None))
    except BaseException as fault:
        results.put((None, fault))
