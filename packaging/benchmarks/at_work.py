"""A window at work: opened on a document, waited for, profiled."""

from __future__ import annotations

import cProfile
import pstats
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import TracebackType

SIZE = 1280, 800


@contextmanager
def opened(document: object, place: str) -> Iterator[tuple[object, object]]:
    """Yield a session on the document and its shown window, at a workspace, with the first moment there."""
    from nnstudio.allocator import give_back_large_blocks
    from nnstudio.ui.bridge.session import Session
    from nnstudio.ui.shell import MainWindow

    give_back_large_blocks()
    session = Session(document)
    window = MainWindow(session)
    window.resize(*SIZE)
    window.show()
    session.start()
    window.show_place(place)
    try:
        wait(0.5)
        yield session, window
    finally:
        window.hide()
        session.close()


def wait(seconds: float) -> None:
    """Run the event loop for so long. A loop of its own, since the application's quit closes the windows."""
    from PySide6.QtCore import QEventLoop, QTimer

    loop = QEventLoop()
    QTimer.singleShot(round(seconds * 1000), loop.quit)
    loop.exec()


def until(done: Callable[[], object]) -> None:
    """Run the event loop until something holds.

    Raises
    ------
    TimeoutError : it does not within ten seconds.
    """
    end = time.perf_counter() + 10
    while not done():
        wait(0.01)
        if time.perf_counter() > end:
            raise TimeoutError


class Profiled:
    """Profiles a ``with`` block, if it is asked for, and prints where the time went."""

    def __init__(self, wanted: bool, rows: int = 60) -> None:
        self._profile = cProfile.Profile(time.thread_time) if wanted else None
        self._rows = rows
        self._start = time.perf_counter()

    def __enter__(self) -> None:
        """Begin."""
        if self._profile is not None:
            self._profile.enable()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None
    ) -> None:
        """Print, by what functions took with all that they called."""
        if self._profile is not None:
            self._profile.disable()
            pstats.Stats(self._profile).sort_stats("cumulative").print_stats(self._rows)
