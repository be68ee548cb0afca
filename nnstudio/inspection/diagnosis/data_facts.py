"""What the data say by themselves, before any network: how they are scaled, what they share, what can be told."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from nnstudio.data.samples import Prepared, Task
from nnstudio.engine.typing import Array
from nnstudio.inspection.diagnosis.separating import is_inseparable

Numbers = npt.NDArray[np.float64]
CONTINUOUS = 10
"""A feature with at least so many different values is measured, not counted: equal rows are no accident then."""
NEIGHBOURS = 5
MOST_ROWS = 400
COPY = 0.02
"""A feature is a copy of the target if within a class it varies by less than this share of what lies between them."""


@dataclass(frozen=True, eq=False)
class DataFacts:
    """Facts of prepared data, each worked out when it is first asked for."""

    prepared: Prepared

    @property
    def measured(self) -> bool:
        """Whether the inputs are measurements: not codes, not texts spelled out, not steps of a sequence."""
        raw = self.prepared.raw
        return not raw.codes and not raw.one_hot and not raw.is_sequence

    @property
    def classes(self) -> bool:
        """Whether each sample has one class."""
        return self.prepared.shape.task is Task.CLASSIFICATION and not self.prepared.shape.places

    @cached_property
    def rms(self) -> Numbers:
        """The root mean square of each feature as the network sees it, ``(F,)``; of an image's pixels, all together."""
        x = self._flat(self.prepared.training.x)
        if x.size == 0:
            return np.zeros(0)
        if self.prepared.training.x.ndim > 2:
            return np.full(1, np.sqrt(np.mean(np.square(x))))
        found: Numbers = np.sqrt(np.mean(np.square(x), axis=0))
        return found

    @cached_property
    def target_rms(self) -> float:
        """The root mean square of a regression's target as training sees it; 0 for classes."""
        if self.prepared.shape.task is not Task.REGRESSION:
            return 0.0
        return float(np.sqrt(np.mean(np.square(self.prepared.training.y.astype(np.float64)))))

    @cached_property
    def counts(self) -> npt.NDArray[np.int64]:
        """How many training samples (or steps of them) each class has."""
        if self.prepared.shape.task is not Task.CLASSIFICATION:
            return np.zeros(0, np.int64)
        y = self.prepared.training.y.astype(np.int64).ravel()
        return np.bincount(y, minlength=len(self.prepared.shape.class_names))

    @property
    def majority(self) -> float:
        """The share of the most frequent class: what saying always the same gets right."""
        return float(self.counts.max() / self.counts.sum()) if self.counts.size and self.counts.sum() else 0.0

    @cached_property
    def shared_rows(self) -> npt.NDArray[np.int64]:
        """The validation rows (numbers of the source) that are in the training set too, though measured finely."""
        training, validation = self.prepared.training, self.prepared.validation
        x = self._flat(training.x)
        same_set = len(training) == len(validation) and np.array_equal(training.rows, validation.rows)
        if same_set or not self.measured or not len(validation) or training.x.ndim != 2:
            return np.zeros(0, np.int64)
        if np.median([len(np.unique(column)) for column in x.T]) < CONTINUOUS:
            return np.zeros(0, np.int64)
        known = {row.tobytes() for row in np.ascontiguousarray(x)}
        shared = [row.tobytes() in known for row in np.ascontiguousarray(self._flat(validation.x))]
        found: npt.NDArray[np.int64] = validation.rows[np.array(shared, bool)]
        return found

    @cached_property
    def copied_feature(self) -> int:
        """The number of a feature that is the target in another dress; −1 if none is."""
        training = self.prepared.training
        if not self.measured or training.x.ndim != 2 or len(training) < 30 or training.x.shape[1] < 2:
            return -1
        for number, column in enumerate(self._flat(training.x).T):
            if self._tells(column, training.y):
                return number
        return -1

    def _tells(self, column: Numbers, y: Array) -> bool:
        if np.ptp(column) == 0:
            return False
        if not self.classes:
            return y.ndim == 2 and y.shape[1] == 1 and abs(_correlation(column, y[:, 0].astype(np.float64))) > 0.9999
        groups = [column[y == each] for each in np.unique(y)]
        if len(groups) < 2:
            return False
        middles = np.sort([group.mean() for group in groups])
        within = max(float(group.std()) for group in groups)
        return within <= COPY * float(np.diff(middles).min())

    @cached_property
    def neighbour_skill(self) -> float:
        """What asking the nearest training samples makes of the targets: 1 all, 0 no better than always the same."""
        training = self.prepared.training
        rows = np.unique(np.linspace(0, len(training) - 1, min(len(training), MOST_ROWS)).round().astype(np.int64))
        if len(rows) < 4 * NEIGHBOURS or self.prepared.shape.places or self.prepared.raw.codes:
            return np.nan
        x, y = self._flat(training.x[rows]), training.y[rows]
        x = (x - x.mean(axis=0)) / np.where(x.std(axis=0) > 0, x.std(axis=0), 1.0)
        squares = np.einsum("ij,ij->i", x, x)
        distance = squares[:, None] + squares[None] - 2 * x @ x.T
        np.fill_diagonal(distance, np.inf)
        near = np.argpartition(distance, NEIGHBOURS, axis=1)[:, :NEIGHBOURS]
        return self._skill_of(near, y)

    @cached_property
    def inseparable(self) -> bool:
        """Whether so few samples of two classes that neighbours tell nothing can't be separated by a straight line."""
        training = self.prepared.training
        if not self.classes or len(self.counts) != 2 or not 0 < len(training) < 4 * NEIGHBOURS:
            return False
        return is_inseparable(self._flat(training.x).astype(np.float64), training.y.astype(np.int64))

    def _skill_of(self, near: npt.NDArray[np.int64], y: Array) -> float:
        if self.classes:
            votes = np.stack([(y[near] == each).sum(axis=1) for each in range(len(self.counts))], axis=1)
            right = float((votes.argmax(axis=1) == y).mean())
            base = float(np.bincount(y.astype(np.int64)).max() / len(y))
            return (right - base) / (1 - base) if base < 1 else np.nan
        values = y.astype(np.float64)
        spread = float(np.square(values - values.mean(axis=0)).sum())
        return 1.0 - float(np.square(values - values[near].mean(axis=1)).sum()) / spread if spread else np.nan

    def _flat(self, x: Numbers) -> Numbers:
        return x.reshape(len(x), -1)


def _correlation(one: Numbers, other: Numbers) -> float:
    a, b = one - one.mean(), other - other.mean()
    size = float(np.sqrt((a @ a) * (b @ b)))
    return float(a @ b) / size if size else 0.0
