"""A sequence over its steps: the truth, what the network says, and where it began to be on its own."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from nnstudio.text import tr
from nnstudio.ui import theme
from nnstudio.ui.charts.axes import Axes, area_of, paint_axes
from nnstudio.ui.charts.plane import Floats
from nnstudio.ui.charts.surroundings import as_plot

_DOT, _TRUE = 5.0, 9.0


@dataclass(frozen=True, eq=False)
class Lane:
    """Numbers over steps, counted from 1: the ``truth`` ``(n, 2)`` and the ``answers`` ``(m, 2)``.

    ``whole`` : 0 and 1 are the ends of the scale, whatever is shown.
    """

    name: str
    truth: Floats
    answers: Floats
    whole: bool = False


class CoursePicture(QWidget):
    """``lanes`` over one another; behind step ``read`` lies what the network has not read at first.

    Signals: ``pointed(step)``, 0 for none.
    """

    pointed = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        as_plot(self)
        self.lanes: tuple[Lane, ...] = ()
        self.read = self.steps = self.step = 0
        theme.changed.connect(self.update)

    def show_lanes(self, lanes: tuple[Lane, ...], read: int, steps: int) -> None:
        """Show other numbers of ``steps`` steps, of which the first ``read`` are read at once."""
        self.lanes, self.read, self.steps = lanes, read, steps
        self.update()

    def axes(self, number: int) -> Axes:
        """Return the axes of a lane."""
        whole = area_of(self.width(), self.height())
        height = whole.height() / len(self.lanes)
        gap = theme.tokens().space(1) if number else 0
        area = QRectF(whole.left(), whole.top() + number * height + gap, whole.width(), height - gap)
        lane = self.lanes[number]
        values = np.concatenate([lane.truth[:, 1], lane.answers[:, 1], [0.0, 1.0] if lane.whole else []])
        low, high = float(values.min()), float(values.max())
        margin = 0.1 * (high - low or 1.0)
        return Axes(area, np.array([0.5, low - margin]), np.array([self.steps + 0.5, high + margin]))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw each lane: what was read on its own paper, the truth, the answers."""
        painter, tokens = QPainter(self), theme.tokens()
        painter.fillRect(self.rect(), tokens.plot)
        for number, lane in enumerate(self.lanes):
            axes, last = self.axes(number), number == len(self.lanes) - 1
            edge = float(axes.pixels(np.array([[self.read + 0.5, 0.0]]))[0, 0])
            painter.fillRect(
                QRectF(axes.area.left(), axes.area.top(), edge - axes.area.left(), axes.area.height()), tokens.sunken
            )
            paint_axes(painter, axes, (tr("Time step") if last else "", lane.name), numbers=(last, True), counts=True)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setClipRect(axes.area)
            # Larger than an answer, so that one which hits it has a ring around it.
            _paint_line(painter, axes.pixels(lane.truth), tokens.text_soft, _TRUE if lane.whole else 0.0)
            _paint_line(painter, axes.pixels(lane.answers), tokens.accent, _DOT)
            if self.step:
                x = float(axes.pixels(np.array([[float(self.step), 0.0]]))[0, 0])
                painter.setPen(QPen(tokens.text_soft, 1.0, Qt.PenStyle.DotLine))
                painter.drawLine(QPointF(x, axes.area.top()), QPointF(x, axes.area.bottom()))
            painter.setClipping(False)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Say which step is under the mouse."""
        if self.lanes:
            step = round(self.axes(0).data(event.position())[0])
            self._point(step if 1 <= step <= self.steps else 0)

    def leaveEvent(self, event: QEvent) -> None:
        """Nothing is under the mouse."""
        self._point(0)

    def _point(self, step: int) -> None:
        if step != self.step:
            self.step = step
            self.pointed.emit(step)
            self.update()


def _paint_line(painter: QPainter, points: Floats, color: QColor, dot: float) -> None:
    line = QPolygonF([QPointF(*point) for point in points.tolist()])
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(color, 1.4))
    painter.drawPolyline(line)
    if dot:
        pen = QPen(color, dot)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        painter.drawPoints(line)
