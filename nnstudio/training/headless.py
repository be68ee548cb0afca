"""Training without a window or a thread: the same run, for scripts, tests and the figures that the README states."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from nnstudio.data import prepare
from nnstudio.data.samples import Prepared, Task
from nnstudio.document.graph import to_graph
from nnstudio.document.model import Document
from nnstudio.engine import metrics
from nnstudio.engine.declaration import Value
from nnstudio.engine.demands import one_of, whole
from nnstudio.engine.typing import Array
from nnstudio.training.events import Reason
from nnstudio.training.failure import explain, recover
from nnstudio.training.measure import Measure
from nnstudio.training.problem import Problem, compile_problem, pose
from nnstudio.training.watch import NEVER

PARTS = ("training", "validation", "test")


@dataclass(frozen=True, eq=False)
class Result:
    """How a run ended. Metrics are accuracy or R², NaN where the set is empty; ``losses`` has one entry a batch.

    ``stopped`` says why, where it stopped by itself.
    """

    problem: Problem
    train_metric: float
    validation_metric: float
    test_metric: float
    train_loss: float
    losses: npt.NDArray[np.float64]
    stopped: Reason | None = None
    prepared: Prepared | None = None

    def measured(self, metric: str, part: str = "test", **parameters: Value) -> Array:
        """Return any of the engine's metrics by its id (``f1``, ``confusion_matrix``, ``auc``) on a set of samples.

        ``part`` is ``training``, ``validation`` or ``test``. Values are measured in the target's own unit. A number is
        a 0-d array. Of a large set a part is measured (see :class:`Measure`).

        Raises
        ------
        UnknownNameError : there is no such metric. ParameterError : no such set, or a parameter of the metric.
        DataError : the set is empty, or the metric is not for such targets.
        """
        one_of("part", part, PARTS)
        made = metrics.make(metric, "metric", **parameters)
        measure: Measure = getattr(self.problem, part)
        answers, targets = measure.answers(ranks=made.ranks), measure.targets
        if self.prepared is not None and self.prepared.shape.task is Task.REGRESSION:
            answers, targets = self.prepared.unscaled_target(answers), self.prepared.unscaled_target(targets)
        return made.measure(answers, targets)


class TrainingError(Exception):
    """Training came to numbers that are not finite; the message says where and what to try."""


def make_problem(document: Document, prepared: Prepared | None = None, seed: int | None = None) -> Problem:
    """Return a document's problem, primed. ``seed`` takes the place of the document's.

    Raises
    ------
    NnstudioError : the document can't be trained; it names the place.
    """
    prepared = prepared if prepared is not None else prepare(document.data, document.table)
    settings = document.training if seed is None else replace(document.training, seed=seed)
    program = compile_problem(to_graph(document, prepared.shape), settings, settings.seed)
    return pose(program, prepared, settings, settings.seed)


def train(
    document: Document,
    *,
    epochs: int | None = None,
    steps: int | None = None,
    seed: int | None = None,
    prepared: Prepared | None = None,
) -> Result:
    """Train a document for so many epochs or steps and measure it.

    Raises
    ------
    NnstudioError : the document can't be trained. TrainingError : NaN or infinity came up.
    ParameterError : no whole number of epochs or steps. ValueError : neither or both of them were given.
    """
    if (epochs is None) == (steps is None):
        raise ValueError("train: expected either epochs or steps")
    goal = whole("epochs", epochs) if steps is None else whole("steps", steps)
    prepared = prepared if prepared is not None else prepare(document.data, document.table)
    problem = make_problem(document, prepared, seed)
    run = problem.run
    goal = goal if steps is not None else run.steps_to_epoch(goal)
    losses: list[float] = []
    stopped: Reason | None = None
    every = max(1, document.training.validate_every)
    watched = problem.heeds
    with np.errstate(all="ignore"):
        while run.step < goal and stopped is None:
            run.advance(min(goal - run.step, every - run.step % every) if watched else goal - run.step, NEVER)
            losses += run.losses
            if not np.isfinite(run.losses).all():
                failure = recover(run)
                raise TrainingError(str(explain(failure, failure.layer, problem.program.learning_rate)))
            stopped = _validated(problem) if watched and run.step % every == 0 else None
    return replace(_result(problem, losses, stopped), prepared=prepared)


def _validated(problem: Problem) -> Reason | None:
    """Measure; return why the run should stop, its best weights back in place."""
    found = problem.measure()
    stopped = problem.judge(found) if found is not None else None
    if stopped is Reason.NO_IMPROVEMENT:
        problem.run.restore_best()
    return stopped


def _result(problem: Problem, losses: list[float], stopped: Reason | None) -> Result:
    with np.errstate(all="ignore"):
        train_loss, train_metric = problem.training.run()
        validation_metric, test_metric = problem.validation.run()[1], problem.test.run()[1]
    return Result(problem, train_metric, validation_metric, test_metric, train_loss, np.array(losses), stopped)
