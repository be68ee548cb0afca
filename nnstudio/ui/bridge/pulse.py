"""The beat of the window: when the next tick is due, and how late the ticks come."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable

INTERVAL = 0.016
"""Seconds between ticks: Qt's timers count whole milliseconds, so 62.5 a second."""


class Pulse:
    """Follows a repeating timer.

    Attributes
    ----------
    lateness : the last ticks' ``actual − due`` in seconds. held : how long the trainer stood still in each.
    """

    def __init__(self, interval: float = INTERVAL, clock: Callable[[], float] = time.perf_counter) -> None:
        self.interval = interval
        self.lateness: deque[float] = deque(maxlen=4096)
        self.held: deque[float] = deque(maxlen=4096)
        self._clock = clock
        self._due = 0.0
        self._beat = 0.0

    def restart(self) -> None:
        """The timer was started now: its first tick comes one interval later."""
        self._due = self._clock()

    def beat(self) -> None:
        """A tick has come."""
        now = self._beat = self._clock()
        expected = self._due + self.interval
        late = now - expected
        self.lateness.append(max(0.0, late))
        # As Qt reckons: a tick that is a whole interval late, or comes early, sets the phase anew.
        self._due = expected if 0 <= late < self.interval else now

    def rest(self) -> float:
        """The tick's work is done; return how long it took."""
        self.held.append(self._clock() - self._beat)
        return self.held[-1]

    @property
    def is_fresh(self) -> bool:
        """Whether the last tick has just been: what calls for one now is late for that."""
        return self._clock() - self._beat < self.interval / 2

    @property
    def next_due(self) -> float:
        """The time at which the next tick ought to come."""
        ahead = self._due + self.interval
        now = self._clock()
        return ahead if ahead > now else now + self.interval
