"""The surface from above, with every racer's way on it; the start is dragged, or moved by the arrow keys."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPointF, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from nnstudio.ui import theme
from nnstudio.ui.charts.axes import Axes
from nnstudio.ui.charts.landscape.map_picture import BALL, MapPicture, line_of, paint_ball, paint_line
from nnstudio.ui.charts.landscape.terrain import Terrain
from nnstudio.ui.charts.plane import Floats

Place = tuple[float, float]

_ARROWS = {Qt.Key.Key_Left: (-1, 0), Qt.Key.Key_Right: (1, 0), Qt.Key.Key_Up: (0, 1), Qt.Key.Key_Down: (0, -1)}
_NOTCHES = 50
_REACH = 34.0
"""Pixels of the arrow down the slope."""


@dataclass(frozen=True, eq=False)
class Way:
    """``places`` ``(T, 2)`` of one racer, its colour and its number, which stands on the ball.

    ``slope`` where it is now; ``chosen`` : an arrow shows it.
    """

    places: Floats
    color: QColor
    number: int
    slope: Place
    chosen: bool = False


class RaceMap(MapPicture):
    """Signals: ``started(x, y)`` when the start is put elsewhere."""

    started = Signal(float, float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.ways: tuple[Way, ...] = ()
        self.start: Place = (0.0, 0.0)
        self.minima: tuple[Place, ...] = ()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.CrossCursor)

    def paint_ways(self, painter: QPainter, axes: Axes, terrain: Terrain) -> None:
        """Draw the minima, the ways with their balls, and the start."""
        tokens = theme.tokens()
        for place in self.minima:
            point = _point(axes, place)
            painter.setPen(QPen(tokens.plot, 2.0))
            for across, up in ((1, 1), (1, -1)):
                away = QPointF(across * BALL, up * BALL)
                painter.drawLine(point - away, point + away)
        for way in self.ways:
            self._paint_way(painter, axes, way)
        painter.setBrush(tokens.plot)
        painter.setPen(QPen(tokens.focus if self.hasFocus() else tokens.text, float(tokens.focus_width)))
        painter.drawEllipse(_point(axes, self.start), BALL, BALL)

    def _paint_way(self, painter: QPainter, axes: Axes, way: Way) -> None:
        points = line_of(axes.pixels(way.places))
        paint_line(painter, points, way.color)
        if way.chosen:
            self._paint_arrow(painter, axes, points[-1], way.slope)
        paint_ball(painter, points[-1], way.color, way.number, way.chosen)

    def _paint_arrow(self, painter: QPainter, axes: Axes, at: QPointF, slope: Place) -> None:
        """Draw the direction down the slope as it looks on this map."""
        size = math.hypot(*slope)
        if not math.isfinite(size) or size == 0:
            return
        here = axes.data(at)
        step = 1e-3 * max(axes.high - axes.low) / size
        there = _point(axes, (here[0] - step * slope[0], here[1] - step * slope[1]))
        along = there - at
        along *= _REACH / max(math.hypot(along.x(), along.y()), 1e-12)
        across = QPointF(-along.y(), along.x()) * 0.14
        tip = at + along
        painter.setPen(QPen(theme.tokens().plot, 2.0))
        painter.drawLine(at, tip)
        painter.drawPolyline(QPolygonF([tip - along * 0.25 + across, tip, tip - along * 0.25 - across]))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Put the start under the mouse."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._put(event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag it."""
        super().mouseMoveEvent(event)
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._put(event.position())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows move the start by a fiftieth of what is seen."""
        axes, arrow = self.axes(), _ARROWS.get(Qt.Key(event.key()))
        if axes is None or arrow is None:
            super().keyPressEvent(event)
            return
        x, y = (self.start[k] + arrow[k] * float(axes.high[k] - axes.low[k]) / _NOTCHES for k in (0, 1))
        self._tell(axes, x, y)

    def _put(self, at: QPointF) -> None:
        axes = self.axes()
        if axes is not None:
            self._tell(axes, *axes.data(at))

    def _tell(self, axes: Axes, x: float, y: float) -> None:
        low, high = axes.low.tolist(), axes.high.tolist()
        self.started.emit(min(max(x, low[0]), high[0]), min(max(y, low[1]), high[1]))


def _point(axes: Axes, place: Place) -> QPointF:
    return QPointF(*axes.pixels(np.array([place]))[0].tolist())
