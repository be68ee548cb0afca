"""When a number to so many digits is the whole number: then it is written with =, else with ≈."""

from __future__ import annotations

import math

import numpy as np

LAST_BIT = 12
"""Digits up to which the noise of one double-precision rounding is overlooked."""
_LARGEST = float(np.finfo(np.float32).max)


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
