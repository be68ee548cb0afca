"""What fewer digits make of a number: whether they are the whole of it, and shares that must not seem to be all."""

from __future__ import annotations

import math

import numpy as np

LAST_BIT = 12
"""Digits up to which the noise of one double-precision rounding is overlooked."""
_LARGEST = float(np.finfo(np.float32).max)
_NOISE = 1e-12
"""How far below 1 a share that was added up may lie and still be all."""


def is_whole(value: float, digits: int) -> bool:
    """Whether so many digits lead back to the very same number: in float32 if it is one, else in float64."""
    if not math.isfinite(value):
        return True
    shown = float(f"{value:.{digits - 1}e}")
    if shown == value:
        return True
    # Beyond float32's range it is no float32 in any case.
    narrow = np.float32(value) if abs(value) < _LARGEST else np.float32(0)
    if float(narrow) == value:
        return bool(np.float32(shown) == narrow)
    # 1 − 0.9 is 0.1, but for its last bit; who asks for that bit shall see it.
    return shown == value if digits > LAST_BIT else abs(shown - value) <= 2e-15 * abs(value)


def told_share(share: float, whole: float, places: int) -> tuple[str, float]:
    """Return what is written of a share of ``whole``, 1 or 100, with so many places: a mark, and the number.

    What is not all never rounds to all, nor what is not none to none: 99.97 % is ``> 99.9``, 0.02 % is ``< 0.1``.
    """
    value, least = whole * share, 10.0**-places
    if 0 < share < 1 - _NOISE:
        shown = float(f"{value:.{places}f}")
        if shown >= whole:
            return "> ", whole - least
        if shown <= 0:
            return "< ", least
    return "", value
