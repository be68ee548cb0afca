"""A recurrent layer unrolled: a stretch of its time steps, each with its input, its cell and its state."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nnstudio.engine import Place
from nnstudio.inspection.quantities import known
from nnstudio.inspection.sequences.direction import Direction
from nnstudio.text import Message

_FORWARD, _BACK = ("h", "c"), ("grad_h", "grad_c")


@dataclass(frozen=True)
class Knot:
    """One number of the chain: ``letter`` in the markup of ``inspection.symbols``, with the step's number; of a
    slope ∂ℓ/∂h only ``∂h``."""

    place: Place
    letter: str
    name: Message
    value: float


@dataclass(frozen=True, eq=False)
class Chain:
    """The steps ``first`` … of ``length``, each with its state (and cell) of one unit, and its input's first number.

    ``rows`` ``[row][step]``. ``leftward``: numbers go from later steps to earlier ones, on the way back or in a layer
    that is read from the end.
    """

    first: int
    rows: tuple[tuple[Knot, ...], ...]
    length: int
    unit: int
    leftward: bool

    @property
    def times(self) -> range:
        """The steps of the stretch."""
        return range(self.first, self.first + len(self.rows[0]))


def chain(direction: Direction, first: int, count: int, unit: int, *, back: bool) -> Chain:
    """Return a stretch of ``count`` steps: the forward pass, or ``back``, what comes back to states and cells."""
    trace, layer = direction.trace, direction.layer
    first = max(0, min(first, direction.length - count))
    times = range(first, min(direction.length, first + count))

    def row(quantity: str, column: int) -> tuple[Knot, ...]:
        name = quantity if quantity == "x" else direction.prefix + quantity
        about = known(name)
        places = [Place(layer, name, (time, column), trace.sample) for time in times]
        return tuple(
            Knot(place, f"{about.letter.removeprefix('∂ℓ/')}_{{{place.index[0] + 1}}}", about.title, trace.value(place))
            for place in places
        )

    states = [row(name, unit) for name in (_BACK if back else _FORWARD) if direction.has(name)]
    given = [] if back else [row("x", 0)]
    return Chain(first, tuple(states + given), direction.length, unit, direction.reverse != back)


def window_with(first: int, count: int, length: int, time: int) -> int:
    """Return where a window of ``count`` steps begins that has a step in it, moved no further than it must be."""
    return int(np.clip(first, max(0, time - count + 1), min(time, max(0, length - count))))
