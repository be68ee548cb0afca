"""What a number that a program is given must be: checked once, where it comes in, and refused with its place."""

from __future__ import annotations

import math
import operator
from collections.abc import Iterable
from typing import SupportsIndex

import numpy as np

from nnstudio.engine.errors import ParameterError
from nnstudio.text import Message, msg


def finite(place: str, value: object, least: float = 0.0) -> float:
    """Return a number from ``least`` up.

    Raises
    ------
    ParameterError : no number, NaN, infinity, or less.
    """
    if isinstance(value, int | float | np.number) and not isinstance(value, bool | np.complexfloating):
        number = float(value)
        if math.isfinite(number) and number >= least:
            return number
    raise _refused(place, msg("a number in {interval}", interval=f"[{least:g}, ∞)"), value)


def whole(place: str, value: object, least: int | None = 0) -> int:
    """Return a whole number, from ``least`` up if there is one; ParameterError for anything else."""
    if isinstance(value, SupportsIndex) and not isinstance(value, bool):
        number = operator.index(value)
        if least is None or number >= least:
            return number
    raise _refused(
        place, msg("a whole number in {interval}", interval="(−∞, ∞)" if least is None else f"[{least}, ∞)"), value
    )


def one_of(place: str, value: object, choices: Iterable[str]) -> str:
    """Return one of the words that there are; ParameterError, with their list, for any other."""
    known = tuple(choices)
    if isinstance(value, str) and value in known:
        return value
    raise _refused(place, msg("one of {choices}", choices=", ".join(known)), value)


def _refused(place: str, expected: Message, value: object) -> ParameterError:
    return ParameterError(place, expected, msg("{value}", value=repr(value)), msg("Change it in the properties form."))
