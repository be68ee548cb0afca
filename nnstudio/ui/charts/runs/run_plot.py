"""A chart of several runs over epochs: each a line with its number at the end; small or large."""

from __future__ import annotations

import math

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from nnstudio.text import tr
from nnstudio.ui import theme
from nnstudio.ui.charts.axes import Axes, area_of, paint_axes
from nnstudio.ui.charts.runs.figures import RunLine, scaled
from nnstudio.ui.charts.surroundings import as_plot

Range = tuple[float, float]
_MARGIN = 0.06
_DECADES = 6
"""Of a logarithmic axis: what lies deeper below the highest value is cut off."""


class RunPlot(QWidget):
    """``lines`` are drawn in their order. Signals: ``pointed(epoch)`` under the mouse, NaN when it leaves."""

    pointed = Signal(float)

    def __init__(self, *, small: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._small = small
        as_plot(self)
        if small:
            self.setMinimumSize(theme.tokens().space(12), theme.tokens().space(9))
        self.lines: tuple[RunLine, ...] = ()
        self.logarithmic = False
        self.upright = math.nan
        self.ranges: tuple[Range, Range] = ((0.0, 1.0), (0.0, 1.0))
        theme.changed.connect(self.update)

    def show_lines(
        self, lines: tuple[RunLine, ...], *, logarithmic: bool = False, ranges: tuple[Range, Range] | None = None
    ) -> None:
        """Draw these lines, within ``ranges`` of epochs and of values as the axis shows them (None: all of them)."""
        self.lines, self.logarithmic = lines, logarithmic
        self.ranges = ranges if ranges is not None else ranges_of(lines, logarithmic)
        self.update()

    def set_upright(self, epoch: float) -> None:
        """Put the upright line at an epoch; NaN takes it away."""
        if epoch != self.upright:
            self.upright = epoch
            self.update()

    def axes(self) -> Axes:
        """Return the axes at the present size."""
        space = theme.tokens().space
        # To the right of the lines there is room for their numbers.
        area = area_of(self.width() - space(1), self.height())
        if self._small:
            area = QRectF(
                space(5), space(0.5), max(8.0, self.width() - space(6.5)), max(8.0, self.height() - space(1.5))
            )
        (left, right), (low, high) = self.ranges
        return Axes(area, np.array([left, low]), np.array([right, high]))

    # -- events

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw axes, lines, marks, cursor."""
        painter = QPainter(self)
        painter.fillRect(event.rect(), theme.tokens().plot)
        axes = self.axes()
        names = ("", "") if self._small else (tr("epoch"), "")
        paint_axes(painter, axes, names, numbers=(not self._small, not self.logarithmic), counts=True)
        if self.logarithmic:
            self._paint_decades(painter, axes)
        painter.setClipRect(axes.area.adjusted(-1, -1, theme.tokens().space(1.5), 1))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for line in self.lines:
            self._paint_line(painter, axes, line)
        if not math.isnan(self.upright):
            painter.setPen(theme.pen(theme.tokens().line))
            x = axes.pixels(np.array([[self.upright, axes.low[1]]]))[0, 0]
            painter.drawLine(QPointF(x, axes.area.top()), QPointF(x, axes.area.bottom()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Say which epoch is under the mouse."""
        axes = self.axes()
        inside = axes.area.contains(event.position())
        self.pointed.emit(axes.data(event.position())[0] if inside else math.nan)
        if self._small:
            event.ignore()

    def leaveEvent(self, event: QEvent) -> None:
        """Nothing is under the mouse."""
        self.pointed.emit(math.nan)

    # -- drawing

    def _paint_line(self, painter: QPainter, axes: Axes, line: RunLine) -> None:
        if not len(line.x):
            return
        tokens = theme.tokens()
        points = axes.pixels(np.stack([line.x, scaled(line.y, self.logarithmic)], axis=1))
        color = theme.with_alpha(tokens.line, 0.5) if line.faint else line.color
        painter.setPen(QPen(color, 1.0 if line.faint else 1.6))
        painter.drawPolyline(QPolygonF([QPointF(*point) for point in points.tolist()]))
        if line.faint:
            return
        end = QPointF(*points[-1].tolist())
        if line.broken:
            reach = tokens.space(0.5)
            painter.setPen(QPen(tokens.error, 2.0))
            painter.drawLine(end + QPointF(-reach, -reach), end + QPointF(reach, reach))
            painter.drawLine(end + QPointF(-reach, reach), end + QPointF(reach, -reach))
        elif line.mark:
            painter.setFont(theme.font("number_caption"))
            painter.setPen(color)
            box = QRectF(end.x() + 3, end.y() - tokens.space(1), tokens.space(3), tokens.space(2))
            painter.drawText(box, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, line.mark)

    def _paint_decades(self, painter: QPainter, axes: Axes) -> None:
        low, high = float(axes.low[1]), float(axes.high[1])
        first, last = math.ceil(low - 1e-9), math.floor(high + 1e-9)
        powers: list[float] = [float(power) for power in range(first, last + 1, max(1, (last - first) // 4))]
        if not powers:
            powers = [(low + high) / 2]
        painter.setPen(theme.tokens().plot_axis)
        height = painter.fontMetrics().height()
        for power in powers:
            y = axes.pixels(np.array([[axes.low[0], power]]))[0, 1]
            painter.drawLine(QPointF(axes.area.left() - 4, y), QPointF(axes.area.left(), y))
            box = QRectF(0, y - height / 2, axes.area.left() - 6, height)
            text = theme.decade(round(power)) if power == round(power) else theme.compact(10.0**power, 2)
            painter.drawText(box, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, text)


def ranges_of(lines: tuple[RunLine, ...], logarithmic: bool) -> tuple[Range, Range]:
    """Return from where to where lines reach, with a margin; one that flies away does not flatten the others."""
    known = [line for line in lines if len(line.x)]
    if not known:
        return (0.0, 1.0), (-1.0, 0.0) if logarithmic else (0.0, 1.0)
    last = max(float(line.x[-1]) for line in known) or 1.0
    values = [scaled(line.y, logarithmic) for line in known]
    starts = max(float(each[0]) for each in values)
    low, high = min(float(each.min()) for each in values), max(float(each.max()) for each in values)
    if logarithmic:
        high = min(high, starts + 2.0)
        low = max(low, high - _DECADES)
    elif starts > 0:
        high = min(high, 3.0 * starts)
    extent = (high - low) or 1.0
    return (0.0, last), (low - _MARGIN * extent, high + _MARGIN * extent)
