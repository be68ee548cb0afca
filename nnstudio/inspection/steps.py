"""The line of steps: forward, loss, backward, update, in the plan's order, at the grain of a layer or of a neuron.

A large network has hundreds of thousands of them (a step for each weight), so they are counted, not listed.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Literal, overload

import numpy as np

from nnstudio.engine import Plan
from nnstudio.engine.site import Site
from nnstudio.engine.typing import Shape

Grain = Literal["neuron", "layer"]
GRAINS: tuple[Grain, ...] = ("neuron", "layer")
PHASES = ("forward", "loss", "backward", "update")


@dataclass(frozen=True)
class Step:
    """One step: the quantity of a layer that is computed, at one index in the outside order (None: all at once).

    ``quantity`` : ``z a slope grad_a grad_z``, ``loss`` (of the sample), ``mean_loss``, ``<parameter>_grad``,
    ``<parameter>_update``.
    """

    phase: str
    layer: str
    quantity: str
    index: tuple[int, ...] | None = None


@dataclass(frozen=True)
class Block:
    """The steps of one layer that belong together.

    ``quantities`` come neuron by neuron: z₁ a₁ z₂ a₂ … A ``fan_in`` ≥ 0 says that these are a dense layer's parameters:
    for each neuron that many weights, then its bias if there are two quantities.
    """

    phase: str
    layer: str
    quantities: tuple[str, ...]
    shape: Shape
    fan_in: int = -1

    @property
    def count(self) -> int:
        """How many steps at the grain of a neuron."""
        if self.fan_in >= 0:
            return self.shape[0] * (self.fan_in + len(self.quantities) - 1)
        return math.prod(self.shape) * len(self.quantities)

    def step(self, place: int) -> Step:
        """Return step number ``place`` of the block."""
        if self.fan_in < 0:
            flat, kind = divmod(place, len(self.quantities))
            index = tuple(int(part) for part in np.unravel_index(flat, self.shape)) if self.shape else ()
            return Step(self.phase, self.layer, self.quantities[kind], index)
        neuron, source = divmod(place, self.fan_in + len(self.quantities) - 1)
        if source == self.fan_in:
            return Step(self.phase, self.layer, self.quantities[1], (neuron,))
        return Step(self.phase, self.layer, self.quantities[0], (source, neuron))

    def holds(self, step: Step) -> bool:
        """Whether the block has a place for the step's index: a layer may have become smaller."""
        if step.index is None:
            return True
        shape = self.shape
        if self.fan_in >= 0:
            shape = (self.fan_in, *shape) if step.quantity == self.quantities[0] else shape
        within = all(0 <= part < length for part, length in zip(step.index, shape, strict=False))
        return len(step.index) == len(shape) and within

    def place(self, step: Step) -> int:
        """Return the number of a step within the block; of a step of the whole layer, 0."""
        if step.index is None:
            return 0
        if self.fan_in < 0:
            flat = int(np.ravel_multi_index(step.index, self.shape)) if self.shape else 0
            return flat * len(self.quantities) + self.quantities.index(step.quantity)
        width = self.fan_in + len(self.quantities) - 1
        return step.index[-1] * width + (
            self.fan_in if step.quantity == self.quantities[-1] != self.quantities[0] else step.index[0]
        )

    def whole(self) -> Step:
        """Return the step that is all of the block."""
        return Step(self.phase, self.layer, self.quantities[-1 if self.fan_in < 0 else 0])


