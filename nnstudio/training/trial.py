"""One run of a contest, without a window: trained slice by slice, looked at now and then."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from nnstudio.data.samples import Prepared
from nnstudio.document.model import Document
from nnstudio.engine.errors import NnstudioError
from nnstudio.text import Message, msg
from nnstudio.training.failure import explain, recover
from nnstudio.training.headless import make_problem
from nnstudio.training.kept_run import Moment, Snapshots, most_of, snapshots_of
from nnstudio.training.mailbox import Measurement, Scalars
from nnstudio.training.measure import Look, never
from nnstudio.training.problem import Problem
from nnstudio.training.watch import Watch

LOOKS = 24
"""Measurements of a trial, where nothing depends on them."""


class Fate(StrEnum):
    """What has become of a trial."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    STOPPED = "stopped"
    """Early stopping has ended it."""
    FAILED = "failed"
    """A number was no longer finite."""
    REFUSED = "refused"
    """It can't be trained at all."""


@dataclass(frozen=True, eq=False)
class News:
    """What a slice of trial number ``trial`` brought; ``snapshots`` come at its end."""

    trial: int
    fate: Fate
    step: int
    share: float
    scalars: Scalars | None = None
    snapshots: Snapshots | None = None
    said: Message | None = None


class Trial:
    """Trains ``document`` for ``epochs``; the same settings make the same run as the window's trainer, bit for bit."""

    def __init__(self, number: int, document: Document, prepared: Prepared, epochs: int) -> None:
        self.number, self.document, self.prepared, self.epochs = number, document, prepared, epochs
        self.fate = Fate.WAITING
        self.said: Message | None = None
        self.goal = 1
        self._problem: Problem | None = None
        self._losses: list[float] = []
        self._first = 0
        self._measured: list[Measurement] = []
        self._moments: list[Moment] = []
        self._every = self._keep_every = 1

    @property
    def over(self) -> bool:
        """Whether it has come to its end."""
        return self.fate not in (Fate.WAITING, Fate.RUNNING)

    @property
    def step(self) -> int:
        """Updates made."""
        return self._problem.run.step if self._problem is not None else 0

    @property
    def share(self) -> float:
        """How much of it is done."""
        return 1.0 if self.over else self.step / self.goal

    def advance(self, watch: Watch, look: Look = never) -> None:
        """Go on until the watch calls, at least a step; between two slices of a measurement ``look`` is asked."""
        if self._problem is None:
            self._begin(look)
            return
        run = self._problem.run
        stops = (self._every - run.step % self._every, self._keep_every - run.step % self._keep_every)
        run.advance(min(self.goal - run.step, *stops), watch)
        if not all(map(math.isfinite, run.losses)):
            self._fail(self._problem)
            return
        self._losses += run.losses
        if run.step % self._keep_every == 0 or run.step >= self.goal:
            self._keep(self._problem)
        if run.step % self._every == 0 or run.step >= self.goal:
            self._look(self._problem, look)
        if run.step >= self.goal and not self.over:
            self.fate = Fate.DONE

    def take(self) -> News:
        """Return what came since the last call."""
        first, count = self._first, len(self._losses)
        scalars = None
        if count or self._measured:
            steps = np.arange(first, first + count, dtype=np.int64)
            scalars = Scalars(self.number + 1, steps, np.array(self._losses), tuple(self._measured))
        self._first += count
        self._losses, self._measured = [], []
        snapshots = snapshots_of(self._moments) if self.over and self._moments else None
        return News(self.number, self.fate, self.step, self.share, scalars, snapshots, self.said)

    def _begin(self, look: Look) -> None:
        try:
            self._problem = problem = make_problem(self.document, self.prepared)
        except NnstudioError as error:
            self.said = error.message
            self.fate = Fate.REFUSED
            return
        self.fate = Fate.RUNNING
        self.goal = max(1, problem.run.steps_to_epoch(self.epochs))
        self._every = self.document.training.validate_every if problem.heeds else max(1, self.goal // LOOKS)
        self._losses += problem.run.losses
        self._keep(problem)
        # Of a large network few are kept, and no more are held until its end.
        self._keep_every = max(1, self.goal // max(1, most_of(self._moments[0]) - 1))
        found = problem.measure(look)
        self._measured += [found] if found is not None else []

    def _keep(self, problem: Problem) -> None:
        program = problem.program
        self._moments.append((problem.run.step, program.theta.copy(), program.carried.copy()))

    def _look(self, problem: Problem, look: Look) -> None:
        found = problem.measure(look)
        if found is None:
            return
        self._measured.append(found)
        if problem.heeds and problem.run.step % self._every == 0 and problem.judge(found) is not None:
            problem.run.restore_best()
            self.said = msg("stopped early at step {step}", step=problem.run.step)
            self._keep(problem)
            self.fate = Fate.STOPPED

    def _fail(self, problem: Problem) -> None:
        losses, start = list(problem.run.losses), problem.run.step - len(problem.run.losses)
        failure = recover(problem.run)
        self._losses += losses[: max(0, problem.run.step - start)]
        names = {node.id: node.name for node in self.document.network.nodes}
        layer = names.get(failure.layer, failure.layer)
        self.said = explain(failure, layer, problem.program.learning_rate)
        self._keep(problem)
        self.fate = Fate.FAILED
