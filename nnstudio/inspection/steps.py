"""The line of steps: forward, loss, backward, update, in the plan's order, at the grain of a layer or of a neuron.

A large network has hundreds of thousands of them (a step for each weight), so they are counted, not listed.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate
from typing import Literal, overload
from weakref import WeakKeyDictionary

from nnstudio.engine import Plan
from nnstudio.inspection.block import Block, Step
from nnstudio.inspection.blocks import blocks

__all__ = ["PHASES", "Block", "LineGrain", "Step", "Steps", "steps"]

LineGrain = Literal["neuron", "window", "time", "layer"]
"""The grains that have a line of steps of their own."""
AXES = {"window": 2, "time": 1}
"""By how many axes a grain tells its places."""
PHASES = ("forward", "loss", "backward", "update")


class Steps(Sequence[Step]):
    """All steps in order; ``blocks`` are what the scrubber marks and PgUp and PgDn jump by."""

    def __init__(self, blocks: tuple[Block, ...], grain: LineGrain) -> None:
        self.blocks, self.grain = blocks, grain
        counts = [self._count(block) for block in blocks]
        self.starts = [0, *accumulate(counts)]
        self._known = {
            (block.phase, block.layer, name): n for n, block in enumerate(blocks) for name in block.quantities
        }

    def _count(self, block: Block) -> int:
        return block.count if self.grain == "neuron" else block.groups if self._grouped(block) else 1

    def _grouped(self, block: Block) -> bool:
        """Whether a block is walked place by place, or time step by time step."""
        return block.axes > 0 and block.axes == AXES.get(self.grain)

    def __len__(self) -> int:
        """Return how many there are."""
        return self.starts[-1]

    @overload
    def __getitem__(self, place: int) -> Step: ...
    @overload
    def __getitem__(self, place: slice) -> tuple[Step, ...]: ...
    def __getitem__(self, place: int | slice) -> Step | tuple[Step, ...]:
        """Return a step by its number."""
        if isinstance(place, slice):
            return tuple(self[number] for number in range(*place.indices(len(self))))
        if not -len(self) <= place < len(self):
            raise IndexError(place)
        place %= len(self)
        number = self.block_at(place)
        block, within = self.blocks[number], place - self.starts[number]
        if self.grain == "neuron":
            return block.step(within)
        return block.group(within) if self._grouped(block) else block.whole()

    def block_at(self, place: int) -> int:
        """Return the number of the block that step number ``place`` belongs to."""
        return bisect_right(self.starts, place) - 1

    def find(self, step: Step) -> int:
        """Return the number of a step, or of the one that contains it at this grain; −1 if there is none."""
        number = self._known.get((step.phase, step.layer, step.quantity))
        if number is None:
            return -1
        block = self.blocks[number]
        if self.grain != "neuron":
            within = block.group_of(step) if self._grouped(block) else 0
            return self.starts[number] + within if block.holds(step) else -1
        return self.starts[number] + block.place(step) if block.holds(step) else -1

    def phases(self) -> tuple[tuple[str, int, int], ...]:
        """Return ``(phase, start, stop)`` for each phase that has steps."""
        found = []
        for phase in PHASES:
            numbers = [number for number, block in enumerate(self.blocks) if block.phase == phase]
            if numbers:
                found.append((phase, self.starts[numbers[0]], self.starts[numbers[-1] + 1]))
        return tuple(found)

    def progress(self, place: int, phase: str, layer: str, quantity: str) -> int:
        """Return how many neurons of a layer have this quantity once step number ``place`` is done.

        They are its first ones, or where the block is ``descending`` its last.
        """
        number = self._known.get((phase, layer, quantity))
        if number is None:
            return 0
        block, here = self.blocks[number], self.block_at(place)
        if here != number or not (self.grain == "neuron" or self._grouped(block)):
            return block.size if here >= number else 0
        if self.grain != "neuron":
            return (place - self.starts[number] + 1) * (block.size // block.groups)
        done = place - self.starts[number] - block.quantities.index(quantity)
        return done // len(block.quantities) + 1

    def block_of(self, phase: str, layer: str, quantity: str) -> Block | None:
        """Return the block that a quantity of a layer belongs to."""
        number = self._known.get((phase, layer, quantity))
        return None if number is None else self.blocks[number]

    def turn(self, place: int, count: int) -> int:
        """Return where PgDn (``count`` 1) or PgUp (−1) leads: to the beginning of the next block, or of this one."""
        number = self.block_at(place)
        if count < 0 and place > self.starts[number]:
            return self.starts[number]
        return self.starts[max(0, min(len(self.blocks) - 1, number + count))]


_KNOWN: WeakKeyDictionary[Plan, dict[str, Steps]] = WeakKeyDictionary()


def steps(plan: Plan, grain: LineGrain = "neuron") -> Steps:
    """Return the steps of a plan for training; worked out once, since a plan's never change."""
    known = _KNOWN.setdefault(plan, {})
    if grain not in known:
        known[grain] = Steps(next(iter(known.values())).blocks if known else blocks(plan), grain)
    return known[grain]
