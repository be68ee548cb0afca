"""The innermost loop's work laid out beforehand: the calls of all steps of a chunk in one list, and their losses."""

from __future__ import annotations

from functools import cache

import numpy as np

from nnstudio.engine import Plan, Program
from nnstudio.engine.operands import copying
from nnstudio.engine.straight import FlatCall, flat, run_flat
from nnstudio.training.feed import Batch, Feed


class Steps:
    """Steps of a program over a feed, by their places in the chunk (of rows picked one by one: by their sizes).

    A step is the update; batch in; forward, loss, backward; and its loss kept in ``losses``. ``plans`` are those that
    the steps belong to. Made anew when the program's update changes its calls (a penalty switched on or off).
    """

    def __init__(self, program: Program, feed: Feed) -> None:
        self.feed = feed
        self.plans = [program.plan(batch.size) for batch in feed.batches]
        self.losses = np.zeros(len(self.plans), program.dtype)
        plan = program.plan(feed.batch_size)
        self._first = sum(instruction.phase == "update" for instruction in plan.info)
        self._update = flat(plan.calls[len(plan.calls) - self._first :])
        # The tuples of a plan are one and the same in all steps, so that the list is no more than their addresses.
        own = cache(self._own)
        self._calls: list[FlatCall] = []
        self._starts = [0]
        for place, batch in enumerate(feed.batches):
            self._calls += self._step(own(self.plans[place]), place, batch)
            self._starts.append(len(self._calls))

    def _own(self, plan: Plan) -> list[FlatCall]:
        return flat(plan.calls[: len(plan.calls) - self._first])

    def _step(self, own: list[FlatCall], place: int, batch: Batch) -> list[FlatCall]:
        plan = self.plans[place]
        kept = copying(self.losses[place : place + 1], plan.loss.reshape(1))
        return [*self._update, *flat(plan.loading(batch.x, batch.y)), *own, *flat([kept])]

    def place_of(self, number: int, size: int) -> int:
        """Return the place of batch ``number`` of the chunk, which has so many samples."""
        return number if self.feed.laid_out else int(size != self.feed.batch_size)

    def make(self, place: int, count: int = 1) -> None:
        """Make so many steps, one after another."""
        run_flat(self._calls[self._starts[place] : self._starts[place + count]])

    def update(self) -> None:
        """Make the first part of a step: change the weights."""
        run_flat(self._update)

    def bring(self, place: int) -> None:
        """Make the rest of a step: bring the batch in, and through forward, loss and backward."""
        run_flat(self._calls[self._starts[place] + self._first : self._starts[place + 1]])

    def loss(self, place: int) -> float:
        """Return the loss of the step made last at this place."""
        return float(self.losses[place])
