"""A layer's numbers as whole matrices: what goes in, its parameters, what comes out, and the slopes of the loss."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from nnstudio.exchange.sheet.model import Block, Entry, Heading, Matrix, Words
from nnstudio.inspection import Trace
from nnstudio.inspection.convention import MATRICES, PAIRS, said
from nnstudio.inspection.layer_views.cells import numbers, parameter
from nnstudio.inspection.quantities import is_gradient, known
from nnstudio.inspection.quantities import parameter as known_parameter
from nnstudio.text import Message, msg

MOST_ROWS = 8
"""Rows of which none is left out."""
_ROOM = 74
"""Characters that stand side by side on a page, in numbers with the room between them."""
_MADE = ("z", "pieces", "h", "c", "scores", "weights", "a")
_INPUTS = ("x", "x1", "x2", "x3")

_Floats = npt.NDArray[np.float64]
_Whole = tuple[str, Message, _Floats]
"""Letter, title with the whole shape, and the plane that is shown."""


def matrices(trace: Trace, layers: tuple[str, ...], digits: int) -> tuple[Block, ...]:
    """Return the blocks of these layers; none where they hold no number to be shown so.

    A long matrix has dots for its middle, its last row and column are there; how many columns fit hangs on ``digits``.
    """
    most = MOST_ROWS, max(3, min(MOST_ROWS, _ROOM // (digits + 6)))
    found = [block for layer in layers for block in _of_layer(trace, layer, most)]
    if not found:
        return ()
    words = [said(trace.columns)]
    if trace.batch:
        words.append(
            msg("One column for each of the batch's {count} samples.", count=trace.count)
            if trace.columns
            else msg("One row for each of the batch's {count} samples.", count=trace.count)
        )
    words.append(
        msg("Gradients of parameters are the batch's: L is the mean over its {count} samples.", count=trace.count)
    )
    return (*(Words(each) for each in words), *found)


def _of_layer(trace: Trace, layer: str, most: tuple[int, int]) -> list[Block]:
    if trace.layer(layer).is_source or trace.layer(layer).is_sink:
        return []
    found = [_cut(*one, most) for one in _matrices(trace, layer)]
    title = trace.layer(layer).declaration.name
    return [Heading(title, msg("{name}", name=trace.name(layer))), *found] if found else []


def _matrices(trace: Trace, layer: str) -> Iterator[_Whole]:
    held = tuple(trace.plan.quantities(layer))
    parameters = tuple(name for owner, name in trace.plan.sites[layer].arenas.layout.entries if owner == layer)
    for quantity in (name for name in _INPUTS if name in held):
        yield _of_quantity(trace, layer, quantity, msg("Input x"))
    for name in parameters:
        yield _of_parameter(trace, layer, name, parameter(trace, layer, name), "")
    for quantity in (name for name in _MADE if name in held):
        yield _of_quantity(trace, layer, quantity, known(quantity).title)
    for quantity in (name for name in held if is_gradient(name) and name.endswith(("grad_z", "grad_pieces"))):
        yield _of_quantity(trace, layer, quantity, known(quantity).title)
    for name in parameters:
        gradient = np.array(trace.plan.sites[layer].gradient(name), np.float64)
        yield _of_parameter(trace, layer, name, gradient, "∂L/∂")


def _of_quantity(trace: Trace, layer: str, quantity: str, title: Message) -> _Whole:
    values = numbers(trace, layer, quantity)
    if trace.batch and values.ndim == 1:
        values = np.stack([numbers(trace, layer, quantity, sample) for sample in range(trace.count)])
    turned = trace.columns and (values.ndim <= 2 or quantity in PAIRS)
    return _matrix(known(quantity).letter, title, values, turned)


def _of_parameter(trace: Trace, layer: str, name: str, values: _Floats, slope: str) -> _Whole:
    found = known_parameter(name)
    # A table to be looked up in multiplies nothing, so that it stays as it is.
    looked_up = trace.layer(layer).declaration.id == "embedding"
    letter = found.letter[0].upper() + found.letter[1:] if name in MATRICES and values.ndim == 2 else found.letter
    title = msg("Slope of the loss by · {what}", what=found.title) if slope else found.title
    return _matrix(f"{slope}{letter}", title, values, trace.columns and values.ndim <= 2 and not looked_up)


def _matrix(letter: str, title: Message, values: _Floats, turned: bool) -> _Whole:
    """Return numbers as a matrix: one row of a list, of what has more than two axes the first plane."""
    shape, count = "×".join(map(str, values.shape[::-1] if turned else values.shape)), 1
    if values.ndim > 2:
        count = int(np.prod(values.shape[2:]))
        values = values.reshape(*values.shape[:2], count)[..., 0]
    elif values.ndim == 1:
        shape = f"{len(values)}×1" if turned else f"1×{len(values)}"
    plane = np.atleast_2d(values)
    name = msg("{what} · {shape}", what=title, shape=shape)
    if count > 1:
        name = msg("{what}; the first of {count} planes", what=name, count=count)
    return letter, name, plane.T if turned else plane


def _cut(letter: str, name: Message, plane: _Floats, most: tuple[int, int]) -> Matrix:
    rows, columns = (_kept(length, room) for length, room in zip(plane.shape, most, strict=True))
    if -1 in (*rows, *columns):
        name = msg("{what}, the middle is left out", what=name)
    return Matrix(letter, name, tuple(tuple(_entry(plane, row, column) for column in columns) for row in rows))


def _kept(length: int, most: int) -> tuple[int, ...]:
    """Return the places that are written, −1 for what is left out between them."""
    if length <= most:
        return tuple(range(length))
    tail = 2 if most > 5 else 1
    return (*range(most - 1 - tail), -1, *range(length - tail, length))


def _entry(plane: _Floats, row: int, column: int) -> Entry:
    if row < 0:
        return "⋱" if column < 0 else "⋮"
    return "⋯" if column < 0 else float(plane[row, column])
