"""A function sampled over a range: values, slopes, second derivatives, and the stretches in which it is saturated."""

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
_H = 1e-4
_BREAK, _NOISE = 8.0, 1e-7
"""A slope jumps where one of four neighbouring changes is so many times the others', and more than rounding."""


@dataclass(frozen=True)
class Chosen:
    """An activation with the parameters that the sliders show."""

    key: str
    values: tuple[tuple[str, Value], ...] = ()

    def function(self) -> Activation:
        """Return the engine's function."""
        return engine.activations.resolve(self.key)(**dict(self.values))

    def at(self, x: float) -> tuple[float, float, float]:
        """Return value, slope and second derivative at one place."""
        place = np.array([x])
        value, slope = engine.plot(self.function(), place)
        return float(value[0]), float(slope[0]), float(second_derivative(self.function(), place)[0])


@dataclass(frozen=True, eq=False)
class Sampled:
    """``x``, ``value``, ``slope``, ``bend`` = f″: ``(POINTS,)`` each; NaN where there is none."""

    x: Numbers
    value: Numbers
    slope: Numbers = field(repr=False)
    bend: Numbers = field(repr=False)

    @classmethod
    def over(cls, chosen: Chosen, reach: float) -> Sampled:
        """Sample a function from ``-reach`` to ``reach``."""
        x = np.linspace(-reach, reach, POINTS)
        function = chosen.function()
        value, slope = engine.plot(function, x)
        return cls(x, value, slope, second_derivative(function, x))

    def saturated(self) -> list[tuple[float, float]]:
        """Return the stretches in which the slope is below :data:`SATURATED`."""
        flat = np.abs(self.slope) < SATURATED
        edges = np.flatnonzero(np.diff(np.concatenate([[False], flat, [False]]).astype(np.int8)))
        pairs = zip(edges[0::2], edges[1::2] - 1, strict=True)
        return [(float(self.x[first]), float(self.x[last])) for first, last in pairs if last > first]


def second_derivative(function: Activation, x: Numbers) -> Numbers:
    r"""Return f″ by differences of the engine's own f′; NaN at corners, where there is none.

    .. math:: f''(x) \approx \frac{-f'(x+2h) + 8 f'(x+h) - 8 f'(x-h) + f'(x-2h)}{12\,h}, \quad h = 10^{-4}

    Source: Abramowitz & Stegun 1964, 25.3.21.
    """
    slopes = engine.plot(function, x[None, :] + _H * np.arange(-2.0, 3.0)[:, None])[1]
    with np.errstate(invalid="ignore"):
        steps = np.abs(np.diff(slopes, axis=0))
        smooth = steps.max(axis=0) <= _BREAK * np.median(steps, axis=0) + _NOISE
        found = (slopes[0] - slopes[4] + 8 * (slopes[3] - slopes[1])) / (12 * _H)
    return np.where(smooth, found, np.nan)
