"""What is observed of the inside of a run now and then: rates, norms, single numbers, and how all of them are spread.

The trainer looks between two steps, and only as often as costs less than a hundredth of its time; no step is changed
by it, and none is slower.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from nnstudio.engine import Plan, Program
from nnstudio.engine.measures.statistics import changes, gradient_norms
from nnstudio.engine.typing import Array, Shape

Numbers = npt.NDArray[np.float64]
Name = tuple[str, ...]
"""What it is of (:data:`NORMS`, :data:`SPREADS`, ``rate`` or ``number``), the layer, and of ``number`` the array; of
``score`` the metric and the set.
"""

RATE = "rate"
NORMS = ("gradient", "update")
"""‖∂L/∂θ‖ of a layer, and by what share of its own length ‖θ‖ the step that follows moves it."""
NUMBER = "number"
SCORE = "score"
SPREADS = ("weights", "activations", "gradients")
BINS = 64
DECADES = (-12.0, 4.0)
"""Powers of ten between which sizes of gradients are told apart: they run through many of them."""
INTERVAL = 1 / 15
"""Seconds between two looks, at least."""
SHARE = 256
"""A look is taken at most once in so many times what it costs."""
GROWTH = 1.12
"""Beside that at steps that lie by this factor apart: most happens at first, and few looks are enough for it."""
MOST_NUMBERS = 64
"""Numbers of a weight array that are followed, evenly spread over it; all where it has no more."""
MOST_ARRAYS = 24
MOST_VALUES = 1 << 14
"""Of so many values of an array, evenly spread, the spread is measured."""
LEAST_REACH = -20


@dataclass(frozen=True, eq=False)
class Spread:
    """The shares of values in ``BINS`` equal parts from −2^reach to 2^reach, ``(BINS,)``; of sizes in decades."""

    reach: int
    shares: Numbers


@dataclass(frozen=True, eq=False)
class Observation:
    """What was seen at ``step``, before the update that leads to the next: one number, several, or a spread each."""

    step: int
    norms: dict[Name, float]
    numbers: dict[Name, Numbers]
    spreads: dict[Name, Spread]


def chosen(size: int) -> npt.NDArray[np.int64]:
    """Return which numbers of an array (in the order of its last index) are followed."""
    return np.unique(np.linspace(0, size - 1, min(size, MOST_NUMBERS)).round().astype(np.int64))


def followed(shape: Shape) -> list[tuple[int, ...]]:
    """Return the indices of the numbers that are followed of an array in outside order."""
    places = np.unravel_index(chosen(math.prod(shape)), shape)
    return list(zip(*(part.tolist() for part in places), strict=True))


def spread_of(values: Array) -> Spread:
    """Return how values are spread, within the least power of two that holds them all."""
    some = values.reshape(-1)
    some = some[:: -(-some.size // MOST_VALUES)].astype(np.float64)
    most = float(np.abs(some).max(initial=0.0))
    if not math.isfinite(most):
        return Spread(LEAST_REACH, np.full(BINS, np.nan))
    reach = max(LEAST_REACH, math.ceil(math.log2(most))) if most else LEAST_REACH
    return Spread(reach, _shares((some / 2.0**reach + 1) / 2))


def sizes_of(values: Array) -> Spread:
    """Return how the decades of values' sizes are spread; zero counts as the smallest."""
    some = values.reshape(-1)
    some = np.abs(some[:: -(-some.size // MOST_VALUES)].astype(np.float64))
    low, high = DECADES
    return Spread(0, _shares((np.log10(np.maximum(some, 10**low)) - low) / (high - low)))


def _shares(places: Numbers) -> Numbers:
    """Return the shares of places from 0 to 1 in each bin; NaN where some are no numbers."""
    if not np.isfinite(places).all():
        return np.full(BINS, np.nan)
    counted = np.bincount((places * BINS).astype(np.int64).clip(0, BINS - 1), minlength=BINS)
    found: Numbers = counted / max(1, places.size)
    return found


class Observer:
    """Looks at a run, if the time ``due`` has come or the step ``wanted``."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self.due = 0.0
        self.wanted = self._seen = 0
        self._program: Program | None = None
        self._rate = 0.0
        self._places: dict[Name, npt.NDArray[np.int64]] = {}
        self._weights: dict[str, slice] = {}
        self._spread: tuple[str, ...] = ()

    def steps_to_look(self, step: int, program: Program) -> int:
        """Return how many steps lead to the next look; 0 where it is time for one, or where the rate has leapt.

        Between two looks the last rate is taken to be in force: one that was set, or fell on a plateau, cannot wait.
        """
        if step < self._seen:
            # Another run, or the same one from an earlier step.
            self._seen = self.wanted = step
        # Also where another program has taken the run over in between, as with another batch size.
        known = self._program is not None and not program.timetable.scheduled
        leapt = known and program.current_rate != self._rate
        return 0 if leapt or self._clock() >= self.due else max(0, self.wanted - step)

    def observe(self, program: Program, plan: Plan, step: int, advance: Callable[[], int]) -> tuple[int, Observation]:
        """Look at the present moment, have one step made by ``advance``, and see how far it went."""
        begin = self._clock()
        if program is not self._program:
            self._prepare(program)
        with np.errstate(all="ignore"):
            before = program.theta.copy()
            self._rate = float(program.current_rate)
            norms: dict[Name, float] = {(RATE,): self._rate}
            norms |= {("gradient", layer): norm for layer, norm in gradient_norms(program).items()}
            numbers = {name: program.theta[places].astype(np.float64) for name, places in self._places.items()}
            spreads = self._spreads(program, plan)
        cost = self._clock() - begin
        made = advance()
        begin = self._clock()
        with np.errstate(all="ignore"):
            norms |= _moved(program, before)
        end = self._clock()
        self._seen, self.wanted = step, max(step + 1, math.floor(step * GROWTH))
        self.due = end + max(INTERVAL, SHARE * (cost + end - begin))
        return made, Observation(step, norms, numbers, spreads)

    def _spreads(self, program: Program, plan: Plan) -> dict[Name, Spread]:
        found: dict[Name, Spread] = {}
        for layer in self._spread:
            if layer in self._weights:
                part = self._weights[layer]
                found["weights", layer] = spread_of(program.theta[part])
                found["gradients", layer] = sizes_of(program.grad[part])
            site = plan.sites.get(layer)
            if site is not None and "a" in site.quantities:
                found["activations", layer] = spread_of(site.quantities["a"].array)
        return found

    def _prepare(self, program: Program) -> None:
        self._program = program
        self._places, self._weights = {}, {}
        for (layer, name), placed in program.layout.entries.items():
            known = self._weights.get(layer, slice(0, 0))
            # A layer's numbers are those of its largest array: biases lie about elsewhere.
            if placed.stop - placed.start > known.stop - known.start:
                self._weights[layer] = slice(placed.start, placed.stop)
            if len(self._places) < MOST_ARRAYS:
                self._places[NUMBER, layer, name] = placed.start + chosen(placed.stop - placed.start)
        order = program.graph.order
        self._spread = tuple(order[:: -(-len(order) // MOST_ARRAYS)])


def _moved(program: Program, before: Array) -> dict[Name, float]:
    """Return by what share of its own length each layer's parameters have moved."""
    squares: dict[str, tuple[float, float]] = {}
    for (layer, _), change in changes(program, before).items():
        update, norm = squares.get(layer, (0.0, 0.0))
        squares[layer] = update + change.update**2, norm + change.norm**2
    return {("update", layer): math.sqrt(update / norm) for layer, (update, norm) in squares.items() if norm}
