"""Numbers of a card: ≈ wherever a digit is missing, none too many where all are there."""

from __future__ import annotations

from nnstudio.inspection.rounding import is_whole
from nnstudio.ui import theme


def written(value: float, digits: int) -> str:
    """Return a number to so many digits; without zeros at the end where it is whole: 1, 0.5."""
    return theme.compact(value, digits) if is_whole(value, digits) else theme.number(value, digits)


def relation(digits: int, *values: float) -> str:
    """Return ``=`` where all these numbers are written with every digit, else ``≈``."""
    return "=" if all(is_whole(value, digits) for value in values) else "≈"


def marked(value: float, digits: int) -> str:
    """Return the number, with ≈ before it where it is rounded."""
    return written(value, digits) if is_whole(value, digits) else f"≈ {written(value, digits)}"
