"""Loss and every metric on all three sets over a run: now and then, after a measurement, where it costs little.

The test set is looked at for the chart alone: no schedule, no early stopping and no choice of weights hears of it.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Mapping
from typing import Final

from nnstudio.data.samples import Task
from nnstudio.engine import metrics
from nnstudio.training.measure import Look, Measure
from nnstudio.training.observation import GROWTH, INTERVAL, SCORE, SHARE, Name, Observation

LOSS: Final = "loss"
SETS: Final = ("training", "validation", "test")
OF_CLASSES: Final = ("accuracy", "precision", "recall", "f1")
OF_VALUES: Final = ("r2", "mae", "rmse")
"""Ids of metrics. Values are in the unit that the network sees, as its loss is."""


def metrics_of(task: Task) -> tuple[str, ...]:
    """Return the ids of the metrics that mean something for a task."""
    return OF_VALUES if task is Task.REGRESSION else OF_CLASSES


class Scorer:
    """Judges three sets, if the time ``due`` has come or the step ``wanted``; ``sets`` by the names of :data:`SETS`."""

    def __init__(self, sets: Mapping[str, Measure], task: Task, clock: Callable[[], float] = time.monotonic) -> None:
        self._sets, self._clock = sets, clock
        self._metrics = {name: metrics.make(name) for name in metrics_of(task)}
        self.due = 0.0
        self.wanted = self._seen = 0

    def score(self, step: int, look: Look) -> Observation | None:
        """Judge the answers that training and validation set were just measured by, and the test set's own.

        None where it is not time. A set that is empty has no score, nor has one whose loss is no number, or whose
        measurement ``look`` has called off.
        """
        if step < self._seen:
            # The same run from an earlier step.
            self._seen = self.wanted = step
        begin = self._clock()
        if begin < self.due and step < self.wanted:
            return None
        self._sets["test"].run(look)
        found: dict[Name, float] = {}
        for name, measure in self._sets.items():
            if not math.isnan(measure.loss):
                found[SCORE, LOSS, name] = measure.loss
                found |= {(SCORE, key, name): measure.score(metric) for key, metric in self._metrics.items()}
        end = self._clock()
        self._seen, self.wanted = step, max(step + 1, math.floor(step * GROWTH))
        self.due = end + max(INTERVAL, SHARE * (end - begin))
        return Observation(step, found, {}, {})
