"""A dense layer as matrices: z = x W + b, the way back ∂ℓ/∂x = δ Wᵀ, and the weights' gradient xᵀ δ."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from nnstudio.engine import Place
from nnstudio.inspection.calling import is_parameter
from nnstudio.inspection.layer_views.cells import Cell, Cells, Floats, Spread, numbers, parameter
from nnstudio.inspection.trace import Trace

MOST_COUNTED, MOST_OF_VECTOR = 8, 24
"""Rows or columns of a matrix, and numbers of a vector beside it, up to which they are not numbered."""


@dataclass(frozen=True, eq=False)
class Part:
    """A matrix with its letter, in the markup of ``inspection.symbols``."""

    letter: str
    cells: Cells


@dataclass(frozen=True, eq=False)
class Equation:
    """``share · left · right (+ plus) = made``; ``at`` is the cell of the result looked at, its row and column framed.

    ``of_plan``: the plan holds the result; else it is multiplied out here, as nothing upstream learns or others add.
    """

    left: Part
    right: Part
    plus: Part | None
    made: Part
    at: Cell
    of_plan: bool = True
    share: float = 1.0


def net_input(trace: Trace, layer: str, at: tuple[int, ...], columns: bool = False) -> Equation:
    """Return ``x W + b = z`` with z at an index looked at; as columns ``W x + b = z``."""
    bias = _has_bias(trace, layer)
    x, weight, z = _rows(trace, layer, "x"), _weight(trace, layer), _rows(trace, layer, "z")
    plus = Part("b", _bias(trace, layer, len(z.values))) if bias else None
    return _framed(Equation(Part("x", x), Part("W", weight), plus, Part("z", z), _cell(at)), columns)


def input_gradient(trace: Trace, layer: str, at: tuple[int, ...], columns: bool = False) -> Equation:
    """Return ``δ Wᵀ = ∂ℓ/∂x`` with the input at an index looked at."""
    delta, weight = _rows(trace, layer, "grad_z"), _transposed(_weight(trace, layer))
    source = trace.graph[layer].inputs[0]
    kept = "grad_a" in trace.plan.sites[source].quantities and len(trace.graph.consumers[source]) == 1
    made = _rows(trace, source, "grad_a") if kept else Cells(delta.values @ weight.values)
    equation = Equation(Part("δ", delta), Part("W^{⊤}", weight), None, Part("∂ℓ/∂x", made), _cell(at), kept)
    return _framed(equation, columns)


def weight_gradient(trace: Trace, layer: str, at: tuple[int, ...], columns: bool = False) -> Equation:
    """Return ``xᵀ δ = ∂ℓ/∂W`` with a weight looked at; of the batch ``1/N xᵀ δ = ∂L/∂W``, with a row for each sample.

    The plan holds the batch's gradient only.
    """
    of_batch = trace.batch
    x = _rows(trace, layer, "x", of_batch)
    delta = _rows(trace, layer, "grad_z", of_batch)
    left = _transposed(x)
    weight = trace.plan.sites[layer].gradient("weight")
    made = np.array(weight, np.float64) if of_batch else left.values @ delta.values
    cells = Cells(made, _weight_place(layer, "weight_grad"))
    letter = "∂L/∂W" if of_batch else "∂ℓ/∂W"
    share = 1 / trace.count if of_batch else 1.0
    parts = Part("x^{⊤}", left), Part("δ", delta), None, Part(letter, cells)
    equation = Equation(*parts, (at[0], at[1]), of_batch, share)
    return _framed(equation, columns)


# -- parts


def _rows(trace: Trace, layer: str, quantity: str, of_batch: bool = False) -> Cells:
    """Return a quantity as rows: one for a list, one for each step of a sequence; of the batch for each sample."""
    if of_batch:
        whole = np.stack([numbers(trace, layer, quantity, sample) for sample in range(trace.count)])
    else:
        whole = numbers(trace, layer, quantity)[None]
    steps = whole.shape[1] if whole.ndim == 3 else 1
    first, sequence = 0 if of_batch else trace.sample, whole.ndim == 3

    def place(row: int, column: int) -> Place | None:
        sample, step = divmod(row, steps)
        return Place(layer, quantity, (step, column) if sequence else (column,), first + sample)

    return Cells(whole.reshape(-1, whole.shape[-1]), place)


def _weight(trace: Trace, layer: str) -> Cells:
    return Cells(parameter(trace, layer, "weight"), _weight_place(layer, "weight"))


def _weight_place(layer: str, quantity: str) -> Spread:
    return Spread(layer, quantity, ("row", "column"))


def _bias(trace: Trace, layer: str, rows: int) -> Cells:
    values: Floats = np.broadcast_to(parameter(trace, layer, "bias"), (rows, trace.shape(layer)[-1]))
    return Cells(values, lambda row, column: Place(layer, "bias", (column,)))


def _has_bias(trace: Trace, layer: str) -> bool:
    return is_parameter(trace, layer, "bias")


def _transposed(cells: Cells) -> Cells:
    marks = {(column, row): mark for (row, column), mark in cells.marks.items()}
    place = cells.place
    return Cells(cells.values.T, lambda row, column: place(column, row), cells.columns, cells.rows, marks)


def _cell(at: tuple[int, ...]) -> Cell:
    return (0, at[0]) if len(at) == 1 else (at[0], at[1])


# -- frames


def _framed(equation: Equation, columns: bool) -> Equation:
    """Return the equation with the row and the column framed that make the number looked at."""
    row, column = equation.at
    depth = equation.left.cells.values.shape[1]
    left = equation.left.cells.marked({(row, k): "read" for k in range(depth)})
    right = equation.right.cells.marked({(k, column): "read" for k in range(depth)})
    made = equation.made.cells.marked({equation.at: "target"})
    plus = equation.plus
    if plus is not None:
        plus = replace(plus, cells=plus.cells.marked({equation.at: "read"}))
    found = replace(
        equation,
        left=replace(equation.left, cells=_numbered(left)),
        right=replace(equation.right, cells=_numbered(right)),
        plus=None if plus is None else replace(plus, cells=_numbered(plus.cells)),
        made=replace(equation.made, cells=_numbered(made)),
    )
    return _as_columns(found) if columns else found


def _numbered(cells: Cells) -> Cells:
    """Number the rows and columns where they are too many to be counted: the numbers stay while the cells scroll."""
    most = MOST_COUNTED if min(cells.values.shape) > 1 else MOST_OF_VECTOR
    rows, columns = (
        tuple(str(number) for number in range(1, length + 1)) if length > most else () for length in cells.values.shape
    )
    return replace(cells, rows=rows, columns=columns)


def _as_columns(equation: Equation) -> Equation:
    """Return the same in the other convention: everything transposed, the factors exchanged."""
    plus = equation.plus
    return replace(
        equation,
        left=_turned(equation.right),
        right=_turned(equation.left),
        plus=None if plus is None else _turned(plus),
        made=_turned(equation.made),
        at=(equation.at[1], equation.at[0]),
    )


def _turned(part: Part) -> Part:
    return Part(part.letter, _transposed(part.cells))
