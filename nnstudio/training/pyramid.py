"""Numbers over the steps of a run in a fixed space: ever wider stretches of steps, each with what it holds in short."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, Self

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.float64]
Places = slice | npt.NDArray[np.int64]
CAPACITY = 1024
"""Stretches that a curve keeps: about as many as a chart has pixels, so little that could be seen is lost."""
MEASURED_CAPACITY = 512
"""Of a measured curve, which comes only every so many steps."""
_MOST = 1 << 16
"""Numbers that a curve of a file may have room for at most, 256 × 64 are ours: they take memory without being there."""


class Moments:
    """Ascending ``steps`` ``(K,)``, and how they fall into stretches: found once for all that was measured at them."""

    def __init__(self, steps: npt.NDArray[np.int64]) -> None:
        self.steps = steps
        self._found: dict[int, tuple[Places, npt.NDArray[np.int64], npt.NDArray[np.int64]]] = {}

    def stretches(self, width: int) -> tuple[Places, npt.NDArray[np.int64], npt.NDArray[np.int64]]:
        """Return which stretches hold some of the steps, where each one's steps start, and how many they are."""
        if width not in self._found:
            self._found[width] = self._divide(width)
        return self._found[width]

    def _divide(self, width: int) -> tuple[Places, npt.NDArray[np.int64], npt.NDArray[np.int64]]:
        # Ascending, so the steps of a stretch lie together: a few edges are looked up instead of dividing each step.
        first, last = int(self.steps[0]) // width, int(self.steps[-1]) // width
        bounds = np.zeros(last - first + 2, np.int64)
        bounds[1:-1] = np.searchsorted(self.steps, np.arange(first + 1, last + 1) * width)
        bounds[-1] = len(self.steps)
        starts, counts = bounds[:-1], bounds[1:] - bounds[:-1]
        if counts.all():
            return slice(first, last + 1), starts, counts
        held = np.flatnonzero(counts)
        return held + first, starts[held], counts[held]


