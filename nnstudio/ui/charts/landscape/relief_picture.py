"""The landscape as a relief that can be turned: a mesh of coloured tiles, far ones first, and the way upon it."""

from __future__ import annotations

import math

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from nnstudio.ui import theme
from nnstudio.ui.charts.landscape.map_picture import paint_numbered, paint_way
from nnstudio.ui.charts.landscape.terrain import Terrain
from nnstudio.ui.charts.plane import Floats

_TILES = 24
"""Tiles a side at most: more could hardly be told apart."""
_TURN = math.radians(6)
_FLATTEST, _STEEPEST = math.radians(12), math.radians(85)
_TALL = 0.5
"""Of a side: the relief's height."""
_PULL = 0.01
"""Radians that a pixel of the mouse's way turns."""


class ReliefPicture(QWidget):
    """``azimuth`` and ``elevation`` say from where it is looked at; dragging and the arrow keys turn it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.OpenHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(theme.tokens().space(18), theme.tokens().space(14))
        self.terrain: Terrain | None = None
        self.azimuth, self.elevation = math.radians(-35), math.radians(54)
        self.painted = 0
        self._held: QPointF | None = None
        theme.changed.connect(self.update)

    def show_terrain(self, terrain: Terrain | None) -> None:
        """Show another terrain, or none."""
        self.terrain = terrain
        self.update()

    def turn(self, azimuth: float, elevation: float) -> None:
        """Look from elsewhere, by so many radians."""
        self.azimuth = (self.azimuth + azimuth) % math.tau
        self.elevation = min(_STEEPEST, max(_FLATTEST, self.elevation + elevation))
        self.update()

    def project(self, points: Floats) -> Floats:
        """Return ``(M, 3)`` points of the unit cube as ``(M, 3)``: pixels, and how near they are."""
        x, y, z = (points - [0.5, 0.5, 0.5]).T * np.array([[1.0], [1.0], [_TALL]])
        cos, sin = math.cos(self.azimuth), math.sin(self.azimuth)
        right, away = cos * x - sin * y, sin * x + cos * y
        rise, tilt = math.sin(self.elevation), math.cos(self.elevation)
        # Whatever way it is turned, it fills the widget.
        across, up = math.sqrt(2), math.sqrt(2) * rise + _TALL * tilt
        scale = 0.94 * min(self.width() / across, self.height() / up)
        down = -(away * rise + z * tilt)
        return np.stack([self.width() / 2 + scale * right, self.height() / 2 + scale * down, -away], axis=1)

    # -- events

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw tiles and way."""
        self.painted += 1
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.tokens().plot)
        if self.terrain is None:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_tiles(painter, self.terrain)
        for way in self.terrain.ways:
            paint_numbered(painter, self._on_relief(way.places), way.color, way.number)
        paint_way(painter, self._on_relief(self.terrain.path), self._on_relief(self.terrain.trail))
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(theme.tokens().accent, float(theme.tokens().focus_width)))
            painter.drawRect(QRectF(self.rect()).adjusted(1, 1, -1, -1))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take hold of it."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._held = event.position()
            self.setCursor(Qt.CursorShape.ClosedHandCursor)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Turn it."""
        if self._held is not None:
            moved = event.position() - self._held
            self._held = event.position()
            self.turn(moved.x() * _PULL, moved.y() * _PULL)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let it go."""
        self._held = None
        self.setCursor(Qt.CursorShape.OpenHandCursor)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Turn it by the arrow keys."""
        ways = {
            Qt.Key.Key_Left: (-_TURN, 0.0),
            Qt.Key.Key_Right: (_TURN, 0.0),
            Qt.Key.Key_Up: (0.0, -_TURN),
            Qt.Key.Key_Down: (0.0, _TURN),
        }
        way = ways.get(Qt.Key(event.key()))
        if way is None:
            super().keyPressEvent(event)
        else:
            self.turn(*way)

    # -- drawing

    def _on_relief(self, points: Floats) -> Floats:
        terrain = self.terrain
        if terrain is None or not len(points):
            return np.zeros((0, 2))
        flat = np.clip((points - terrain.low) / (terrain.high - terrain.low), 0, 1)
        return self.project(np.column_stack([flat, terrain.height_at(points)]))[:, :2]

    def _paint_tiles(self, painter: QPainter, terrain: Terrain) -> None:
        stride = max(1, (len(terrain.xs) - 1) // _TILES)
        heights = terrain.heights[::stride, ::stride]
        side = len(heights)
        share = np.linspace(0, 1, side)
        x, y = np.meshgrid(share, share)
        corners = self.project(np.stack([x, y, heights], axis=2).reshape(-1, 3)).reshape(side, side, 3)
        tiles = np.stack([corners[:-1, :-1], corners[:-1, 1:], corners[1:, 1:], corners[1:, :-1]], axis=2)
        means = (heights[:-1, :-1] + heights[:-1, 1:] + heights[1:, 1:] + heights[1:, :-1]) / 4
        tiles, shades = tiles.reshape(-1, 4, 3), np.rint(means.ravel() * 255).astype(int).tolist()
        table = theme.magnitude_table(256)
        edge = theme.with_alpha(theme.tokens().plot, 0.35)
        painter.setPen(QPen(edge, 0.7))
        for place in np.argsort(tiles[:, :, 2].mean(axis=1)).tolist():
            painter.setBrush(QColor(*table[shades[place]][:3].tolist()))
            painter.drawConvexPolygon(QPolygonF([QPointF(*corner) for corner in tiles[place, :, :2].tolist()]))
