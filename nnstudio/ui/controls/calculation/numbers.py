"""Numbers of a card: ≈ wherever a digit is missing, none too many where all are there."""

from __future__ import annotations

import numpy as np

from nnstudio.ui import theme

LAST_BIT = 12
"""Digits up to which the noise of one double-precision rounding is overlooked."""


def is_whole(value: float, digits: int) -> bool:
    """Whether so many digits lead back to the very same number: in float32 if it is one, else in float64."""
    if not np.isfinite(value):
        return True
    shown = float(f"{value:.{digits - 1}e}")
    narrow = np.float32(value)
    if float(narrow) == value:
        return bool(np.float32(shown) == narrow)
    # 1 − 0.9 is 0.1, but for its last bit; who asks for that bit shall see it.
    return shown == value if digits > LAST_BIT else abs(shown - value) <= 2e-15 * abs(value)


def written(value: float, digits: int) -> str:
    """Return a number to so many digits; without zeros at the end where it is whole: 1, 0.5."""
    return theme.compact(value, digits) if is_whole(value, digits) else theme.number(value, digits)


def relation(value: float, digits: int) -> str:
    """Return ``=`` or ``≈``."""
    return "=" if is_whole(value, digits) else "≈"


def marked(value: float, digits: int) -> str:
    """Return the number, with ≈ before it where it is rounded."""
    return written(value, digits) if is_whole(value, digits) else f"≈ {written(value, digits)}"