class Pyramid:
    """A number, or ``columns`` of them, over the steps of a run, in at most ``capacity`` stretches of ``width`` steps.

    When the stretches run out, neighbours are merged and ``width`` doubles, so that each one's mean stays exact however
    long the run. A stretch without a value (a measurement every 20 steps) holds nothing. Another value of the last step
    takes the place of the one before: the weights there are others now, written by hand or brought back as the best.
    """

    def __init__(self, capacity: int, columns: tuple[int, ...] = ()) -> None:
        if capacity < 2 or capacity % 2:
            raise ValueError(f"capacity: expected an even number of at least 2, received {capacity}")
        self.capacity, self.columns = capacity, columns
        self.clear()

    def clear(self) -> None:
        """Forget everything."""
        self.width = 1
        self.used = 0
        self.last_step = -1
        self._last = np.full(self.columns, np.nan)
        self._count = np.zeros(self.capacity, np.int64)
        self._total = np.zeros((self.capacity, *self.columns))

    @property
    def nbytes(self) -> int:
        """The memory that it takes, whatever it holds."""
        return sum(array.nbytes for array in self._arrays())

    @property
    def held(self) -> npt.NDArray[np.int64]:
        """The numbers of the stretches that hold a value."""
        found: npt.NDArray[np.int64] = np.flatnonzero(self._count[: self.used])
        return found

    def steps_of(self, held: npt.NDArray[np.int64]) -> Numbers:
        """Return the middles of stretches."""
        middle: Numbers = np.asarray(held, np.float64) * self.width + (self.width - 1) / 2
        return middle

    def means_of(self, held: npt.NDArray[np.int64]) -> Numbers:
        """Return the means of stretches, ``(S, *columns)``."""
        counts = self._count[held].reshape(-1, *(1,) * len(self.columns))
        found: Numbers = self._total[held] / counts
        return found

    def place_of(self, step: float) -> int:
        """Return the number of the last stretch with a value that begins at or before ``step``; −1 before the first."""
        end = min(int(step // self.width) if step >= 0 else -1, self.used - 1)
        held = np.flatnonzero(self._count[: end + 1])
        return int(held[-1]) if len(held) else -1

    def until(self, step: int) -> Self:
        """Return a copy of what lies at or before ``step``; a stretch that goes beyond it is left out."""
        made = self._like()
        made.width, made.used = self.width, min(self.used, (step + 1) // self.width)
        for mine, theirs in zip(made._arrays(), self._arrays(), strict=True):
            mine[: made.used] = theirs[: made.used]
        held = made.held
        if self.last_step <= step:
            made.last_step, made._last = self.last_step, self._last.copy()
        elif len(held):
            made.last_step = int(held[-1]) * self.width + self.width - 1
            made._last = np.asarray(made.means_of(held[-1:])[0])
        return made

    def _add(self, moments: Moments, values: Numbers) -> tuple[Places, npt.NDArray[np.int64]]:
        """Add finite values at these steps; return the stretches that they fell into, and where each one's start."""
        last = int(moments.steps[-1])
        if moments.steps[0] == self.last_step:
            self._take_back(self.last_step // self.width)
        while last // self.width >= self.capacity:
            self._merge()
        here, starts, counts = moments.stretches(self.width)
        self._count[here] += counts
        self._total[here] += np.add.reduceat(values, starts, axis=0)
        self.used = max(self.used, last // self.width + 1)
        self.last_step, self._last = last, np.asarray(values[-1], np.float64)
        return here, starts

    def _take_back(self, place: int) -> None:
        """Forget the value that came last, which is in this stretch."""
        self._count[place] -= 1
        self._total[place] = self._total[place] - self._last if self._count[place] else 0.0

    def _like(self) -> Self:
        """Return an empty one of the same kind."""
        return type(self)(self.capacity, self.columns)

    def _arrays(self) -> tuple[npt.NDArray[Any], ...]:
        return self._count, self._total

    def _merge(self) -> None:
        half = self.capacity // 2
        for array in (self._count, self._total):
            array[:half] = array[0::2] + array[1::2]
            array[half:] = 0
        self.used = (self.used + 1) // 2
        self.width *= 2

    # -- in a file

    def save_arrays(self) -> dict[str, npt.NDArray[Any]]:
        """Return all as arrays for a file."""
        return {
            "shape": np.array([self.capacity, self.width, self.used, self.last_step, *self._more()], np.int64),
            "last": self._last.reshape(-1).copy(),
            "count": self._count[: self.used].copy(),
            "values": self._values(),
        }

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, npt.NDArray[Any]]) -> Self:
        """Return what :meth:`save_arrays` gave.

        Raises
        ------
        ValueError, KeyError : the arrays do not fit together.
        """
        if not all(isinstance(array, np.ndarray) for array in arrays.values()):
            raise ValueError("curve: expected arrays")
        capacity, width, used, last_step, *more = (int(number) for number in arrays["shape"])
        values = arrays["values"]
        modest = 2 <= capacity <= _MOST // max(1, math.prod(values.shape[2:]))
        made = cls(capacity, values.shape[2:]) if modest else cls(2)
        if made.capacity != capacity or not 0 <= used <= capacity or width < 1 or values.shape[1:2] != (used,):
            raise ValueError(f"curve: expected {used} stretches of {capacity}, received {values.shape}")
        made.width, made.used, made.last_step = width, used, last_step
        made._last = np.asarray(arrays["last"], np.float64).reshape(made.columns)
        made._count[:used] = arrays["count"]
        made._take(values, more)
        return made

    def _values(self) -> Numbers:
        return self._total[None, : self.used].copy()

    def _more(self) -> tuple[int, ...]:
        """Return what a kind of its own keeps beside the numbers."""
        return ()

    def _take(self, values: npt.NDArray[Any], more: list[int]) -> None:
        self._total[: self.used] = values[0]


def is_finite(values: Numbers) -> bool:
    """Whether all are finite: a sum is so only where all its terms are, which is the quicker question."""
    return math.isfinite(values.sum())


def told(moments: Moments, values: Numbers) -> tuple[Moments, Numbers]:
    """Return what there is to add: values that are finite, and of each step the one that came last."""
    if not is_finite(values):
        finite = np.isfinite(values.reshape(len(values), -1)).all(axis=1)
        moments, values = Moments(moments.steps[finite]), values[finite]
    again = moments.steps[1:] == moments.steps[:-1]
    if again.any():
        last = np.append(~again, True)
        moments, values = Moments(moments.steps[last]), values[last]
    return moments, values


class Curve(Pyramid):
    """One number over the steps of a run, in at most ``capacity`` stretches with minimum, mean and maximum each."""

    def __init__(self, capacity: int = CAPACITY, columns: tuple[int, ...] = ()) -> None:
        super().__init__(capacity, columns)

    def clear(self) -> None:
        """Forget everything."""
        super().clear()
        self._low = np.full((self.capacity, *self.columns), np.inf)
        self._high = np.full((self.capacity, *self.columns), -np.inf)

    @property
    def last_value(self) -> float:
        """The value that came last; NaN before the first."""
        return float(self._last)

    def extend(self, moments: Moments, values: Numbers) -> None:
        """Add the values of these steps, ``(K,)``; values that are not finite are left out."""
        moments, values = told(moments, values)
        if len(moments.steps):
            here, starts = self._add(moments, values)
            self._low[here] = np.minimum(self._low[here], np.minimum.reduceat(values, starts))
            self._high[here] = np.maximum(self._high[here], np.maximum.reduceat(values, starts))

    def points(self) -> tuple[Numbers, Numbers, Numbers, Numbers]:
        """Return ``(step, low, mean, high)`` of each stretch that holds a value, each ``(K,)``; step is its middle."""
        held = self.held
        return self.steps_of(held), self._low[held], self.means_of(held), self._high[held]

    def at(self, step: float) -> float:
        """Return the mean of the last stretch that begins at or before ``step``; NaN before the first."""
        place = self.place_of(step)
        return float(self._total[place] / self._count[place]) if place >= 0 else math.nan

    def _arrays(self) -> tuple[npt.NDArray[Any], ...]:
        return *super()._arrays(), self._low, self._high

    def _take_back(self, place: int) -> None:
        super()._take_back(place)
        if not self._count[place]:
            self._low[place], self._high[place] = np.inf, -np.inf

    def _merge(self) -> None:
        half = self.capacity // 2
        for array, join, empty in ((self._low, np.minimum, np.inf), (self._high, np.maximum, -np.inf)):
            array[:half] = join(array[0::2], array[1::2])
            array[half:] = empty
        super()._merge()

    def _values(self) -> Numbers:
        return np.stack([self._low[: self.used], self._total[: self.used], self._high[: self.used]])

    def _take(self, values: npt.NDArray[Any], more: list[int]) -> None:
        self._low[: self.used], self._total[: self.used], self._high[: self.used] = values
