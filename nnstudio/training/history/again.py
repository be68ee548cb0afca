"""The steps of one run, made again beside the trainer, whose own run stays where it is."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace

import numpy as np

from nnstudio.training.history.branches import Branches
from nnstudio.training.history.key_frames import KeyFrames
from nnstudio.training.history.past import Past
from nnstudio.training.history.record import Record
from nnstudio.training.kept_run import Looks, Moment
from nnstudio.training.problem import compile_problem, pose

_SLICE, _BREATH = 0.004, 0.0005
"""Seconds that it works at a stretch, and that it leaves the window and the trainer after each."""
_ROOM = 32 << 20
"""Bytes of key frames of its own, so that the next step asked for is near."""


@dataclass
class _Until:
    due: float


class Again:
    """Made while the trainer is parked, since the record is copied then; its arrays are never written and are shared.

    :meth:`at` may be called in any thread, one call at a time; it has a program of its own.
    """

    def __init__(self, record: Record) -> None:
        own = replace(record, frames=KeyFrames(record.frames), eras=list(record.eras), log=list(record.log))
        own.looks, own.bests = Looks(), []
        self._record = own
        self._past: Past | None = None
        self._off = False

    def call_off(self) -> None:
        """Have :meth:`at` end after the slice under way."""
        self._off = True

    def at(self, step: int) -> Moment | None:
        """Return the step nearest to ``step`` that the run came to, and its weights there; None where called off."""
        self._off = False
        with np.errstate(all="ignore"):
            past = self._past = self._past or self._begin()
            record = self._record
            goal = min(max(step, record.start), record.head)
            if not past.is_near(record, goal):
                past.restore(record, record.frames.at(goal))
            while past.step < goal:
                if self._off:
                    return None
                past.replay(goal - past.step, _Until(time.perf_counter() + _SLICE))
                if past.at_era_end:
                    past.restore(record, record.frames.at(past.step))
                time.sleep(_BREATH)
        program = past.problem.program
        return past.step, program.theta.copy(), program.carried.copy()

    def _begin(self) -> Past:
        record, load = self._record, self._record.eras[0].load
        problem = pose(compile_problem(load.graph, load.settings, load.seed), load.prepared, load.settings, load.seed)
        past = Past(record.id, load, problem)
        past.branches = Branches(record, sum(frame.nbytes for frame in record.frames) + _ROOM)
        past.restore(record, record.frames.first)
        return past
