"""Copies of a plan's memory, taken in a few calls: all of it, or one sample's column of every buffer."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from nnstudio.engine.emitter import Call
from nnstudio.engine.operands import batch_axis, root_of, span
from nnstudio.engine.typing import Array

Span = tuple[int, int]
SMALL = 100
"""Numbers of one sample's up to which arrays are gathered together; of larger ones each is a strided copy."""
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
    """One sample's numbers: where they stood, in elements from the address ``start``, in order; and ``values``."""

    start: int
    places: Array
    values: Array
    sample: int

    def array(self, like: Array, axis: int) -> Array | None:
        """Return the sample's part of ``like``; None where it was not kept."""
        if like.dtype != self.values.dtype:
            return None
        wanted = element_places(like, axis, self.sample, self.start)
        found = np.minimum(np.searchsorted(self.places, wanted), self.places.size - 1)
        return np.asarray(self.values.ravel()[found]) if (self.places[found] == wanted).all() else None


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
        self._columns: list[tuple[Column, Array]] = []

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
        """Keep the sample's column of all arrays that hold a batch: one call for each large one, one for all small."""
        known = {span(array): array for array in arrays if batch_axis(array, batch) is not None}
        small: dict[tuple[int, object], list[Array]] = {}
        for array in known.values():
            if array.size > SMALL * batch or not array.flags.c_contiguous:
                self._keep_strided(array, batch, sample)
            else:
                small.setdefault((id(root_of(array)), array.dtype), []).append(array)
        for group in small.values():
            self._keep_gathered(group, batch, sample)

    def _keep_strided(self, array: Array, batch: int, sample: int) -> None:
        axis = batch_axis(array, batch) or 0
        # A slice and no number, so that it is a view even of an array of one axis.
        source = array[(slice(None),) * axis + (slice(sample, sample + 1),)]
        kept = np.empty(source.shape, source.dtype)
        self.calls.append((kept.__setitem__, (..., source)))
        start = span(array)[0]
        places = element_places(array, axis, sample, start).ravel()
        order = np.argsort(places)
        self._columns.append((Column(start, places[order], kept, sample), order))

    def _keep_gathered(self, group: list[Array], batch: int, sample: int) -> None:
        memory, dtype = _bytes(root_of(group[0])), group[0].dtype
        start = span(memory)[0]
        start += (span(group[0])[0] - start) % dtype.itemsize
        skip = start - span(memory)[0]
        typed = memory[skip : skip + (memory.size - skip) // dtype.itemsize * dtype.itemsize].view(dtype)
        found = [element_places(array, batch_axis(array, batch) or 0, sample, start).ravel() for array in group]
        places = np.unique(np.concatenate(found))
        kept = np.empty(places.size, dtype)
        self.calls.append((typed.take, (places, None, kept, "clip")))
        self._columns.append((Column(start, places, kept, sample), np.arange(places.size)))

    def take(self) -> None:
        """Keep what stands there now."""
        for function, arguments in self.calls:
            function(*arguments)

    def taken(self) -> tuple[list[Kept], list[Column]]:
        """Return copies of what was kept last, which later calls leave alone."""
        whole = [Kept(kept.start, kept.data.copy()) for kept in self._whole]
        return whole, [Column(c.start, c.places, c.values.ravel()[order], c.sample) for c, order in self._columns]


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
