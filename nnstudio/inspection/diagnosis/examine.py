"""A run without a window, looked at now and then: for tests, scripts and the figures that are reported."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from nnstudio.data import prepare
from nnstudio.document.model import Document
from nnstudio.inspection.diagnosis.case import Case
from nnstudio.inspection.diagnosis.data_facts import DataFacts
from nnstudio.inspection.diagnosis.look import Look, Looker
from nnstudio.training.curves import RunCurves
from nnstudio.training.failure import Failure, recover
from nnstudio.training.headless import make_problem
from nnstudio.training.mailbox import Measurement, Scalars
from nnstudio.training.problem import Problem
from nnstudio.training.watch import NEVER

LOOKS = 12
"""Looks over a run, beside the first ones."""
_FIRST = (0, 1, 3, 10, 30)


class Examination:
    """A document's run, advanced from look to look."""

    def __init__(self, document: Document) -> None:
        self.document = document
        prepared = prepare(document.data, document.table)
        with np.errstate(all="ignore"):
            self.problem: Problem = make_problem(document, prepared)
        self.curves = RunCurves()
        self._looker, self._facts = Looker(prepared), DataFacts(prepared)
        self._looks: list[Look] = []
        self._failure: Failure | None = None
        self._stopped = False

    @property
    def case(self) -> Case:
        """What is known so far."""
        return Case(self.document, self._facts, tuple(self._looks), self.curves, self._failure)

    def look(self) -> None:
        """Look at the present step."""
        run = self.problem.run
        self._looker.take(self.problem.program, run.plan, run.step, run.epoch)
        self._looks.append(self._looker.measure())

    def advance(self, goal: int) -> bool:
        """Go on to step ``goal``, measuring on the way; False where the run ended before: NaN, or early stopping."""
        run, every = self.problem.run, max(1, self.document.training.validate_every)
        while run.step < goal:
            before = run.step
            with np.errstate(all="ignore"):
                run.advance(min(goal - run.step, every - run.step % every), NEVER)
                losses = np.array(run.losses)
                if not np.isfinite(losses).all():
                    self._failure = recover(run)
                    return False
                measured = self._measure() if run.step % every == 0 else []
            self.curves.absorb(Scalars(1, np.arange(before + 1, before + 1 + len(losses)), losses, tuple(measured)))
            if self._stopped:
                return False
        return True

    def _measure(self) -> list[Measurement]:
        """Measure, and again where early stopping has brought the best weights back."""
        found = self.problem.measure()
        self._stopped = found is not None and self.problem.judge(found) is not None
        restored = self.problem.measure() if self._stopped and self.problem.run.restore_best() else None
        return [each for each in (found, restored) if each is not None]


def examine(document: Document, epochs: int, told: Callable[[Case], object] | None = None) -> Case:
    """Train a document for so many epochs and return its case; ``told`` is called with the case after each look.

    Raises
    ------
    NnstudioError : the document can't be trained.
    """
    examination = Examination(document)
    goal = examination.problem.run.steps_to_epoch(epochs)
    steps = {step for step in _FIRST if step < goal} | {round(goal * part / LOOKS) for part in range(1, LOOKS + 1)}
    for step in sorted(steps):
        going = examination.advance(step)
        if examination.case.failure is None:
            examination.look()
        if told is not None:
            told(examination.case)
        if not going:
            break
    return examination.case
