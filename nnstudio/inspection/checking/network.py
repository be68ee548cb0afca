"""All gradients of a network checked, array by array; of a large one a sample of its numbers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from nnstudio.engine import Place, Plan
from nnstudio.engine.checking import relative_error
from nnstudio.engine.nudging import difference, nudged
from nnstudio.engine.plan import run
from nnstudio.engine.shadow import still_calls
from nnstudio.engine.typing import Array
from nnstudio.inspection.checking.one import H
from nnstudio.inspection.checking.twins import twin_of
from nnstudio.inspection.trace import Trace

MOST = 200
"""Numbers that are looked at in each array, at most."""
TWIN = "network"
"""What the twin is known by in which all is nudged."""
AGREE = 1e-5
"""The relative difference, both in float64, up to which a gradient counts as right."""


@dataclass(frozen=True)
class ArrayCheck:
    """One parameter: ``sampled`` of its ``count`` numbers were nudged.

    ``error`` : ``‖g − ĝ‖ / max(‖g‖, ‖ĝ‖)`` over them, both in float64; 0 where both are no more than rounding.
    ``rounding`` : how far the run's own gradient lies from float64's. ``worst`` : the index of the number that
    is farthest off. ``agrees`` : back-propagation and nudging give the same.
    """

    layer: str
    name: str
    count: int
    sampled: int
    error: float
    rounding: float
    worst: tuple[int, ...]
    agrees: bool


@dataclass(frozen=True, eq=False)
class _Part:
    """An array's numbers that are to be looked at, and the gradient there: float64's and the run's own."""

    layer: str
    name: str
    count: int
    indices: tuple[tuple[int, ...], ...]
    exact: Array
    own: Array


class NetworkCheck:
    """The check of a whole network at one moment, a number at a time, so that it can be stopped between any two.

    Reads the run only when it is made. Iterating gives an :class:`ArrayCheck` when an array is done, else None.

    Parameters
    ----------
    most : numbers looked at in each array; the same ones for the same ``seed``.
    """

    def __init__(self, trace: Trace, most: int = MOST, seed: int = 0, h: float = H) -> None:
        self.h, self.done = h, 0
        self._twin = twin_of(trace.plan, TWIN)
        run([call for call, _ in still_calls(self._twin, "forward", "loss", "backward")])
        self._parts = tuple(_parts(trace.plan, self._twin, most, np.random.default_rng(seed)))
        self.total = sum(len(part.indices) for part in self._parts)
        self.count = sum(part.count for part in self._parts)
        self._level = abs(float(trace.plan.loss))

    def __iter__(self) -> Iterator[ArrayCheck | None]:
        """Nudge one number after another."""
        for part in self._parts:
            found = np.zeros(len(part.indices))
            for number, index in enumerate(part.indices):
                loss = nudged(self._twin, Place(part.layer, part.name, index, -1))
                found[number] = difference(loss, self.h)
                self.done += 1
                if number + 1 < len(part.indices):
                    yield None
            yield self._judged(part, found)

    def _judged(self, part: _Part, found: Array) -> ArrayCheck:
        noise = 4 * float(np.finfo(np.float64).eps) * max(self._level, 1e-3) / self.h
        error = relative_error(part.exact, found, noise)
        worst = part.indices[int(np.argmax(np.abs(part.exact - found)))]
        rounding = relative_error(part.exact, part.own)
        return ArrayCheck(part.layer, part.name, part.count, len(part.indices), error, rounding, worst, error <= AGREE)


def _parts(plan: Plan, twin: Plan, most: int, random: np.random.Generator) -> Iterator[_Part]:
    for layer, name in plan.update_rule.layout.entries:
        gradient, own = twin.sites[layer].gradient(name), plan.sites[layer].gradient(name)
        flat = np.sort(random.choice(gradient.size, min(most, gradient.size), replace=False))
        indices = tuple(tuple(int(part) for part in np.unravel_index(place, gradient.shape)) for place in flat)
        exact, ours = (np.array([float(each[index]) for index in indices]) for each in (gradient, own))
        yield _Part(layer, name, gradient.size, indices, exact, ours)
