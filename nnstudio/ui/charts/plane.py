"""The plane that a surface is drawn over: which two features vary, how far, and where the others are held."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from nnstudio.data.samples import Prepared, Subset, Task

Floats = npt.NDArray[np.float64]

_MARGIN = 0.08
_WIDE_MARGIN = 0.3
_FEW = 10


@dataclass(frozen=True, eq=False)
class Plane:
    """Features ``across`` (rightward) and ``up`` vary from ``low`` to ``high`` ``(2,)`` in their own units.

    ``base`` ``(D,)`` is where all features are held, in their own units: the mean of the training set.
    """

    prepared: Prepared
    across: int
    up: int
    low: Floats
    high: Floats
    base: Floats

    def grid(self, side: int) -> Floats:
        """Return ``(side², inputs)`` points as the network sees them, the upper row first, cell centres."""
        share = (np.arange(side) + 0.5) / side
        width, height = self.high - self.low
        points = np.repeat(self.base[None], side * side, axis=0)
        points[:, self.across] = np.tile(self.low[0] + share * width, side)
        points[:, self.up] = np.repeat(self.high[1] - share * height, side)
        return self.prepared.scaled(points)

    def place(self, part: Subset) -> Floats:
        """Return where the samples of a set lie on the plane, ``(N, 2)``."""
        return self.prepared.measured(part)[:, [self.across, self.up]]


def make_plane(prepared: Prepared, across: int, up: int) -> Plane:
    """Return the plane of two features with room around the data."""
    raw = np.concatenate([prepared.measured(part) for part in _sets(prepared)])
    low, high = spread(raw[:, [across, up]])
    base = prepared.measured(prepared.training).mean(axis=0)
    return Plane(prepared, across, up, low, high, base)


def spread(values: Floats) -> tuple[Floats, Floats]:
    """Return from where to where ``(N, D)`` values are drawn: few samples (truth tables) get a wider margin."""
    low, high = values.min(axis=0), values.max(axis=0)
    extent = np.where(high > low, high - low, 1.0)
    margin = _WIDE_MARGIN if len(np.unique(values, axis=0)) < _FEW else _MARGIN
    return low - margin * extent, high + margin * extent


def telling_features(prepared: Prepared) -> tuple[int, int]:
    """Return the two features that say most about the target, each alone, in the order of the data.

    For classes by the ratio of the variance between to that within classes (Fisher's), for values by correlation.
    """
    x, y = prepared.measured(prepared.training), prepared.training.y
    if x.shape[1] <= 2:
        return 0, min(1, x.shape[1] - 1)
    score = _fisher(x, y) if prepared.shape.task is Task.CLASSIFICATION else _correlation(x, np.asarray(y, np.float64))
    first, second = sorted(int(place) for place in np.argsort(-score, kind="stable")[:2])
    return first, second


def _fisher(x: Floats, y: npt.NDArray) -> Floats:
    mean = x.mean(axis=0)
    between, within = np.zeros(x.shape[1]), np.zeros(x.shape[1])
    for number in np.unique(y):
        own = x[y == number]
        between += len(own) * (own.mean(axis=0) - mean) ** 2
        within += ((own - own.mean(axis=0)) ** 2).sum(axis=0)
    return between / np.maximum(within, 1e-12)


def _correlation(x: Floats, y: Floats) -> Floats:
    target = y.reshape(len(y), -1)[:, 0]
    centred, deviation = x - x.mean(axis=0), target - target.mean()
    size = np.sqrt((centred**2).sum(axis=0) * (deviation**2).sum())
    return np.abs(deviation @ centred) / np.maximum(size, 1e-12)


def _sets(prepared: Prepared) -> list:
    parts = prepared.training, prepared.unlabelled, prepared.validation, prepared.test
    return [part for part in parts if len(part)]
