"""A function sampled over a range: its values, its slopes, and the stretches in which it is saturated."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from nnstudio import engine
from nnstudio.engine.activation import Activation
from nnstudio.engine.declaration import Value

Numbers = npt.NDArray[np.float64]

POINTS = 601
"""Samples over a range: more than the plot has pixels at 1024×768, and 0 is one of them."""
SATURATED = 0.01
"""A function counts as saturated where its slope is smaller than this: a gradient that passes loses 99 %."""


@dataclass(frozen=True)
class Chosen:
    """An activation with the parameters that the sliders show."""

    key: str
    values: tuple[tuple[str, Value], ...] = ()

    def function(self) -> Activation:
        """Return the engine's function."""
        return engine.activations.resolve(self.key)(**dict(self.values))

    def at(self, x: float) -> tuple[float, float]:
        """Return value and slope at one place."""
        value, slope = engine.plot(self.function(), np.array([x]))
        return float(value[0]), float(slope[0])


@dataclass(frozen=True, eq=False)
class Sampled:
    """``x``, ``value``, ``slope``: ``(POINTS,)`` each."""

    x: Numbers
    value: Numbers
    slope: Numbers = field(repr=False)

    @classmethod
    def over(cls, chosen: Chosen, reach: float) -> Sampled:
        """Sample a function from ``-reach`` to ``reach``."""
        x = np.linspace(-reach, reach, POINTS)
        value, slope = engine.plot(chosen.function(), x)
        return cls(x, value, slope)

    def saturated(self) -> list[tuple[float, float]]:
        """Return the stretches in which the slope is below :data:`SATURATED`."""
        flat = np.abs(self.slope) < SATURATED
        edges = np.flatnonzero(np.diff(np.concatenate([[False], flat, [False]]).astype(np.int8)))
        pairs = zip(edges[0::2], edges[1::2] - 1, strict=True)
        return [(float(self.x[first]), float(self.x[last])) for first, last in pairs if last > first]
