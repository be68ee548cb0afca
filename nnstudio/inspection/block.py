"""One step, and the steps of a layer that belong together, counted and not listed."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from nnstudio.engine.typing import Shape


@dataclass(frozen=True)
class Step:
    """One step: the quantity of a layer that is computed, at one index in the outside order (None: all at once).

    ``quantity`` : what the layer shows (``z a slope grad_a grad_z``, a recurrent layer's gates, a normalising one's
    ``mean`` …), ``loss`` (of the sample), ``mean_loss``, ``<parameter>_grad``, ``<parameter>_update``.
    An ``index`` that is only the beginning of one (a place of an image, a time step) means all numbers there.
    """

    phase: str
    layer: str
    quantity: str
    index: tuple[int, ...] | None = None


@dataclass(frozen=True)
class Block:
    """The steps of one layer that belong together.

    ``quantities`` come neuron by neuron: z₁ a₁ z₂ a₂ … A ``fan_in`` ≥ 0 says that these are a dense layer's parameters:
    for each neuron that many weights, then its bias if there are two quantities. ``descending`` : the first axis is
    gone through from its end, as back-propagation goes through time. ``axes`` : how many axes, from the first, tell the
    places of an image (2) or the steps of a sequence (1); 0 for what is neither.
    """

    phase: str
    layer: str
    quantities: tuple[str, ...]
    shape: Shape
    fan_in: int = -1
    descending: bool = False
    axes: int = 0

    @property
    def size(self) -> int:
        """How many neurons (places) there are."""
        return math.prod(self.shape)

    @property
    def count(self) -> int:
        """How many steps at the grain of a neuron."""
        if self.fan_in >= 0:
            return self.shape[0] * (self.fan_in + len(self.quantities) - 1)
        return self.size * len(self.quantities)

    @property
    def groups(self) -> int:
        """How many places or time steps there are; 1 for what has none."""
        return math.prod(self.shape[: self.axes]) if self.axes else 1

    def group(self, number: int) -> Step:
        """Return the step that is all of a place or of a time step."""
        if not self.axes:
            return self.whole()
        turn = number * (self.size // self.groups)
        return Step(self.phase, self.layer, self.quantities[-1], self._index(turn)[: self.axes])

    def group_of(self, step: Step) -> int:
        """Return which of the groups a step belongs to, or is."""
        if not self.axes or step.index is None:
            return 0
        return self.turn(self._padded(step.index)) // (self.size // self.groups)

    def _padded(self, index: tuple[int, ...]) -> tuple[int, ...]:
        """Return the first full index that begins like this one."""
        return (*index, *(0 for _ in self.shape[len(index) :]))

    def is_group(self, step: Step) -> bool:
        """Whether a step is about several numbers: a whole layer, a place of an image, a time step."""
        return step.index is None or (self.fan_in < 0 and 0 < len(step.index) < len(self.shape))

    def step(self, place: int) -> Step:
        """Return step number ``place`` of the block."""
        if self.fan_in < 0:
            turn, kind = divmod(place, len(self.quantities))
            return Step(self.phase, self.layer, self.quantities[kind], self._index(turn))
        neuron, source = divmod(place, self.fan_in + len(self.quantities) - 1)
        if source == self.fan_in:
            return Step(self.phase, self.layer, self.quantities[1], (neuron,))
        return Step(self.phase, self.layer, self.quantities[0], (source, neuron))

    def _index(self, turn: int) -> tuple[int, ...]:
        """Return the index that comes at this turn."""
        if not self.shape:
            return ()
        first, *rest = (int(part) for part in np.unravel_index(turn, self.shape))
        return (self.shape[0] - 1 - first if self.descending else first, *rest)

    def turn(self, index: tuple[int, ...]) -> int:
        """Return at which turn an index comes; its inverse."""
        if not self.shape:
            return 0
        first = self.shape[0] - 1 - index[0] if self.descending else index[0]
        return int(np.ravel_multi_index((first, *index[1:]), self.shape))

    def holds(self, step: Step) -> bool:
        """Whether the block has a place for the step's index: a layer may have become smaller."""
        if step.index is None:
            return True
        shape = self.shape
        if self.fan_in >= 0:
            shape = (self.fan_in, *shape) if step.quantity == self.quantities[0] else shape
        within = all(0 <= part < length for part, length in zip(step.index, shape, strict=False))
        return within and len(step.index) in (len(shape), self.axes or len(shape))

    def place(self, step: Step) -> int:
        """Return the number of a step within the block; of a step of the whole layer, 0."""
        if step.index is None:
            return 0
        if self.fan_in < 0:
            kind = self.quantities.index(step.quantity) if not self.is_group(step) else 0
            return self.turn(self._padded(step.index)) * len(self.quantities) + kind
        width = self.fan_in + len(self.quantities) - 1
        return step.index[-1] * width + (
            self.fan_in if step.quantity == self.quantities[-1] != self.quantities[0] else step.index[0]
        )

    def whole(self) -> Step:
        """Return the step that is all of the block."""
        return Step(self.phase, self.layer, self.quantities[-1 if self.fan_in < 0 else 0])
