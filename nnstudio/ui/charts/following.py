"""From where to where a chart shows while its lines grow: it holds still, and jumps only when it must.

Every change of the range makes all axes anew, which costs more than all lines together; and a scale that creeps is
hard to read.
"""

from __future__ import annotations

from dataclasses import dataclass

Range = tuple[float, float]

_AHEAD = 1.6
_SOON = 10
"""Looks for which a range of steps is to last while a run goes on."""
_SLOWING = 0.9
"""What is kept, at each look, of the fastest growth: a look after a long absence is not the pace of the run."""
_FILLED = 0.6
_PADDING = 0.18
_WIDE_PADDING = 0.3
"""Where values have just left the range: they will go on."""
_LARGEST_MARK = 0.12
"""A little less of the height than the paddings leave: in a chart as low as that markers are cut."""
_TALL = 0.42
_NEAR_ZERO = 0.1
"""Positive values that begin at less than this share of the greatest are shown from 0 on, where losses go."""
_LEAST_STEPS = 10.0


@dataclass
class Following:
    """The two ranges in force; both are empty at first."""

    across: Range = (0.0, 0.0)
    up: Range = (0.0, 0.0)
    last: float = 0.0
    pace: float = 0.0

    def forget(self) -> None:
        """Choose anew at the next look."""
        self.across = self.up = (0.0, 0.0)

    def look(
        self, last_step: float, low: float, high: float, *, running: bool = False, mark: float = 0.0
    ) -> tuple[Range, Range]:
        """Return the ranges for steps up to ``last_step`` and values from ``low`` to ``high``.

        ``mark`` : the share of the height that a marker at the highest or lowest value needs beyond it.
        """
        last = max(last_step, _LEAST_STEPS)
        growth, self.last = last_step - self.last, last_step
        end = self.across[1]
        # At rest the curve is to fill the chart; while it grows fast, it may do so in a moment.
        grows = running and growth >= 0
        self.pace = max(growth, _SLOWING * self.pace) if grows else 0.0
        if last > end or last + _SOON * self.pace < _FILLED * end:
            end = max(last * _AHEAD, last + _SOON * growth if grows else 0.0)
            # A little before 0, for the marker that stands there.
            self.across = -0.02 * end, end
        self._look_up(low, high, min(mark, _LARGEST_MARK))
        return self.across, self.up

    def _look_up(self, low: float, high: float, mark: float) -> None:
        bottom, top = self.up
        if 0.0 <= low < _NEAR_ZERO * high:
            low = 0.0
        extent = high - low
        # One value alone stands in the middle, with zero at one end: a narrow range would need long numbers.
        padding = _PADDING * extent or abs(high) or 1.0
        # Half of the padding must be left, for markers and numbers at the ends.
        least = max(padding / 2, mark * (top - bottom))
        is_deep, is_high = low - least < bottom, high + least > top
        if bottom == top or extent < _TALL * (top - bottom):
            self.up = low - padding, high + padding
        elif is_deep or is_high:
            wide = _WIDE_PADDING * extent or padding
            self.up = low - (wide if is_deep and low else padding), high + (wide if is_high else padding)
