"""Memory in aligned pieces from a few large blocks: neighbours in a step are neighbours in the cache.

A block is as large as the plan is said to need. NumPy asks Linux for pages of 2 MB where an array has 4 MB or more, and
of these a processor keeps all addresses at hand: a step of W6 takes a tenth less time. What is not used is not taken.

Arrays of images are often a multiple of 4096 bytes large. Side by side, one read and one written would lie at almost
the same places of their pages, and a processor, which tells addresses apart by these places first, waits for what is of
no concern. So each large piece begins elsewhere in its page than the one before: a step of W11 takes a fifteenth less.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain
from typing import Any

import numpy as np

from nnstudio.engine.typing import Array

ALIGNMENT = 64
"""Bytes: a cache line, and the widest vector register."""

_BLOCK = 1 << 16

_PAGE = 1 << 21
"""Bytes of a large page; a block that holds many begins with one."""

_PLACES = 1 << 12
"""Bytes after which the places in a page begin anew."""

_APART = _PLACES - 768
"""By how much the place of each large piece differs from that of the one before; sixteen have one of their own."""

_LARGE = 1 << 16
"""Bytes from which a piece has a place."""

_LEAST_SHARE = 4
"""A quarter of an idle block or more is inherited of it: smaller pieces would leave no room for the large ones."""


def aligned(count: int, dtype: np.dtype[Any]) -> Array:
    """Return ``count`` zeros whose first lies on a multiple of :data:`ALIGNMENT`, in large memory of a page."""
    step = ALIGNMENT if count * dtype.itemsize < 8 * _PAGE else _PAGE
    raw = np.zeros(count * dtype.itemsize + step, np.uint8)
    start = -raw.ctypes.data % step
    return raw[start : start + count * dtype.itemsize].view(dtype)


@dataclass
class Block:
    """A piece of memory: ``taken`` bytes of it from its beginning on, for good, ``lent`` bytes before its end.

    ``origin`` is where in its page it begins. Where a ``place`` is given, what is handed out begins there in its page.
    """

    memory: Array
    taken: int = 0
    lent: int = 0
    most: int = 0
    """The most that was ever lent."""
    origin: int = 0

    def take(self, room: int, place: int | None = None) -> Array | None:
        """Return so many bytes for good; None where so many are not left that never were lent."""
        start = self.taken if place is None else self.taken + (place - self.origin - self.taken) % _PLACES
        if start + room > self.memory.size - self.most:
            return None
        self.taken = start + room
        return self.memory[start : self.taken]

    def lend(self, room: int, place: int | None = None) -> Array | None:
        """Return so many bytes from the end, the next ones before those that are lent; None where there is no room."""
        start = self.memory.size - self.lent - room
        start -= 0 if place is None else (self.origin + start - place) % _PLACES
        if start < self.taken:
            return None
        self.lent = self.memory.size - start
        self.most = max(self.most, self.lent)
        return self.memory[start : start + room]

    def cut(self) -> Block:
        """Cut off what was ever lent, and a quarter more; return it as a block of which nothing is taken."""
        start = max(self.taken, self.memory.size - _rounded(self.most * 5 // 4))
        end = Block(self.memory[start:], origin=(self.origin + start) % _PLACES)
        self.memory, self.lent, self.most = self.memory[:start], 0, 0
        return end


class Pool:
    """Hands out zeroed, aligned buffers; they live as long as anything refers to them.

    What is lent is handed out again once it is taken back: fewer bytes in a step, more of them in the cache. What the
    forward pass was lent lies idle in the backward pass, whose gradients inherit it: in the step of W6 two MB of 13.

    A pool that only counts hands out one piece of memory again and again, as large as the largest buffer and hardly
    touched: what is built on it must not run, but :attr:`bytes` is what it would take.
    """

    def __init__(self, dtype: np.dtype[Any], expected: int = 0, *, counts_only: bool = False) -> None:
        """``expected`` : about how many bytes will be taken."""
        self.dtype = dtype
        self._expected = expected
        self._stand_in = np.empty(0, np.uint8) if counts_only else None
        self._blocks = [Block(np.empty(0, np.uint8))]
        self._idle: list[Block] = []
        self._place = 0

    @property
    def bytes(self) -> int:
        """The bytes taken or lent."""
        return sum(b.taken + b.most for b in self._blocks) + sum(b.memory.size for b in self._idle)

    def take(self, shape: tuple[int, ...], dtype: np.dtype[Any] | None = None) -> Array:
        """Return a buffer of ``shape``, C-contiguous, of the pool's dtype if no other is named."""
        kind = dtype or self.dtype
        room = _room(shape, kind)
        place = self._next_place(room)
        piece = self._blocks[-1].take(room, place)
        if piece is None:
            piece = self._begin(room).take(room, place)
        return self._as_array(piece, shape, kind)

    def lend(self, shape: tuple[int, ...], dtype: np.dtype[Any]) -> Array:
        """Return memory for an array, with anything in it, until :meth:`take_back`."""
        room = _room(shape, dtype)
        place = self._next_place(room)
        found = (block.lend(room, place) for block in chain(self._idle, self._blocks))
        piece = next((piece for piece in found if piece is not None), None)
        if piece is None:
            piece = self._begin(room).lend(room, place)
        return self._as_array(piece, shape, dtype)

    def take_back(self) -> None:
        """Make everything lent so far free again."""
        for block in self._blocks:
            block.lent = 0
        for block in self._idle:
            # Here what was lent and what is taken later may lie in one place: each is written before it is read.
            block.lent = block.most = 0

    def turn(self) -> None:
        """Take back everything lent so far, for :meth:`inherit`."""
        self.take_back()
        self._idle += [block.cut() for block in self._blocks if block.most]

    def inherit(self, shape: tuple[int, ...]) -> Array:
        """Return a buffer, with anything in it, if possible of what was lent before the :meth:`turn`."""
        room = _room(shape, self.dtype)
        place = self._next_place(room)
        pieces = (block.take(room, place) for block in self._idle if block.memory.size <= _LEAST_SHARE * room)
        piece = next((piece for piece in pieces if piece is not None), None)
        return self.take(shape) if piece is None else self._as_array(piece, shape, self.dtype)

    def _next_place(self, room: int) -> int | None:
        """Return where in its page a piece of so many bytes begins; None for a small one, which begins anywhere."""
        if room < _LARGE:
            return None
        self._place = (self._place + _APART) % _PLACES
        return self._place

    def _begin(self, room: int) -> Block:
        size = _rounded(max(room + (_PLACES if room >= _LARGE else 0), _BLOCK, self._expected - self.bytes))
        counts_only = self._stand_in is not None
        memory = np.broadcast_to(np.uint8(0), size) if counts_only else aligned(size, np.dtype(np.uint8))
        self._blocks.append(Block(memory))
        return self._blocks[-1]

    def _as_array(self, piece: Array | None, shape: tuple[int, ...], dtype: np.dtype[Any]) -> Array:
        assert piece is not None, "a block is begun as large as is asked for"
        if self._stand_in is not None:
            if self._stand_in.size < piece.size:
                self._stand_in = aligned(piece.size, np.dtype(np.uint8))
            piece = self._stand_in
        count = int(np.prod(shape, dtype=np.int64))
        return piece[: count * dtype.itemsize].view(dtype).reshape(shape)


def _room(shape: tuple[int, ...], dtype: np.dtype[Any]) -> int:
    return _rounded(int(np.prod(shape, dtype=np.int64)) * dtype.itemsize)


def _rounded(count: int) -> int:
    return -(-count // ALIGNMENT) * ALIGNMENT
