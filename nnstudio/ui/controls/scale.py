"""The end of a colour scale: a round number that does not flicker while the values move."""

from __future__ import annotations

import math

_STEPS = (1.0, 1.5, 2.0, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0)
_KEEP = 0.5
"""A scale stays while its greatest value is so much of it."""


def nice_limit(peak: float) -> float:
    """Return the least round number (two digits at most) that is not below ``peak``; 1 for 0."""
    if not math.isfinite(peak) or peak <= 0:
        return 1.0
    power = 10.0 ** math.floor(math.log10(peak))
    return next(step * power for step in _STEPS if peak <= step * power * (1 + 1e-9))


class Scale:
    """Remembers its limit, and changes it only when the values outgrow it or no longer reach half of it."""

    def __init__(self) -> None:
        self.limit = 1.0
        self._fresh = True

    def forget(self) -> None:
        """Choose anew at the next values: they mean something else now."""
        self._fresh = True

    def follow(self, peak: float) -> float:
        """Return the limit for values up to ``peak``."""
        if peak > 0 and (self._fresh or not _KEEP * self.limit <= peak <= self.limit):
            self.limit = nice_limit(peak)
            self._fresh = False
        return self.limit
