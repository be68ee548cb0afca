"""The confusion matrix: for each true class, what the network takes its samples for."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from nnstudio.text import tr
from nnstudio.training.frame import Frame
from nnstudio.ui import theme
from nnstudio.ui.charts.asked import Asked
from nnstudio.ui.charts.surface import winners

Grid = tuple[float, float, float, float]
"""Left and top of the cells, width and height of one."""
_CLOSE = 0.8
"""Of a line's height: how near names may come."""


def count_confusions(frame: Frame, asked: Asked, classes: int) -> npt.NDArray[np.int64]:
    """Return ``(C, C)`` counts, true class by predicted class; with a class at every step, each step counts."""
    subset, chosen = asked.subset, asked.places
    with np.errstate(all="ignore"):
        predicted = winners(frame.predict(subset.x[chosen]))
    counts = np.zeros((classes, classes), np.int64)
    np.add.at(counts, (subset.y[chosen].astype(np.int64), predicted), 1)
    return counts


class ConfusionPicture(QWidget):
    """The matrix as tiles with numbers. Signals: ``pointed(row, column)``, −1 where nothing is under the mouse."""

    pointed = Signal(int, int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.counts = np.zeros((0, 0), np.int64)
        self.names: tuple[str, ...] = ()
        self.painted = 0
        theme.changed.connect(self.update)

    def show_counts(self, counts: npt.NDArray[np.int64], names: tuple[str, ...]) -> None:
        """Show other numbers."""
        self.counts, self.names = counts, names
        self.update()

    def sentence(self) -> str:
        """Return the share of right answers in words."""
        total = int(self.counts.sum())
        right = int(np.trace(self.counts))
        return tr("{right} of {total} right", right=theme.count(right), total=theme.count(total))

    def cell(self, row: int, column: int) -> QRectF:
        """Return where a cell is drawn."""
        return _cell(self._grid(), row, column)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw tiles, numbers, names."""
        self.painted += 1
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.tokens().plot)
        if not len(self.counts):
            return
        painter.setFont(theme.font("number_caption"))
        most = self.counts.sum(axis=1, keepdims=True).clip(1)
        shares = self.counts / most
        grid = self._grid()
        for row in range(len(self.counts)):
            for column in range(len(self.counts)):
                self._paint_cell(painter, grid, (row, column), float(shares[row, column]))
        self._paint_names(painter, grid)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Say which cell is under the mouse."""
        left, top, side_x, side_y = self._grid()
        column = int((event.position().x() - left) // side_x)
        row = int((event.position().y() - top) // side_y)
        inside = 0 <= row < len(self.counts) and 0 <= column < len(self.counts)
        self.pointed.emit(row if inside else -1, column if inside else -1)

    def leaveEvent(self, event: QEvent) -> None:
        """Nothing is under the mouse."""
        self.pointed.emit(-1, -1)

    def _grid(self) -> Grid:
        space, count = theme.tokens().space, max(1, len(self.counts))
        widest = max((self.fontMetrics().horizontalAdvance(name) for name in self.names), default=0)
        left = min(self.width() * 0.3, widest + space(1.5)) + space(2.5)
        top = float(space(0.5))
        width, height = self.width() - left - space(1), self.height() - top - space(5.5)
        # Wider than high reads well, but not by much.
        side_y = max(4.0, height / count)
        side_x = max(4.0, min(width / count, side_y * 1.8))
        return left + max(0.0, (width - side_x * count) / 2), top, side_x, side_y

    def _paint_cell(self, painter: QPainter, grid: Grid, place: tuple[int, int], share: float) -> None:
        tokens, (row, column) = theme.tokens(), place
        color = tokens.positive if row == column else tokens.negative
        box = _cell(grid, row, column).adjusted(0.5, 0.5, -0.5, -0.5)
        weight = 0.06 + 0.8 * share if self.counts[row, column] else 0.0
        painter.fillRect(box, theme.mixed(tokens.sunken, color, weight))
        count = int(self.counts[row, column])
        if count and min(box.width(), box.height()) >= tokens.caption:
            painter.setPen(tokens.panel if weight > 0.5 and not tokens.dark else tokens.text)
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, theme.count(count))

    def _paint_names(self, painter: QPainter, grid: Grid) -> None:
        tokens, metrics = theme.tokens(), painter.fontMetrics()
        mode = Qt.TextElideMode.ElideRight
        painter.setPen(tokens.text)
        left, _, side_x, side_y = grid
        line = metrics.height()
        # Of many classes as many names as stand clear of one another; pointing says the others.
        every = max(1, math.ceil(line * _CLOSE / side_y))
        for number, name in enumerate(self.names[: len(self.counts)]):
            cell = _cell(grid, number, number)
            room = left - tokens.space(3)
            beside = QRectF(tokens.space(2), cell.center().y() - line / 2, room, line)
            if number % every == 0:
                painter.drawText(beside, Qt.AlignmentFlag.AlignRight, metrics.elidedText(name, mode, int(room)))
            below = QRectF(cell.left(), _cell(grid, len(self.counts) - 1, 0).bottom() + 4, side_x, line)
            painter.drawText(below, Qt.AlignmentFlag.AlignHCenter, metrics.elidedText(name, mode, int(side_x) - 2))
        painter.setPen(tokens.text_soft)
        first, last = _cell(grid, 0, 0), _cell(grid, len(self.counts) - 1, len(self.counts) - 1)
        under = QRectF(first.left() - 40, last.bottom() + 4 + line, last.right() - first.left() + 80, line)
        painter.drawText(under, Qt.AlignmentFlag.AlignHCenter, tr("Predicted class"))
        painter.save()
        painter.translate(QPointF(2, (first.top() + last.bottom()) / 2))
        painter.rotate(-90)
        painter.drawText(QRectF(-90, 0, 180, line), Qt.AlignmentFlag.AlignHCenter, tr("True class"))
        painter.restore()


def _cell(grid: Grid, row: int, column: int) -> QRectF:
    left, top, side_x, side_y = grid
    return QRectF(left + column * side_x, top + row * side_y, side_x, side_y)
