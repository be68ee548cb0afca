"""Copies of a plan's memory, taken in a few calls: all of it, or one sample's column of every buffer."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np

from nnstudio.engine.emitter import Call
from nnstudio.engine.operands import batch_axis, root_of, span
from nnstudio.engine.typing import Array

Span = tuple[int, int]


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
    """One sample's elements of an array's memory: where they stood (counted from ``start``), and their values."""

    start: int
    places: Array
    values: Array
    sample: int

    def array(self, like: Array, axis: int) -> Array | None:
        """Return the sample's part of ``like``; None where it was not kept."""
        if like.dtype != self.values.dtype:
            return None
        wanted = element_places(like, axis, self.sample, self.start)
        found = np.minimum(np.searchsorted(self.places, wanted), len(self.places) - 1)
        return np.asarray(self.values[found]) if (self.places[found] == wanted).all() else None


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
        """Keep all of these arrays: one call for each piece of memory that they lie in."""
        for root, spans in _by_root(arrays):
            low, high = min(low for low, _ in spans), max(high for _, high in spans)
            memory = _bytes(root)
            start = span(memory)[0]
            source = memory[low - start : high - start]
            kept = np.empty_like(source)
            self.calls.append((kept.__setitem__, (..., source)))
            self._whole.append(Kept(low, kept))

    def keep_column(self, arrays: Iterable[Array], batch: int, sample: int) -> None:
        """Keep the sample's column of all arrays that hold a batch: one call for each piece of memory."""
        groups: dict[tuple[int, Any], tuple[Array, list[Array]]] = {}
        for array in arrays:
            root = root_of(array)
            groups.setdefault((id(root), array.dtype), (root, []))[1].append(array)
        for (_, dtype), (root, members) in groups.items():
            self._keep_places(_bytes(root), dtype, members, batch, sample)

    def _keep_places(self, memory: Array, dtype: Any, members: list[Array], batch: int, sample: int) -> None:
        first = span(members[0])[0]
        start = span(memory)[0] + (first - span(memory)[0]) % dtype.itemsize
        skip = start - span(memory)[0]
        count = (memory.size - skip) // dtype.itemsize
        typed = memory[skip : skip + count * dtype.itemsize].view(dtype)
        found = []
        for array in members:
            axis = batch_axis(array, batch)
            if axis is not None:
                found.append(element_places(array, axis, sample, start).ravel())
        if found:
            places = np.unique(np.concatenate(found))
            values = np.empty(len(places), dtype)
            self.calls.append((typed.take, (places, None, values, "clip")))
            self._columns.append(Column(start, places, values, sample))

    def take(self) -> None:
        """Keep what stands there now."""
        for function, arguments in self.calls:
            function(*arguments)

    def taken(self) -> tuple[list[Kept], list[Column]]:
        """Return copies of what was kept last, which later calls leave alone."""
        whole = [Kept(kept.start, kept.data.copy()) for kept in self._whole]
        return whole, [Column(c.start, c.places, c.values.copy(), c.sample) for c in self._columns]


def _by_root(arrays: Iterable[Array]) -> list[tuple[Array, list[Span]]]:
    groups: dict[int, tuple[Array, list[Span]]] = {}
    for array in arrays:
        if array.size:
            root = root_of(array)
            groups.setdefault(id(root), (root, []))[1].append(span(array))
    return list(groups.values())


def _bytes(root: Array) -> Array:
    flat = root if root.flags.c_contiguous else root.T
    return flat.reshape(-1).view(np.uint8)
