"""Copies of a plan's memory, taken in a few calls: all of it, or one sample's column of every buffer."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from nnstudio.engine.emitter import Call
from nnstudio.engine.operands import batch_axis, root_of, span
from nnstudio.engine.typing import Array

Span = tuple[int, int]
NEAR = 4096
"""Bytes between two pieces of memory up to which copying them too is cheaper than a second call."""


@dataclass(frozen=True, eq=False)
class Kept:
    """A stretch of memory that began at address ``start``, as it was."""

    start: int
    data: Array

    def array(self, like: Array) -> Array | None:
        """Return what ``like`` held then, read-only; None where it lies elsewhere."""
        low, high = span(like)
        if low < self.start or high > self.start + self.data.nbytes:
            return None
        offset = like.__array_interface__["data"][0] - self.start
        found: Array = np.ndarray(like.shape, like.dtype, self.data.data, offset, like.strides)
        found.flags.writeable = False
        return found


@dataclass(frozen=True, eq=False)
class Column:
    """One sample's part of an array: ``source`` is the array (its memory may hold other numbers by now)."""

    source: Array
    axis: int
    sample: int
    values: Array

    def array(self, like: Array, axis: int) -> Array | None:
        """Return the sample's part of ``like``; None where it was not kept."""
        low, high = span(self.source)
        first, last = span(like)
        if like.dtype != self.values.dtype or first < low or last > high:
            return None
        own = element_places(self.source, self.axis, self.sample, low).ravel()
        wanted = element_places(like, axis, self.sample, low)
        order = np.argsort(own)
        found = order[np.minimum(np.searchsorted(own, wanted, sorter=order), own.size - 1)]
        return np.asarray(self.values.ravel()[found]) if (own[found] == wanted).all() else None


def element_places(array: Array, axis: int, sample: int, start: int) -> Array:
    """Return where one sample's elements of an array stand, counted in elements from the address ``start``."""
    size = array.itemsize
    first = (array.__array_interface__["data"][0] - start) // size + sample * array.strides[axis] // size
    places = np.array(first, np.intp)
    for each in range(array.ndim):
        if each != axis:
            places = places[..., None] + np.arange(array.shape[each]) * (array.strides[each] // size)
    return places


class Keeper:
    """Keeps memory by calls that allocate nothing: append ``calls`` to a step's, or :meth:`take` now."""

    def __init__(self) -> None:
        self.calls: list[Call] = []
        self._whole: list[Kept] = []
        self._columns: list[Column] = []

    def keep(self, arrays: Iterable[Array]) -> None:
        """Keep all of these arrays: one call for each piece of memory, neighbours taken together."""
        for root, spans in _by_root(arrays):
            memory = _bytes(root)
            start = span(memory)[0]
            for low, high in _merged(spans):
                source = memory[low - start : high - start]
                kept = np.empty_like(source)
                self.calls.append((kept.__setitem__, (..., source)))
                self._whole.append(Kept(low, kept))

    def keep_column(self, arrays: Iterable[Array], batch: int, sample: int) -> None:
        """Keep the sample's column of all arrays that hold a batch: one call for each of them."""
        known: dict[tuple[int, ...], Array] = {}
        for array in arrays:
            known.setdefault((*span(array), *array.shape), array)
        for array in known.values():
            axis = batch_axis(array, batch)
            if axis is not None:
                # A slice and no number, so that it is a view even of an array of one axis.
                source = array[(slice(None),) * axis + (slice(sample, sample + 1),)]
                kept = np.empty(source.shape, source.dtype)
                self.calls.append((kept.__setitem__, (..., source)))
                self._columns.append(Column(array, axis, sample, kept))

    def take(self) -> None:
        """Keep what stands there now."""
        for function, arguments in self.calls:
            function(*arguments)

    def taken(self) -> tuple[list[Kept], list[Column]]:
        """Return copies of what was kept last, which later calls leave alone."""
        whole = [Kept(kept.start, kept.data.copy()) for kept in self._whole]
        return whole, [Column(c.source, c.axis, c.sample, c.values.copy()) for c in self._columns]


def _by_root(arrays: Iterable[Array]) -> list[tuple[Array, list[Span]]]:
    groups: dict[int, tuple[Array, list[Span]]] = {}
    for array in arrays:
        if array.size:
            root = root_of(array)
            groups.setdefault(id(root), (root, []))[1].append(span(array))
    return list(groups.values())


def _merged(spans: list[Span]) -> list[Span]:
    found: list[Span] = []
    for low, high in sorted(spans):
        if found and low <= found[-1][1] + NEAR:
            found[-1] = (found[-1][0], max(high, found[-1][1]))
        else:
            found.append((low, high))
    return found


def _bytes(root: Array) -> Array:
    flat = root if root.flags.c_contiguous else root.T
    return flat.reshape(-1).view(np.uint8)
