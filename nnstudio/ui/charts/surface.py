"""What the network answers all over a plane, as colours and as the line on which it is undecided."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from nnstudio.engine import Program
from nnstudio.engine.arrange import arrange_inputs
from nnstudio.engine.typing import Array
from nnstudio.training.frame import Frame
from nnstudio.ui import theme
from nnstudio.ui.charts.plane import Floats, Plane

FINEST, COARSEST = 100, 24
BUDGET = 1e7
"""Multiplications that one painting may cost while a run goes on: about 1 ms on one core."""
_PAINTINGS = 20
"""A large network's surface is renewed row by row within so many paintings."""
_SHADES = 512
_PALE = 0.5
"""Share of a class's colour at full certainty: the points on top are the loud ones."""

Neuron = tuple[str, tuple[int, ...]]


class Surface:
    """Runs the network's own forward pass over a grid, with buffers that are made once.

    Where the whole grid costs too much while a run goes on, some rows are renewed at each painting, by turns; at rest
    all of them are.
    """

    def __init__(self) -> None:
        self.side = FINEST
        self._key: tuple[Any, ...] = ()
        self._inputs: npt.NDArray[Any] = np.zeros(0)
        self._values: Floats = np.zeros((0, 0))
        self._next = 0

    def read(self, frame: Frame, plane: Plane, neuron: Neuron | None = None) -> Floats:
        """Return the predictions, or a neuron's activations, ``(side, side, K)``, the upper row first.

        Raises
        ------
        KeyError, ValueError : there is no such neuron.
        """
        program = frame.program
        cost = cost_of(program)
        self.side = side_for(cost)
        # The objects themselves, not their ids, which are used again.
        key = (program.graph, program.dtype, plane, self.side, neuron)
        fresh = len(key) != len(self._key) or any(a is not b and a != b for a, b in zip(key, self._key, strict=True))
        if fresh:
            self._inputs = arrange_inputs(program, plane.grid(self.side))
            self._values, self._next = np.zeros((self.side**2, 0)), 0
        rows = max(1, min(self.side, int(BUDGET / cost / self.side)))
        for _ in range(1 if frame.running and not fresh else -(-self.side // rows)):
            self._renew(program, rows, neuron)
        self._key = key
        return self._values.reshape(self.side, self.side, -1).copy()

    def _renew(self, program: Program, rows: int, neuron: Neuron | None) -> None:
        start = self._next * self.side
        stop = min(start + rows * self.side, self.side**2)
        plan = program.plan(rows * self.side, "predict")
        plan.fill([self._inputs[..., start:stop]])
        with np.errstate(all="ignore"):
            plan.forward()
        found = plan.prediction if neuron is None else _column(plan.quantity(neuron[0], "a"), neuron[1])
        if not self._values.shape[1]:
            self._values = np.zeros((self.side**2, found.shape[1]))
        self._values[start:stop] = found[: stop - start]
        self._next = 0 if stop == self.side**2 else self._next + rows


def _column(values: Array, index: tuple[int, ...]) -> Array:
    """Return one neuron's values ``(N, 1)``."""
    place = np.ravel_multi_index(index, values.shape[1:])
    return values.reshape(len(values), -1)[:, place, None]


def cost_of(program: Program) -> float:
    """Return about how many multiplications one sample's forward pass costs; a function's value counts as ten."""
    return float(program.count + 10 * sum(int(np.prod(shape)) for shape in program.shapes.values()))


def side_for(cost: float) -> int:
    """Return how many points a side has, so that a large network's surface is renewed within a second or two."""
    return int(min(FINEST, max(COARSEST, (_PAINTINGS * BUDGET / max(1.0, cost)) ** 0.5)))


def class_picture(prediction: Floats, *, discrete: bool) -> npt.NDArray[np.uint8]:
    """Return ``(side, side, 4)`` colours of class probabilities ``(side, side, K)``; with K = 1 of the second class."""
    if prediction.shape[2] == 1:
        # One number a point: looked up, since this is painted ten times a second.
        shades = _mixtures(np.linspace(0.0, 1.0, _SHADES).reshape(1, -1, 1), discrete).view(np.uint32).ravel()
        index = np.clip(np.nan_to_num(prediction[..., 0]), 0.0, 1.0) * (_SHADES - 1) + 0.5
        return shades.take(index.astype(np.intp))[..., None].view(np.uint8)
    return _mixtures(prediction, discrete)


def _mixtures(prediction: Floats, discrete: bool) -> npt.NDArray[np.uint8]:
    share = probabilities(prediction)
    if discrete:
        share = np.array(share.argmax(axis=2)[..., None] == np.arange(share.shape[2]), np.float64)
    table = theme.class_table()
    colors = table[np.arange(share.shape[2]) % len(table), :3].astype(np.float32)
    plot = theme.tokens().plot
    paper = np.array([plot.red(), plot.green(), plot.blue()], np.float32)
    return _opaque(paper + _PALE * (_certain(share) @ (colors - paper)))


def probabilities(prediction: Floats) -> Floats:
    """Return ``(…, K)`` probabilities with K ≥ 2, clipped: a network without a logistic end may leave 0 to 1."""
    clipped: Floats = np.clip(np.nan_to_num(prediction), 0.0, 1.0)
    if clipped.shape[-1] > 1:
        return clipped
    return np.concatenate([1 - clipped, clipped], axis=-1)


def _certain(share: Floats) -> Floats:
    """Return the shares such that being undecided is the paper's colour for two classes."""
    if share.shape[2] != 2:
        return share
    return np.maximum(2 * share - 1, 0.0)


def value_picture(values: Floats, limit: float) -> npt.NDArray[np.uint8]:
    """Return ``(side, side, 4)`` colours of signed values ``(side, side)``."""
    table = theme.diverging_table(256)
    share = np.clip(np.nan_to_num(values) / limit, -1.0, 1.0)
    return table[np.rint((share + 1) * 127.5).astype(np.intp)]


def _opaque(colors: Floats) -> npt.NDArray[np.uint8]:
    made = np.full((*colors.shape[:2], 4), 255, np.uint8)
    made[..., :3] = np.clip(colors + 0.5, 0, 255)
    return made


def boundary(prediction: Floats) -> Floats:
    """Return the lines between classes as segments ``(S, 4)`` in shares of the plane, x to the right, y downward."""
    share = probabilities(prediction)
    count = share.shape[2]
    if count == 2:
        return contour(share[..., 1] - share[..., 0])
    # A line for each class: half as fine, since there are many.
    share = _halved(share)
    margins = []
    for number in np.unique(share.argmax(axis=2)).tolist():
        others = np.delete(share, number, axis=2).max(axis=2)
        margins.append(contour(share[..., number] - others))
    return np.concatenate(margins)


def _halved(values: Floats) -> Floats:
    """Return the means of 2 × 2 neighbours, where the sides are even."""
    height, width, count = values.shape
    if height % 2 or width % 2:
        return values
    quarters = values[0::2, 0::2] + values[0::2, 1::2] + values[1::2, 0::2] + values[1::2, 1::2]
    halved: Floats = quarters.reshape(height // 2, width // 2, count) / 4
    return halved


def contour(field: Floats) -> Floats:
    """Return the zero line of ``(H, W)`` values as segments ``(S, 4)`` (marching squares, Lorensen and Cline 1987)."""
    height, width = field.shape
    above = field > 0
    corners = [above[:-1, :-1], above[:-1, 1:], above[1:, 1:], above[1:, :-1]]
    mixed = np.logical_or.reduce(corners) & ~np.logical_and.reduce(corners)
    rows, columns = np.nonzero(mixed)
    if not len(rows):
        return np.zeros((0, 4))
    values = np.stack([field[rows + y, columns + x] for y, x in _CORNERS], axis=1)
    points, crossed = _crossings(values)
    points += np.stack([columns, rows], axis=1)[:, None, :]
    found = []
    for first in range(4):
        for second in range(first + 1, 4):
            # A saddle (all four edges crossed) is cut as 0–1 and 2–3.
            both = crossed[:, first] & crossed[:, second]
            saddle = crossed.all(axis=1)
            both &= ~saddle | ((first, second) in ((0, 1), (2, 3)))
            found.append(np.hstack([points[both, first], points[both, second]]))
    return (np.concatenate(found) + 0.5) / np.array([width, height, width, height])


_CORNERS = ((0, 0), (0, 1), (1, 1), (1, 0))


def _crossings(values: Floats) -> tuple[Floats, npt.NDArray[np.bool_]]:
    """Return where the zero line crosses each of a cell's edges ``(M, 4, 2)``, and whether it does ``(M, 4)``."""
    points = np.zeros((len(values), 4, 2))
    crossed = np.zeros((len(values), 4), bool)
    for edge in range(4):
        (y0, x0), (y1, x1) = _CORNERS[edge], _CORNERS[(edge + 1) % 4]
        start, end = values[:, edge], values[:, (edge + 1) % 4]
        crossed[:, edge] = (start > 0) != (end > 0)
        share = np.where(crossed[:, edge], start / np.where(start == end, 1.0, start - end), 0.0)
        points[:, edge, 0] = x0 + share * (x1 - x0)
        points[:, edge, 1] = y0 + share * (y1 - y0)
    return points, crossed
