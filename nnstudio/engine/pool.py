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
    """Hands out zeroed, aligned buffers; they live as long as anything refers to them."""

    def __init__(self, dtype: np.dtype[Any]) -> None:
        self.dtype = dtype
        self._line = ALIGNMENT // dtype.itemsize
        self._block = np.empty(0, dtype)
        self._used = 0
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
