"""One channel of an image, or a sequence with time across, as cells: with the padding that a window sees drawn."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from nnstudio.engine import Place
from nnstudio.engine.windows.axis import Axis
from nnstudio.engine.windows.geometry import Geometry
from nnstudio.inspection.layer_views.cells import Cell, Cells, numbers
from nnstudio.inspection.trace import Trace

Pixel = tuple[int, int, int]
"""Row, column, channel; a sequence is an image one pixel wide whose rows are its steps."""


@dataclass(frozen=True)
class Plane:
    """Where the numbers of an image ``(H, W, C)`` or a sequence ``(T, F)`` stand among cells.

    An image shows one ``channel``. A sequence shows all features, a row each, with time across. ``top``, ``bottom``,
    ``left`` and ``right`` are cells of padding.
    """

    shape: tuple[int, ...]
    channel: int = 0
    top: int = 0
    bottom: int = 0
    left: int = 0
    right: int = 0

    @property
    def is_sequence(self) -> bool:
        """Whether time goes across."""
        return len(self.shape) == 2

    @property
    def size(self) -> tuple[int, int]:
        """Rows and columns of cells."""
        if self.is_sequence:
            return self.shape[1], self.left + self.shape[0] + self.right
        return self.top + self.shape[0] + self.bottom, self.left + self.shape[1] + self.right

    def cell(self, pixel: Pixel) -> Cell:
        """Return the cell of a pixel, which may lie in the padding."""
        if self.is_sequence:
            return pixel[2], pixel[0] + self.left
        return pixel[0] + self.top, pixel[1] + self.left

    def index(self, row: int, column: int) -> tuple[int, ...] | None:
        """Return the index of the number in a cell; None for padding."""
        if self.is_sequence:
            found: tuple[int, ...] = (column - self.left, row)
        else:
            found = (row - self.top, column - self.left, self.channel)
        inside = all(0 <= part < length for part, length in zip(found, self.shape, strict=True))
        return found if inside else None

    def holds(self, pixel: Pixel) -> bool:
        """Whether a pixel's channel is drawn."""
        return self.is_sequence or pixel[2] == self.channel


def padded(shape: tuple[int, ...], channel: int, geometry: Geometry) -> Plane:
    """Return the plane of a window's wide side: the input of a convolution, with its padding."""
    rows, columns = geometry.rows, geometry.columns
    if len(shape) == 2:
        return Plane(shape, channel, left=_before(rows), right=_after(rows))
    return Plane(shape, channel, _before(rows), _after(rows), _before(columns), _after(columns))


def _before(axis: Axis) -> int:
    return max(0, axis.before)


def _after(axis: Axis) -> int:
    """Return the padding behind that some window sees."""
    last = (axis.length - 1) * axis.stride + axis.effective - axis.before
    return max(0, min(axis.after, last - axis.size))


def drawn(trace: Trace, layer: str, quantity: str, plane: Plane, padding: float = 0.0) -> Cells:
    """Return a quantity of this sample on a plane; ``padding`` is what the windows see around it."""
    values, sample = numbers(trace, layer, quantity), trace.sample
    inner = values.T if plane.is_sequence else values[:, :, plane.channel]
    around = np.full(plane.size, padding)
    around[plane.top : plane.top + inner.shape[0], plane.left : plane.left + inner.shape[1]] = inner

    def place(row: int, column: int) -> Place | None:
        index = plane.index(row, column)
        return None if index is None else Place(layer, quantity, index, sample)

    outside = np.ones(plane.size, bool)
    outside[plane.top : plane.top + inner.shape[0], plane.left : plane.left + inner.shape[1]] = False
    rows, columns = (axis.tolist() for axis in np.nonzero(outside))
    return Cells(around, place, marks=dict.fromkeys(zip(rows, columns, strict=True), "padding"))


def framed(cells: Cells, plane: Plane, read: Iterable[Pixel], target: Pixel | None = None) -> Cells:
    """Return a plane with pixels framed that are read, and one that is made; what is read of the padding is covered."""
    found = [plane.cell(pixel) for pixel in read if plane.holds(pixel)]
    seen = [cell for cell in found if all(0 <= at < length for at, length in zip(cell, plane.size, strict=True))]
    kept = {cell: "covered" if plane.index(*cell) is None else "read" for cell in seen}
    if target is not None and plane.holds(target):
        kept[plane.cell(target)] = "target"
    return cells.marked(kept)
