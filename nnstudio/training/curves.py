"""The history of a run in a fixed space: minimum, mean and maximum of ever wider stretches of steps."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from itertools import chain
from typing import Any

import numpy as np
import numpy.typing as npt

from nnstudio.training.mailbox import Scalars

Numbers = npt.NDArray[np.float64]
Places = slice | npt.NDArray[np.int64]

CAPACITY = 1024
"""Stretches that a curve keeps: about as many as a chart has pixels, so little that could be seen is lost."""
MEASURED_CAPACITY = 512
"""Of a measured curve, which comes only every so many steps."""
_PATIENCE = 64
"""Deliveries that may wait, about a second's: a window that is not looked at must not collect them for ever."""
SERIES = ("train_loss", "validation_loss", "train_metric", "validation_metric")
"""The measured curves, by the names of :class:`Measurement`'s fields; of several outputs each has them, too, under
``of_output``."""


def of_output(name: str, output: str) -> str:
    """Return under which name an output's own curve is kept."""
    return f"{name} {output}" if output else name


class Moments:
    """Ascending ``steps`` ``(K,)``, and how they fall into stretches: found once for all curves measured at them."""

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


class Curve:
    """One number over the steps of a run, in at most ``capacity`` stretches of ``width`` steps each.

    When the stretches run out, neighbours are merged and ``width`` doubles, so that minimum, mean and maximum stay
    exact however long the run. A stretch without a value (a measurement every 20 steps) holds nothing.
    """

    def __init__(self, capacity: int = CAPACITY) -> None:
        if capacity < 2 or capacity % 2:
            raise ValueError(f"capacity: expected an even number of at least 2, received {capacity}")
        self.capacity = capacity
        self.clear()

    def clear(self) -> None:
        """Forget everything."""
        self.width = 1
        self.used = 0
        self.last_step = -1
        self.last_value = float("nan")
        self._count = np.zeros(self.capacity, np.int64)
        self._total = np.zeros(self.capacity)
        self._low = np.full(self.capacity, np.inf)
        self._high = np.full(self.capacity, -np.inf)

    def extend(self, moments: Moments, values: Numbers) -> None:
        """Add the values of these steps, ``(K,)``; values that are not finite are left out."""
        # A sum is finite only where all its terms are: the quicker question, since this is asked ten times a second.
        if not math.isfinite(values.sum()):
            finite = np.isfinite(values)
            moments, values = Moments(moments.steps[finite]), values[finite]
        if not len(moments.steps):
            return
        last = int(moments.steps[-1])
        while last // self.width >= self.capacity:
            self._merge()
        here, starts, counts = moments.stretches(self.width)
        self._count[here] += counts
        self._total[here] += np.add.reduceat(values, starts)
        self._low[here] = np.minimum(self._low[here], np.minimum.reduceat(values, starts))
        self._high[here] = np.maximum(self._high[here], np.maximum.reduceat(values, starts))
        self.used = max(self.used, last // self.width + 1)
        self.last_step, self.last_value = last, float(values[-1])

    def points(self) -> tuple[Numbers, Numbers, Numbers, Numbers]:
        """Return ``(step, low, mean, high)`` of each stretch that holds a value, each ``(K,)``; step is its middle."""
        held = np.flatnonzero(self._count[: self.used])
        middle: Numbers = np.asarray(held, np.float64) * self.width + (self.width - 1) / 2
        mean: Numbers = self._total[held] / self._count[held]
        return middle, self._low[held], mean, self._high[held]

    def at(self, step: float) -> float:
        """Return the mean of the last stretch that begins at or before ``step``; NaN before the first."""
        place = min(int(step // self.width) if step >= 0 else -1, self.used - 1)
        held = np.flatnonzero(self._count[: place + 1])
        return float(self._total[held[-1]] / self._count[held[-1]]) if len(held) else float("nan")

    def until(self, step: int) -> Curve:
        """Return a copy of what lies at or before ``step``; a stretch that goes beyond it is left out."""
        curve = Curve(self.capacity)
        curve.width, curve.used = self.width, min(self.used, (step + 1) // self.width)
        for mine, theirs in zip(curve._arrays(), self._arrays(), strict=True):
            mine[: curve.used] = theirs[: curve.used]
        held = np.flatnonzero(curve._count[: curve.used])
        if self.last_step <= step:
            curve.last_step, curve.last_value = self.last_step, self.last_value
        elif len(held):
            last = int(held[-1])
            curve.last_step = last * self.width + self.width - 1
            curve.last_value = float(curve._total[last] / curve._count[last])
        return curve

    def _arrays(self) -> tuple[npt.NDArray[Any], ...]:
        return self._count, self._total, self._low, self._high

    def save_arrays(self) -> dict[str, npt.NDArray[Any]]:
        """Return the curve as arrays for a file."""
        kept = self.used
        return {
            "shape": np.array([self.capacity, self.width, self.used, self.last_step], np.int64),
            "last": np.array([self.last_value]),
            "count": self._count[:kept].copy(),
            "values": np.stack([self._low[:kept], self._total[:kept], self._high[:kept]]),
        }

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, npt.NDArray[Any]]) -> Curve:
        """Return the curve that :meth:`save_arrays` gave.

        Raises
        ------
        ValueError, KeyError : the arrays do not fit together.
        """
        capacity, width, used, last_step = (int(number) for number in arrays["shape"])
        if not 0 <= used <= capacity <= 1 << 20 or width < 1 or arrays["values"].shape != (3, used):
            raise ValueError(f"curve: expected {used} stretches of {capacity}, received {arrays['values'].shape}")
        curve = cls(capacity)
        curve.width, curve.used, curve.last_step = width, used, last_step
        curve.last_value = float(arrays["last"][0])
        curve._count[:used] = arrays["count"]
        curve._low[:used], curve._total[:used], curve._high[:used] = arrays["values"]
        return curve

    def _merge(self) -> None:
        half = self.capacity // 2
        for array, join in (
            (self._count, np.add),
            (self._total, np.add),
            (self._low, np.minimum),
            (self._high, np.maximum),
        ):
            array[:half] = join(array[0::2], array[1::2])
        self._count[half:], self._total[half:] = 0, 0.0
        self._low[half:], self._high[half:] = np.inf, -np.inf
        self.used = (self.used + 1) // 2
        self.width *= 2


class RunCurves:
    """All curves of one run: the loss of every batch, and what was measured on training and validation set.

    What arrives is kept as it is until somebody looks, since it arrives oftener than it is looked at.
    """

    def __init__(self) -> None:
        self.run = 0
        self._batch_loss = Curve()
        self._measured = {name: Curve(MEASURED_CAPACITY) for name in SERIES}
        self._waiting: list[Scalars] = []

    @property
    def batch_loss(self) -> Curve:
        """The loss of every batch."""
        self._settle()
        return self._batch_loss

    @property
    def measured(self) -> dict[str, Curve]:
        """The measured curves, by the names of :data:`SERIES`."""
        self._settle()
        return self._measured

    def clear(self) -> None:
        """Forget everything: a new run begins."""
        self._waiting.clear()
        self._batch_loss.clear()
        self._measured = {name: Curve(MEASURED_CAPACITY) for name in SERIES}

    def all(self) -> dict[str, Curve]:
        """Return every curve by its name."""
        return {"batch_loss": self.batch_loss, **self.measured}

    def absorb(self, scalars: Scalars) -> None:
        """Add what the mailbox held; the first losses of another run clear what is here."""
        if scalars.run != self.run:
            self.clear()
            self.run = scalars.run
        self._waiting.append(scalars)
        if len(self._waiting) >= _PATIENCE:
            self._settle()

    def branch(self, run: int, step: int) -> RunCurves:
        """Return the curves of a run that goes on from ``step``: a copy of what lies up to there."""
        made = RunCurves()
        made.run = run
        made._batch_loss = self.batch_loss.until(step)
        made._measured = {name: curve.until(step) for name, curve in self.measured.items()}
        return made

    def save_arrays(self) -> dict[str, npt.NDArray[Any]]:
        """Return all curves as named arrays (``"train_loss.values"`` …) for a file."""
        return {
            f"{name}.{part}": array for name, curve in self.all().items() for part, array in curve.save_arrays().items()
        }

    def load_arrays(self, arrays: Mapping[str, npt.NDArray[Any]]) -> None:
        """Take the curves of a file; ones that it lacks are cleared.

        Raises
        ------
        ValueError, KeyError : the arrays do not fit together.
        """
        parts: dict[str, dict[str, npt.NDArray[Any]]] = {}
        for key, array in arrays.items():
            name, _, part = key.rpartition(".")
            parts.setdefault(name, {})[part] = array
        names = dict.fromkeys(("batch_loss", *SERIES, *(name for name in parts if name.split(" ")[0] in SERIES)))
        curves = {name: Curve.from_arrays(parts[name]) if name in parts else Curve() for name in names}
        self._waiting.clear()
        self._batch_loss = curves.pop("batch_loss")
        self._measured = curves

    def _settle(self) -> None:
        if not self._waiting:
            return
        waiting, self._waiting = self._waiting, []
        steps = np.concatenate([scalars.steps for scalars in waiting])
        self._batch_loss.extend(Moments(steps), np.concatenate([scalars.losses for scalars in waiting]))
        rows = [row for scalars in waiting for row in scalars.measurements]
        if rows:
            self._extend([(row[0], row[1], row[2], row[3], row[4]) for row in rows], "")
            for output, *_ in rows[-1].outputs:
                own = [(row.step, *numbers) for row in rows for name, *numbers in row.outputs if name == output]
                self._extend(own, output)

    def _extend(self, rows: Sequence[tuple[float, ...]], output: str) -> None:
        """Add rows of the step and a number for each of the series."""
        width = 1 + len(SERIES)
        table = np.fromiter(chain.from_iterable(rows), np.float64, len(rows) * width).reshape(-1, width)
        moments = Moments(table[:, 0].astype(np.int64))
        for place, name in enumerate(SERIES, start=1):
            self._measured.setdefault(of_output(name, output), Curve(MEASURED_CAPACITY)).extend(
                moments, table[:, place]
            )
