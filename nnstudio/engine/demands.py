"""What a number that a program is given must be: checked once, where it comes in, and refused with its place."""

from __future__ import annotations

import math
import operator
from collections.abc import Iterable, Sequence
from contextlib import suppress
from typing import Any, SupportsIndex, TypeVar, cast

import numpy as np
from numpy.typing import NDArray

from nnstudio.engine.declaration import Declared
from nnstudio.engine.errors import DataError, OutOfRangeError, ParameterError, UnknownNameError
from nnstudio.engine.registry import Registry
from nnstudio.text import Message, msg

T = TypeVar("T")
D = TypeVar("D", bound=Declared)


def finite(place: str, value: object, least: float = 0.0, most: float = math.inf) -> float:
    """Return a number from ``least`` up to ``most``.

    Raises
    ------
    ParameterError : no number, NaN, infinity, less or more.
    """
    if isinstance(value, int | float | np.number) and not isinstance(value, bool | np.complexfloating):
        number = float(value)
        if math.isfinite(number) and least <= number <= most:
            return number
    interval = f"[{least:g}, ∞)" if math.isinf(most) else f"[{least:g}, {most:.2g}]"
    raise _refused(place, msg("a number in {interval}", interval=interval), value)


def positive(place: str, value: object) -> float:
    """Return a number above 0; ParameterError for anything else."""
    if isinstance(value, int | float | np.number) and not isinstance(value, bool | np.complexfloating):
        number = float(value)
        if math.isfinite(number) and number > 0:
            return number
    raise _refused(place, msg("a number in {interval}", interval="(0, ∞)"), value)


def whole(place: str, value: object, least: int | None = 0) -> int:
    """Return a whole number, from ``least`` up if there is one; ParameterError for anything else."""
    if type(value) is int and (least is None or value >= least):
        # Nearly always; to ask for a protocol takes a hundred times as long.
        return value
    if isinstance(value, SupportsIndex) and not isinstance(value, bool):
        # An array has the method, but only one of a single whole number has an index.
        with suppress(TypeError):
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


def is_text(*values: object) -> bool:
    """Whether all are texts: else they are nobody's name, and some could not even be looked up."""
    return all(isinstance(value, str) for value in values)


def several(values: object) -> tuple[Any, ...]:
    """Return the members of a list, tuple or array, whatever they are; of anything else, it alone."""
    listed = values.tolist() if isinstance(values, np.ndarray) else values
    return tuple(listed) if isinstance(listed, Iterable) and not isinstance(listed, str) else (listed,)


def row(place: str, values: object, kind: type, expected: Message, advice: Message) -> tuple[Any, ...]:
    """Return a list or tuple of things of that kind as a tuple; ParameterError for anything else."""
    if isinstance(values, list | tuple) and all(isinstance(value, kind) for value in values):
        return tuple(values)
    raise _refused(place, expected, values, advice)


def instance(place: str, value: T, kind: type, expected: Message, advice: Message | None = None) -> T:
    """Return ``value`` if it is of that kind; ParameterError if not."""
    if isinstance(value, kind):
        return value
    raise _refused(place, expected, value, advice or msg("Make one first."))


def numbers(place: str, values: object, axes: int | None = None) -> NDArray[np.float64]:
    """Return numbers in float64, with so many axes if that matters; DataError for anything else, and for none."""
    try:
        found = np.array(values)
    except ValueError:
        # Rows of different lengths.
        found = np.array(None)
    if found.dtype.kind in "buif" and found.size and axes in (None, found.ndim):
        return found.astype(np.float64)
    expected = msg("an array of numbers") if axes is None else msg("an array of numbers with {count} axes", count=axes)
    raise DataError(place, expected, msg("{value}", value=repr(values)), msg("Give a list of numbers, or an array."))


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
    found = tuple(whole(place, each, least=None) for each in several(index))
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
