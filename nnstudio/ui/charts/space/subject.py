"""What is carried through the layers: samples of a problem, and where it has one or two inputs a grid over them."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from nnstudio.data.samples import Prepared, Subset, Task
from nnstudio.engine import Program
from nnstudio.ui.charts.plane import Floats, make_plane
from nnstudio.ui.charts.points import SETS, sets_of
from nnstudio.ui.charts.surface import BUDGET, cost_of

MOST, FEWEST = 300, 40
"""Samples that are carried, evenly spread over the sets; fewer where the network is large."""
_LINES, _ALONG = 13, 41
"""Lines of the grid each way, and points along each: between two points a line is straight."""
_DEAREST = 4 * BUDGET
"""Multiplications that carrying all samples may cost, and again finding the directions of a place's variance."""


class Subject:
    """``x`` are ``count`` samples, the points of ``lines`` ``(L, M)``, numbers of rows of ``x``, and last the sample at
    the cursor, which need not be among the others.

    ``y`` is each sample's class or value; NaN where a sample has many classes. ``kinds`` are numbers into
    :data:`SETS`, ``rows`` its place in the table. ``followed`` : the class or value of the sample at the cursor.
    ``widest`` : the most numbers that a place has.
    """

    def __init__(self, prepared: Prepared, program: Program, widest: int) -> None:
        self.prepared = prepared
        self.task = prepared.shape.task
        most = int(max(FEWEST, min(MOST, _DEAREST / cost_of(program), math.sqrt(_DEAREST / widest))))
        sets = sets_of(prepared)
        total = sum(len(part) for part in sets.values())
        chosen = {name: _spread(len(part), max(1, most * len(part) // total)) for name, part in sets.items()}
        self.count = sum(len(rows) for rows in chosen.values())
        self.kinds = np.concatenate([np.full(len(chosen[name]), SETS.index(name)) for name in sets])
        self.rows = np.concatenate([part.rows[chosen[name]] for name, part in sets.items()])
        self.y = np.concatenate([_labels(prepared, part, chosen[name]) for name, part in sets.items()])
        samples = np.concatenate([part.x[chosen[name]] for name, part in sets.items()])
        points, self.lines = _grid(prepared, self.count)
        parts = [samples, points.astype(samples.dtype)] if len(points) else [samples]
        self.x = np.concatenate([*parts, prepared.training.x[:1]])
        self.followed = 0.0
        self.follow(0)

    def follow(self, number: int) -> None:
        """Carry this sample of the training set as the one at the cursor."""
        self.x[-1] = self.prepared.training.x[number]
        self.followed = float(_labels(self.prepared, self.prepared.training, np.array([number]))[0])

    @property
    def limit(self) -> float:
        """The end of the scale of values."""
        return max(1e-9, float(np.abs(np.nan_to_num(self.y)).max()))


def _spread(count: int, most: int) -> npt.NDArray[np.int64]:
    return np.unique(np.linspace(0, count - 1, min(most, count)).round().astype(np.int64))


def _labels(prepared: Prepared, subset: Subset, chosen: npt.NDArray[np.int64]) -> Floats:
    y = subset.y[chosen]
    if prepared.shape.task is Task.REGRESSION:
        values: Floats = prepared.unscaled_target(y.reshape(len(y), -1))[:, 0]
        return values
    return y.astype(np.float64) if y.ndim == 1 else np.full(len(y), np.nan)


def _grid(prepared: Prepared, start: int) -> tuple[Floats, npt.NDArray[np.int64]]:
    """Return the grid's points ``(P, D)``, scaled, and its lines ``(L, M)``: first those that rise, then the level."""
    width = prepared.measured_shape[0] if prepared.is_flat else 0
    if width not in (1, 2):
        return np.zeros((0, 1)), np.zeros((0, 2), np.int64)
    plane = make_plane(prepared, 0, width - 1)
    (left, bottom), (right, top) = plane.low, plane.high
    if width == 1:
        return prepared.scaled(np.linspace(left, right, _ALONG)[:, None]), start + np.arange(_ALONG)[None]
    across, up = np.linspace(left, right, _LINES), np.linspace(bottom, top, _LINES)
    fine_across, fine_up = np.linspace(left, right, _ALONG), np.linspace(bottom, top, _ALONG)
    rising = np.stack([np.repeat(across, _ALONG), np.tile(fine_up, _LINES)], axis=1)
    level = np.stack([np.tile(fine_across, _LINES), np.repeat(up, _ALONG)], axis=1)
    return prepared.scaled(np.concatenate([rising, level])), start + np.arange(2 * _LINES * _ALONG).reshape(-1, _ALONG)
