"""The order in which a run sees its samples: shuffled anew for each epoch from a seeded generator, cut into batches."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from nnstudio.engine.typing import Array

CHUNK_SAMPLES = 1 << 15
"""Several short epochs are shuffled and laid out at once: an epoch of a dozen steps costs no more than they do."""
CHUNK_NUMBERS = 1 << 18
"""The most numbers that are laid out at once, unless a single epoch has more: the trainer cannot park meanwhile."""
AT_ONCE = 1 << 16
"""Numbers that are picked at once on their way into the batches: they stay in the cache."""
LARGE = 1 << 21
"""Above so many numbers in an epoch, batches are picked one by one instead of laying out whole epochs."""
LARGE_BATCH = 1 << 12
"""Likewise above so many numbers in a batch, where a call more does not count."""
_CRAMPED = 512
"""Bytes: samples a multiple of it apart would share few places of a cache, where eight of them have room."""
_GAP = 16
"""Numbers that then keep samples apart: a cache line or two."""
_STREAM = 0x0D47A


def epochs_at_once(samples: int, numbers: int) -> int:
    """Return how many epochs are laid out at once, of so many samples with so many numbers in all."""
    return max(1, min(64, CHUNK_SAMPLES // samples, CHUNK_NUMBERS // numbers))


class Batch(NamedTuple):
    """One batch in the plan's order: ``x`` ``(*plan_shape, N)``, ``y`` ``(K, N)``."""

    x: Array
    y: Array

    @property
    def size(self) -> int:
        """The number of samples."""
        return int(self.y.shape[-1])


