"""The beat of the window: when the next tick is due, and how late the ticks come."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable

INTERVAL = 0.016
"""Seconds between ticks: Qt's timers count whole milliseconds, so 62.5 a second."""


_EARLY = 0.001
"""Seconds by which a tick may come early and still be on time."""


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
        # A tick that is a whole interval late, or comes well before its time, sets the phase anew.
        self._due = expected if -_EARLY <= late < self.interval else now

    def rest(self) -> float:
        """The tick's work is done; return how long it took."""
        self.held.append(self._clock() - self._beat)
        return self.held[-1]

    @property
    def age(self) -> float:
        """Seconds since the last tick."""
        return self._clock() - self._beat

    def take_phase(self) -> None:
        """Count from the last tick on: another clock beats from now on."""
        self._due = self._beat

    @property
    def next_due(self) -> float:
        """The time at which the next tick ought to come."""
        ahead = self._due + self.interval
        now = self._clock()
        return ahead if ahead > now else now + self.interval
