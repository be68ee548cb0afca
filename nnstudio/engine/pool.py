"""Memory in aligned pieces from a few large blocks: neighbours in a step are neighbours in the cache."""

from __future__ import annotations

from typing import Any

import numpy as np

from nnstudio.engine.typing import Array

ALIGNMENT = 64
"""Bytes: a cache line, and the widest vector register."""

_BLOCK = 1 << 16


def aligned(count: int, dtype: np.dtype[Any]) -> Array:
    """Return ``count`` zeros whose first lies on a multiple of :data:`ALIGNMENT`."""
    raw = np.zeros(count * dtype.itemsize + ALIGNMENT, np.uint8)
    start = -raw.ctypes.data % ALIGNMENT
    return raw[start : start + count * dtype.itemsize].view(dtype)


class Pool:
    """Hands out zeroed, aligned buffers; they live as long as anything refers to them.

    What is lent is handed out again once it is taken back: fewer bytes in a step, more of them in the cache.
    """

    def __init__(self, dtype: np.dtype[Any]) -> None:
        self.dtype = dtype
        self._line = ALIGNMENT // dtype.itemsize
        self._block = np.empty(0, dtype)
        self._used = 0
        self._loans: list[Array] = []
        self._lent: list[int] = []
        self.bytes = 0

    def take(self, shape: tuple[int, ...]) -> Array:
        """Return a buffer of ``shape``, C-contiguous."""
        count = int(np.prod(shape, dtype=np.int64))
        room = -(-count // self._line) * self._line
        if self._used + room > self._block.size:
            self._block = aligned(max(room, _BLOCK // self.dtype.itemsize), self.dtype)
            self._used = 0
        piece = self._block[self._used : self._used + count]
        self._used += room
        self.bytes += room * self.dtype.itemsize
        return piece.reshape(shape)

    def lend(self, shape: tuple[int, ...], dtype: np.dtype[Any]) -> Array:
        """Return memory for an array, with anything in it, until :meth:`take_back`."""
        count = int(np.prod(shape, dtype=np.int64)) * dtype.itemsize
        room = -(-count // ALIGNMENT) * ALIGNMENT
        free = (number for number, loan in enumerate(self._loans) if loan.size - self._lent[number] >= room)
        number = next(free, None)
        if number is None:
            number = self._widen(room)
        start = self._lent[number]
        self._lent[number] = start + room
        return self._loans[number][start : start + count].view(dtype).reshape(shape)

    def _widen(self, room: int) -> int:
        """Take a further block, as large as all before it: so few suffice."""
        size = max(room, sum(loan.size for loan in self._loans))
        self._loans.append(aligned(size, np.dtype(np.uint8)))
        self._lent.append(0)
        self.bytes += size
        return len(self._loans) - 1

    def take_back(self) -> None:
        """Make everything lent so far free again."""
        self._lent = [0] * len(self._loans)
