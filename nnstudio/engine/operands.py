"""What a call reads and writes, found from its bound arguments; and where an array's memory lies."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import Any, NamedTuple

import numpy as np

from nnstudio.engine.emitter import Call
from nnstudio.engine.typing import Array


class Operands(NamedTuple):
    """The arrays that a call reads, in the order of its arguments, and the one that it writes (None: no array)."""

    reads: tuple[Array, ...]
    writes: Array | None
    draws: bool


def operands(call: Call) -> Operands:
    """Return what a call of a plan reads and writes.

    Calls name their output last, as ``out=``, or (``copyto``, ``add.at``, ``__setitem__``, ``fill``) first; an output
    that is also among the inputs is read as well. ``draws`` says that the numbers come from a random generator.
    """
    function, arguments = call
    given = list(_arrays(arguments))
    draws = False
    written: Array | None = None
    while isinstance(function, partial):
        given += [array for name, array in function.keywords.items() if name != "out" and _is_array(array)]
        given = [*_arrays(function.args), *given]
        written = function.keywords.get("out", written)
        function = function.func
    owner = getattr(function, "__self__", None)
    if isinstance(owner, np.random.Generator):
        draws = True
    if isinstance(owner, np.ndarray):
        if function.__name__ in ("__setitem__", "fill"):
            return Operands(tuple(given), owner, draws)
        given.insert(0, owner)
    if function is np.copyto or getattr(function, "__name__", "") == "at":
        # ufunc.at adds to what stands there.
        given = [given[0], *given] if function is not np.copyto else given
        return Operands(tuple(given[1:]), given[0], draws)
    if written is None and given:
        written = given.pop()
    return Operands(tuple(given), written, draws)


def draws(call: Call) -> bool:
    """Whether a call's numbers come from a random generator: what :func:`operands` says too, at a tenth of the cost."""
    function = call[0]
    while isinstance(function, partial):
        function = function.func
    return isinstance(getattr(function, "__self__", None), np.random.Generator)


def _arrays(arguments: Iterable[Any]) -> Iterable[Array]:
    for argument in arguments:
        if _is_array(argument):
            yield argument
        elif isinstance(argument, tuple | list):
            yield from _arrays(argument)


def _is_array(argument: object) -> bool:
    return isinstance(argument, np.ndarray)


def root_of(array: Array) -> Array:
    """Return the array that owns the memory."""
    while isinstance(array.base, np.ndarray):
        array = array.base
    return array


def span(array: Array) -> tuple[int, int]:
    """Return the addresses of the first byte and of the one behind the last."""
    low, high = np.lib.array_utils.byte_bounds(array)
    return int(low), int(high)


def overlap(one: tuple[int, int], other: tuple[int, int]) -> bool:
    """Whether two spans have a byte in common."""
    return one[0] < other[1] and other[0] < one[1]


def spanning(first: Array, second: Array) -> Array | None:
    """Return all numbers of two arrays that lie one behind the other in one piece, ``(n,)``; None where they do not."""
    root = root_of(first)
    whole = first.flags.c_contiguous and second.flags.c_contiguous and root.flags.c_contiguous
    if not whole or root is not root_of(second) or first.dtype != second.dtype:
        return None
    (low, middle), (begin, _) = span(first), span(second)
    if middle != begin:
        return None
    return np.ndarray((first.size + second.size,), first.dtype, root, low - span(root)[0])


def copying(own: Array, given: Array) -> Call:
    """Return the call that copies one array into another of its shape: for whole pieces at half of NumPy's price."""
    if own.flags.c_contiguous and given.flags.c_contiguous and own.dtype == given.dtype:
        return own.reshape(-1).data.__setitem__, (slice(None), given.reshape(-1).data)
    return own.__setitem__, (..., given)


def batch_axis(array: Array, batch: int) -> int | None:
    """Return the axis along which an array of a plan holds its samples: the fastest one, as long as the batch."""
    for axis in range(array.ndim - 1, -1, -1):
        if array.shape[axis] == batch and (batch == 1 or array.strides[axis] == array.itemsize):
            return axis
    return None
