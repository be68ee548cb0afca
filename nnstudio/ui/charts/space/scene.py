"""Where everything lies at the places that are shown, in the numbers of each place."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from PySide6.QtCore import QRectF

from nnstudio.data.samples import Task
from nnstudio.inspection.space import Passage, Projection, Stop, project
from nnstudio.ui.charts.axes import Axes
from nnstudio.ui.charts.plane import Floats, spread
from nnstudio.ui.charts.space.subject import Subject

_ROOMY = 0.5
"""Of the axes: where what is drawn needs less than this share, the axes close in on it."""


@dataclass(frozen=True, eq=False)
class Place:
    """One stop with everything in two dimensions, ``flat`` ``(P, 2)``; ``low``, ``high`` are its axes' ends.

    ``share`` : of the variance in each direction, where numbers were left out.
    """

    stop: Stop
    values: Floats
    flat: Floats
    low: Floats
    high: Floats
    share: tuple[float, ...] = ()

    def axes(self, area: QRectF) -> Axes:
        """Return axes that fill an area; both have the same unit where both are numbers, so that a turn looks like one.

        One number has no height: what is drawn there are rows.
        """
        low, high = self.low.copy(), self.high.copy()
        if self.stop.width > 1:
            unit = max((high - low) / [area.width(), area.height()])
            missing = unit * np.array([area.width(), area.height()]) - (high - low)
            low, high = low - missing / 2, high + missing / 2
        return Axes(area, low, high)


@dataclass
class Scenery:
    """Makes places of stops, and remembers how each was drawn, so that nothing flips or jitters in a run."""

    subject: Subject
    _projections: dict[Stop, Projection] = field(default_factory=dict)
    _ends: dict[Stop, tuple[Floats, Floats]] = field(default_factory=dict)

    def begin(self, passage: Passage, stops: tuple[Stop, ...]) -> None:
        """Turn each place such that the samples lie there as at the place before."""
        beside = None
        for stop in stops:
            samples = passage.at(stop)[: self.subject.count]
            made = self._projections[stop] = project(samples, beside=beside)
            beside = made.flat(samples)

    def place(self, passage: Passage, stop: Stop) -> Place:
        """Return where everything lies at a stop."""
        values = passage.at(stop)
        # The samples decide the directions, the grid only comes along.
        projection = self._projections[stop] = project(values[: self.subject.count], self._projections.get(stop))
        flat = projection.flat(values)
        if stop.width == 1:
            lanes = self._lanes()
            flat[: self.subject.count, 1], flat[-1, 1] = lanes[:-1], lanes[-1]
        low, high = self._fitted(stop, flat)
        return Place(stop, values, flat, low, high, projection.share)

    def _lanes(self) -> Floats:
        """Return a row for each class: on a line of one number the samples would hide one another."""
        y = np.append(self.subject.y, self.subject.followed)
        if self.subject.task is Task.REGRESSION or np.isnan(y).any():
            return np.zeros(len(y))
        found: Floats = np.where(y.max() > 0, 2 * y / max(1.0, float(y.max())) - 1, 0.0)
        return found

    def _fitted(self, stop: Stop, flat: Floats) -> tuple[Floats, Floats]:
        low, high = spread(flat)
        if stop.width == 1:
            low[1], high[1] = -2.0, 2.0
        before = self._ends.get(stop)
        if before is not None and _holds(*before, flat) and (high - low >= _ROOMY * (before[1] - before[0])).any():
            return before
        self._ends[stop] = low, high
        return low, high


def _holds(low: Floats, high: Floats, flat: Floats) -> bool:
    return bool((low <= flat.min(axis=0)).all() and (flat.max(axis=0) <= high).all())
