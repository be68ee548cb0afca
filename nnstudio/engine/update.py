"""The update: penalties, clipping, decay and optimiser over the flat arena, in this order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from nnstudio.engine.conditioning import Conditioned, Conditioning
from nnstudio.engine.emitter import Call, Emitter
from nnstudio.engine.instruction import Instruction, PlanEmitter
from nnstudio.engine.layout import Layout
from nnstudio.engine.optimizer import Optimizer
from nnstudio.engine.pool import aligned
from nnstudio.engine.schedule import Schedule
from nnstudio.engine.timetable import Timetable
from nnstudio.engine.typing import Array

BLOCK = 1 << 14
"""Weights that an elementwise optimiser treats at once: its operands then stay in the second-level cache."""

SIDE_BY_SIDE = 1 << 12
"""Weights up to which all that is kept of them is one piece: calls cost more there than the numbers they treat."""

DECAY = r"w \leftarrow w - \alpha\,\lambda\,w"


class Update:
    r"""The optimiser's part of a step, shared by all plans.

    1. Penalties: the gradient gains ``λ₁ sign(w) + λ₂ w`` (weights only).
    2. Clipping, by the norm of all parameters together, then by value (see ``conditioning.py``).
    3. Decoupled decay, where the optimiser has a ``weight_decay`` λ: ``w ← w − α λ w`` (weights only; PyTorch's AdamW
       decays biases too unless one tells it not to). It is no part of the gradient, so no clipping and no running mean
       ever sees it.
    4. The optimiser's step along the gradient of 2.

    What 1 and 2 make of the gradient is in a buffer of its own, so that ``grad`` stays the gradient of the data loss.
    Only what is switched on has calls. ``state`` has a flat array for each number kept for each weight, ``memory`` what
    else the optimiser keeps, ``decay`` the λ of each weight.
    """

    def __init__(self, optimizer: Optimizer, layout: Layout, theta: Array, grad: Array, learning_rate: float) -> None:
        self.optimizer, self.layout = optimizer, layout
        self.theta, self.grad = theta, grad
        self.state = _state(optimizer, theta)
        self.memory = {
            name: aligned(int(np.prod(shape)), theta.dtype).reshape(shape)
            for name, shape in optimizer.memory(theta.size).items()
        }
        self.conditioning = Conditioning(layout, theta)
        self.timetable = Timetable(optimizer, theta.dtype, learning_rate)
        self.decay = self.conditioning.mask * theta.dtype.type(optimizer.decay)
        self.calls: list[Call] = []
        self.info: list[Instruction] = []
        self._emit()

    @property
    def l1(self) -> float:
        """The factor λ₁."""
        return self.conditioning.settings["l1"]

    @property
    def l2(self) -> float:
        """The factor λ₂."""
        return self.conditioning.settings["l2"]

    @property
    def clip_norm(self) -> float:
        """The largest norm of the gradient; 0 means any."""
        return self.conditioning.settings["clip_norm"]

    @property
    def clip_value(self) -> float:
        """The largest size of each number of the gradient; 0 means any."""
        return self.conditioning.settings["clip_value"]

    @property
    def step_number(self) -> int:
        """How many updates there have been."""
        return self.timetable.step_number

    def condition(self, **settings: float) -> bool:
        """Set ``l1 l2 clip_norm clip_value``; return whether the list of calls has changed."""
        changed = self.conditioning.set(**settings)
        if changed:
            self._emit()
        return changed

    def follow(self, schedule: Schedule | None) -> bool:
        """Follow another schedule; return whether the list of calls has changed."""
        before = self.timetable.scheduled
        self.timetable.follow(schedule)
        changed = self.timetable.scheduled != before
        if changed:
            self._emit()
        return changed

    def retune(self, optimizer: Optimizer) -> None:
        """Go on with other parameters of the same optimiser; what is kept stays."""
        self.optimizer = self.timetable.optimizer = optimizer
        self.decay = self.conditioning.mask * self.theta.dtype.type(optimizer.decay)
        self.timetable.seek(self.step_number)
        self._emit()

    def seek(self, step: int) -> None:
        """Go on as after update number ``step``."""
        self.timetable.seek(step)

    def reset(self) -> None:
        """Forget all that was kept, and begin at the first update."""
        for array in (*self.state.values(), *self.memory.values()):
            array[...] = 0
        self.timetable.restart()

    def upcoming(self) -> dict[str, float]:
        """Return the scalars, rounded to the run's dtype, that the next update will use."""
        return self.timetable.upcoming()

    def rehearse_gradient(self, part: slice) -> Conditioned:
        """Return copies of what penalties and clipping will make of a part of the gradient, by the same calls."""
        emit = Emitter(self.theta.dtype)
        if not self.clip_norm:
            made = self.conditioning.emit(emit, self.theta[part], self.grad[part], part)
            emit.run()
            return made
        made = self.conditioning.emit(emit, self.theta, self.grad)
        emit.run()
        return replace(made, penalised=made.penalised[part], final=made.final[part])

    def _emit(self) -> None:
        emit = PlanEmitter(self.theta.dtype)
        emit.begin("update", "")
        emit.about("update", self.optimizer.declaration.formula)
        emit.call(self.timetable.count)
        grad = self.conditioning.emit(emit, self.theta, self.grad).final
        scalars = self.timetable.scalars
        for part in self._blocks():
            if self.optimizer.decay:
                emit.about("decay", DECAY)
                emit_decay(emit, self.theta[part], self.decay[part], scalars["learning_rate"])
            emit.about("update", self.optimizer.declaration.formula)
            state = {name: array[part] for name, array in self.state.items()}
            self.optimizer.emit_update(emit, self.theta[part], grad[part], {**state, **self.memory}, scalars)
        self.calls, self.info = emit.calls, emit.info

    def _blocks(self) -> Iterator[slice]:
        size = self.theta.size
        step = BLOCK if self.optimizer.elementwise else max(size, 1)
        return (slice(start, min(start + step, size)) for start in range(0, size, step))


def _state(optimizer: Optimizer, theta: Array) -> dict[str, Array]:
    names, size = [kept.name for kept in optimizer.kept()], theta.size
    if size > SIDE_BY_SIDE:
        return {name: aligned(size, theta.dtype) for name in names}
    return dict(zip(names, aligned(len(names) * size, theta.dtype).reshape(len(names), size), strict=True))


def emit_decay(emit: Emitter, theta: Array, decay: Array, rate: Array) -> None:
    """Emit ``θ ← θ − α λ θ``; ``decay`` has λ for each weight, 0 for what does not decay."""
    part = emit.scratch(theta.shape)
    emit.call(np.multiply, theta, decay, part)
    emit.call(np.multiply, part, rate, part)
    emit.call(np.subtract, theta, part, theta)
