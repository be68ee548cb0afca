"""The list of calls with what each of them is: the plan's emitter."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from nnstudio.engine.emitter import Emitter, written
from nnstudio.engine.pool import Pool
from nnstudio.engine.typing import Array


@dataclass(frozen=True)
class Instruction:
    """What call number ``index`` of a plan is.

    ``phase`` is ``forward``, ``loss``, ``backward`` or ``update``; ``quantity`` is what it works on (``z``, ``a``,
    ``slope``, ``grad_a``, ``grad_z``, ``weight_grad``, ``loss`` …); ``formula`` is LaTeX, the same for all calls of
    one quantity. ``layers`` names all layers of a call that serves several. ``time`` is the time step, from 0, of a
    call that belongs to one step of a recurrent layer; −1 for all others.
    """

    index: int
    phase: str
    layer: str
    quantity: str
    formula: str
    layers: tuple[str, ...] = ()
    time: int = -1

    @property
    def serves(self) -> tuple[str, ...]:
        """The layers that it is for: all of them, where there are several."""
        return self.layers or (self.layer,)


@dataclass
class PlanEmitter(Emitter):
    """An emitter that also says what each call is, and takes its buffers from a pool."""

    pool: Pool | None = None
    phase: str = "forward"
    quantity: str = ""
    formula: str = ""
    layers: tuple[str, ...] = ()
    layer: str = ""
    time: int = -1
    info: list[Instruction] = field(default_factory=list)
    _known: dict[int, tuple[str, str, Array | None]] = field(default_factory=dict)

    def begin(self, phase: str, layer: str, layers: tuple[str, ...] = ()) -> None:
        """Name the phase and the layer, or layers, of the calls that follow."""
        self.phase, self.scope, self.layer, self.layers = phase, layer, layer, layers
        self.quantity = self.formula = ""
        self.time = -1
        if self.pool is not None:
            self.pool.take_back()

    def about(self, quantity: str, formula: str, array: Array | None = None) -> None:
        """Name the quantity of the calls that follow; or of all calls, now or later, that write ``array`` itself."""
        if array is None:
            self.quantity, self.formula = quantity, formula
        else:
            # With the array itself, so that its id is not given to another while the plan is built.
            self._known[id(array)] = (quantity, formula, array)

    def call(self, function: Callable[..., object], *arguments: Any) -> None:
        """Append one call and its instruction."""
        buffer = id(written(function, arguments))
        quantity, formula, _ = self._known.get(buffer, (self.quantity, self.formula, None))
        place = (self.phase, self.layer, quantity, formula, self.layers, self.time)
        self.info.append(Instruction(len(self.calls), *place))
        super().call(function, *arguments)

    def scratch(self, shape: tuple[int, ...], dtype: type | None = None) -> Array:
        """Return a zeroed buffer beside those of the same plan."""
        if self.pool is None:
            return super().scratch(shape, dtype)
        return self.pool.take(shape, np.dtype(dtype or self.dtype))

    def passing(self, shape: tuple[int, ...], dtype: type | None = None) -> Array:
        """Return memory that is another layer's in the next pass."""
        if self.pool is None:
            return super().passing(shape, dtype)
        return self.pool.lend(shape, np.dtype(dtype or self.dtype))

    def inherited(self, shape: tuple[int, ...]) -> Array:
        """Return memory that the backward pass writes, all of it, and that stays until the next forward pass."""
        return super().scratch(shape) if self.pool is None else self.pool.inherit(shape)
