"""Loss and every metric on all three sets over a run: now and then, after a measurement, where it costs little.

The test set is looked at for the chart alone: no schedule, no early stopping and no choice of weights hears of it.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Mapping
from typing import Final

from nnstudio.data.samples import DataShape, Task
from nnstudio.engine import metrics
from nnstudio.engine.metric import Metric
from nnstudio.training.measure import Look, Measure
from nnstudio.training.observation import GROWTH, INTERVAL, SCORE, SHARE, Name, Observation

LOSS: Final = "loss"
SETS: Final = ("training", "validation", "test")
OF_CLASSES: Final = ("accuracy", "precision", "recall", "f1")
OF_VALUES: Final = ("r2", "mae", "rmse")
"""Ids of metrics. Values are in the unit that the network sees, as its loss is."""
_FEW, _NEXT, _FIRST = 10, 2, 5
"""Of so many classes at most the first two places are looked at, of more the first five."""
_RANKED = 20
"""Classes up to which the areas under their ROC curves are found fast enough, one by one."""


def metrics_of(shape: DataShape) -> dict[str, Metric]:
    """Return the metrics that mean something for data, by their ids; what ranks the samples comes last."""
    if shape.task is Task.REGRESSION:
        return {name: metrics.make(name) for name in OF_VALUES}
    made = {name: metrics.make(name) for name in OF_CLASSES}
    classes = max(2, shape.outputs[0])
    if classes > 2:
        made["top_k"] = metrics.make("top_k", k=_NEXT if classes <= _FEW else _FIRST)
    if classes <= _RANKED and not shape.places:
        made["auc"] = metrics.make("auc")
    return made


class Scorer:
    """Judges three sets, if the time ``due`` has come or the step ``wanted``; ``sets`` by the names of :data:`SETS`."""

    def __init__(
        self, sets: Mapping[str, Measure], shape: DataShape, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._sets, self._clock, self._metrics = sets, clock, metrics_of(shape)
        self.due = 0.0
        self.wanted = self._seen = 0

    def score(self, step: int, look: Look) -> Observation | None:
        """Judge the answers that training and validation set were just measured by, and the test set's own.

        None where it is not time. A set that is empty has no score, nor has one whose loss is no number, or whose
        measurement ``look`` has called off; nor has a metric that is no number, as where a class has no sample.
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
                scores = {key: measure.score(metric, look=look) for key, metric in self._metrics.items()}
                found |= {(SCORE, key, name): score for key, score in scores.items() if not math.isnan(score)}
        end = self._clock()
        self._seen, self.wanted = step, max(step + 1, math.floor(step * GROWTH))
        self.due = end + max(INTERVAL, SHARE * (end - begin))
        return Observation(step, found, {}, {})
