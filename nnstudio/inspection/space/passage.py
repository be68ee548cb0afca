"""The way of many samples through the network: what each layer makes of them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from nnstudio.engine import Program
from nnstudio.engine.arrange import arrange_inputs
from nnstudio.engine.typing import Array

Floats = npt.NDArray[np.float64]
_SHOWN = ("z", "a")


@dataclass(frozen=True)
class Stop:
    """A place on the way: ``quantity`` ``z`` or ``a`` of ``layer``, ``width`` numbers a sample."""

    layer: str
    quantity: str
    width: int


def stops_of(program: Program) -> tuple[Stop, ...]:
    """Return all places where the numbers change, in the order of the calculation.

    A layer that hands its numbers on as they are (flatten, output, identity) is no place of its own: it holds no other
    memory than the place before.
    """
    plan = program.plan(1, "predict")
    found: list[Stop] = []
    known: list[Array] = []
    for name in program.graph.order:
        for quantity in _SHOWN:
            if quantity not in plan.quantities(name):
                continue
            values = plan.quantity(name, quantity)
            if not any(np.may_share_memory(values, other) for other in known):
                known.append(values)
                found.append(Stop(name, quantity, values[0].size))
    return tuple(found)


class Passage:
    """One forward pass of samples ``x`` ``(P, *shape)``, scaled as the network sees them.

    The pass is the engine's plan for prediction, in which dropout keeps everything; values are valid until the plan
    runs again.
    """

    def __init__(self, program: Program, x: Array) -> None:
        self._plan = program.plan(len(x), "predict")
        self._plan.fill([arrange_inputs(program, x)])
        with np.errstate(all="ignore"):
            self._plan.forward()

    def at(self, stop: Stop) -> Floats:
        """Return a copy of what the samples are at a place, ``(P, width)``; 0 for what is not finite."""
        values = self._plan.quantity(stop.layer, stop.quantity)
        found: Floats = values.reshape(len(values), -1).astype(np.float64)
        # Asking is a tenth of the work of replacing.
        return found if np.isfinite(found).all() else np.nan_to_num(found, posinf=0.0, neginf=0.0)
