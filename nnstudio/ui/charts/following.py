"""From where to where a chart shows while its lines grow: it holds still, and jumps only when it must.

Every change of the range makes all axes anew, which costs more than all lines together; and a scale that creeps is
hard to read.
"""

from __future__ import annotations

from dataclasses import dataclass

Range = tuple[float, float]

_AHEAD = 1.8
_FILLED = 0.5
_PADDING = 0.12
_TALL = 0.45
_LEAST_STEPS = 10.0


@dataclass
class Following:
    """The two ranges in force; both are empty at first."""

    across: Range = (0.0, 0.0)
    up: Range = (0.0, 0.0)

    def forget(self) -> None:
        """Choose anew at the next look."""
        self.across = self.up = (0.0, 0.0)

    def look(self, last_step: float, low: float, high: float) -> tuple[Range, Range]:
        """Return the ranges for steps up to ``last_step`` and values from ``low`` to ``high``."""
        last = max(last_step, _LEAST_STEPS)
        end = self.across[1]
        if not _FILLED * end <= last <= end:
            # A little before 0, for the marker that stands there.
            self.across = -0.02 * last * _AHEAD, last * _AHEAD
        extent, (bottom, top) = high - low, self.up
        padding = _PADDING * extent or 0.05 * (abs(high) or 1.0)
        # Half of the padding must be left, for markers and numbers at the ends.
        covered = bottom <= low - padding / 2 and high + padding / 2 <= top
        if not covered or extent < _TALL * (top - bottom):
            self.up = low - padding, high + padding
        return self.across, self.up
