"""The triangle of three probabilities: the point, its way over all temperatures, and a drag that moves it."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from nnstudio.inspection.functions.simplex import CORNERS, place
from nnstudio.text import msg
from nnstudio.ui import theme
from nnstudio.ui.controls import FocusRing, bind

_HEIGHT = float(np.sqrt(3) / 2)
_GRID = 5
_STEP = 0.02
_KEYS = {Qt.Key.Key_Left: (-1, 0), Qt.Key.Key_Right: (1, 0), Qt.Key.Key_Up: (0, 1), Qt.Key.Key_Down: (0, -1)}


class Triangle(QWidget):
    """``point`` in the triangle's coordinates, ``(2,)``.

    Signals: ``moved(object)`` with another point, when the user drags or presses an arrow.
    """

    moved = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.point = CORNERS.mean(axis=0)
        self._path: np.ndarray = np.zeros((0, 2))
        self._marks: tuple[tuple[str, np.ndarray], ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        FocusRing(self)
        bind(self.setAccessibleName, msg("Probabilities of three classes; drag the point, or press an arrow"))
        theme.changed.connect(self.update)

    def sizeHint(self) -> QSize:
        """A little wider than high."""
        return QSize(theme.tokens().space(50), theme.tokens().space(46))

    def minimumSizeHint(self) -> QSize:
        """Still to be read."""
        return QSize(theme.tokens().space(26), theme.tokens().space(24))

    def show_point(self, point: np.ndarray, path: np.ndarray, marks: tuple[tuple[str, np.ndarray], ...]) -> None:
        """Show another point, the way ``(T, 2)`` that it takes over temperatures, and some of them by name."""
        self.point, self._path, self._marks = point, path, marks
        self.setAccessibleDescription(", ".join(f"{float(each):.3f}" for each in point))
        self.update()

    def pixel(self, point: np.ndarray) -> QPointF:
        """Return where a point of the triangle is drawn."""
        left, bottom, side = self._frame()
        return QPointF(left + float(point[0]) * side, bottom - float(point[1]) * side)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Move the point here."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._move(event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Move the point along."""
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._move(event.position())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move the point by a fiftieth of the triangle's side."""
        step = _KEYS.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
        else:
            self.moved.emit(self.point + _STEP * np.array(step))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw grid, corners, way and point."""
        tokens, painter = theme.tokens(), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(tokens.plot)
        painter.setPen(QPen(tokens.line, 1))
        painter.drawPolygon(QPolygonF([self.pixel(corner) for corner in CORNERS]))
        self._paint_grid(painter)
        self._paint_corners(painter)
        painter.setPen(QPen(tokens.text_soft, 1.4, Qt.PenStyle.DashLine))
        painter.drawPolyline(QPolygonF([self.pixel(each) for each in self._path]))
        painter.setFont(theme.font("caption"))
        for name, where in self._marks:
            spot = self.pixel(where)
            painter.setBrush(tokens.text_soft)
            painter.setPen(tokens.plot)
            painter.drawEllipse(spot, tokens.unit * 0.35, tokens.unit * 0.35)
            painter.setPen(tokens.text_soft)
            painter.drawText(self._beside(spot, name), Qt.AlignmentFlag.AlignCenter, name)
        painter.setBrush(tokens.accent)
        painter.setPen(QPen(tokens.plot, 2))
        painter.drawEllipse(self.pixel(self.point), tokens.unit * 0.8, tokens.unit * 0.8)

    def _beside(self, spot: QPointF, name: str) -> QRectF:
        """Return the box for a mark's name: of the four around it the one that the way keeps farthest from."""
        words, gap = QFontMetricsF(theme.font("caption")), float(theme.tokens().space(1))
        wide, high = words.horizontalAdvance(name), words.height()
        lefts, tops = (spot.x() + gap, spot.x() - gap - wide), (spot.y() - gap / 2 - high, spot.y() + gap / 2)
        boxes = [QRectF(left, top, wide, high) for top in tops for left in lefts]
        left, bottom, side = self._frame()
        way = self._path * (side, -side) + (left, bottom)
        inside = QPolygonF([self.pixel(corner) for corner in CORNERS])

        def free(box: QRectF) -> float:
            away = np.abs(way - (box.center().x(), box.center().y())) - (wide / 2, high / 2)
            corners = (box.topLeft(), box.topRight(), box.bottomLeft(), box.bottomRight())
            within = all(inside.containsPoint(corner, Qt.FillRule.OddEvenFill) for corner in corners)
            return min(gap, float(away.max(axis=1).min(initial=gap))) + 2 * gap * within

        return max(boxes, key=free)

    def _paint_grid(self, painter: QPainter) -> None:
        painter.setPen(QPen(theme.tokens().plot_grid, 1))
        for step in range(1, _GRID):
            share = step / _GRID
            for one, two, three in ((0, 1, 2), (1, 2, 0), (2, 0, 1)):
                ends = np.zeros((2, 3))
                ends[:, one] = share
                ends[0, two] = ends[1, three] = 1 - share
                painter.drawLine(*(self.pixel(each) for each in place(ends)))

    def _paint_corners(self, painter: QPainter) -> None:
        space = theme.tokens().space
        painter.setFont(theme.font("body"))
        boxes = ((-3.0, 0.5), (-3.0, 0.5), (-3.0, -3.0))
        for number, (corner, (across, down)) in enumerate(zip(CORNERS, boxes, strict=True)):
            spot = self.pixel(corner)
            painter.setPen(theme.class_color(number))
            box = QRectF(spot.x() + space(across), spot.y() + space(down), space(6), space(2.5))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, f"a{'₁₂₃'[number]} = 1")

    def _frame(self) -> tuple[float, float, float]:
        space = theme.tokens().space
        room, tall = self.width() - space(8), self.height() - space(7)
        side = max(10.0, min(room, tall / _HEIGHT))
        return (self.width() - side) / 2, (self.height() + side * _HEIGHT) / 2, side

    def _move(self, position: QPointF) -> None:
        left, bottom, side = self._frame()
        self.moved.emit(np.array([(position.x() - left) / side, (bottom - position.y()) / side]))
