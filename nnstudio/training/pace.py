"""How fast a run may go: so many steps a second, or as fast as it can."""

from __future__ import annotations

import math
from collections.abc import Callable

BACKLOG = 0.1
"""Seconds' worth of steps that may be made up for after a delay; the rest is forgiven."""


class Pace:
    """Says how many steps are owed by now. ``speed`` is in steps a second; None is full speed."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self.speed: float | None = None
        self._next = 0.0

    def restart(self) -> None:
        """The first step is owed now."""
        self._next = self._clock()

    def set(self, speed: float | None) -> None:
        """Change the speed from now on."""
        self.speed = speed if speed is None or math.isfinite(speed) else None
        self._next = self._clock() + (1 / speed if speed else 0.0)

    def owed(self) -> int | None:
        """Return the number of steps to make now; None for no limit."""
        if self.speed is None:
            return None
        now = self._clock()
        self._next = max(self._next, now - max(BACKLOG, 1 / self.speed))
        return 0 if now < self._next else 1 + int((now - self._next) * self.speed)

    def made(self, steps: int) -> None:
        """So many steps were made."""
        if self.speed:
            self._next += steps / self.speed

    @property
    def next(self) -> float:
        """The time at which the next step is owed."""
        return self._next
