"""The loss at every point of a grid over a plane, coarse at first and then finer."""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np

from nnstudio.engine.measures.objective import Objective
from nnstudio.inspection.landscape.plane import Floats, WeightPlane

FINEST, COARSEST = 49, 17
"""Points a side: one more than a multiple of eight, so that each pass halves the distance between them."""
SECONDS = 8.0
"""What a survey may take: a large network gets a coarser grid."""
_TRIES, _TRIED = 5, 0.05
"""How often the loss is timed at most, and the seconds after which it is not timed again."""
_STRIDES = (8, 4, 2, 1)
_ROOM = 0.35
"""Of a path's extent: so much is looked at beyond it."""
_EDGE = 0.08
_FARTHEST = 5.0
"""Times a single weight's reach: so far its plane follows paths."""


class Survey:
    """Worked off by :meth:`run`, in any thread.

    Attributes
    ----------
    plane : what is surveyed. xs, ys : ``(n,)`` as they are shown. losses : ``(n, n)``, y upward with the row number;
        NaN where nothing is known yet. share : of the points that are known.
    """

    def __init__(self, objective: Objective, plane: WeightPlane, low: Floats, high: Floats, side: int = FINEST) -> None:
        self.objective, self.plane = objective, plane
        self.xs, self.ys = (np.linspace(low[axis], high[axis], side) for axis in (0, 1))
        self.losses = np.full((side, side), np.nan)
        assert (side - 1) % _STRIDES[0] == 0
        self._done = 0
        self._called_off = False

    @property
    def share(self) -> float:
        """How much is done, 0 to 1."""
        return self._done / self.losses.size

    @property
    def centre_loss(self) -> float:
        """The loss at the plane's centre, over the survey's samples."""
        return self.objective.loss(self.plane.centre)

    def call_off(self) -> None:
        """End :meth:`run` after the point under way."""
        self._called_off = True

    def run(self) -> Survey:
        """Find the losses: every eighth point each way first, then those between. Infinity where it is not finite."""
        side = len(self.losses)
        known = np.zeros(self.losses.shape, bool)
        with np.errstate(all="ignore"):
            for stride in _STRIDES:
                for row in range(0, side, stride):
                    for column in range(0, side, stride):
                        if known[row, column]:
                            continue
                        if self._called_off:
                            return self
                        self.losses[row, column] = self._loss(row, column)
                        known[row, column] = True
                        self._done += 1
        return self

    def filled(self) -> Floats:
        """Return the losses, what is not known yet taken from the nearest point before it that is; NaN without one."""
        found = self.losses.copy()
        for stride in reversed(_STRIDES):
            spread = self.losses[::stride, ::stride].repeat(stride, axis=0).repeat(stride, axis=1)
            found = np.where(np.isnan(found), spread[: len(found), : len(found)], found)
        return found

    def _loss(self, row: int, column: int) -> float:
        x, y = self.xs[column] - self.plane.origin[0], self.ys[row] - self.plane.origin[1]
        loss = self.objective.loss(self.plane.centre + x * self.plane.one + y * self.plane.other)
        # The window's thread wants its turn between two points.
        time.sleep(0)
        return loss if np.isfinite(loss) else np.inf


def span_of(plane: WeightPlane, path: Floats) -> tuple[Floats, Floats]:
    """Return from where to where ``(2,)`` a plane is surveyed: around a path's coordinates ``(T, 2)``, not too narrow.

    Random directions are as long as the weights themselves: a step of one either way. A single weight moves by its own
    size, by two at least, and as far as the path does, within reason.
    """
    if plane.explained:
        low, high = path.min(axis=0), path.max(axis=0)
        extent = np.maximum(high - low, 0.25 * float((high - low).max()) + 1e-6)
        middle = (low + high) / 2
        return middle - (0.5 + _ROOM) * extent, middle + (0.5 + _ROOM) * extent
    origin = np.array(plane.origin)
    if np.count_nonzero(plane.one) > 1:
        return origin - 1.0, origin + 1.0
    reach = np.maximum(2.0, np.abs(origin))
    seen = np.clip(path, origin - _FARTHEST * reach, origin + _FARTHEST * reach)
    low, high = np.minimum(origin - reach, seen.min(axis=0)), np.maximum(origin + reach, seen.max(axis=0))
    edge = _EDGE * (high - low)
    return np.where(low < origin - reach, low - edge, low), np.where(high > origin + reach, high + edge, high)


def seconds_of(work: Callable[[], object], clock: Callable[[], float] = time.perf_counter) -> float:
    """Return the seconds that short work takes: the least of some times, for other work on the machine adds to most."""
    begun, least = clock(), np.inf
    for _ in range(_TRIES):
        before = clock()
        work()
        now = clock()
        least = min(least, now - before)
        if now - begun > _TRIED:
            break
    return float(least)


def side_for(seconds: float) -> int:
    """Return how many points a side a survey gets where one takes so long."""
    wanted = (SECONDS / max(seconds, 1e-7)) ** 0.5
    return int(next((side for side in (FINEST, 33, 25) if side <= wanted), COARSEST))
