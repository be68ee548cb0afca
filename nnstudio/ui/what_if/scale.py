"""What the slider's notches stand for: the numbers around where one stood, or the tokens of a vocabulary."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from nnstudio.engine.nudging import Nudged
from nnstudio.ui.what_if.tangent_plot import Point

COUNT = 41
"""Points of a number's curve."""
HALF = 500
"""The slider's notches on either side of a number."""
MOST = 200
"""Tokens whose losses are worked out; of a larger vocabulary they are evenly spread."""


@dataclass(frozen=True)
class Scale:
    """Where a number stood, how far the slider reaches, and for a token (``vocabulary`` > 0) from how many to choose.

    A token is the name of something: it has neighbours on the slider, but no slope.
    """

    start: float
    vocabulary: int = 0

    @property
    def reach(self) -> float:
        """How far the slider leads to either side of a number."""
        return max(1.0, abs(self.start))

    @property
    def notches(self) -> tuple[int, int]:
        """The first and the last notch."""
        return (0, self.vocabulary - 1) if self.vocabulary else (-HALF, HALF)

    def value(self, notch: int) -> float:
        """Return what a notch stands for."""
        return float(notch) if self.vocabulary else self.start + self.reach * notch / HALF

    def notch(self, value: float) -> int:
        """Return the notch next to a value: the last one on its side of a value beyond the slider."""
        first, last = self.notches
        place = value if self.vocabulary else HALF * (value - self.start) / self.reach
        return round(min(last, max(first, place)))

    def points(self, loss: Nudged) -> Iterator[Point]:
        """Yield the loss over a number around where it stood, or over the tokens."""
        if self.vocabulary:
            for token in range(0, self.vocabulary, math.ceil(self.vocabulary / MOST)):
                yield float(token), loss(token - self.start)
            return
        for number in range(COUNT):
            h = self.reach * (2 * number / (COUNT - 1) - 1)
            yield self.start + h, loss(h)
