"""The landscape seen from above: colours, contour lines, and the run's way from its start to where it is."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QImage, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from nnstudio.ui import theme
from nnstudio.ui.charts.axes import Axes, area_of, paint_axes
from nnstudio.ui.charts.landscape.terrain import Terrain
from nnstudio.ui.charts.plane import Floats
from nnstudio.ui.charts.surroundings import as_plot
from nnstudio.ui.controls.segments import Segments

_DOT = 5.0


class MapPicture(QWidget):
    """Signals: ``pointed(x, y)`` in the plane's numbers under the mouse, NaN when it leaves."""

    pointed = Signal(float, float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        as_plot(self)
        self.terrain: Terrain | None = None
        self.painted = 0
        self._segments = Segments()
        theme.changed.connect(self.update)

    def show_terrain(self, terrain: Terrain | None) -> None:
        """Show another terrain, or none."""
        self.terrain = terrain
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
        paint_way(painter, axes.pixels(terrain.path), axes.pixels(terrain.trail))

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
        pixels = np.ascontiguousarray(terrain.colors)
        side = len(pixels)
        image = QImage(pixels.data, side, side, 4 * side, QImage.Format.Format_RGBX8888)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(area, image.convertToFormat(QImage.Format.Format_RGB32))


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
