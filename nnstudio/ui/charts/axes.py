"""A rectangle with two axes: from data to pixels and back, with a few round ticks."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter

from nnstudio.ui import theme
from nnstudio.ui.charts.plane import Floats


@dataclass(frozen=True, eq=False)
class Axes:
    """``low`` and ``high`` ``(2,)`` are the data at the lower left and upper right corner of ``area``."""

    area: QRectF
    low: Floats
    high: Floats

    def pixels(self, points: Floats) -> Floats:
        """Return ``(N, 2)`` data as pixels."""
        share = (points - self.low) / (self.high - self.low)
        corner = np.array([self.area.left(), self.area.bottom()])
        return corner + share * np.array([self.area.width(), -self.area.height()])

    def data(self, point: QPointF) -> tuple[float, float]:
        """Return the data under a pixel."""
        across = (point.x() - self.area.left()) / max(1.0, self.area.width())
        up = (self.area.bottom() - point.y()) / max(1.0, self.area.height())
        x, y = self.low + np.array([across, up]) * (self.high - self.low)
        return float(x), float(y)

    def segment(self, shares: Floats) -> Floats:
        """Return segments ``(S, 4)`` in shares of the area as pixels."""
        scale = np.array([self.area.width(), self.area.height()] * 2)
        return shares * scale + np.array([self.area.left(), self.area.top()] * 2)


def ticks(low: float, high: float, most: int) -> list[float]:
    """Return at most ``most`` + 1 round numbers (1, 2, 5 × 10ⁿ apart) between two values."""
    extent = max(high - low, 1e-12)
    rough = extent / max(1, most)
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(factor * power for factor in (1.0, 2.0, 5.0, 10.0) if factor * power >= rough * (1 - 1e-9))
    first = math.ceil(low / step - 1e-9)
    return [number * step for number in range(first, math.floor(high / step + 1e-9) + 1)]


def area_of(width: float, height: float, *, top: float = 0.0) -> QRectF:
    """Return where the data are drawn in a widget of that size: numbers at the left, numbers and name below."""
    space = theme.tokens().space
    return QRectF(space(5.5), top + space(0.5), max(8.0, width - space(6.5)), max(8.0, height - top - space(5)))


def paint_axes(
    painter: QPainter,
    axes: Axes,
    names: tuple[str, str],
    *,
    numbers: tuple[bool, bool] = (True, True),
    counts: bool = False,
) -> None:
    """Draw the frame, the names, and rightward and upward the numbers, unless an axis has none.

    ``counts`` : rightward there are steps or epochs, written as on every other axis of these.
    """
    tokens = theme.tokens()
    area = axes.area
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    painter.setPen(tokens.hairline)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(area)
    painter.setFont(theme.font("number_caption"))
    line = painter.fontMetrics().height()
    painter.setPen(tokens.plot_axis)
    if numbers[0]:
        _paint_rightward(painter, axes, line, _count if counts else _text)
    if numbers[1]:
        _paint_upward(painter, axes, line)
    _paint_names(painter, area, names, line)


def _paint_rightward(painter: QPainter, axes: Axes, line: float, text: Callable[[float], str]) -> None:
    area = axes.area
    for value in ticks(float(axes.low[0]), float(axes.high[0]), max(2, int(area.width() // 64))):
        x = axes.pixels(np.array([[value, axes.low[1]]]))[0, 0]
        painter.drawLine(QPointF(x, area.bottom()), QPointF(x, area.bottom() + 4))
        painter.drawText(QRectF(x - 40, area.bottom() + 4, 80, line), Qt.AlignmentFlag.AlignHCenter, text(value))


def _paint_upward(painter: QPainter, axes: Axes, line: float) -> None:
    area = axes.area
    for value in ticks(float(axes.low[1]), float(axes.high[1]), max(2, int(area.height() // 40))):
        y = axes.pixels(np.array([[axes.low[0], value]]))[0, 1]
        painter.drawLine(QPointF(area.left() - 4, y), QPointF(area.left(), y))
        box = QRectF(0, y - line / 2, area.left() - 6, line)
        painter.drawText(box, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, _text(value))


def _paint_names(painter: QPainter, area: QRectF, names: tuple[str, str], line: float) -> None:
    painter.setPen(theme.tokens().text_soft)
    metrics = painter.fontMetrics()
    mode = Qt.TextElideMode.ElideRight
    below = QRectF(area.left(), area.bottom() + 4 + line, area.width(), line)
    painter.drawText(below, Qt.AlignmentFlag.AlignHCenter, metrics.elidedText(names[0], mode, int(area.width())))
    painter.save()
    painter.translate(line * 0.1, area.center().y())
    painter.rotate(-90)
    beside = QRectF(-area.height() / 2, 0, area.height(), line)
    painter.drawText(beside, Qt.AlignmentFlag.AlignHCenter, metrics.elidedText(names[1], mode, int(area.height())))
    painter.restore()


def _count(value: float) -> str:
    whole = round(value)
    return theme.count(whole) if abs(value - whole) < 1e-6 else _text(value)


def _text(value: float) -> str:
    return theme.compact(round(value, 10), 4)
