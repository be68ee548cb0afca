"""One direction of a recurrent layer in a trace: its cell, its quantities, and how its steps follow one another."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from nnstudio.engine import Place
from nnstudio.engine.recurrence.cell import REVERSE, Cell
from nnstudio.engine.recurrence.layer import RecurrentLayer, cells_of
from nnstudio.inspection.quantities import Known, is_gradient, known_of
from nnstudio.inspection.steps import Step
from nnstudio.inspection.trace import Trace

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Direction:
    """``layer``, read from its beginning or (``reverse``) from its end. Times are those of the sequence, from 0."""

    trace: Trace
    layer: str
    reverse: bool = False

    @property
    def cell(self) -> Cell:
        """The engine's cell; only while the plan stands still."""
        return cells_of(self.trace.plan.sites[self.layer])[self.reverse]

    @property
    def prefix(self) -> str:
        """What the names of its quantities and parameters begin with."""
        return REVERSE if self.reverse else ""

    @property
    def length(self) -> int:
        """T, the steps of the sequence."""
        return self.cell.length

    @property
    def units(self) -> int:
        """H, the numbers of the state."""
        return self.cell.units

    @property
    def cuts(self) -> tuple[int, ...]:
        """Times before which truncation lets no gradient pass, in either direction of reading: ``3`` is between 2, 3.

        They are boundaries between two neighbours of the sequence.
        """
        cell = self.cell
        found = (max(cell.place(t), cell.place(t + 1)) for t in range(1, cell.length) if not cell.linked(t))
        return tuple(sorted(found))

    def earlier(self, time: int) -> int:
        """Return the time that was read before; −1 or T where none was."""
        return time + 1 if self.reverse else time - 1

    @property
    def last(self) -> int:
        """The time that is read last."""
        return 0 if self.reverse else self.length - 1

    def has(self, quantity: str) -> bool:
        """Whether the layer shows a quantity, named without the direction."""
        return self.prefix + quantity in self.trace.plan.sites[self.layer].quantities

    def known(self, quantity: str) -> Known:
        """Return what the layer calls a quantity."""
        return known_of(self.trace.layer(self.layer).declaration.id, self.prefix + quantity)

    def place(self, quantity: str, time: int, unit: int) -> Place:
        """Return where a number of this sample stands."""
        return Place(self.layer, self.prefix + quantity, (time, unit), self.trace.sample)

    def numbers_of_all(self, quantity: str) -> Floats:
        """Return a quantity of all samples, ``(N, T, H)``, copied, as the plan has it."""
        return np.array(self.trace.plan.quantity(self.layer, self.prefix + quantity), np.float64)

    def numbers(self, quantity: str) -> Floats:
        """Return a quantity ``(T, H)``, copied: this sample's; a gradient ∂ℓ/∂, of the batch ∂L/∂ over its samples."""
        name = self.prefix + quantity if quantity != "x" else quantity
        whole = self.trace.plan.quantity(self.layer, name)
        if not is_gradient(name):
            return np.array(whole[self.trace.sample], np.float64)
        if self.trace.batch:
            return np.asarray(whole.sum(axis=0, dtype=np.float64))
        return np.array(whole[self.trace.sample], np.float64) * self.trace.count


def is_recurrent(trace: Trace, layer: str) -> bool:
    """Whether a layer carries a state from step to step."""
    return isinstance(trace.layer(layer), RecurrentLayer)


@dataclass(frozen=True)
class Spot:
    """Which number of a recurrent layer a step is about; ``time`` and ``unit`` are None where it is about all."""

    reverse: bool = False
    time: int | None = None
    unit: int | None = None


def spot_of(trace: Trace, step: Step) -> Spot:
    """Return where a recurrent layer's step stands: its direction, time and unit, as far as it has them."""
    site, reverse, index = trace.plan.sites[step.layer], step.quantity.startswith(REVERSE), step.index or ()
    units = cells_of(site)[0].units
    if step.quantity not in site.quantities:
        # A weight's gradient or its update: the last index is its column, of some gate.
        return Spot(reverse, None, index[-1] % units if index else None)
    timed = len(site.quantities[step.quantity].shape) == 2
    time = index[0] if timed and index else None
    unit = index[-1] if len(index) == 1 + timed else None
    if step.quantity not in ("a", "grad_a"):
        return Spot(reverse, time, unit)
    # Both directions stand side by side in the output; only its last step may be given out.
    reverse = unit is not None and unit >= units
    cell = cells_of(site)[reverse]
    return Spot(reverse, time if timed else cell.place(cell.length), unit % units if unit is not None else None)
