"""What the pictures paint: heights, colours and contour lines of a survey, and the way that lies on it."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import numpy.typing as npt

from nnstudio.ui import theme
from nnstudio.ui.charts.contour import contour
from nnstudio.ui.charts.landscape.ways import Way
from nnstudio.ui.charts.plane import Floats

_LEVELS = 11
_WIDE = 30.0
"""Where the largest loss is so many times the smallest, heights are logarithms."""
_FLOOR = 1e-9
"""Of the largest loss: what is smaller is drawn as if it were this."""


@dataclass(eq=False)
class Terrain:
    """``losses`` ``(n, n)`` over ``xs``, ``ys`` ``(n,)``, row upward; NaN where nothing is known.

    ``path`` ``(T, 2)`` are the run's kept steps; ``trail`` ``(M, 2)`` is where the run has been since. ``ways`` : of
    other runs. ``names`` : of the axes.
    """

    xs: Floats
    ys: Floats
    losses: Floats
    names: tuple[str, str]
    path: Floats
    trail: Floats = field(default_factory=lambda: np.zeros((0, 2)))
    ways: tuple[Way, ...] = ()

    def __post_init__(self) -> None:
        known = self.losses[np.isfinite(self.losses)]
        low, high = (float(known.min()), float(known.max())) if len(known) else (0.0, 1.0)
        self.logarithmic = low >= 0 and high > _WIDE * max(low, _FLOOR * high)
        self.ends = self._raised(np.array([low, high]), high)
        # What is not finite is a peak.
        raised = self._raised(np.where(np.isfinite(self.losses), self.losses, high), high)
        span = max(float(self.ends[1] - self.ends[0]), 1e-300)
        self.heights: Floats = (raised - self.ends[0]) / span

    def _raised(self, losses: Floats, high: float) -> Floats:
        found: Floats = np.log10(np.maximum(losses, _FLOOR * max(high, 1e-300))) if self.logarithmic else losses
        return found

    @property
    def low(self) -> Floats:
        """The lower left corner ``(2,)``."""
        return np.array([self.xs[0], self.ys[0]])

    @property
    def high(self) -> Floats:
        """The upper right corner ``(2,)``."""
        return np.array([self.xs[-1], self.ys[-1]])

    @cached_property
    def colors(self) -> npt.NDArray[np.uint8]:
        """Colours ``(n, n, 4)``, the upper row first: dark is low."""
        table = theme.magnitude_table(256)
        found: npt.NDArray[np.uint8] = table[np.rint(self.heights[::-1] * 255).astype(np.intp)]
        return found

    @cached_property
    def lines(self) -> Floats:
        """Contour lines as segments ``(S, 4)`` in shares of the area, y downward."""
        levels = np.linspace(0, 1, _LEVELS + 2)[1:-1]
        # Off the numbers that a plain is made of: else it were all line.
        return np.concatenate([contour(self.heights[::-1] - level - 1e-4) for level in levels])

    def height_at(self, points: Floats) -> Floats:
        """Return the relief's height ``(M,)`` at points ``(M, 2)``, from the four grid points around each."""
        share = (points - self.low) / np.maximum(self.high - self.low, 1e-300)
        places = np.clip(share, 0, 1) * (len(self.xs) - 1)
        first = np.minimum(places.astype(int), len(self.xs) - 2)
        across, up = (places - first).T
        x, y = first.T
        h = self.heights
        lower = h[y, x] * (1 - across) + h[y, x + 1] * across
        upper = h[y + 1, x] * (1 - across) + h[y + 1, x + 1] * across
        found: Floats = lower * (1 - up) + upper * up
        return found

    def nearest(self, x: float, y: float) -> tuple[float, float, float]:
        """Return the surveyed point nearest to a place, and its loss."""
        column, row = int(np.abs(self.xs - x).argmin()), int(np.abs(self.ys - y).argmin())
        return float(self.xs[column]), float(self.ys[row]), float(self.losses[row, column])
