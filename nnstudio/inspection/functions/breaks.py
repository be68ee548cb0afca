"""Where a function or its slope jumps, found by halving."""

from __future__ import annotations

import numpy as np

from nnstudio import engine
from nnstudio.engine.activation import Activation

_REACH, _SPACING = 12.0, 2e-3
_SUSPECT, _LEAST = 5.0, 1e-6
"""A step of the grid is looked at where it is so many times its neighbours', and more than rounding."""
_HALVINGS = 30
_MOST = 12


def jumps(function: Activation, order: int) -> tuple[float, ...]:
    """Return up to twelve places at which f (``order`` 0) or f′ (1) jumps, to six decimals."""
    x = np.linspace(-_REACH, _REACH, round(2 * _REACH / _SPACING) + 1)
    # Off the grid's round numbers, at which corners like to be: each then lies inside one step.
    x = x + _SPACING * 0.381966
    found = engine.plot(function, x)[order]
    with np.errstate(invalid="ignore"):
        steps = np.abs(np.diff(found))
    around = np.maximum(np.roll(steps, 2), np.roll(steps, -2))
    suspects = np.flatnonzero(np.nan_to_num(steps) > _SUSPECT * np.nan_to_num(around) + _LEAST)
    places = (_halved(function, order, float(x[k]), float(x[k + 1])) for k in suspects[: 4 * _MOST])
    return tuple(sorted({place + 0.0 for place in places if place is not None}))[:_MOST]


def _halved(function: Activation, order: int, left: float, right: float) -> float | None:
    """Return where the jump is between two places; None where it melts away as they come closer."""
    ends = engine.plot(function, np.array([left, right]))[order]
    whole = abs(float(ends[1] - ends[0]))
    for _ in range(_HALVINGS):
        middle = (left + right) / 2
        at = engine.plot(function, np.array([left, middle, right]))[order]
        left, right = (left, middle) if abs(at[1] - at[0]) >= abs(at[2] - at[1]) else (middle, right)
    at = engine.plot(function, np.array([left, right]))[order]
    rest = abs(float(at[1] - at[0]))
    return round((left + right) / 2, 6) if rest > 0.5 * whole else None
