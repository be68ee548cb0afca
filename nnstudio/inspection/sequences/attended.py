"""Attention, head by head: query, key and value, scores, weights and context, and what comes back to each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from nnstudio.engine import Place
from nnstudio.inspection.describe import describe
from nnstudio.inspection.description import Description
from nnstudio.inspection.layer_views.cells import numbers
from nnstudio.inspection.sequences.direction import Floats
from nnstudio.inspection.steps import Step
from nnstudio.inspection.trace import Trace
from nnstudio.inspection.working_out import Covered

ROLES = ("query", "key", "value", "scores", "weights", "context")
"""What a head computes, in this order; a layer of one head alone calls its context the output ``a``."""
_OF_PAIRS = ("scores", "weights")


@dataclass(frozen=True, eq=False)
class Grid:
    """Numbers ``(R, C)`` of one sample: those of a quantity whose index is ``(row, column)``, then ``head`` if any.

    NaN where there is none: a causal head does not see what comes later. ``turned``: its vectors are columns, and
    ``values`` ``(C, R)``: a column for each step that asks.
    """

    layer: str
    quantity: str
    values: Floats
    sample: int
    head: int | None = None
    first_column: int = 0
    turned: bool = False

    def place(self, row: int, column: int) -> Place | None:
        """Return where a number stands; None where there is none."""
        if np.isnan(self.values[row, column]):
            return None
        row, column = (column, row) if self.turned else (row, column)
        index = (row, self.first_column + column)
        return Place(self.layer, self.quantity, index if self.head is None else (*index, self.head), self.sample)

    def cell(self, place: Place) -> tuple[int, int] | None:
        """Return the cell at which a place stands; None if it is none of this grid's."""
        if (place.layer, place.quantity, place.sample) != (self.layer, self.quantity, self.sample):
            return None
        if len(place.index) < 2 or place.index[2:] != (() if self.head is None else (self.head,)):
            return None
        found = place.index[0], place.index[1] - self.first_column
        found = found[::-1] if self.turned else found
        inside = all(0 <= part < length for part, length in zip(found, self.values.shape, strict=True))
        return found if inside else None

    @property
    def limit(self) -> float:
        """The largest number, for a colour scale; 1 where all are 0."""
        return float(np.abs(self.values[np.isfinite(self.values)]).max(initial=0.0)) or 1.0

    def without(self, covered: Covered | None) -> tuple[Grid, frozenset[tuple[int, int]]]:
        """Return the same without a number that is covered, and the cells that it is left out of."""
        if covered is None:
            return self, frozenset()
        hidden, own = covered.hidden(self.values), self.cell(covered.place)
        if own is not None:
            hidden[own] = True
        asked = frozenset((int(row), int(column)) for row, column in np.argwhere(hidden))
        return replace(self, values=np.where(hidden, np.nan, self.values)), asked

    def as_columns(self) -> Grid:
        """Return it with its vectors as columns: a column for each step that asks."""
        return replace(self, values=self.values.T, turned=not self.turned)


@dataclass(frozen=True, eq=False)
class Attended:
    """One head of an attention layer; copies, by their role of :data:`ROLES`.

    ``values``: query, key, value and context ``(T, d)``, the head's own features; ``scores``, ``weights`` ``(T, S)``: a
    row for each step that asks, a column for each that is looked at. ``slopes``: ∂ℓ/∂ of the same, of this sample;
    without those that nobody asks for, as nothing learns before the layer.
    """

    values: Mapping[str, Grid]
    slopes: Mapping[str, Grid]
    heads: int
    head: int

    def grids(self, back: bool) -> Mapping[str, Grid]:
        """Return the values or the slopes."""
        return self.slopes if back else self.values


def attends(trace: Trace, layer: str) -> bool:
    """Whether a layer has attention weights."""
    return {"scores", "weights"} <= set(trace.plan.sites[layer].quantities)


def heads_of(trace: Trace, layer: str) -> int:
    """Return how many heads an attention layer has."""
    shape = trace.plan.sites[layer].quantities["weights"].shape
    return shape[2] if len(shape) == 3 else 1


def attended(trace: Trace, layer: str, head: int = 0) -> Attended:
    """Return all that a head computes of the sample, and what comes back to it."""
    quantities = trace.plan.sites[layer].quantities
    heads = heads_of(trace, layer)
    own = _Head(trace, layer, head, heads if len(quantities["weights"].shape) == 3 else 0)
    names = {role: role if role in quantities else "a" for role in ROLES}
    values = {role: own.grid(role, name) for role, name in names.items()}
    back = {role: f"grad_{name}" for role, name in names.items() if f"grad_{name}" in quantities}
    slopes = {role: own.grid(role, name) for role, name in back.items()}
    return Attended(values, slopes, heads, head)


@dataclass(frozen=True, eq=False)
class _Head:
    """``several``: how many heads the layer's pairs of steps are of; 0 where they have no such index."""

    trace: Trace
    layer: str
    head: int
    several: int

    def grid(self, role: str, quantity: str) -> Grid:
        """Return a quantity's numbers of this head."""
        trace = self.trace
        whole = numbers(trace, self.layer, quantity)
        if role not in _OF_PAIRS:
            wide = whole.shape[1] // max(1, self.several)
            first = self.head * wide
            return Grid(self.layer, quantity, whole[:, first : first + wide], trace.sample, None, first)
        part = whole[..., self.head] if self.several else whole
        if self._causal and quantity != "weights":
            part = np.where(np.arange(part.shape[1]) <= np.arange(len(part))[:, None], part, np.nan)
        return Grid(self.layer, quantity, part, trace.sample, self.head if self.several else None)

    @property
    def _causal(self) -> bool:
        return bool(self.trace.layer(self.layer).values["causal"])


def spot_in(trace: Trace, step: Step) -> Place | None:
    """Return where the number of an attention layer's step stands; None for a weight, or a whole layer."""
    slot = trace.plan.sites[step.layer].quantities.get(step.quantity)
    if slot is None or step.index is None or len(step.index) != len(slot.shape):
        return None
    return trace.here(step.layer, step.quantity, step.index)


def written_out(trace: Trace, place: Place) -> Description | None:
    """Return how a number of this sample comes about; None for one that no step makes, such as data."""
    step = trace.step_of(place)
    return describe(replace(trace, batch=False), step) if step is not None else None


def row_of(trace: Trace, step: Step) -> tuple[int | None, int | None]:
    """Return which row and head a step of an attention layer is about; None where it is about all."""
    site, index = trace.plan.sites[step.layer], step.index or ()
    if step.quantity not in site.quantities or not index:
        return None, None
    per_head = len(site.quantities["weights"].shape) == 3 and len(index) == 3
    return index[0], index[2] if per_head else None
