"""The landscape seen from above: colours, contour lines, and the ways of runs from their starts to their ends."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from nnstudio.ui import theme
from nnstudio.ui.charts.axes import Axes, area_of, paint_axes
from nnstudio.ui.charts.landscape.terrain import Terrain
from nnstudio.ui.charts.plane import Floats
from nnstudio.ui.charts.surroundings import as_plot
from nnstudio.ui.controls.heat_map import screen_image
from nnstudio.ui.controls.segments import Segments

_DOT = 5.0
BALL = 5.0
"""Pixels: half of the ball at the end of a way, at least."""


class MapPicture(QWidget):
    """Signals: ``pointed(x, y)`` in the plane's numbers under the mouse, NaN when it leaves."""

    pointed = Signal(float, float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        as_plot(self)
        self.terrain: Terrain | None = None
        self.painted = 0
        self.ringed: QPointF | None = None
        self._segments = Segments()
        theme.changed.connect(self.update)

    def show_terrain(self, terrain: Terrain | None) -> None:
        """Show another terrain, or none."""
        self.terrain = terrain
        self.update()

    def ring(self, point: QPointF | None) -> None:
        """Put a ring around a point, or none."""
        if point != self.ringed:
            self.ringed = point
            self.update()

    def axes(self) -> Axes | None:
        """Return the axes at the present size."""
        if self.terrain is None:
            return None
        # The outermost points are the middles of the outermost cells.
        half = (self.terrain.high - self.terrain.low) / (2 * (len(self.terrain.xs) - 1))
        return Axes(area_of(self.width(), self.height()), self.terrain.low - half, self.terrain.high + half)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw colours, lines, axes, way."""
        self.painted += 1
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.tokens().plot)
        terrain, axes = self.terrain, self.axes()
        if terrain is None or axes is None:
            return
        self._paint_colors(painter, terrain, axes.area)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.with_alpha(theme.tokens().plot, 0.45), 1.0))
        self._segments.draw(painter, axes.segment(terrain.lines))
        paint_axes(painter, axes, terrain.names)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setClipRect(axes.area)
        self.paint_ways(painter, axes, terrain)

    def paint_ways(self, painter: QPainter, axes: Axes, terrain: Terrain) -> None:
        """Draw who went where."""
        for way in terrain.ways:
            paint_numbered(painter, axes.pixels(way.places), way.color, way.number)
        paint_way(painter, axes.pixels(terrain.path), axes.pixels(terrain.trail))
        if self.ringed is not None:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(theme.tokens().text, 2.0))
            painter.drawEllipse(self.ringed, _DOT + 1, _DOT + 1)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Say what is under the mouse."""
        axes = self.axes()
        inside = axes is not None and axes.area.contains(event.position())
        x, y = axes.data(event.position()) if axes is not None and inside else (np.nan, np.nan)
        self.pointed.emit(x, y)

    def leaveEvent(self, event: QEvent) -> None:
        """Nothing is under the mouse."""
        self.pointed.emit(np.nan, np.nan)

    def _paint_colors(self, painter: QPainter, terrain: Terrain, area: QRectF) -> None:
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(area, screen_image(terrain.colors, opaque=True))


def paint_way(painter: QPainter, path: Floats, trail: Floats) -> None:
    """Draw the kept steps as dots on a line from a ring, and what the run has gone since, to a disc where it is."""
    tokens = theme.tokens()
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for pen in (QPen(theme.with_alpha(tokens.plot, 0.9), 4.0), QPen(tokens.text, 1.6)):
        painter.setPen(pen)
        painter.drawPolyline([QPointF(*point) for point in np.concatenate([path, trail]).tolist()])
    painter.setPen(QPen(tokens.plot, 1.0))
    painter.setBrush(tokens.text)
    for point in path[1:].tolist():
        painter.drawEllipse(QPointF(*point), _DOT / 2, _DOT / 2)
    painter.setBrush(tokens.plot)
    painter.setPen(QPen(tokens.text, 1.6))
    painter.drawEllipse(QPointF(*path[0].tolist()), _DOT, _DOT)
    painter.setBrush(tokens.accent)
    painter.setPen(QPen(tokens.plot, 1.6))
    painter.drawEllipse(QPointF(*(trail if len(trail) else path)[-1].tolist()), _DOT + 1, _DOT + 1)


def paint_numbered(painter: QPainter, way: Floats, color: QColor, number: int) -> None:
    """Draw one of several ways, ``(T, 2)`` in pixels: a line of its colour with its number at the end."""
    points = line_of(way)
    if points:
        paint_line(painter, points, color)
        paint_ball(painter, points[-1], color, number)


def line_of(way: Floats) -> list[QPointF]:
    """Return the points of a way that are finite."""
    return [QPointF(*place) for place in way[np.isfinite(way).all(axis=1)].tolist()]


def paint_line(painter: QPainter, points: list[QPointF], color: QColor) -> None:
    """Draw a way's line, to be told from what is below it."""
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for pen in (QPen(theme.with_alpha(theme.tokens().plot, 0.8), 3.4), QPen(color, 1.8)):
        painter.setPen(pen)
        painter.drawPolyline(QPolygonF(points))


def paint_ball(painter: QPainter, at: QPointF, color: QColor, number: int, chosen: bool = False) -> None:
    """Draw the ball with its number in it."""
    tokens = theme.tokens()
    painter.setPen(QPen(tokens.plot, 1.2))
    painter.setBrush(color)
    size = BALL + (3 if chosen else 2)
    painter.drawEllipse(at, size, size)
    painter.setFont(theme.font("number_caption"))
    painter.setPen(tokens.plot)
    letter = painter.fontMetrics().tightBoundingRect(str(number))
    painter.drawText(at - QPointF(letter.center().x(), letter.center().y()), str(number))
