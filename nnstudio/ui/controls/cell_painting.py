"""Cells on the screen: colour by sign and size, the sign itself or the number, frames for what is marked and lit."""

from __future__ import annotations

import math
from collections.abc import Iterable
from functools import cache

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QLine, QRect, Qt
from PySide6.QtGui import QBrush, QColor, QImage, QPainter, QPen

from nnstudio.ui import theme
from nnstudio.ui.controls.cell_board import LEAST, Board, Cell, Layout, Values
from nnstudio.ui.controls.heat_map import SHADES, Table, heat_map

Flags = npt.NDArray[np.bool_]
_SEEN = 0.02
"""Share of the scale below which a value gets no sign."""
_RULED = 12
"""Side of a cell from which hairlines part it from its neighbours."""


STRUCK = ("padding", "covered", "off", "unused")
"""Marks of cells that are hatched or crossed out, with their numbers faint."""


def paint_cells(painter: QPainter, board: Board, layout: Layout, area: QRect) -> None:
    """Paint the cells that an area touches: their colours in one picture, then signs or numbers."""
    rows, columns = layout.visible(area)
    if not rows or not columns:
        return
    part = _coloured(board, rows, columns)
    first, last = layout.box(rows.start, columns.start), layout.box(rows.stop - 1, columns.stop - 1)
    whole = QRect(first.topLeft(), last.bottomRight())
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
    painter.drawImage(whole, heat_map(part, board.limit or 1.0, _colors(theme.tokens().name)))
    if layout.cell[1] >= _RULED:
        _rule(painter, layout, rows, columns)
    if board.text:
        _write(painter, board, layout, rows, columns)
    else:
        _sign(painter, board, layout, rows, columns)
    painter.setPen(QPen(theme.tokens().line, 1))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(whole.adjusted(0, 0, -1, -1))


@cache
def _colors(name: str) -> Table:
    """Return the scale in the theme of that ``name``, the one in force."""
    return theme.diverging_table(SHADES)


def _coloured(board: Board, rows: range, columns: range) -> Values:
    """Return the numbers that have a colour: padding has none."""
    part = board.values[rows.start : rows.stop, columns.start : columns.stop].copy()
    for (row, column), mark in board.marks.items():
        if mark in ("padding", "covered") and row in rows and column in columns:
            part[row - rows.start, column - columns.start] = np.nan
    return part


def _rule(painter: QPainter, layout: Layout, rows: range, columns: range) -> None:
    first, last = layout.box(rows.start, columns.start), layout.box(rows.stop - 1, columns.stop - 1)
    across = [QLine(first.left(), y, last.right(), y) for y in (layout.box(row, 0).top() for row in rows)]
    down = [QLine(x, first.top(), x, last.bottom()) for x in (layout.box(0, column).left() for column in columns)]
    painter.setPen(QPen(theme.tokens().panel, 1))
    painter.drawLines(across + down)


def _write(painter: QPainter, board: Board, layout: Layout, rows: range, columns: range) -> None:
    painter.setFont(theme.font("number_caption"))
    for row in rows:
        for column in columns:
            text = board.written(row, column)
            if text:
                faint = board.marked(row, column) in STRUCK
                painter.setPen(theme.tokens().text_soft if faint else ink(board, row, column))
                painter.drawText(layout.box(row, column), Qt.AlignmentFlag.AlignCenter, text)


def ink(board: Board, row: int, column: int) -> QColor:
    """Return which of the theme's two inks reads better on a cell's colour."""
    value, tokens = float(board.values[row, column]), theme.tokens()
    paper = tokens.panel if math.isnan(value) else theme.diverging(value, board.limit)
    return _ink(paper.rgba(), tokens.name)


@cache
def _ink(paper: int, name: str) -> QColor:
    """Return the ink for one of the scale's few hundred colours in the theme of that ``name``, the one in force."""
    inks = theme.tokens().text, theme.tokens().panel
    return max(inks, key=lambda color: _contrast(color, QColor.fromRgba(paper)))


def _contrast(first: QColor, second: QColor) -> float:
    """Return the contrast of two colours, from 1 to 21 (WCAG 2)."""
    dark, bright = sorted((_luminance(first), _luminance(second)))
    return (bright + 0.05) / (dark + 0.05)


def _luminance(color: QColor) -> float:
    parts = (color.redF(), color.greenF(), color.blueF())
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _sign(painter: QPainter, board: Board, layout: Layout, rows: range, columns: range) -> None:
    """Draw a small plus or minus into each cell, so that colour is not alone."""
    part = np.nan_to_num(_coloured(board, rows, columns))
    seen = np.abs(part) > _SEEN * board.limit
    # As one picture: a line for each of thousands of cells would take longer than all else.
    picture = _signs(seen, seen & (part > 0), layout.cell, theme.with_alpha(theme.tokens().text, 0.6))
    painter.drawImage(layout.box(rows.start, columns.start).topLeft(), picture)


