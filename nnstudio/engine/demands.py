"""What a number that a program is given must be: checked once, where it comes in, and refused with its place."""

from __future__ import annotations

import math
import operator
from collections.abc import Iterable, Sequence
from typing import SupportsIndex, TypeVar, cast

import numpy as np

from nnstudio.engine.declaration import Declared
from nnstudio.engine.errors import OutOfRangeError, ParameterError, UnknownNameError
from nnstudio.engine.registry import Registry
from nnstudio.text import Message, msg

T = TypeVar("T")
D = TypeVar("D", bound=Declared)


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


def positive(place: str, value: object) -> float:
    """Return a number above 0; ParameterError for anything else."""
    if isinstance(value, int | float | np.number) and not isinstance(value, bool | np.complexfloating):
        number = float(value)
        if math.isfinite(number) and number > 0:
            return number
    raise _refused(place, msg("a number in {interval}", interval="(0, ∞)"), value)


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


def instance(place: str, value: object, kind: type[T], expected: Message) -> T:
    """Return ``value`` if it is of that kind; ParameterError if not."""
    if isinstance(value, kind):
        return value
    raise _refused(place, expected, value, msg("Make one first."))


def made(place: str, value: object, registry: Registry[D], kind: type) -> D:
    """Return a declared thing, or the one that an id names, its parameters as declared.

    Raises
    ------
    ParameterError : no such id, or nothing of that kind; it says which there are.
    """
    if isinstance(value, kind):
        return cast("D", value)
    if isinstance(value, str):
        return registry.make(value, place)
    raise _refused(place, msg("one of {choices}", choices=", ".join(registry)), value, msg("Choose one from the list."))


def unknown(place: str, name: object, names: Iterable[str]) -> UnknownNameError:
    """Return the error for a name that there is not; it says which there are."""
    listed = ", ".join(dict.fromkeys(names)) or "—"
    expected, received = msg("one of {choices}", choices=listed), msg("{value}", value=repr(name))
    return UnknownNameError(place, expected, received, msg("Check its spelling."))


def within(place: str, index: int | Sequence[int], shape: Sequence[int]) -> tuple[int, ...]:
    """Return an index into ``shape``, negative ones counted from the end; a number is an index of one axis.

    Raises
    ------
    OutOfRangeError : another number of axes, or past the end. ParameterError : no whole numbers.
    """
    given = tuple(index) if isinstance(index, Sequence | np.ndarray) else (index,)
    found = tuple(whole(place, each, least=None) for each in given)
    fits = len(found) == len(shape) and all(-length <= i < length for i, length in zip(found, shape, strict=True))
    if not fits:
        raise OutOfRangeError(
            place,
            msg("an index below {shape}, a number for each axis", shape=tuple(shape)),
            msg("{value}", value=found),
            msg("Count from 0."),
        )
    return tuple(i % length for i, length in zip(found, shape, strict=True))


def _refused(place: str, expected: Message, value: object, advice: Message | None = None) -> ParameterError:
    received = msg("{value}", value=repr(value))
    return ParameterError(place, expected, received, advice or msg("Change it in the properties form."))
