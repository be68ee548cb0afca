"""What every instruction of one step read and wrote: recorded at the cost of a few copies, told apart when asked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import overload

import numpy as np

from nnstudio.engine.axes import Slot, to_outside
from nnstudio.engine.demands import instance
from nnstudio.engine.errors import DataError
from nnstudio.engine.instruction import Instruction
from nnstudio.engine.naming import Naming
from nnstudio.engine.operands import Operands, batch_axis, operands, overlap, span
from nnstudio.engine.places import A_PLAN, sample_of
from nnstudio.engine.plan import Plan
from nnstudio.engine.replay import Replay
from nnstudio.engine.shadow import arenas
from nnstudio.engine.snapshot import Column, Keeper, Kept
from nnstudio.engine.typing import Array
from nnstudio.text import msg


@dataclass(frozen=True, eq=False)
class Operand:
    """An array that an instruction read or wrote: the layer's quantity or parameter that it is (``scratch`` if none).

    ``value`` is in the plan's order; of a trace of one sample it has no batch axis. ``replayed`` : the buffer is
    scratch, or was written again later in the step, so the value comes from running the plan's calls up to here once
    more, on a twin: the same to the bit.
    """

    layer: str
    quantity: str
    value: Array
    replayed: bool = False


@dataclass(frozen=True, eq=False)
class Recorded:
    """One instruction with its numbers.

    ``upstream`` and ``local`` are, in the backward pass, the gradient that arrived and what it was multiplied by (the
    slope, a weight, an input); None where there is no such operand. ``result`` is the output's value.
    """

    instruction: Instruction
    inputs: tuple[Operand, ...]
    output: Operand | None
    upstream: Operand | None
    local: Operand | None

    @property
    def result(self) -> Array | None:
        """What the instruction computed."""
        return self.output.value if self.output else None


class Recorder:
    """Records steps of a plan, as many as wanted, into the same buffers.

    A plan that is not recorded has no part of this in its calls. Recording copies the plan's memory as it stands after
    the backward pass, when every quantity still has its buffer: append :attr:`calls` to the step's between its backward
    pass and its update, or call :meth:`take` then.

    What is kept is every weight, quantity and gradient; scratch is not. With ``sample`` only that sample's input,
    target, loss and random draws are kept, and the weights when the trace is asked for, before the update; the rest
    is replayed, and a gradient of a weight is that of the sample's own loss, ``∂ℓ_n/∂w``. (One sample's numbers lie a
    batch apart, each in a cache line of its own: to gather every layer's costs 5 to 8 % of a step.) Where a layer mixes
    the samples, their column of each layer's z and δ (or output and its gradient) is kept as well. What layers carry
    along (running statistics) is kept as it is after the forward pass; what it was before nobody knows, and shows as
    NaN.
    """

    def __init__(self, plan: Plan, sample: int | None = None) -> None:
        instance("plan", plan, Plan, A_PLAN)
        self.plan = plan
        self.sample = sample = None if sample is None else sample_of(plan, sample)
        count = sum(about.phase != "update" for about in plan.info)
        self.operands = [operands(call) for call in plan.calls[:count]]
        self.info = plan.info[:count]
        self.naming = Naming(plan)
        self.replay = Replay(plan)
        keeper, self._weights = Keeper(), Keeper()
        self._weights.keep(self.replay.shared if sample is not None else ())
        self._noted = plan.update_rule.step_number
        # What the batch's mixing makes of a sample cannot be had from the sample alone.
        alone = sample is not None and bool(self.replay.batched)
        named = [] if alone else [slot.array for slot in _slots(plan, sample)]
        own = [*named, plan.losses, plan.loss]
        if sample is None:
            keeper.keep([*self.replay.shared, *self.replay.batched, *own, arenas(plan).grad])
        else:
            keeper.calls.append((self._note, ()))
            keeper.keep_column([*self.replay.batched, *own], plan.batch_size, sample)
        self._keeper = keeper
        self.calls = keeper.calls

    def take(self) -> None:
        """Record the step that the plan has just done."""
        self._keeper.take()

    def _note(self) -> None:
        self._noted = self.plan.update_rule.step_number

    def trace(self) -> Trace:
        """Return what was recorded last; later steps leave it alone.

        Raises
        ------
        DataError : of one sample's, the weights have changed since.
        """
        whole, columns = self._keeper.taken()
        if self.sample is not None:
            if self._noted != self.plan.update_rule.step_number:
                raise DataError(
                    "trace",
                    msg("to be asked before the update"),
                    msg("an update since the step was recorded"),
                    msg("Ask before the weights change, or record the whole batch."),
                )
            self._weights.take()
            whole = [*self._weights.taken()[0], *whole]
        return Trace(self, whole, columns)


class Trace(Sequence[Recorded]):
    """A recorded step: one :class:`Recorded` for each instruction of forward, loss and backward.

    (The update is foretold by :func:`~nnstudio.engine.expand`, as it overwrites what it reads.)
    """

    def __init__(self, recorder: Recorder, whole: list[Kept], columns: list[Column]) -> None:
        self.instructions = recorder.info
        self.sample = recorder.sample
        self._recorder, self._whole, self._columns = recorder, whole, columns

    def __len__(self) -> int:
        """Return the number of instructions."""
        return len(self.instructions)

    @overload
    def __getitem__(self, number: int) -> Recorded: ...
    @overload
    def __getitem__(self, number: slice) -> Sequence[Recorded]: ...
    def __getitem__(self, number: int | slice) -> Recorded | Sequence[Recorded]:
        """Return one instruction's record."""
        if isinstance(number, slice):
            return [self[each] for each in range(*number.indices(len(self)))]
        if not -len(self) <= number < len(self):
            raise IndexError(number)
        return self._record(number % len(self))

    def find(self, layer: str, quantity: str, phase: str = "") -> Iterator[int]:
        """Yield the numbers of the instructions that are about a layer's quantity."""
        for number, about in enumerate(self.instructions):
            if layer in about.serves and about.quantity == quantity and phase in ("", about.phase):
                yield number

    def quantity(self, layer: str, name: str) -> Array:
        """Return what a layer's quantity was, ``(N, *shape)``; ``(1, *shape)`` of one sample. KeyError: none."""
        slot = self._recorder.plan.sites[layer].quantities[name]
        found = self._kept(slot.array)
        if found is None:
            found = self._of_sample(self._recorder.replay.quantity(self, layer, name))
        return to_outside(found if self.sample is None else found[..., None])

    def _record(self, number: int) -> Recorded:
        own: Operands = self._recorder.operands[number]
        inputs = tuple(self._operand(array, number, place) for place, array in enumerate(own.reads))
        output = None if own.writes is None else self._operand(own.writes, number, None)
        upstream = local = None
        if self.instructions[number].phase == "backward":
            upstream = next((each for each in inputs if each.quantity.startswith("grad")), None)
            local = next((each for each in inputs if not each.quantity.startswith("grad")), None)
        return Recorded(self.instructions[number], inputs, output, upstream, local)

    def _operand(self, array: Array, number: int, place: int | None) -> Operand:
        """Return operand number ``place`` of an instruction, before it; with None the output, after it."""
        layer, quantity = self._recorder.naming.of(array, self.instructions[number])
        later = number if place is not None else number + 1
        value = self._kept(array) if self._stands(array, later) else None
        if value is not None:
            return Operand(layer, quantity, value)
        if self._recorder.naming.is_carried(array):
            return Operand(layer, quantity, np.full(array.shape, np.nan, array.dtype))
        replayed = self._recorder.replay.value(self, number, place)
        return Operand(layer, quantity, self._of_sample(replayed), replayed=True)

    def source(self, array: Array) -> Array:
        """Return what an array held when the step began; a sample's own numbers repeated for all samples."""
        found = self._kept(array)
        assert found is not None, "the recorder keeps all that a step begins with"
        axis = batch_axis(array, self._recorder.plan.batch_size)
        if self.sample is None or axis is None or found.shape == array.shape:
            return found
        return np.expand_dims(found, axis)

    def _stands(self, array: Array, number: int) -> bool:
        """Whether no call from ``number`` on writes the array's memory."""
        own = span(array)
        rest = self._recorder.operands[number:]
        return not any(each.writes is not None and overlap(span(each.writes), own) for each in rest)

    def _kept(self, array: Array) -> Array | None:
        """Return what was kept of an array, of the sample if there is one; what no call writes is there still."""
        for kept in self._whole:
            found = kept.array(array)
            if found is not None:
                return self._of_sample(found)
        axis = batch_axis(array, self._recorder.plan.batch_size)
        for column in self._columns if axis is not None else ():
            found = column.array(array, axis or 0)
            if found is not None:
                return found
        return self._of_sample(array) if self._stands(array, 0) else None

    def _of_sample(self, array: Array) -> Array:
        axis = batch_axis(array, self._recorder.plan.batch_size)
        if self.sample is None or axis is None or self._recorder.naming.is_flat(array):
            return array
        found: Array = np.take(array, self.sample, axis)
        return found


def _slots(plan: Plan, sample: int | None) -> Iterator[Slot]:
    """Yield the quantities that are kept: all; of a sample each layer's z and δ, or its output and gradient."""
    for site in plan.sites.values():
        known = site.quantities
        names = ("z", "grad_z") if {"z", "grad_z"} <= set(known) else ("a", "grad_a")
        yield from (slot for name, slot in known.items() if sample is None or name in names)


def record(plan: Plan, sample: int | None = None) -> Trace:
    """Return the trace of the step that a plan has just done, up to its backward pass; of one sample, or of all.

    To record many steps, keep a :class:`Recorder`. OutOfRangeError : no such sample in the batch.
    """
    recorder = Recorder(plan, sample)
    recorder.take()
    return recorder.trace()
