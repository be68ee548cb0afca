"""What the network answers all over a plane, as colours and as the line on which it is undecided."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt

from nnstudio.engine import Program
from nnstudio.engine.arrange import arrange_inputs
from nnstudio.engine.typing import Array
from nnstudio.training.frame import Frame
from nnstudio.ui import theme
from nnstudio.ui.charts.contour import contour, division
from nnstudio.ui.charts.plane import Floats, Plane

FINEST, COARSEST = 100, 24
BUDGET = 1e7
"""Multiplications that one painting may cost while a run goes on: about 1 ms on one core."""
_PAINTINGS = 20
"""A large network's surface is renewed row by row within so many paintings."""
_PIXELS = 5
"""Pixels from point to point; colours run evenly between, and a line bends by a fraction of a pixel."""
_SHADES = 512
_HALVED_FROM = 60
"""Points a side from which the lines between many classes are sought on a grid half as fine."""
_FAR = 1e9
"""Scores beyond are as good as this."""
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
        self._program: Program | None = None
        self._cost = 0.0
        self._inputs: npt.NDArray[Any] = np.zeros(0)
        self._values: Floats = np.zeros((0, 0))
        self._next = 0

    def read(self, frame: Frame, plane: Plane, neuron: Neuron | None = None, finest: int = FINEST) -> Floats:
        """Return the predictions, or a neuron's activations, ``(side, side, K)``, the upper row first.

        ``finest`` : the points a side at most.

        Raises
        ------
        KeyError, ValueError : there is no such neuron.
        """
        program = frame.program
        if program is not self._program:
            self._program, self._cost = program, cost_of(program)
        cost = self._cost
        self.side = min(side_for(cost), finest)
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
        index = _tidy(prediction[..., 0])
        index *= _SHADES - 1
        index += 0.5
        return _shades(discrete, theme.tokens().name).take(index.astype(np.intp))[..., None].view(np.uint8)
    return _mixtures(prediction, discrete)


@cache
def _shades(discrete: bool, name: str) -> npt.NDArray[np.uint32]:
    """Return the colours from one class to the other in the theme of that ``name``, the one in force."""
    made = _mixtures(np.linspace(0.0, 1.0, _SHADES).reshape(1, -1, 1), discrete)
    return np.ascontiguousarray(made).view(np.uint32).ravel()


def _mixtures(prediction: Floats, discrete: bool) -> npt.NDArray[np.uint8]:
    share = probabilities(prediction)
    if discrete:
        share = np.array(winners(prediction)[..., None] == np.arange(share.shape[2]), np.float64)
    hues, paper = _hues(share.shape[2], theme.tokens().name)
    return _opaque(paper + _certain(share) @ hues)


@cache
def _hues(count: int, name: str) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]:
    """Return by what ``(count, 3)`` each class at full certainty tints the paper, and the paper."""
    table = theme.class_table()
    plot = theme.tokens().plot
    paper = np.array([plot.red(), plot.green(), plot.blue()], np.float32)
    return _PALE * (table[np.arange(count) % len(table), :3].astype(np.float32) - paper), paper


def probabilities(prediction: Floats) -> Floats:
    """Return ``(…, K)`` probabilities with K ≥ 2, clipped: a network without a logistic end may leave 0 to 1."""
    clipped = _tidy(prediction)
    if clipped.shape[-1] > 1:
        return clipped
    return np.concatenate([1 - clipped, clipped], axis=-1)


def winners(prediction: Floats) -> npt.NDArray[np.int64]:
    """Return the class of each answer ``(…, K)``: above ½ or not, of several the largest, clipped or not."""
    if prediction.shape[-1] == 1:
        return (prediction[..., 0] > 0.5).astype(np.int64)
    return _finite(prediction).argmax(axis=-1).astype(np.int64)


def _finite(prediction: Floats) -> Floats:
    """Return any scores, 0 for what is not a number."""
    if np.isfinite(prediction.sum()):
        return prediction
    return np.clip(np.nan_to_num(prediction), -_FAR, _FAR)


def _tidy(prediction: Floats) -> Floats:
    """Return a copy within 0 and 1, 0 for what is not a number."""
    found: Floats = prediction.copy()
    if not np.isfinite(found.sum()):
        np.nan_to_num(found, copy=False)
    return np.clip(found, 0.0, 1.0, out=found)


def _certain(share: Floats) -> Floats:
    """Return the shares such that being undecided is the paper's colour for two classes."""
    if share.shape[2] != 2:
        return share
    return np.maximum(2 * share - 1, 0.0)


def finest_for(pixels: float) -> int:
    """Return how many points a side are enough for a picture so many pixels wide: more could not be seen."""
    return 2 * int(min(FINEST, max(COARSEST, pixels / _PIXELS)) / 2)


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
    if prediction.shape[2] == 1:
        return contour(_finite(prediction[..., 0]) - 0.5)
    if prediction.shape[2] > 2 and len(prediction) >= _HALVED_FROM:
        # Many lines: half as fine.
        prediction = _halved(prediction)
    return division(_finite(prediction))


def _halved(values: Floats) -> Floats:
    """Return the means of 2 × 2 neighbours, where the sides are even."""
    height, width, count = values.shape
    if height % 2 or width % 2:
        return values
    halved: Floats = values[0::2, 0::2] + values[0::2, 1::2]
    halved += values[1::2, 0::2]
    halved += values[1::2, 1::2]
    halved *= 0.25
    assert halved.shape == (height // 2, width // 2, count)
    return halved
