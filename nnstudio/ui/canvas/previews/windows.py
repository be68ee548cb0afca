"""Pictures of layers on images and series: windows that slide, and numbers put in another order."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QRectF

from nnstudio import engine
from nnstudio.ui.canvas.previews.pencil import CELL, HEIGHT, MIDDLE, WIDTH, Numbers, Pencil
from nnstudio.ui.canvas.previews.trying import example, shares, tried

_LARGE, _LONG = 6, 8
"""Cells along an image, and along a series."""


def _window(kind: str) -> tuple[int, int]:
    """Return the declared height and width of the window; height 1 for a series, (0, 0) for one without a window."""
    values = {p.id: p.default for p in engine.layers[kind].declaration.parameters}
    if "kernel_height" in values:
        return int(values["kernel_height"]), int(values["kernel_width"])
    return (1, int(values["kernel_size"])) if "kernel_size" in values else (0, 0)


def convolution(pencil: Pencil, kind: str) -> None:
    """A kernel of the declared size slides over the numbers; each place gives one."""
    height, width = _window(kind)
    grid = example(1, _LONG) if height == 1 else example(_LARGE, _LARGE)
    result = np.zeros_like(grid)
    for row, column in np.ndindex(*grid.shape):
        part = grid[max(0, row - height // 2) : row + height // 2 + 1, max(0, column - width // 2) :][:, :width]
        result[row, column] = part.mean()
    boxes = _Boxes(pencil, grid, shares(result))
    row = grid.shape[0] // 2 - height // 2
    held = boxes.before(row, 1, height, width)
    boxes.lead(held, boxes.after(row + height // 2, 1 + width // 2, 1, 1))
    for step in (2, 1):
        pencil.frame(boxes.before(row, 1 + step, height, width), 1.25, dashed=True)
    pencil.frame(held)


class _Boxes:
    """Numbers before and after: images side by side, series one below the other."""

    def __init__(self, pencil: Pencil, before: Numbers, after: Numbers) -> None:
        self.pencil, self.series = pencil, before.shape[0] == 1 and after.shape[0] == 1
        most = max(*before.shape, *after.shape)
        self.side = min(15.0, 128 / most) if self.series else min(13.0, 62 / most)
        self._first, self._second = self._corner(before, first=True), self._corner(after, first=False)
        pencil.cells(*self._first, before, side=self.side)
        pencil.cells(*self._second, after, pencil.color, self.side)

    def _corner(self, numbers: Numbers, *, first: bool) -> tuple[float, float]:
        high, wide = (size * self.side for size in numbers.shape)
        if self.series:
            return (WIDTH - wide) / 2, 8 if first else HEIGHT - 8 - high
        return (6 if first else WIDTH - 6 - wide), MIDDLE - high / 2

    def before(self, row: int, column: int, height: int, width: int) -> QRectF:
        """Return the box around some cells of what comes in."""
        return self._around(self._first, row, column, height, width)

    def after(self, row: int, column: int, height: int, width: int) -> QRectF:
        """Return the box around some cells of what comes out."""
        return self._around(self._second, row, column, height, width)

    def _around(self, corner: tuple[float, float], row: int, column: int, height: int, width: int) -> QRectF:
        x, y, side = *corner, self.side
        return QRectF(x + column * side, y + row * side, width * side, height * side)

    def lead(self, start: QRectF, end: QRectF) -> None:
        """Frame cells on both sides, and draw the lines from these to those."""
        if self.series:
            pairs = ((start.bottomLeft(), end.topLeft()), (start.bottomRight(), end.topRight()))
        else:
            pairs = ((start.topRight(), end.topLeft()), (start.bottomRight(), end.bottomLeft()))
        for first, last in pairs:
            self.pencil.links([(first.x(), first.y())], [(last.x(), last.y())])
        self.pencil.frame(start)
        self.pencil.frame(end)


def transposed(pencil: Pencil, kind: str) -> None:
    """Each number is laid out as a window of the declared size, among more numbers."""
    height, width = _window(kind)
    small: Numbers = example(1, 4) if height == 1 else example(3, 3)
    large = small.repeat(2, axis=1) if height == 1 else small.repeat(2, axis=0).repeat(2, axis=1)
    boxes = _Boxes(pencil, small, 0.6 * large)
    row = small.shape[0] // 2
    boxes.lead(boxes.before(row, 1, 1, 1), boxes.after((large.shape[0] - height) // 2, 2, height, width))


def pooling(pencil: Pencil, kind: str) -> None:
    """Numbers, and what the engine makes of each window of the declared size; of all where none is declared."""
    height, width = _window(kind)
    shape = (6, 1) if height == 1 else (4, 4, 1)
    given, result = example(*shape), tried(kind, *shape)
    grid = given.reshape(1, -1) if height == 1 else given[..., 0]
    made = np.full((1, 1), grid.mean()) if result is None else result.reshape(*((1, 1, *result.shape)[-3:-1]))
    boxes = _Boxes(pencil, grid, made)
    held = boxes.before(0, 0, height, width) if height else boxes.before(0, 0, *grid.shape)
    boxes.lead(held, boxes.after(0, 0, 1, 1))


def flatten(pencil: Pencil, kind: str) -> None:
    """The rows of a grid, one below the other."""
    grid = example(3, 3)
    box = pencil.cells(28, MIDDLE - 1.5 * 1.5 * CELL, grid, side=1.5 * CELL)
    side = (HEIGHT - 6) / 9
    pencil.arrow((box.right() + 10, MIDDLE), (box.right() + 34, MIDDLE))
    column = pencil.cells(108, 3, grid.reshape(-1, 1), pencil.color, side)
    for row in range(3):
        pencil.frame(QRectF(column.left(), column.top() + 3 * row * side, side, 3 * side), 1.25)


def reshape(pencil: Pencil, kind: str) -> None:
    """The same numbers in rows of another length."""
    grid = example(2, 6)
    box = pencil.cells(8, MIDDLE - CELL, grid)
    pencil.arrow((box.right() + 8, MIDDLE), (box.right() + 28, MIDDLE))
    pencil.cells(100, MIDDLE - 2 * CELL, grid.reshape(4, 3), pencil.color)
