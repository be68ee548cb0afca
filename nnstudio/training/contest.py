"""Several documents trained side by side from the same seed over the same data, on a worker thread, in short slices."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from threading import Lock

import numpy as np

from nnstudio.data.samples import Prepared
from nnstudio.document.model import Document
from nnstudio.training.trial import News, Trial

SLICE = 0.004
"""Seconds of a slice: so long a window may have to wait for the interpreter."""


@dataclass
class _Until:
    due: float


class Contest:
    """Call :meth:`run` on the worker thread; everything else on the window's.

    The trial that has come least far is always the next to go on, so that all of them grow side by side.
    ``give_way`` is called between two slices, and may wait.
    """

    def __init__(
        self,
        documents: Sequence[Document],
        prepared: Prepared,
        epochs: int,
        give_way: Callable[[], None] = lambda: None,
        clock: Callable[[], float] = time.perf_counter,
    ) -> None:
        self.trials = [Trial(number, document, prepared, epochs) for number, document in enumerate(documents)]
        self._give_way, self._clock = give_way, clock
        self._lock = Lock()
        self._news: list[News] = []
        self._off = False

    @property
    def is_off(self) -> bool:
        """Whether it was called off."""
        return self._off

    def call_off(self) -> None:
        """Have it end after the slice under way."""
        self._off = True

    def run(self) -> None:
        """Train all of them to their ends, or until called off."""
        with np.errstate(all="ignore"):
            while not self._off and (left := [trial for trial in self.trials if not trial.over]):
                trial = min(left, key=lambda each: each.share)
                trial.advance(_Until(self._clock() + SLICE), self._look)
                news = trial.take()
                with self._lock:
                    self._news.append(news)
                self._give_way()

    def drain(self) -> tuple[News, ...]:
        """Return what came since the last call, in order."""
        with self._lock:
            news, self._news = tuple(self._news), []
            return news

    def _look(self) -> bool:
        self._give_way()
        return self._off
