"""The update: penalty and optimiser over the flat arena, with the scalars that change from step to step."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from operator import length_hint
from typing import Protocol, cast

import numpy as np

from nnstudio.engine.emitter import Call
from nnstudio.engine.instruction import Instruction, PlanEmitter
from nnstudio.engine.layout import Layout
from nnstudio.engine.optimizer import Optimizer
from nnstudio.engine.pool import aligned
from nnstudio.engine.typing import Array

ROWS = 256
"""How many steps' scalars are tabulated at once."""

BLOCK = 1 << 14
"""Weights that an elementwise optimiser treats at once: its operands then stay in the second-level cache."""

_FOREVER = 10**9


class _Counter(Protocol):
    """The iterator of a range: it counts, says how much is left, and can be set."""

    def __next__(self) -> int: ...
    def __setstate__(self, place: int, /) -> None: ...


class Update:
    r"""The optimiser's part of a step, shared by all plans.

    With penalties the gradient that the optimiser sees is ``∂L/∂θ + λ₁ sign(θ) + λ₂ θ`` (weights only), in a buffer of
    its own, so that ``grad`` stays the gradient of the data loss.
    """

    def __init__(self, optimizer: Optimizer, layout: Layout, theta: Array, grad: Array, learning_rate: float) -> None:
        self.optimizer = optimizer
        self.theta, self.grad = theta, grad
        self.state = {kept.name: aligned(theta.size, theta.dtype) for kept in optimizer.keeps}
        # Counts in C: its __next__ costs a third of a Python call, and it can be read and set without being replaced.
        self._counter = cast("_Counter", iter(range(sys.maxsize)))
        self.l1 = self.l2 = 0.0
        self._weights = _mask(layout, theta)
        self._scalars = np.zeros(1 + len(optimizer.varies), theta.dtype)
        self._table = np.zeros((ROWS, len(optimizer.varies)), theta.dtype)
        self._rows = list(self._table)
        self._write = self._scalars[1:].__setitem__
        self._next = ROWS
        self._settled = not optimizer.varies
        self.learning_rate = learning_rate
        self.calls: list[Call] = []
        self.info: list[Instruction] = []
        self._emit()

    @property
    def step_number(self) -> int:
        """How many updates there have been."""
        return sys.maxsize - length_hint(self._counter)

    @property
    def learning_rate(self) -> float:
        """The learning rate α; setting it takes effect at the next update."""
        return self._learning_rate

    @learning_rate.setter
    def learning_rate(self, value: float) -> None:
        self._learning_rate = float(value)
        self._scalars[0] = value
        self.seek(self.step_number)

    @property
    def scalars(self) -> dict[str, Array]:
        """The 0-d arrays that the calls read, by name."""
        names = ("learning_rate", *self.optimizer.varies)
        return {name: self._scalars[place : place + 1].reshape(()) for place, name in enumerate(names)}

    def seek(self, step: int) -> None:
        """Go on as after update number ``step``."""
        self._counter.__setstate__(step)
        self._next = ROWS
        self._settled = not self.optimizer.varies

    def upcoming(self) -> dict[str, float]:
        """Return the scalars, rounded to the run's dtype, that the next update will use."""
        values = (self._learning_rate, *self.optimizer.at_step(self.step_number + 1, self._learning_rate))
        names = ("learning_rate", *self.optimizer.varies)
        return {name: float(self.theta.dtype.type(value)) for name, value in zip(names, values, strict=True)}

    def penalise(self, l1: float, l2: float) -> bool:
        """Set the penalties' factors; return whether the list of calls has changed."""
        changed = (bool(l1), bool(l2)) != (bool(self.l1), bool(self.l2))
        self.l1, self.l2 = float(l1), float(l2)
        if changed:
            self._emit()
        else:
            self._fill_factors()
        return changed

    def _advance(self) -> None:
        """Count the update, and write its scalars."""
        step = self._counter.__next__() + 1
        if self._settled:
            return
        if self._next == ROWS:
            self._tabulate(step)
        self._write(..., self._rows[self._next])
        self._next += 1

    def _tabulate(self, first: int) -> None:
        rate = self._learning_rate
        for offset in range(ROWS):
            self._table[offset] = self.optimizer.at_step(first + offset, rate)
        self._next = 0
        # Bias corrections tend to 1: once the dtype cannot tell them from it, nothing needs writing any more.
        final = np.array(self.optimizer.at_step(_FOREVER, rate), self._table.dtype)
        if (self._table[0] == final).all():
            self._settled = True
            self._write(..., final)

    def _emit(self) -> None:
        emit = PlanEmitter(self.theta.dtype)
        emit.begin("update", "")
        emit.about("update", self.optimizer.declaration.formula)
        emit.call(self._advance if self.optimizer.varies else self._counter.__next__)
        grad = self._emit_penalty(emit)
        for part in self._blocks():
            state = {name: array[part] for name, array in self.state.items()}
            self.optimizer.emit_update(emit, self.theta[part], grad[part], state, self.scalars)
        self.calls, self.info = emit.calls, emit.info

    def _blocks(self) -> Iterator[slice]:
        size = self.theta.size
        step = BLOCK if self.optimizer.elementwise else max(size, 1)
        return (slice(start, min(start + step, size)) for start in range(0, size, step))

    def _emit_penalty(self, emit: PlanEmitter) -> Array:
        self._factors: dict[str, Array] = {}
        if not (self.l1 or self.l2):
            return self.grad
        total, part = aligned(self.grad.size, self.grad.dtype), aligned(self.grad.size, self.grad.dtype)
        self._factors = {name: np.zeros_like(self.grad) for name in ("l1", "l2") if getattr(self, name)}
        self._fill_factors()
        emit.about("penalty", r"\frac{\partial L}{\partial w} + \lambda_1\,\mathrm{sign}(w) + \lambda_2\,w", total)
        grad = self.grad
        if "l2" in self._factors:
            emit.call(np.multiply, self.theta, self._factors["l2"], part)
            emit.call(np.add, grad, part, total)
            grad = total
        if "l1" in self._factors:
            emit.call(np.sign, self.theta, part)
            emit.call(np.multiply, part, self._factors["l1"], part)
            emit.call(np.add, grad, part, total)
        return total

    def _fill_factors(self) -> None:
        for name, array in self._factors.items():
            np.multiply(self._weights, getattr(self, name), out=array)


def _mask(layout: Layout, theta: Array) -> Array:
    mask = np.zeros_like(theta)
    for placed in layout.entries.values():
        mask[placed.start : placed.stop] = placed.weight.regularised
    return mask
