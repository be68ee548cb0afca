"""A grid of numbers, each with its place in the network; the numbers are copied, so that it outlives the moment."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

import numpy as np
import numpy.typing as npt

from nnstudio.engine import Place
from nnstudio.inspection.quantities import is_gradient
from nnstudio.inspection.trace import Trace
from nnstudio.inspection.working_out import Covered

Floats = npt.NDArray[np.float64]
Cell = tuple[int, int]
_FEW = 256
"""Cells up to which each is asked for its place."""


def no_place(row: int, column: int) -> Place | None:
    """Return no place: a product, a sum, a mean stands nowhere in the plan."""
    return None


@dataclass(frozen=True)
class Spread:
    """Places of one quantity, of which each number stands in one cell only: so the cell is told by the place, too,
    without a look at thousands of cells.

    ``axes`` says of each part of the index whether it is the ``"row"``, the ``"column"`` or always the same.
    """

    layer: str
    quantity: str
    axes: tuple[int | Literal["row", "column"], ...]
    sample: int = -1

    def __call__(self, row: int, column: int) -> Place:
        """Return where a cell's number stands."""
        index = (row if axis == "row" else column if axis == "column" else axis for axis in self.axes)
        return Place(self.layer, self.quantity, tuple(index), self.sample)

    def cell(self, place: Place) -> Cell | None:
        """Return the cell of a number, which may be beyond the grid's edge; None where it is in none."""
        if (place.layer, place.quantity, place.sample) != (self.layer, self.quantity, self.sample):
            return None
        if len(place.index) != len(self.axes):
            return None
        found = dict(zip(self.axes, place.index, strict=True))
        cell = found.get("row", 0), found.get("column", 0)
        return cell if self(*cell) == place else None


@dataclass(frozen=True, eq=False)
class Cells:
    """``values`` ``(R, C)``, NaN where there is none; ``marks``: target, read, padding, covered, winner, off, unused.
    ``asked`` : cells whose numbers are not to be seen yet.

    ``place`` says where a cell's number stands; it reads nothing of the plan.
    """

    values: Floats
    place: Callable[[int, int], Place | None] = no_place
    rows: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    marks: Mapping[Cell, str] = field(default_factory=dict)
    asked: frozenset[Cell] = frozenset()

    @property
    def limit(self) -> float:
        """The largest number there is, for a colour scale; 1 where all are 0."""
        sizes = np.abs(self.values)
        largest = float(sizes.max(initial=0.0))
        if not np.isfinite(largest):
            largest = float(sizes[np.isfinite(sizes)].max(initial=0.0))
        return largest or 1.0

    def marked(self, marks: Mapping[Cell, str]) -> Cells:
        """Return the same cells with further marks."""
        return replace(self, marks={**self.marks, **marks})

    def without(self, covered: Covered) -> Cells:
        """Return the same cells without a number that is covered, and without what tells which one it is of others."""
        hidden = covered.hidden(self.values)
        own = self.place.cell(covered.place) if isinstance(self.place, Spread) else self._cell(covered.place)
        if own is not None and own[0] < hidden.shape[0] and own[1] < hidden.shape[1]:
            hidden[own] = True
        asked = frozenset((int(row), int(column)) for row, column in np.argwhere(hidden))
        marks = {cell: mark for cell, mark in self.marks.items() if mark != "winner"}
        return replace(self, values=np.where(hidden, np.nan, self.values), marks=marks, asked=asked)

    def _cell(self, place: Place) -> Cell | None:
        """Return the cell of a number, of those few that are written or marked as what the step makes."""
        rows, columns = self.values.shape
        few = np.ndindex(rows, columns) if rows * columns <= _FEW else self.marks
        return next((cell for cell in few if self.place(*cell) == place), None)


def numbers(trace: Trace, layer: str, quantity: str, sample: int | None = None) -> Floats:
    """Return a quantity of one sample, copied; gradients as those of the sample's own loss, N times the plan's."""
    whole = trace.plan.quantity(layer, quantity)[trace.sample if sample is None else sample]
    return np.array(whole, np.float64) * (trace.count if is_gradient(quantity) else 1)


def parameter(trace: Trace, layer: str, name: str) -> Floats:
    """Return a parameter in its outside shape, copied."""
    return np.array(trace.plan.sites[layer].parameter(name), np.float64)


def column_of(trace: Trace, layer: str, quantity: str, labels: tuple[str, ...] = ()) -> Cells:
    """Return a list of features as one column."""
    values, sample = numbers(trace, layer, quantity).reshape(-1, 1), trace.sample
    return Cells(values, Spread(layer, quantity, ("row",), sample), rows=labels)


def labelled(symbol: str, count: int) -> tuple[str, ...]:
    """Return ``x₁ x₂ …`` in the markup of ``inspection.symbols``."""
    return tuple(f"{symbol}_{{{number}}}" for number in range(1, count + 1))