class Feed:
    """Batches without end. ``index`` numbers the next one within the chunk of epochs laid out now.

    The order depends on the seed and the number of samples alone, not on the batch size, and not on how it is held.

    Parameters
    ----------
    x, y : the whole training set in the plan's order, batch last; both of one dtype.
    """

    def __init__(self, x: Array, y: Array, batch_size: int, seed: int) -> None:
        self.x, self.y = x, y
        self.count = int(y.shape[-1])
        self.batch_size = min(batch_size, self.count)
        self.per_epoch = -(-self.count // self.batch_size)
        numbers = x.size + y.size
        self.epochs = epochs_at_once(self.count, numbers)
        self.laid_out = numbers <= LARGE and x.size // self.count * self.batch_size <= LARGE_BATCH
        self._random = np.random.default_rng((_STREAM, seed))
        self._plain = np.tile(np.arange(self.count), (self.epochs, 1))
        self._order = self._plain.copy()
        self._rooms = self._make_rooms()
        self.index = 0
        self.chunk = 0
        self._before: dict[str, Any] = {}
        self._shuffle()

    @property
    def length(self) -> int:
        """The number of batches in a chunk."""
        return self.per_epoch * self.epochs

    @property
    def batches(self) -> list[Batch]:
        """The chunk's batches where epochs are laid out as wholes (``laid_out``); else one room for each size."""
        return self._rooms

    @property
    def passed(self) -> int:
        """The number of batches given since the start."""
        return self.chunk * self.length + self.index

    def next(self) -> Batch:
        """Return the next batch; its arrays are valid until the next but one."""
        if self.index == self.length:
            self.turn()
        number, self.index = self.index, self.index + 1
        if self.laid_out:
            return self._rooms[number]
        rows = self.rows(number)
        place = 0 if len(rows) == self.batch_size else 1
        for samples, picked in zip(self._samples, self._picked[place], strict=True):
            np.take(samples, rows, axis=0, out=picked, mode="clip")
        return self._rooms[place]

    def turn(self) -> None:
        """Shuffle the next chunk of epochs, when the last batch of this one has been given."""
        self.chunk += 1
        self.index = 0
        self._shuffle()

    def rows(self, number: int) -> npt.NDArray[np.int64]:
        """Return the samples of batch ``number`` of the chunk, as indices into the training set."""
        epoch, position = divmod(number, self.per_epoch)
        start = position * self.batch_size
        return self._order[epoch, start : start + self.batch_size]

    def save_state(self) -> dict[str, Any]:
        """Return what the order of all later batches depends on."""
        return {
            "generator": self._before,
            "chunk": self.chunk,
            "index": self.index,
            "samples": self.count,
            "batch_size": self.batch_size,
            "epochs": self.epochs,
        }

    def load_state(self, state: dict[str, Any]) -> bool:
        """Go on where ``state`` was saved; False (and nothing is changed) where it belongs to data of another size.

        Raises
        ------
        KeyError, TypeError, ValueError : it is no such state.
        """
        mine = (self.count, self.batch_size, self.epochs)
        if (state["samples"], state["batch_size"], state["epochs"]) != mine:
            return False
        chunk, index = int(state["chunk"]), int(state["index"])
        if chunk < 0 or not 0 <= index <= self.length:
            raise ValueError(f"batch number: expected 0 to {self.length}, received {index}")
        if state["generator"] != self._before:
            self._random.bit_generator.state = state["generator"]
            self._shuffle()
        self.chunk, self.index = chunk, index
        return True

    def _make_rooms(self) -> list[Batch]:
        if not self.laid_out:
            return self._make_picking_rooms()
        # Each batch is one piece, its targets first, as the plan wants it: it is brought in by one copy.
        self._rows = [array.reshape(-1, self.count) for array in (self.y, self.x)]
        rows, total = sum(map(len, self._rows)), self.epochs * self.count
        self._picked_rows = np.empty((max(1, min(rows, AT_ONCE // total)), total), self.x.dtype)
        pieces = np.empty((self.epochs, rows * self.count), self.x.dtype)
        end = self.count // self.batch_size * self.batch_size
        whole = pieces[:, : end * rows].reshape(self.epochs, -1, rows, self.batch_size)
        rest = pieces[:, end * rows :].reshape(self.epochs, 1, rows, self.count - end)
        self._blocks = [(whole, slice(0, end))] + ([(rest, slice(end, None))] if end < self.count else [])
        return [
            self._room(piece) for epoch in range(self.epochs) for blocks, _ in self._blocks for piece in blocks[epoch]
        ]

    def _room(self, piece: Array) -> Batch:
        flat, size = piece.reshape(-1), piece.shape[-1]
        targets = self.y.size // self.count * size
        x, y = flat[targets:], flat[:targets]
        return Batch(x.reshape(*self.x.shape[:-1], size), y.reshape(*self.y.shape[:-1], size))

    def _make_picking_rooms(self) -> list[Batch]:
        # Whole samples are picked, which is one copy each; the plan's loading turns them batch last.
        self._samples = [_row_by_row(array) for array in (self.x, self.y)]
        sizes = sorted({self.batch_size, self.count - (self.per_epoch - 1) * self.batch_size}, reverse=True)
        self._picked = [[np.empty((size, part.shape[1]), part.dtype) for part in self._samples] for size in sizes]
        return [Batch(*map(_batch_last, picked, (self.x, self.y))) for picked in self._picked]

    def _shuffle(self) -> None:
        self._before = dict(self._random.bit_generator.state)
        self._random.permuted(self._plain, axis=1, out=self._order)
        if self.laid_out:
            self._lay_out()

    def _lay_out(self) -> None:
        order, room, place = self._order.ravel(), self._picked_rows, 0
        for rows in self._rows:
            for start in range(0, len(rows), len(room)):
                some = rows[start : start + len(room)]
                picked = np.take(some, order, axis=1, out=room[: len(some)], mode="clip")
                for blocks, part in self._blocks:
                    given = picked.reshape(len(some), self.epochs, -1)[..., part]
                    given = given.reshape(len(some), self.epochs, -1, blocks.shape[-1])
                    blocks[:, :, place : place + len(some)] = given.transpose(1, 2, 0, 3)
                place += len(some)


def _row_by_row(array: Array) -> Array:
    """Return the samples of ``(…, N)`` as rows; a batch picked of them is turned in an eighth of the time with gaps."""
    size = array.size // array.shape[-1]
    gap = _GAP if size * array.itemsize % _CRAMPED == 0 else 0
    rows = np.zeros((array.shape[-1], size + gap), array.dtype)
    rows[:, :size] = array.reshape(size, -1).T
    return rows


def _batch_last(rows: Array, like: Array) -> Array:
    """Return such rows as ``(…, N)`` with the axes of ``like``, a view without the gaps."""
    size = like.size // like.shape[-1]
    return np.moveaxis(rows[:, :size].reshape(len(rows), *like.shape[:-1]), 0, -1)
