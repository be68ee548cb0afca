"""Loss and metric of a whole set, in the evaluation mode of the program that trains: accuracy, or R² for values."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from nnstudio.data.samples import Task
from nnstudio.engine import Plan, Program
from nnstudio.engine.emitter import Call
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
    r"""Loss and metric on one set.

    Accuracy is the share of samples (with a target at every step: of steps of all samples) whose most probable class is
    right; with one output: above ½. For values it is

    .. math:: R^2 = 1 - \sum (y - \hat y)^2 / \sum (y - \bar y)^2

    over all outputs together, :math:`\bar y` being each output's mean over samples and steps; NaN where the targets do
    not vary.

    Parameters
    ----------
    x, y : the set in the plan's order, batch last; empty sets measure NaN.

    Attributes
    ----------
    used, total : of so many samples, so many are measured (see ``LIMIT`` and ``WORK``).
    """

    def __init__(self, program: Program, x: Array | None, y: Array | None, task: Task) -> None:
        self.total = 0 if y is None else int(y.shape[-1])
        self.used = min(self.total, LIMIT, max(SLICE, WORK // max(1, program.count)))
        self._regression = task is Task.REGRESSION
        self._parts: list[tuple[Plan, list[Call], Array]] = []
        self._spread = math.nan
        self._places = 1
        if x is None or y is None or not self.used:
            return
        if self.used < self.total:
            chosen = np.linspace(0, self.total - 1, self.used).round().astype(np.int64)
            x, y = np.ascontiguousarray(x[..., chosen]), np.ascontiguousarray(y[..., chosen])
        self._places = math.prod(y.shape[1:-1])
        self._spread = float(((y - y.mean(axis=tuple(range(1, y.ndim)), keepdims=True)) ** 2).sum(dtype=np.float64))
        for start in range(0, self.used, SLICE):
            stop = min(start + SLICE, self.used)
            plan = program.plan(stop - start, "evaluate")
            part_x, part_y = x[..., start:stop], y[..., start:stop]
            truth = part_y if self._regression else _class_of(part_y)
            self._parts.append((plan, plan.loading(part_x, part_y), truth))

    def run(self, look: Look = never) -> tuple[float, float]:
        """Return ``(mean loss, metric)``; NaN both where the set is empty or ``look`` has called it off."""
        loss = hits = 0.0
        for number, (plan, loads, truth) in enumerate(self._parts):
            if number and look():
                return math.nan, math.nan
            for function, arguments in loads:
                function(*arguments)
            plan.forward()
            loss += float(plan.loss) * plan.batch_size
            hits += self._score(_classes_first(plan.prediction), truth)
        if not self._parts:
            return math.nan, math.nan
        return loss / self.used, self._metric(hits)

    def _score(self, prediction: Array, truth: Array) -> float:
        if self._regression:
            return float(((truth - prediction) ** 2).sum(dtype=np.float64))
        return int(np.count_nonzero(_class_of(prediction) == truth))

    def _metric(self, total: float) -> float:
        if not self._regression:
            return total / (self.used * self._places)
        return 1 - total / self._spread if self._spread > 0 else math.nan


def _classes_first(prediction: Array) -> Array:
    """Return ``(N, *places, K)`` as ``(K, *places, N)``, the order of the targets."""
    return prediction.transpose(-1, *range(1, prediction.ndim - 1), 0)


def _class_of(values: Array) -> Array:
    """Return the class of each column of ``(K, …, N)``: the largest, or with one row whether it is above ½."""
    return values[0] > 0.5 if len(values) == 1 else np.asarray(values.argmax(axis=0))
