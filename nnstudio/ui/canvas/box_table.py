"""Boxes by key, in one array: which of a thousand lie near a place is then asked at once."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import Final, Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

from nnstudio.ui.canvas.maze import Box

K = TypeVar("K", bound=Hashable)
NOWHERE: Final[Box] = (np.inf, np.inf, -np.inf, -np.inf)
"""What stands in a row that is free: it meets nothing."""
AT_ONCE: Final = 1 << 18
"""So many boxes are compared with areas at once: more would not stay near the processor."""


class BoxTable(Generic[K]):
    """``boxes`` is (n, 4): left, top, right, bottom; ``rows`` says in which row a key's box stands.

    ``codes`` are numbers of 64 bits that stand for the boxes: equal boxes have equal ones, others hardly ever.
    """

    def __init__(self) -> None:
        self.rows: dict[K, int] = {}
        self.boxes: NDArray[np.float64] = np.full((16, 4), NOWHERE)
        self.codes: NDArray[np.int64] = np.zeros(16, np.int64)
        self._keys: dict[int, K] = {}
        self._free = list(range(15, -1, -1))

    def get(self, key: K) -> Box | None:
        """Return a key's box."""
        return self.box(self.rows[key]) if key in self.rows else None

    def box(self, row: int) -> Box:
        """Return the box in a row."""
        left, top, right, bottom = self.boxes[row].tolist()
        return left, top, right, bottom

    def put(self, key: K, box: Box) -> None:
        """Give a key a box, or another one."""
        row = self.rows.get(key)
        if row is None:
            if not self._free:
                size = len(self.boxes)
                self.boxes = np.vstack((self.boxes, np.full((size, 4), NOWHERE)))
                self.codes = np.concatenate((self.codes, np.zeros(size, np.int64)))
                self._free = list(range(2 * size - 1, size - 1, -1))
            row = self.rows[key] = self._free.pop()
            self._keys[row] = key
        self.boxes[row] = box
        self.codes[row] = hash(box)

    def drop(self, key: K) -> None:
        """Take a key out."""
        row = self.rows.pop(key)
        del self._keys[row]
        self._free.append(row)
        self.boxes[row] = NOWHERE

    def near(self, area: Box, reach: float) -> list[K]:
        """Return the keys whose boxes are within ``reach`` of an area."""
        return [self._keys[row] for row in np.flatnonzero(near(self.boxes, area, reach)).tolist()]

    def around(self, areas: Sequence[Box], reach: float) -> list[int]:
        """Return a number for each of some areas that stands for the boxes within ``reach`` of it, in no order.

        It is the sum of their codes (Zobrist's way of telling positions on a board apart).
        """
        if not areas:
            return []
        sides = np.array(areas)
        low, high = sides[:, :2].min(axis=0).tolist(), sides[:, 2:].max(axis=0).tolist()
        rows = np.flatnonzero(near(self.boxes, (*low, *high), reach))
        boxes, codes = self.boxes[rows], self.codes[rows]
        found: list[int] = []
        at_once = max(1, AT_ONCE // max(1, len(rows)))
        for begin in range(0, len(areas), at_once):
            met = near(boxes, sides[begin : begin + at_once].T[..., None], reach)
            found += np.where(met, codes, 0).sum(axis=1).tolist()
        return found


def near(boxes: NDArray[np.float64], area: Box | NDArray[np.float64], reach: float) -> NDArray[np.bool_]:
    """Return which boxes are within ``reach`` of an area; of several, (4, m, 1), for each of them."""
    left, top, right, bottom = boxes.T
    beside = (left > area[2] + reach) | (right < area[0] - reach)
    return ~(beside | (top > area[3] + reach) | (bottom < area[1] - reach))
