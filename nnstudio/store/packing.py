"""A run's state as plain JSON and named arrays, and back: no pickle, and nothing of unknown type passes."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from nnstudio.engine.typing import Array

MARK: Final = "$array"
"""The key of the JSON object that stands for an array."""

DTYPES: Final = {
    name: np.dtype(name).newbyteorder("<")
    for name in (
        *("bool", "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64"),
        *("float16", "float32", "float64"),
    )
}
"""The types of arrays that a file may hold, each little-endian."""

MOST_AXES: Final = 8
MOST_BYTES: Final = 256 * 2**20
"""The most that one array may take: sixty million weights. Larger ones are refused before anything is allocated."""


def pack(value: object, prefix: str) -> tuple[str, dict[str, Array]]:
    """Return a nest of dicts, lists, numbers, texts and arrays as JSON and the arrays by name.

    Raises
    ------
    TypeError : something else is in it, or a key that is no text.
    """
    arrays: dict[str, Array] = {}
    plain = _packed(value, prefix, arrays)
    # NaN and infinity are written as Python's JSON writes them: a best loss so far starts at infinity.
    return json.dumps(plain), arrays


def _packed(value: object, place: str, arrays: dict[str, Array]) -> object:
    if isinstance(value, np.ndarray):
        if value.dtype.newbyteorder("=").name not in DTYPES:
            raise TypeError(f"{place}: an array of type {value.dtype} cannot be kept in a file")
        arrays[place] = value
        return {MARK: place}
    if isinstance(value, Mapping):
        if not all(isinstance(key, str) for key in value) or MARK in value:
            raise TypeError(f"{place}: keys must be texts other than {MARK!r}")
        return {key: _packed(inner, f"{place}/{key}", arrays) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_packed(inner, f"{place}/{number}", arrays) for number, inner in enumerate(value)]
    if isinstance(value, np.generic):
        return value.item()
    if value is None or isinstance(value, bool | int | float | str):
        return value
    raise TypeError(f"{place}: {type(value).__name__} cannot be kept in a file")


def unpack(text: str, array: Callable[[str], Array]) -> Any:
    """Return what :func:`pack` was given (tuples as lists); ``array`` fetches an array by its name.

    Raises
    ------
    ValueError, RecursionError : no JSON, or nested too deep; and whatever ``array`` raises.
    """
    return _unpacked(json.loads(text), array)


def _unpacked(value: object, array: Callable[[str], Array]) -> object:
    if isinstance(value, dict):
        if set(value) == {MARK}:
            return array(str(value[MARK]))
        return {key: _unpacked(inner, array) for key, inner in value.items()}
    if isinstance(value, list):
        return [_unpacked(inner, array) for inner in value]
    return value


def array_bytes(array: Array) -> bytes:
    """Return an array's numbers, row by row, little-endian."""
    return np.ascontiguousarray(array, DTYPES[array.dtype.newbyteorder("=").name]).tobytes()


def byte_count(dtype: str, shape: tuple[int, ...]) -> int:
    """Return the bytes that an array takes; −1 for a type or shape that no file of ours has, or one too large."""
    fits = dtype in DTYPES and len(shape) <= MOST_AXES and all(0 <= length < 2**40 for length in shape)
    count = math.prod(shape) * DTYPES[dtype].itemsize if fits else -1
    return count if count <= MOST_BYTES else -1


def array_of(data: npt.NDArray[np.uint8], dtype: str, shape: tuple[int, ...]) -> Array:
    """Return the array of its bytes, in this machine's order, on their memory where that is possible.

    Sizes were checked by :func:`byte_count`.
    """
    return data.view(DTYPES[dtype]).reshape(shape).astype(np.dtype(dtype), copy=False)
