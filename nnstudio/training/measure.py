"""Loss and metric of a whole set, in the evaluation mode of the program that trains: accuracy, or R² for values."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from nnstudio.data.samples import Task
from nnstudio.engine import Plan, Program, metrics
from nnstudio.engine.emitter import Call
from nnstudio.engine.metric import Metric, true_classes
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
    targets : theirs, batch first: class numbers, or values; the same for all outputs.
    metric : what :meth:`run` measures beside the loss, of the first output's answers.
    loss : the mean that :meth:`run` found last; NaN before.
    by_output : of several outputs each one's own loss, unweighted, and metric, as :meth:`run` found them last.
    """

    def __init__(self, program: Program, x: Array | None, y: Array | None, task: Task) -> None:
        self.total = 0 if y is None else int(y.shape[-1])
        self.used = min(self.total, LIMIT, max(SLICE, WORK // max(1, program.count)))
        self.metric = metrics.make("r2" if task is Task.REGRESSION else "accuracy")
        self._sinks = program.graph.sinks
        self._hides_scores = any(program.loss_of(sink).reads_logits == "step" for sink in self._sinks)
        self.by_output: dict[str, tuple[float, float]] = {}
        self._parts: list[tuple[Plan, list[Call], tuple[float, ...]]] = []
        self.targets = np.zeros((0, 1))
        self._answers = dict.fromkeys(self._sinks, self.targets)
        self._losses = dict.fromkeys(self._sinks, math.nan)
        self.loss = math.nan
        if x is None or y is None or not self.used:
            return
        if self.used < self.total:
            chosen = np.linspace(0, self.total - 1, self.used).round().astype(np.int64)
            x, y = np.ascontiguousarray(x[..., chosen]), np.ascontiguousarray(y[..., chosen])
        # The largest of a few classes is found faster where each class lies together.
        rows = (len(y), self.used, *y.shape[1:-1])
        self._answers = {sink: np.moveaxis(np.empty(rows, y.dtype), 0, -1) for sink in self._sinks}
        self.targets = np.moveaxis(y, (0, -1), (-1, 0))
        if task is not Task.REGRESSION:
            flat = self.targets.reshape(-1, len(y))
            self.targets = true_classes(flat, max(2, len(y))).reshape(self.targets.shape[:-1])
        for start in range(0, self.used, SLICE):
            stop = min(start + SLICE, self.used)
            plan, part = program.plan(stop - start, "evaluate"), y[..., start:stop]
            target = part.reshape(len(y), -1)
            divisors = tuple(program.loss_of(sink).divisor(target) for sink in self._sinks)
            self._parts.append((plan, plan.loading(x[..., start:stop], part), divisors))

    def run(self, look: Look = never) -> tuple[float, float]:
        """Return ``(mean loss, metric)``; NaN both where the set is empty or ``look`` has called it off."""
        loss = self._ask(look, ranks=False)
        if len(self._sinks) > 1:
            known = not math.isnan(loss)
            scores = {sink: self.score(self.metric, sink) if known else math.nan for sink in self._sinks}
            self.by_output = {sink: (self._losses[sink], score) for sink, score in scores.items()}
        self.loss = loss
        return loss, math.nan if math.isnan(loss) else self.score(self.metric)

    def score(self, metric: Metric, output: str = "", look: Look = never) -> float:
        """Return what a metric says of an output's answers (the first one's) as :meth:`run` found them last.

        One that ranks is told the scores behind them. Where these are others, as behind a hinge loss, they are asked
        for, and the answers are then no more at hand.
        """
        if metric.ranks and self._hides_scores and math.isnan(self._ask(look, ranks=True)):
            return math.nan
        answers = self._answers[output or self._sinks[0]]
        return float(metric.measure(answers, self.targets)) if np.isfinite(answers).all() else math.nan

    def answers(self, output: str = "", *, ranks: bool = False) -> Array:
        """Return an output's answers to the samples, ``(N, K)`` or ``(N, T, K)``, the first one's if none is named.

        ``ranks`` : the scores behind them.
        """
        self._ask(never, ranks=ranks)
        return self._answers[output or self._sinks[0]].copy()

    def _ask(self, look: Look, ranks: bool) -> float:
        """Bring the answers up to date, slice by slice; return the mean loss, NaN where there are none, or not all."""
        start, losses = 0, dict.fromkeys(self._sinks, 0.0)
        for plan, loads, divisors in self._parts:
            if start and look():
                return math.nan
            for function, arguments in loads:
                function(*arguments)
            plan.forward()
            for sink, divisor in zip(self._sinks, divisors, strict=True):
                losses[sink] += float(plan.mean_of(sink)) * divisor
                answers = plan.scores_of(sink) if ranks else plan.prediction_of(sink)
                self._answers[sink][start : start + plan.batch_size] = answers
            start += plan.batch_size
        if not start:
            self._losses = dict.fromkeys(self._sinks, math.nan)
            return math.nan
        wholes = map(sum, zip(*(divisors for *_, divisors in self._parts), strict=True))
        self._losses = {sink: losses[sink] / (whole or 1.0) for sink, whole in zip(self._sinks, wholes, strict=True)}
        return sum(plan.weight_of(sink) * loss for sink, loss in self._losses.items())
