"""How a tensor of several axes is drawn: an image as a tile for each channel, a sequence with time across."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QRectF

from nnstudio.engine.typing import Shape

Values = npt.NDArray[np.float64]
Index = tuple[int, ...]

MOST_PANES = 16
"""Channels drawn of an image; the others are counted."""
_GAP = 3.0
_TALL = 12.0
"""Height of a sequence's feature, where there is room."""
_LEAST = 20.0
"""Height of a sequence at least."""


@dataclass(frozen=True)
class Tiling:
    """``panes`` pictures of ``rows`` × ``columns`` pixels.

    An image ``(H, W, C)`` has a pane for each channel; ``merged`` (an input: a photograph) shows their mean in one. A
    sequence ``(T, F)`` is one pane: a column for each step, a row for each feature.
    """

    shape: Shape
    merged: bool = False

    @property
    def is_sequence(self) -> bool:
        """Whether time goes across."""
        return len(self.shape) == 2

    @property
    def channels(self) -> int:
        """How many panes there are in all."""
        return 1 if self.is_sequence or self.merged else self.shape[2]

    @property
    def panes(self) -> int:
        """How many are drawn."""
        return min(self.channels, MOST_PANES)

    @property
    def hidden(self) -> int:
        """How many are not."""
        return self.channels - self.panes

    @property
    def rows(self) -> int:
        """Pixels from top to bottom of a pane."""
        return self.shape[1] if self.is_sequence else self.shape[0]

    @property
    def columns(self) -> int:
        """Pixels across a pane."""
        return self.shape[0] if self.is_sequence else self.shape[1]

    # -- numbers

    def pictures(self, values: Values) -> Values:
        """Return numbers in the outside order (any array of that size) as ``(panes, rows, columns)``."""
        whole = np.asarray(values, np.float64).reshape(self.shape)
        if self.is_sequence:
            return np.ascontiguousarray(whole.T)[None]
        if self.merged:
            return np.asarray(whole.mean(axis=2), np.float64)[None]
        return np.ascontiguousarray(np.moveaxis(whole[..., : self.panes], 2, 0))

    def pixel(self, index: Index) -> tuple[int, int, int] | None:
        """Return pane, row and column of the number at an index; None where its channel is not drawn."""
        if self.is_sequence:
            return 0, index[1], index[0]
        pane = 0 if self.merged else index[2]
        return (pane, index[0], index[1]) if pane < self.panes else None

    def index(self, pane: int, row: int, column: int) -> Index:
        """Return the index of the number at a pixel."""
        return (column, row) if self.is_sequence else (row, column, pane)

    def below(self, index: Index, rows: int) -> Index | None:
        """Return the index so many pixels further down: on into the next pane; None beyond the last."""
        found = self.pixel(index)
        if found is None:
            return None
        pane, row = divmod(found[0] * self.rows + found[1] + rows, self.rows)
        return self.index(pane, row, found[2]) if 0 <= pane < self.panes else None

    # -- places

    def boxes(self, room: QRectF, largest: float) -> tuple[QRectF, ...]:
        """Return the panes' boxes, side by side and below one another, in the middle of ``room``."""
        if self.panes == 1:
            return (self._centred(room, *self._size(room.width(), room.height(), largest)),)
        across = max(range(1, self.panes + 1), key=lambda count: self._scale(room, count, largest))
        scale, down = self._scale(room, across, largest), math.ceil(self.panes / across)
        wide, high = scale * self.columns, scale * self.rows
        whole = self._centred(room, across * (wide + _GAP) - _GAP, down * (high + _GAP) - _GAP)
        places = (divmod(pane, across) for pane in range(self.panes))
        left, top = whole.left(), whole.top()
        return tuple(QRectF(left + x * (wide + _GAP), top + y * (high + _GAP), wide, high) for y, x in places)

    def _size(self, width: float, height: float, largest: float) -> tuple[float, float]:
        """Return the size of a single pane: an image keeps its proportions, a sequence takes the width there is."""
        if self.is_sequence:
            return min(width, largest), min(max(_LEAST, self.rows * _TALL), height, largest)
        ratio = self.rows / self.columns
        wide = min(width, largest, min(height, largest) / ratio)
        return wide, wide * ratio

    def _scale(self, room: QRectF, across: int, largest: float) -> float:
        """Return the side of a pixel where so many panes stand side by side."""
        down = math.ceil(self.panes / across)
        width = min(room.width(), largest) - (across - 1) * _GAP
        height = room.height() - (down - 1) * _GAP
        return max(0.25, min(width / (across * self.columns), height / (down * self.rows)))

    @staticmethod
    def _centred(room: QRectF, width: float, height: float) -> QRectF:
        box = QRectF(0, 0, width, height)
        box.moveCenter(room.center())
        return box

    def at(self, boxes: tuple[QRectF, ...], x: float, y: float) -> Index | None:
        """Return the index of the number drawn at a point."""
        for pane, box in enumerate(boxes):
            if box.contains(x, y):
                row = min(self.rows - 1, int((y - box.top()) / box.height() * self.rows))
                column = min(self.columns - 1, int((x - box.left()) / box.width() * self.columns))
                return self.index(pane, row, column)
        return None

    def pixel_box(self, boxes: tuple[QRectF, ...], index: Index) -> QRectF | None:
        """Return the box of a number's pixel; None where it is not drawn."""
        found = self.pixel(index)
        if found is None:
            return None
        pane, row, column = found
        box = boxes[pane]
        wide, high = box.width() / self.columns, box.height() / self.rows
        return QRectF(box.left() + column * wide, box.top() + row * high, wide, high)


def around(boxes: tuple[QRectF, ...]) -> QRectF:
    """Return the box around several."""
    whole = QRectF()
    for box in boxes:
        whole = whole.united(box)
    return whole
