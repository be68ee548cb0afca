"""A recurrent layer unrolled: every gate, every state and every gradient as a strip over time."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from nnstudio.engine import Place
from nnstudio.inspection.quantities import Known, is_gradient, known
from nnstudio.inspection.sequences.direction import Direction, Floats
from nnstudio.inspection.working_out import Covered

FORWARD = (
    "reset_gate",
    "update_gate",
    "forget_gate",
    "input_gate",
    "candidate",
    "output_gate",
    "z",
    "change",
    "c",
    "h",
)
BACKWARD = (
    "grad_h",
    "grad_c",
    "slope",
    "output_gate_grad_z",
    "candidate_grad_z",
    "input_gate_grad_z",
    "forget_gate_grad_z",
    "update_gate_grad_z",
    "reset_gate_grad_z",
    "grad_z",
)
"""In the order in which they follow from one another."""


@dataclass(frozen=True, eq=False)
class Strip:
    """One quantity over time: ``values`` ``(H, T)``, coloured up to ``±limit``; the input has as many rows as features.

    ``quantity`` : the plan's name of it. ``known`` : its letter and its name.
    """

    layer: str
    quantity: str
    known: Known
    values: Floats
    limit: float
    sample: int

    def place(self, row: int, time: int) -> Place:
        """Return where a number of the strip stands."""
        return Place(self.layer, self.quantity, (time, row), self.sample)

    def without(self, covered: Covered) -> Strip:
        """Return the same strip without a number that is covered."""
        hidden, place = covered.hidden(self.values), covered.place
        if (place.layer, place.quantity) == (self.layer, self.quantity) and len(place.index) == 2:
            hidden[place.index[1], place.index[0]] = True
        return replace(self, values=np.where(hidden, np.nan, self.values))


@dataclass(frozen=True, eq=False)
class Unrolled:
    """All strips of one direction, in the order of computing, all T wide.

    ``cuts`` : times before which truncation lets no gradient pass.
    """

    forward: tuple[Strip, ...]
    backward: tuple[Strip, ...]
    length: int
    units: int
    cuts: tuple[int, ...]
    reverse: bool


def unrolled(direction: Direction) -> Unrolled:
    """Return a recurrent layer's gates, states and gradients over time, the input first; copies."""
    trace, layer = direction.trace, direction.layer
    x = direction.numbers("x")
    given = Strip(layer, "x", known("x"), x.T, _limit(x), trace.sample)
    forward = (given, *(_strip(direction, name) for name in FORWARD if direction.has(name)))
    backward = tuple(_strip(direction, name) for name in BACKWARD if direction.has(name))
    return Unrolled(forward, backward, direction.length, direction.units, direction.cuts, direction.reverse)


def _strip(direction: Direction, quantity: str) -> Strip:
    name, values = direction.prefix + quantity, direction.numbers(quantity)
    bounded = not is_gradient(name) and (quantity.endswith("_gate") or quantity == "candidate")
    limit = 1.0 if bounded else _limit(values)
    return Strip(direction.layer, name, direction.known(quantity), values.T, limit, direction.trace.sample)


def _limit(values: Floats) -> float:
    finite = values[np.isfinite(values)]
    return float(np.abs(finite).max(initial=0.0)) or 1.0
