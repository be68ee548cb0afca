"""An embedding: which row of its table each token picks, and what comes back to a row from wherever it was picked."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from nnstudio.engine import Place
from nnstudio.inspection.describe import describe
from nnstudio.inspection.description import Line
from nnstudio.inspection.layer_views.cells import Cell, Cells, Floats, Spread, numbers, parameter
from nnstudio.inspection.steps import Step
from nnstudio.inspection.trace import Trace

Numbers = npt.NDArray[np.intp]

MOST_NUMBERS = 4096
"""Numbers of a table that are all shown; of a larger one only the rows that the batch picks."""


@dataclass(frozen=True, eq=False)
class Picked:
    """A row of the table, at one of its features, and the steps of this sample at which it is picked.

    ``tokens`` ``(1, T)``: the numbers that come in. ``table`` ``(R, D)``: the rows, or the gradients of the rows, whose
    numbers in the vocabulary are ``rows``. ``sequence`` ``(T, D)``: what goes out of each step, or comes back to it.
    ``detail``: the row itself, or all that comes back to it and below the sum. ``lines`` write one number of it out.
    ``token``, ``feature``: the row, and the column, looked at. ``steps``: where this sample picks the row; ``places``:
    where the batch does, as sample and step. ``unused``: rows that nothing picks, of ``vocabulary``.
    """

    tokens: Cells
    table: Cells
    sequence: Cells
    detail: Cells
    lines: tuple[Line, ...]
    rows: tuple[int, ...]
    token: int
    feature: int
    steps: tuple[int, ...]
    places: tuple[tuple[int, int], ...]
    unused: int
    vocabulary: int


def picked_row(trace: Trace, layer: str, step: int, feature: int) -> Picked:
    """Return the row that a step's token picks, which is what goes out of that step."""
    own = _Table(trace, layer)
    token = int(own.of_sample[step])
    rows, weight = own.rows(token), parameter(trace, layer, "weight")
    table = own.table(weight, rows, "weight").marked(_across(rows.index(token), weight.shape[1], "read"))
    made = own.sequence("a").marked({**_across(step, weight.shape[1], "read"), (step, feature): "target"})
    detail = Cells(weight[token][None], Spread(layer, "weight", (token, "column")), marks={(0, feature): "read"})
    lines = describe(trace, Step("forward", layer, "a", (step, feature))).lines
    return own.found((token, feature), rows, table, made, detail, lines, step)


def row_gradient(trace: Trace, layer: str, token: int, feature: int) -> Picked:
    """Return what comes back to a row: ∂ℓ/∂a at every step that picked it, added up.

    Of the batch: over all samples, divided by N, which is the plan's own number; of one sample the plan holds no sum.
    """
    own = _Table(trace, layer)
    rows, gradient = own.rows(token), own.gradient()
    table = own.table(gradient, rows, "weight_grad")
    unused = np.flatnonzero(~np.isin(rows, own.read()))
    table = table.marked({(int(row), column): "unused" for row in unused for column in range(gradient.shape[1])})
    table = table.marked({(rows.index(token), feature): "target"})
    steps = np.flatnonzero(own.of_sample == token).tolist()
    marks = {cell: "read" for step in steps for cell in _across(step, gradient.shape[1], "read")}
    back = own.sequence("grad_a").marked(marks)
    detail = own.summed(token, feature, gradient[token])
    lines = describe(trace, Step("backward", layer, "weight_grad", (token, feature))).lines
    return own.found((token, feature), rows, table, back, detail, lines, None)


@dataclass(frozen=True, eq=False)
class _Table:
    trace: Trace
    layer: str

    @property
    def all(self) -> Numbers:
        """``(N, T)``: the tokens of every sample."""
        found: Numbers = np.asarray(self.trace.plan.quantity(self.layer, "x")).astype(np.intp)
        return found

    @property
    def of_sample(self) -> Numbers:
        """``(T,)``: this sample's tokens."""
        found: Numbers = self.all[self.trace.sample]
        return found

    def read(self) -> Numbers:
        """Return the tokens that stand somewhere: in this sample, or of the batch in any."""
        return np.unique(self.all if self.trace.batch else self.of_sample)

    def rows(self, token: int) -> tuple[int, ...]:
        """Return the rows that are shown, the one looked at among them."""
        vocabulary, dimension = self.trace.plan.sites[self.layer].parameter("weight").shape
        if vocabulary * dimension <= MOST_NUMBERS:
            return tuple(range(vocabulary))
        return tuple(sorted({token, *self.read().tolist()}))

    def gradient(self) -> Floats:
        """Return ``(V, D)``: the plan's gradient; of one sample, whose own the plan does not hold, its sums."""
        site = self.trace.plan.sites[self.layer]
        if self.trace.batch:
            return np.array(site.gradient("weight"), np.float64)
        found = np.zeros(site.parameter("weight").shape)
        np.add.at(found, self.of_sample, numbers(self.trace, self.layer, "grad_a"))
        return found

    def table(self, values: Floats, rows: tuple[int, ...], quantity: str) -> Cells:
        def place(row: int, column: int) -> Place:
            return Place(self.layer, quantity, (rows[row], column))

        return Cells(values[list(rows)], place)

    def sequence(self, quantity: str) -> Cells:
        sample = self.trace.sample
        values = numbers(self.trace, self.layer, quantity)
        labels = tuple(str(step + 1) for step in range(len(values)))
        return Cells(values, Spread(self.layer, quantity, ("row", "column"), sample), labels)

    def places(self, token: int) -> tuple[tuple[int, int], ...]:
        """Return where a row is picked, as sample and step."""
        return tuple((int(sample), int(step)) for sample, step in np.argwhere(self.all == token))

    def summed(self, token: int, feature: int, whole: Floats) -> Cells:
        """Return what comes back at each place that picked a row, a line for each, and their sum below."""
        trace, sample = self.trace, self.trace.sample
        places = [place for place in self.places(token) if trace.batch or place[0] == sample]
        back = np.asarray(trace.plan.quantity(self.layer, "grad_a"), np.float64) * trace.count
        values = np.array([*(back[place] for place in places), whole])
        names = tuple(f"{n + 1} · {step + 1}" if trace.batch else str(step + 1) for n, step in places)

        def place(row: int, column: int) -> Place:
            if row == len(places):
                return Place(self.layer, "weight_grad", (token, column))
            return Place(self.layer, "grad_a", (places[row][1], column), places[row][0])

        marks = {**{(row, feature): "read" for row in range(len(places))}, (len(places), feature): "target"}
        return Cells(values, place, (*names, "1/N Σ" if trace.batch else "Σ"), marks=marks)

    def found(
        self,
        at: tuple[int, int],
        rows: tuple[int, ...],
        table: Cells,
        sequence: Cells,
        detail: Cells,
        lines: tuple[Line, ...],
        step: int | None,
    ) -> Picked:
        trace, layer, token = self.trace, self.layer, at[0]
        steps = tuple(np.flatnonzero(self.of_sample == token).tolist())
        marks: dict[Cell, str] = {(0, each): "read" for each in steps}
        if step is not None:
            marks[0, step] = "target"
        sample = trace.sample
        tokens = Cells(
            self.of_sample[None].astype(np.float64),
            Spread(layer, "x", ("column",), sample),
            marks=marks,
        )
        vocabulary = len(trace.plan.sites[layer].parameter("weight"))
        unused = vocabulary - len(self.read())
        return Picked(tokens, table, sequence, detail, lines, rows, *at, steps, self.places(token), unused, vocabulary)


def _across(row: int, columns: int, mark: str) -> dict[Cell, str]:
    return {(row, column): mark for column in range(columns)}
