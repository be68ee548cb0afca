"""Attention, one row at a time: its scores, the weights that the softmax makes of them, the context that they mix."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from nnstudio.engine import Place
from nnstudio.inspection.sequences.direction import Floats
from nnstudio.inspection.steps import Step
from nnstudio.inspection.trace import Trace


@dataclass(frozen=True, eq=False)
class Grid:
    """Numbers ``(R, C)`` of one sample: those of a quantity whose index is ``(row, column)``, then ``head`` if any."""

    layer: str
    quantity: str
    values: Floats
    sample: int
    head: int | None = None
    first_row: int = 0
    first_column: int = 0
    turned: bool = False

    def place(self, row: int, column: int) -> Place:
        """Return where a number stands."""
        row, column = (column, row) if self.turned else (row, column)
        index = (self.first_row + row, self.first_column + column)
        return Place(self.layer, self.quantity, index if self.head is None else (*index, self.head), self.sample)

    @property
    def limit(self) -> float:
        """The largest number, for a colour scale; 1 where all are 0."""
        return float(np.abs(self.values[np.isfinite(self.values)]).max(initial=0.0)) or 1.0

    def as_columns(self) -> Grid:
        """Return it with its vectors as columns: a column for each step that asks."""
        return replace(self, values=self.values.T, turned=not self.turned)


@dataclass(frozen=True, eq=False)
class Attended:
    """One head of an attention layer; copies.

    ``scores``, ``weights`` ``(T, S)``: a row for each step that asks, a column for each that is looked at; scores
    that a causal head does not see are NaN. ``context`` ``(T, d)``: this head's rows of weighted values.
    """

    scores: Grid
    weights: Grid
    context: Grid
    heads: int
    head: int


def attends(trace: Trace, layer: str) -> bool:
    """Whether a layer has attention weights."""
    return {"scores", "weights"} <= set(trace.plan.sites[layer].quantities)


def attended(trace: Trace, layer: str, head: int = 0) -> Attended:
    """Return a head's scores, weights and context of the sample."""
    quantities, sample = trace.plan.sites[layer].quantities, trace.sample
    whole = {name: np.array(quantities[name].outside[sample], np.float64) for name in ("scores", "weights")}
    several = whole["weights"].ndim == 3
    heads = whole["weights"].shape[2] if several else 1
    scores, weights = (each[..., head] if several else each for each in whole.values())
    name = "context" if "context" in quantities else "a"
    context = np.array(quantities[name].outside[sample], np.float64)
    wide = context.shape[1] // heads
    number = head if several else None
    unseen = (weights == 0) & (np.arange(weights.shape[1]) > np.arange(len(weights))[:, None])
    return Attended(
        Grid(layer, "scores", np.where(unseen, np.nan, scores), sample, number),
        Grid(layer, "weights", weights, sample, number),
        Grid(layer, name, context[:, head * wide : (head + 1) * wide], sample, None, 0, head * wide),
        heads,
        head,
    )


def row_of(trace: Trace, step: Step) -> tuple[int | None, int | None]:
    """Return which row and head a step of an attention layer is about; None where it is about all."""
    site, index = trace.plan.sites[step.layer], step.index or ()
    if step.quantity not in site.quantities or not index:
        return None, None
    per_head = len(site.quantities["weights"].shape) == 3 and len(index) == 3
    return index[0], index[2] if per_head else None
