"""The properties of a function, computed and not typed in, each with the numbers that prove or refute it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from nnstudio import engine
from nnstudio.engine.activation import Activation
from nnstudio.inspection.functions.breaks import jumps
from nnstudio.inspection.functions.sampled import SATURATED, Numbers

_REACH, _SPACING = 30.0, 1e-3
_FAR = np.array([1e2, 1e3, 1e6, 1e9])
_AROUND = 1 + np.arange(256) * 0.6180339887498949 % 1
"""Times each place far out, from 1 on: of a wave one place alone tells nothing."""
_GROWTH = 1e-2
"""Far out the greatest value rises by at least this share of itself, or it does not grow."""
_SEEN = 8.0
"""A bound counts as reached where the function has it this near to 0; else it only tends to it."""
_MOST_OF_IT = 0.9
_NEARLY = 1e-4
"""So close to the bound the greatest value is looked for between the points of the grid, too."""
_POLE = 1e12
_ROUNDING = 1e-12
_EXACT = 1e-8
_CENTRED = 1e-6


@dataclass(frozen=True)
class Span:
    """From where to where; a bound that is not reached is only tended to. Infinite where there is no bound."""

    low: float
    high: float
    low_reached: bool
    high_reached: bool


@dataclass(frozen=True)
class Fall:
    """A counter-example to “monotonic”: it rises to one place and falls to a later one."""

    left: float
    right: float
    before: float
    after: float


@dataclass(frozen=True)
class Properties:
    """What was found.

    ``direction`` : 1 never falls, −1 never rises, 0 neither, and ``fall`` shows it. ``mean`` : of a for z ~ N(0, 1).
    ``flat_left``, ``flat_right`` : where |f′| is below 0.01 from there on outwards; None where it is not in the end,
    and then ``slope_left``, ``slope_right`` say what it is far out. ``corners`` : where f′ jumps, ``gaps`` : where f
    does. ``defined`` : whether it has a value at every z that was tried.
    """

    values: Span
    slopes: Span
    direction: int
    fall: Fall | None
    mean: float
    flat_left: float | None
    flat_right: float | None
    slope_left: float
    slope_right: float
    corners: tuple[float, ...]
    gaps: tuple[float, ...]
    defined: bool

    @property
    def zero_centred(self) -> bool:
        """Whether a symmetric z gives an a with mean 0."""
        return abs(self.mean) < _CENTRED

    @property
    def differentiable(self) -> bool:
        """Whether it has a derivative everywhere."""
        return not self.corners and not self.gaps and self.defined


def properties(function: Activation) -> Properties:
    """Find the properties of an elementwise function; one that mixes features raises TypeError."""
    x = _near()
    value, slope = engine.plot(function, x)
    value_far, slope_far = engine.plot(function, _far_out())
    with np.errstate(all="ignore"):
        return _found(function, x, (value, value_far), (slope, slope_far))


@lru_cache(maxsize=64)
def steepest(function: Activation) -> float:
    """Return the least number that no ``|f′|`` is above; ∞ where there is none."""
    x = _near()
    near, far = (engine.plot(function, places)[1] for places in (x, _far_out()))
    with np.errstate(all="ignore"):
        span = _span(function, 1, x, near, far)
    return max(abs(span.low), abs(span.high))


def _near() -> Numbers:
    # By whole numbers: a corner or a pole at 0 is then met exactly.
    return np.asarray(np.arange(-round(_REACH / _SPACING), round(_REACH / _SPACING) + 1) * _SPACING, np.float64)


def _far_out() -> Numbers:
    """Return places far out, ``(8, 256)``: from far left to far right, and of each the numbers that follow it."""
    return np.asarray(np.concatenate([-_FAR[::-1], _FAR])[:, None] * _AROUND, np.float64)


def _found(
    function: Activation, x: Numbers, values: tuple[Numbers, Numbers], slopes: tuple[Numbers, Numbers]
) -> Properties:
    """``values``, ``slopes`` : on the grid, and far out on both sides."""
    (value, value_far), (slope, slope_far) = values, slopes
    flat = _flat_ends(x, slope, slope_far)
    direction, fall = _direction(function, x, value)
    return Properties(
        values=_span(function, 0, x, value, value_far),
        slopes=_span(function, 1, x, slope, slope_far),
        direction=direction,
        fall=fall,
        mean=_mean(function),
        flat_left=flat[0],
        flat_right=flat[1],
        slope_left=float(slope_far[len(_FAR) - 1, 0]),
        slope_right=float(slope_far[len(_FAR), 0]),
        corners=jumps(function, 1),
        gaps=jumps(function, 0),
        defined=bool(np.isfinite(value).all()),
    )


def _span(function: Activation, order: int, x: Numbers, near: Numbers, far: Numbers) -> Span:
    low, low_reached = _bound(function, order, x, -near, -far)
    high, high_reached = _bound(function, order, x, near, far, 1)
    return Span(-low, high, low_reached, high_reached)


def _bound(
    function: Activation, order: int, x: Numbers, near: Numbers, far: Numbers, sign: int = -1
) -> tuple[float, bool]:
    """Return the least upper bound and whether it is reached; ``near`` and ``far`` are turned for the other one."""
    if not np.isfinite(near).any():
        return math.nan, False
    top = far.max(axis=1)
    if np.isposinf(near).any() or _grows(top[len(_FAR) :]) or _grows(top[: len(_FAR)][::-1]):
        return math.inf, False
    outer = float(max(near[np.isfinite(near)].max(), far[np.isfinite(far)].max(initial=-math.inf)))
    seen = (np.abs(x) <= _SEEN) & np.isfinite(near)
    inner = float(near[seen].max()) if seen.any() else -math.inf
    if inner >= outer - _NEARLY:
        inner = _refined(function, order, float(x[seen][near[seen].argmax()]), inner, sign)
    if inner > _POLE:
        return math.inf, False
    reached = inner >= outer - _ROUNDING
    return _short(max(inner, outer)), reached


def _short(value: float) -> float:
    """Return the short number that a bound comes as close to as numbers far out, or at a corner, can."""
    return round(value, 6) if abs(round(value, 6) - value) < _EXACT else value


def _grows(far: Numbers) -> bool:
    """Whether the greatest values from 10², 10³, 10⁶, 10⁹ on go on rising, and not ever more slowly."""
    if np.isposinf(far).any():
        return True
    steps = np.diff(far[1:])
    least = max(1e-3, _GROWTH * abs(float(far[-1])))
    return bool(np.isfinite(far).all() and steps[1] > max(least, 0.5 * steps[0]) and steps[0] > 1e-3)


def _refined(function: Activation, order: int, place: float, best: float, sign: int) -> float:
    """Look ever closer around the greatest value on the grid."""
    width = _SPACING
    for _ in range(3):
        close = place + np.linspace(-width, width, 201)
        found = sign * engine.plot(function, close)[order]
        top = int(np.nanargmax(np.where(np.isfinite(found), found, -np.inf)))
        place, best, width = float(close[top]), max(best, float(found[top])), width / 50
    return best


def _direction(function: Activation, x: Numbers, value: Numbers) -> tuple[int, Fall | None]:
    known = np.isfinite(value)
    x, value = x[known], value[known]
    steps = np.diff(value)
    slack = _ROUNDING * max(1.0, float(np.abs(value).max(initial=0.0)))
    if (steps >= -slack).all():
        return 1, None
    if (steps <= slack).all():
        return -1, None
    return 0, _fall(function, x, value)


def _fall(function: Activation, x: Numbers, value: Numbers) -> Fall:
    """Return the deepest fall near 0, its ends as short numbers."""
    near = np.abs(x) <= _SEEN
    x, value = x[near], value[near]
    drop = np.maximum.accumulate(value) - value
    low = int(drop.argmax())
    # Not the very highest place, which may be far off where the function is all but flat.
    high = int(np.flatnonzero(value[: low + 1] >= value[low] + _MOST_OF_IT * drop[low])[-1])
    left, right = round(float(x[high]), 3), round(float(x[low]), 3)
    before, after = engine.plot(function, np.array([left, right]))[0]
    return Fall(left, right, float(before), float(after))


def _mean(function: Activation) -> float:
    # Beside 0, where a step is neither 0 nor 1.
    z = (np.arange(-12000, 12000) + 0.5) / 1000
    value = engine.plot(function, z)[0]
    weight = np.exp(-0.5 * z * z)
    return float((value * weight).sum() / weight.sum())


def _flat_ends(x: Numbers, slope: Numbers, far: Numbers) -> tuple[float | None, float | None]:
    small, small_far = np.abs(slope) < SATURATED, np.abs(far) < SATURATED
    if small.all() and small_far.all():
        return math.inf, -math.inf
    steep = np.flatnonzero(~small)
    left = float(x[steep[0] - 1]) if steep.size and steep[0] > 0 and small_far[: len(_FAR)].all() else None
    right = float(x[steep[-1] + 1]) if steep.size and steep[-1] < len(x) - 1 and small_far[len(_FAR) :].all() else None
    return left, right