class Steps(Sequence[Step]):
    """All steps in order; ``blocks`` are what the scrubber marks and PgUp and PgDn jump by."""

    def __init__(self, blocks: tuple[Block, ...], grain: Grain) -> None:
        self.blocks, self.grain = blocks, grain
        counts = [1 if grain == "layer" else block.count for block in blocks]
        self.starts = [0, *accumulate(counts)]
        self._known = {
            (block.phase, block.layer, name): n for n, block in enumerate(blocks) for name in block.quantities
        }

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
        block = self.blocks[number]
        return block.whole() if self.grain == "layer" else block.step(place - self.starts[number])

    def block_at(self, place: int) -> int:
        """Return the number of the block that step number ``place`` belongs to."""
        return bisect_right(self.starts, place) - 1

    def find(self, step: Step) -> int:
        """Return the number of a step, or of the one that contains it at this grain; −1 if there is none."""
        number = self._known.get((step.phase, step.layer, step.quantity))
        if number is None:
            return -1
        if self.grain == "layer":
            return self.starts[number]
        block = self.blocks[number]
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
        """Return how many neurons of a layer have this quantity once step number ``place`` is done."""
        number = self._known.get((phase, layer, quantity))
        if number is None:
            return 0
        block, here = self.blocks[number], self.block_at(place)
        whole = math.prod(block.shape)
        if here != number or self.grain == "layer":
            return whole if here >= number else 0
        return (place - self.starts[number] + 1) // len(block.quantities)

    def turn(self, place: int, count: int) -> int:
        """Return where PgDn (``count`` 1) or PgUp (−1) leads: to the beginning of the next block, or of this one."""
        number = self.block_at(place)
        if count < 0 and place > self.starts[number]:
            return self.starts[number]
        return self.starts[max(0, min(len(self.blocks) - 1, number + count))]


def steps(plan: Plan, grain: Grain = "neuron") -> Steps:
    """Return the steps of a plan for training."""
    return Steps((*_forward(plan), *_loss(plan), *_backward(plan), *_parameters(plan, "update")), grain)


def _forward(plan: Plan) -> Iterator[Block]:
    working = {instruction.layer for instruction in plan.info if instruction.phase == "forward"}
    for name in plan.graph.order:
        if name not in working:
            continue
        site = plan.sites[name]
        net = ("z",) if site.layer.owns_net_input else ()
        bent = ("a",) if not net or site.quantities["a"] is not site.quantities["z"] else ()
        function = site.layer.activation_function
        if net and bent and function is not None and not function.elementwise:
            yield Block("forward", name, net, site.output.shape)
            net = ()
        yield Block("forward", name, (*net, *bent), site.output.shape)


def _loss(plan: Plan) -> Iterator[Block]:
    yield Block("loss", plan.graph.sinks[0], ("loss",), ())
    yield Block("loss", plan.graph.sinks[0], ("mean_loss",), ())


def _backward(plan: Plan) -> Iterator[Block]:
    for sink in plan.graph.sinks:
        if "grad_a" in plan.sites[sink].quantities and not plan.sites[plan.graph[sink].inputs[0]].fused:
            yield Block("backward", sink, ("grad_a",), plan.sites[sink].output.shape)
    for name in reversed(plan.graph.order):
        site = plan.sites[name]
        quantities = _gradients(site)
        if quantities:
            yield Block("backward", name, quantities, site.output.shape)
        yield from (block for block in _parameters(plan, "grad") if block.layer == name)


def _gradients(site: Site) -> tuple[str, ...]:
    layer = site.layer
    if layer.is_source or layer.is_sink or layer.declaration.id == "flatten":
        return ()
    if "grad_z" in site.quantities:
        return ("slope", "grad_z") if "slope" in site.quantities else ("grad_z",)
    return ("grad_a",) if "grad_a" in site.quantities else ()


def _parameters(plan: Plan, suffix: str) -> Iterator[Block]:
    phase = "update" if suffix == "update" else "backward"
    layout = next(iter(plan.sites.values())).arenas.layout
    for (layer, name), placed in layout.entries.items():
        shape = placed.key.shape
        if name == "weight" and len(shape) == 2:
            names = (
                (f"weight_{suffix}", f"bias_{suffix}") if (layer, "bias") in layout.entries else (f"weight_{suffix}",)
            )
            yield Block(phase, layer, names, (shape[1],), shape[0])
        elif name != "bias" or (layer, "weight") not in layout.entries:
            yield Block(phase, layer, (f"{name}_{suffix}",), shape)
