"""Memory in aligned pieces from a few large blocks: neighbours in a step are neighbours in the cache.

A block is as large as the plan is said to need. NumPy asks Linux for pages of 2 MB where an array has 4 MB or more, and
of these a processor keeps all addresses at hand: a step of W6 takes a tenth less time. What is not used is not taken.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from nnstudio.engine.typing import Array

ALIGNMENT = 64
"""Bytes: a cache line, and the widest vector register."""

_BLOCK = 1 << 16

_PAGE = 1 << 21
"""Bytes of a large page; a block that holds many begins with one."""


def aligned(count: int, dtype: np.dtype[Any]) -> Array:
    """Return ``count`` zeros whose first lies on a multiple of :data:`ALIGNMENT`, in large memory of a page."""
    step = ALIGNMENT if count * dtype.itemsize < 8 * _PAGE else _PAGE
    raw = np.zeros(count * dtype.itemsize + step, np.uint8)
    start = -raw.ctypes.data % step
    return raw[start : start + count * dtype.itemsize].view(dtype)


class Pool:
    """Hands out zeroed, aligned buffers; they live as long as anything refers to them.

    What is lent is handed out again once it is taken back: fewer bytes in a step, more of them in the cache.
    """

    def __init__(self, dtype: np.dtype[Any], expected: int = 0) -> None:
        """``expected`` : about how many bytes will be taken."""
        self.dtype = dtype
        self._expected = expected
        self._block = np.empty(0, np.uint8)
        self._used = 0
        self._loans: list[Array] = []
        self._lent: list[int] = []
        self.bytes = 0

    def take(self, shape: tuple[int, ...], dtype: np.dtype[Any] | None = None) -> Array:
        """Return a buffer of ``shape``, C-contiguous, of the pool's dtype if no other is named."""
        kind = dtype or self.dtype
        count = int(np.prod(shape, dtype=np.int64)) * kind.itemsize
        room = _rounded(count)
        if self._used + room > self._block.size:
            self._block = aligned(max(room, _BLOCK, self._expected - self.bytes), np.dtype(np.uint8))
            self._used = 0
        piece = self._block[self._used : self._used + count]
        self._used += room
        self.bytes += room
        return piece.view(kind).reshape(shape)

    def lend(self, shape: tuple[int, ...], dtype: np.dtype[Any]) -> Array:
        """Return memory for an array, with anything in it, until :meth:`take_back`."""
        count = int(np.prod(shape, dtype=np.int64)) * dtype.itemsize
        room = _rounded(count)
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
        self._loans.append(self.take((size,), np.dtype(np.uint8)))
        self._lent.append(0)
        return len(self._loans) - 1

    def take_back(self) -> None:
        """Make everything lent so far free again."""
        self._lent = [0] * len(self._loans)


def _rounded(count: int) -> int:
    return -(-count // ALIGNMENT) * ALIGNMENT
