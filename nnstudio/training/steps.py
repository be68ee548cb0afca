"""The innermost loop's work laid out beforehand: for each batch of a chunk one flat list of calls, and its loss."""

from __future__ import annotations

from collections.abc import Callable

from nnstudio.engine import Plan, Program
from nnstudio.engine.emitter import Call
from nnstudio.training.feed import Batch, Feed

Step = tuple[list[Call], Callable[[], float]]
"""All calls of one step (update; batch in; forward, loss, backward), and the function that reads the batch's loss."""


class Steps:
    """Steps of a program over a feed.

    ``first`` is how many calls at the head of each step are the update: what comes after brings in the next batch.
    ``plans`` are those that the steps belong to.
    Made anew when the program's update changes its calls (a penalty switched on or off).
    """

    def __init__(self, program: Program, feed: Feed) -> None:
        self.program = program
        self.feed = feed
        plan = program.plan(feed.batch_size)
        self.first = sum(instruction.phase == "update" for instruction in plan.info)
        self.update = plan.calls[len(plan.calls) - self.first :]
        self.plans = [program.plan(batch.size) for batch in feed.batches]
        self.list: list[Step] = list(map(self._step, self.plans, feed.batches))

    def _step(self, plan: Plan, batch: Batch) -> Step:
        own = plan.calls[: len(plan.calls) - self.first]
        return [*self.update, *plan.loading(batch.x, batch.y), *own], plan.loss.item

    def at(self, number: int, batch: Batch) -> Step:
        """Return the step that brings in ``batch``, which is batch ``number`` of the chunk."""
        if self.feed.laid_out:
            return self.list[number]
        return self.list[0] if batch.size == self.feed.batch_size else self.list[1]