def _signs(seen: Flags, plus: Flags, cell: tuple[int, int], color: QColor) -> QImage:
    """Return a picture of the signs alone, a pixel for each pixel of the cells, from their upper left corner."""
    wide, high = cell
    x, y, reach = wide // 2, high // 2, max(1, wide // 6)
    rows, columns = seen.shape
    pixels = np.zeros((rows * high, columns * wide), np.uint32)
    cells = pixels.reshape(rows, high, columns, wide)
    tint = np.uint32(color.rgba())
    cells[:, y, :, max(0, x - reach) : x + reach + 1][seen] = tint
    cells[:, max(0, y - reach) : y + reach + 1, :, x].transpose(0, 2, 1)[plus] = tint
    size = columns * wide, rows * high
    # Its own copy: the array is gone before the painter may have come to it.
    return QImage(pixels.data, *size, 4 * size[0], QImage.Format.Format_ARGB32).copy()


# -- marks


def paint_marks(painter: QPainter, board: Board, layout: Layout, area: QRect) -> None:
    """Paint what cells are marked as: a hatch, a cross, a frame; those with a frame last."""
    rows, columns = layout.visible(area)
    marks = [(cell, mark) for cell, mark in board.marks.items() if cell[0] in rows and cell[1] in columns]
    for cell, mark in marks:
        if mark in STRUCK:
            _strike(painter, layout.box(*cell), mark == "off")
    for kinds in (("read", "covered"), ("winner",), ("target",)):
        boxes = [layout.box(*cell) for cell, mark in marks if mark in kinds]
        if boxes:
            _frame(painter, boxes, kinds[0])


def _strike(painter: QPainter, box: QRect, crossed: bool) -> None:
    inner = box.adjusted(1, 1, -1, -1)
    painter.setPen(QPen(theme.tokens().line, 1))
    if crossed:
        painter.drawLine(inner.topLeft(), inner.bottomRight())
        painter.drawLine(inner.bottomLeft(), inner.topRight())
    else:
        painter.fillRect(inner, QBrush(theme.tokens().line, Qt.BrushStyle.BDiagPattern))


def _frame(painter: QPainter, boxes: list[QRect], mark: str) -> None:
    """Frame cells that are marked alike, in one go: there may be thousands."""
    tokens = theme.tokens()
    painter.setBrush(Qt.BrushStyle.NoBrush)
    if mark == "read":
        # Around small cells whole frames would hide what they hold.
        large = boxes[0].width() > LEAST
        painter.setPen(QPen(tokens.text_soft if large else theme.with_alpha(tokens.text_soft, 0.4), 1))
        painter.drawRects([box.adjusted(0, 0, -1, -1) for box in boxes])
        return
    painter.setPen(QPen(tokens.accent if mark == "target" else tokens.text, 2))
    painter.drawRects([box.adjusted(1, 1, -1, -1) for box in boxes])


def paint_lit(painter: QPainter, layout: Layout, cells: Iterable[Cell], current: Cell | None) -> None:
    """Frame the cells that are lit, and with a dotted line the one that the keys are at."""
    tokens = theme.tokens()
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(tokens.accent, 2))
    for cell in cells:
        painter.drawRect(layout.box(*cell).adjusted(1, 1, -1, -1))
    if current is not None:
        painter.setPen(QPen(tokens.focus, tokens.focus_width))
        painter.drawRect(layout.box(*current).adjusted(0, 0, -1, -1))


# -- labels


def paint_labels(painter: QPainter, board: Board, layout: Layout, area: QRect) -> None:
    """Paint the labels of rows and columns, which stay where they are while the cells scroll."""
    painter.setFont(theme.font("number_caption"))
    left, top = layout.margins
    rows, columns = layout.visible(area)
    panel, gap = theme.tokens().panel, theme.tokens().space(0.5)
    if left:
        painter.fillRect(QRect(0, 0, left, area.bottom() + 1), panel)
    if top:
        painter.fillRect(QRect(0, 0, area.right() + 1, top), panel)
    painter.setPen(theme.tokens().text_soft)
    for row in _few(rows, layout.cell[1], painter.fontMetrics().height(), len(board.rows)):
        box = layout.box(row, 0)
        if box.top() >= top - box.height() // 2:
            # Every third row's label is higher than its row.
            side = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextDontClip
            painter.drawText(QRect(0, box.top(), left - gap, box.height()), side, board.rows[row])
    wide = max((painter.fontMetrics().horizontalAdvance(label) for label in board.columns[:1000]), default=0) + gap
    stop = 0
    for column in _few(columns, layout.cell[0], wide, len(board.columns)):
        box, room = layout.box(0, column), painter.fontMetrics().horizontalAdvance(board.columns[column])
        # The first and the last keep within the grid, unless another one stands there.
        start = max(0, min(box.center().x() - room // 2, area.right() + 1 - room))
        if box.left() >= left - box.width() // 2 and start >= stop:
            painter.drawText(QRect(start, 0, room, top), Qt.AlignmentFlag.AlignVCenter, board.columns[column])
            stop = start + room


def _few(cells: range, length: int, needed: int, count: int) -> Iterable[int]:
    """Return the cells whose labels fit beside one another: every one, every second one …"""
    step = max(1, -(-needed // length))
    return (cell for cell in cells if cell % step == 0 and cell < count)
