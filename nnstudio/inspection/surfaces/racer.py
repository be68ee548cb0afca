"""An optimiser on its way over a surface: the engine's own update, call for call, on two weights."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np

from nnstudio.engine import chain, infer_shapes, layers, optimizers
from nnstudio.engine.layout import Layout
from nnstudio.engine.update import Update
from nnstudio.inspection.surfaces.surface import Floats, Place, Surface

FAR = 1e6
"""From here no way leads back to what is seen."""


@dataclass(frozen=True)
class Move:
    """Where a racer stands after ``step`` updates.

    ``state`` : what the optimiser keeps for x and for y, by the name of the array.
    """

    step: int
    place: Place
    loss: float
    slope: Place
    state: dict[str, Place]


class Racer:
    """``moves`` is the way so far, the start first. ``lost`` : it has gone where numbers end."""

    def __init__(self, surface: Surface, optimizer: str, rate: float, start: Place) -> None:
        self.surface, self.id = surface, optimizer
        self._theta, self._grad = np.zeros(2), np.zeros(2)
        self._update = Update(optimizers.make(optimizer), _layout(), self._theta, self._grad, rate)
        self.moves: list[Move] = []
        self.lost = False
        self.begin(start)

    @property
    def rate(self) -> float:
        """The learning rate α; setting it takes effect at the next step."""
        return self._update.timetable.learning_rate

    @rate.setter
    def rate(self, value: float) -> None:
        self._update.timetable.learning_rate = value

    @property
    def way(self) -> Floats:
        """All places so far, ``(T, 2)``."""
        return np.array([move.place for move in self.moves])

    def begin(self, start: Place) -> None:
        """Stand at the start, with nothing kept."""
        self._update.reset()
        self._theta[:] = start
        self.moves, self.lost = [], False
        self._note(0)

    def step(self) -> None:
        """Make one update, if there is a way on."""
        if self.lost:
            return
        with np.errstate(all="ignore"):
            for call, arguments in self._update.calls:
                call(*arguments)
            self._note(self.moves[-1].step + 1)

    def _note(self, step: int) -> None:
        place = (float(self._theta[0]), float(self._theta[1]))
        self.lost = not np.isfinite(self._theta).all() or float(np.abs(self._theta).max()) > FAR
        slope = self.surface.slope(*place) if not self.lost else (np.nan, np.nan)
        self._grad[:] = slope
        loss = float(self.surface.loss(*np.array(place))) if not self.lost else float("nan")
        state = {name: (float(kept[0]), float(kept[1])) for name, kept in self._update.state.items()}
        self.moves.append(Move(step, place, loss, slope, state))


@cache
def _layout() -> Layout:
    """Return the places of the two weights of a neuron without bias."""
    graph = chain((2,), layers.make("dense", units=1, bias=False))
    return Layout(graph, infer_shapes(graph))
