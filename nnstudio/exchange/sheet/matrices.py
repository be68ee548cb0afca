"""A layer's numbers as whole matrices: what goes in, its parameters, what comes out, and the slopes of the loss."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from nnstudio.exchange.sheet.model import GAP, Block, Entry, Heading, Matrix, Words
from nnstudio.inspection import Trace
from nnstudio.inspection.convention import MATRICES, PAIRS, said
from nnstudio.inspection.layer_views.cells import numbers, parameter
from nnstudio.inspection.quantities import is_gradient, known
from nnstudio.inspection.quantities import parameter as known_parameter
from nnstudio.text import Message, msg

MOST_ROWS = 8
"""Rows of which none is left out."""
MOST_PLANES = 24
"""Planes of an image, or kernels, of which none is left out; of more, the first ones and the last."""
_ROOM = 74
"""Characters that stand side by side on a page, in numbers with the room between them."""
_MADE = ("z", "pieces", "h", "c", "scores", "weights", "a")
_INPUTS = ("x", "x1", "x2", "x3")

_Floats = npt.NDArray[np.float64]
_Whole = tuple[str, Message, _Floats]
"""Letter, title with the whole shape, and a plane of the numbers."""


def matrices(trace: Trace, layers: tuple[str, ...], digits: int, *, blank: bool = False) -> tuple[Block, ...]:
    """Return the blocks of these layers; none where they hold no number to be shown so.

    A long matrix has dots for its middle, its last row and column are there; how many columns fit hangs on ``digits``.
    ``blank`` : there are gaps for all numbers but the parameters, and what comes into these layers from elsewhere.
    """
    most = MOST_ROWS, max(3, min(MOST_ROWS, _ROOM // (digits + 6)))
    found = [block for layer in layers for block in _of_layer(trace, layer, most, layers if blank else None)]
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


def _of_layer(trace: Trace, layer: str, most: tuple[int, int], blank: tuple[str, ...] | None) -> list[Block]:
    """Return a layer's blocks, with gaps for what the layers ``blank`` make, if any."""
    if trace.layer(layer).is_source or trace.layer(layer).is_sink:
        return []
    found = [
        _cut(*one, most, blank=blank is not None and not _is_given(trace, layer, name, blank))
        for name, whole in _matrices(trace, layer)
        for one in whole
    ]
    title = trace.layer(layer).declaration.name
    return [Heading(title, msg("{name}", name=trace.name(layer))), *found] if found else []


def _is_given(trace: Trace, layer: str, name: str, layers: tuple[str, ...]) -> bool:
    """Whether a matrix is a parameter, or an input that none of these layers makes."""
    if name in _INPUTS:
        source = trace.graph[layer].inputs[max(0, _INPUTS.index(name) - 1)]
        return source not in layers or trace.layer(source).is_source
    return name in {entry for owner, entry in trace.plan.sites[layer].arenas.layout.entries if owner == layer}


def _matrices(trace: Trace, layer: str) -> Iterator[tuple[str, list[_Whole]]]:
    """Yield each quantity's name (that of a gradient begins with ``grad_``) and its matrices."""
    held = tuple(trace.plan.quantities(layer))
    parameters = tuple(name for owner, name in trace.plan.sites[layer].arenas.layout.entries if owner == layer)
    for quantity in (name for name in _INPUTS if name in held):
        yield quantity, _of_quantity(trace, layer, quantity, msg("Input x"))
    for name in parameters:
        yield name, _of_parameter(trace, layer, name, parameter(trace, layer, name), "")
    for quantity in (name for name in _MADE if name in held):
        yield quantity, _of_quantity(trace, layer, quantity, known(quantity).title)
    for quantity in (name for name in held if is_gradient(name) and name.endswith(("grad_z", "grad_pieces"))):
        yield quantity, _of_quantity(trace, layer, quantity, known(quantity).title)
    for name in parameters:
        gradient = np.array(trace.plan.sites[layer].gradient(name), np.float64)
        yield f"grad_{name}", _of_parameter(trace, layer, name, gradient, "∂L/∂")


def _of_quantity(trace: Trace, layer: str, quantity: str, title: Message) -> list[_Whole]:
    values = numbers(trace, layer, quantity)
    if trace.batch and values.ndim == 1:
        values = np.stack([numbers(trace, layer, quantity, sample) for sample in range(trace.count)])
    turned = trace.columns and (values.ndim <= 2 or quantity in PAIRS)
    return _planes(known(quantity).letter, title, values, turned)


def _of_parameter(trace: Trace, layer: str, name: str, values: _Floats, slope: str) -> list[_Whole]:
    found = known_parameter(name)
    # A table to be looked up in multiplies nothing, so that it stays as it is.
    looked_up = trace.layer(layer).declaration.id == "embedding"
    letter = found.letter[0].upper() + found.letter[1:] if name in MATRICES and values.ndim == 2 else found.letter
    title = msg("Slope of the loss · {what}", what=found.title) if slope else found.title
    return _planes(f"{slope}{letter}", title, values, trace.columns and values.ndim <= 2 and not looked_up)


def _planes(letter: str, title: Message, values: _Floats, turned: bool) -> list[_Whole]:
    """Return numbers as matrices: one row of a list, of what has more than two axes every plane."""
    shape = "×".join(map(str, values.shape[::-1] if turned else values.shape))
    if values.ndim == 1:
        shape = f"{len(values)}×1" if turned else f"1×{len(values)}"
    name = msg("{what} · {shape}", what=title, shape=shape)
    if values.ndim <= 2:
        plane = np.atleast_2d(values)
        return [(letter, name, plane.T if turned else plane)]
    rest = values.shape[2:]
    count, whole = int(np.prod(rest)), "×".join(map(str, rest))
    if count == 1:
        return [(letter, name, values.reshape(values.shape[:2]).T if turned else values.reshape(values.shape[:2]))]
    found: list[_Whole] = []
    for number in range(count) if count <= MOST_PLANES else (*range(MOST_PLANES - 1), count - 1):
        index = np.unravel_index(number, rest)
        place = ", ".join(str(int(part) + 1) for part in index)
        said = msg("{what}; plane {place} of {count}", what=name, place=place, count=whole)
        if number == count - 1 and count > MOST_PLANES:
            said = msg("{what}, those in between are left out", what=said)
        plane = values[(slice(None), slice(None), *index)]
        found.append((letter, said, plane.T if turned else plane))
    return found


def _cut(letter: str, name: Message, plane: _Floats, most: tuple[int, int], *, blank: bool) -> Matrix:
    rows, columns = (_kept(length, room) for length, room in zip(plane.shape, most, strict=True))
    if -1 in (*rows, *columns):
        name = msg("{what}, the middle is left out", what=name)
    made = (tuple(_entry(plane, row, column) for column in columns) for row in rows)
    gaps = (tuple(GAP if blank and isinstance(each, float) else each for each in row) for row in made)
    return Matrix(letter, name, tuple(gaps))


def _kept(length: int, most: int) -> tuple[int, ...]:
    """Return the places that are written, −1 for what is left out between them."""
    if length <= most:
        return tuple(range(length))
    tail = 2 if most > 5 else 1
    return (*range(most - 1 - tail), -1, *range(length - tail, length))


def _entry(plane: _Floats, row: int, column: int) -> Entry:
    if row < 0:
        return "⋱" if column < 0 else "⋮"
    # What a ReLU lets nothing through of is −0 to the computer, 0 to everyone else.
    return "⋯" if column < 0 else float(plane[row, column]) + 0.0
