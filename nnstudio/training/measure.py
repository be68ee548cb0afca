"""Loss and metric of a whole set, in the evaluation mode of the program that trains: accuracy, or R² for values."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from nnstudio.data.samples import Task
from nnstudio.engine import Plan, Program, metrics
from nnstudio.engine.emitter import Call
from nnstudio.engine.metric import true_classes
from nnstudio.engine.typing import Array

SLICE = 256
"""Samples that are measured at once: between two slices the trainer may park."""
LIMIT = 2000
"""A larger set is measured on so many of its samples, evenly spread over its order: the same ones each time."""
WORK = 100_000_000
"""Weights times samples that a measurement of one set may cost: large networks are measured on fewer samples."""

Look = Callable[[], bool]
"""Called between two slices; True means that the measurement is no longer wanted."""


def never() -> bool:
    """Return False: measure to the end."""
    return False


class Measure:
    """Loss and metric on one set: the engine's accuracy, or R² for values; with a target at every step, each counts.

    Parameters
    ----------
    x, y : the set in the plan's order, batch last; empty sets measure NaN.

    Attributes
    ----------
    used, total : of so many samples, so many are measured (see ``LIMIT`` and ``WORK``).
    targets : theirs, batch first: class numbers, or values.
    metric : what :meth:`run` measures beside the loss.
    """

    def __init__(self, program: Program, x: Array | None, y: Array | None, task: Task) -> None:
        self.total = 0 if y is None else int(y.shape[-1])
        self.used = min(self.total, LIMIT, max(SLICE, WORK // max(1, program.count)))
        self.metric = metrics.make("r2" if task is Task.REGRESSION else "accuracy")
        self._sink = program.graph.sinks[0]
        self._parts: list[tuple[Plan, list[Call], float]] = []
        self._answers = self.targets = np.zeros((0, 1))
        if x is None or y is None or not self.used:
            return
        if self.used < self.total:
            chosen = np.linspace(0, self.total - 1, self.used).round().astype(np.int64)
            x, y = np.ascontiguousarray(x[..., chosen]), np.ascontiguousarray(y[..., chosen])
        # The largest of a few classes is found faster where each class lies together.
        self._answers = np.moveaxis(np.empty((len(y), self.used, *y.shape[1:-1]), y.dtype), 0, -1)
        self.targets = np.moveaxis(y, (0, -1), (-1, 0))
        if task is not Task.REGRESSION:
            rows = self.targets.reshape(-1, len(y))
            self.targets = true_classes(rows, max(2, len(y))).reshape(self.targets.shape[:-1])
        for start in range(0, self.used, SLICE):
            stop = min(start + SLICE, self.used)
            plan, part = program.plan(stop - start, "evaluate"), y[..., start:stop]
            weight = program.loss_of(self._sink).divisor(part.reshape(len(y), -1))
            self._parts.append((plan, plan.loading(x[..., start:stop], part), weight))

    def run(self, look: Look = never) -> tuple[float, float]:
        """Return ``(mean loss, metric)``; NaN both where the set is empty or ``look`` has called it off."""
        loss = self._ask(look, ranks=False)
        if math.isnan(loss) or not np.isfinite(self._answers).all():
            return loss, math.nan
        return loss, float(self.metric.measure(self._answers, self.targets))

    def answers(self, *, ranks: bool = False) -> Array:
        """Return the answers to the samples, ``(N, K)`` or ``(N, T, K)``; ``ranks``: the scores behind them."""
        self._ask(never, ranks=ranks)
        return self._answers.copy()

    def _ask(self, look: Look, ranks: bool) -> float:
        """Bring the answers up to date, slice by slice; return the mean loss, NaN where there are none, or not all."""
        loss, start = 0.0, 0
        whole = sum(weight for *_, weight in self._parts)
        for plan, loads, weight in self._parts:
            if start and look():
                return math.nan
            for function, arguments in loads:
                function(*arguments)
            plan.forward()
            loss += float(plan.loss) * weight
            answers = plan.scores_of(self._sink) if ranks else plan.prediction_of(self._sink)
            self._answers[start : start + plan.batch_size] = answers
            start += plan.batch_size
        return loss / (whole or 1.0) if start else math.nan
