"""On the way to a step: from the nearest key frame, slice by slice, so that the window and commands get their turn."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from nnstudio.training.altering import Changes
from nnstudio.training.events import SeekBegan, SeekMoved
from nnstudio.training.history.record import Record
from nnstudio.training.watch import Watch

if TYPE_CHECKING:
    from nnstudio.training.desk import Desk

NEWS = 0.1
"""Seconds between two reports of how far it has come."""


class Seeking:
    """One seek to a step, a sample of its batch, and changes made to that by hand.

    ``goal`` lies between the first step that can be reached and the head; ``arrived`` once it is there.
    """

    def __init__(
        self, desk: Desk, record: Record, goal: tuple[int, int | None, Changes], clock: Callable[[], float]
    ) -> None:
        assert desk.past is not None
        step, sample, self._changes = goal
        self.goal = min(max(step, record.start), max(record.head, record.start))
        self._sample = desk.require().run.sample if sample is None else sample
        self.arrived = False
        self._desk, self._record, self._clock = desk, record, clock
        past, start = desk.past, desk.past.step
        near = past.is_near(record, self.goal)
        ahead = self.goal - (start if near else record.frames.at(self.goal).step)
        unread = desk.mailbox.begin_run(record.id, record.head + 1) if record.id != desk.run_id else None
        desk.mailbox.post(SeekBegan(record.id, start, self.goal, ahead * past.problem.run.step_time, unread))
        if not near:
            desk.stand_at(record, record.frames.at(self.goal))
        self._due = clock() + NEWS

    def work(self, watch: Watch) -> bool:
        """Go on until the watch calls, at least a step; True when there."""
        desk = self._desk
        assert desk.past is not None
        if desk.past.step < self.goal:
            desk.replay(self.goal - desk.past.step, watch)
        self.arrived = desk.past.step >= self.goal
        if self.arrived:
            run = desk.require().run
            if self._changes:
                run.change_batch(self._changes)
            run.sample = range(len(run.rows))[max(-1, min(self._sample, len(run.rows) - 1))]
        if not self.arrived and self._clock() >= self._due:
            self._due = self._clock() + NEWS
            desk.mailbox.post(SeekMoved(self._record.id, desk.past.step))
        return self.arrived
