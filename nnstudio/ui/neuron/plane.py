"""What a neuron answers all over the plane of its first two inputs, with the line on which its z is 0."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from nnstudio.engine.typing import Array
from nnstudio.inspection.neuron import OneNeuron
from nnstudio.text import msg, tr
from nnstudio.ui import theme
from nnstudio.ui.controls import FocusRing, bind
from nnstudio.ui.controls.heat_map import heat_map

_SIDE = 48
"""Of the grid that is asked, in points."""
_PALE = 0.55
_ROOM = 4
"""For the axes' names, in units of the grid."""
_KEYS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, 1),
    Qt.Key.Key_Down: (0, -1),
}
_STEP = 0.1
_POSITIVE = "z > 0"
_AXES = "x₁", "x₂"
Point = tuple[float, float]
_UNIT_RANGE = ("step", "logistic")
"""Functions that give 0 to 1: a half of it is the middle of the colour scale."""


@dataclass(frozen=True)
class Mark:
    """A row of a table on the plane: where, its target 0 or 1, and whether the neuron answers it rightly."""

    x: Point
    target: int
    right: bool


class NeuronPlane(QWidget):
    """The plane of x₁ and x₂; the point x is dragged, or moved by the arrows.

    Signals: ``moved(float, float)`` when the user moves x.
    """

    moved = Signal(float, float)

    def __init__(self, box: tuple[float, float, float, float], movable: bool = True) -> None:
        super().__init__()
        self.box, self.movable = box, movable
        self.point: Point | None = None
        self.line: tuple[Point, Point] | None = None
        self.marks: tuple[Mark, ...] = ()
        self._normal = (0.0, 0.0)
        self._grid: Array | None = None
        self._limit = 1.0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        if movable:
            self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            FocusRing(self)
        bind(self.setAccessibleName, msg("The neuron's answers over two inputs"))
        theme.changed.connect(self.update)

    def show_neuron(self, neuron: OneNeuron, x: Array | None = None, marks: tuple[Mark, ...] = ()) -> None:
        """Ask the neuron all over the plane; further inputs are held at ``x``, whose first two are the point."""
        left, bottom, right, top = self.box
        across, up = np.meshgrid(np.linspace(left, right, _SIDE), np.linspace(top, bottom, _SIDE))
        asked = np.zeros((_SIDE * _SIDE, neuron.inputs)) if x is None else np.tile(x, (_SIDE * _SIDE, 1))
        asked[:, 0], asked[:, 1] = across.ravel(), up.ravel()
        answers = neuron.outputs(asked).reshape(_SIDE, _SIDE)
        unit = neuron.activation in _UNIT_RANGE
        self._grid = 2 * answers - 1 if unit else answers
        self._limit = 1.0 if unit else max(1e-9, float(np.abs(answers).max()))
        self.line = neuron.line(self.box, x)
        self._normal = (float(neuron.weights[0]), float(neuron.weights[1]))
        self.point = (float(x[0]), float(x[1])) if x is not None else None
        self.marks = marks
        self._describe()
        self.update()

    def set_box(self, box: tuple[float, float, float, float]) -> None:
        """Show another part of the plane from the next neuron on."""
        self.box = box

    def _describe(self) -> None:
        if self.line is None:
            said = tr("z is 0 nowhere on this part of the plane.")
        else:
            ends = ((theme.compact(x, 3), theme.compact(y, 3)) for x, y in self.line)
            (a, b), (c, d) = ends
            said = tr("z is 0 on the line from ({a}, {b}) to ({c}, {d}).", a=a, b=b, c=c, d=d)
        self.setAccessibleDescription(said)
        self.setToolTip(said)

    # -- geometry

    def sizeHint(self) -> QSize:
        """A square of moderate size."""
        side = theme.tokens().space(26)
        return QSize(side, side)

    def minimumSizeHint(self) -> QSize:
        """Still readable."""
        side = theme.tokens().space(18)
        return QSize(side, side)

    def area(self) -> QRectF:
        """Return the square that is painted, with room for the axes' names left and below."""
        room = theme.tokens().space(_ROOM)
        side = max(1.0, min(self.width(), self.height()) - room)
        return QRectF(room, (self.height() - room - side) / 2, side, side)

    def to_screen(self, x: Point) -> QPointF:
        """Return where a point of the plane is painted."""
        left, bottom, right, top = self.box
        area = self.area()
        return QPointF(
            area.left() + (x[0] - left) / (right - left) * area.width(),
            area.bottom() - (x[1] - bottom) / (top - bottom) * area.height(),
        )

    def _to_plane(self, position: QPointF) -> Point:
        left, bottom, right, top = self.box
        area = self.area()
        x = left + (position.x() - area.left()) / area.width() * (right - left)
        y = bottom + (area.bottom() - position.y()) / area.height() * (top - bottom)
        return round(min(right, max(left, x)), 2), round(min(top, max(bottom, y)), 2)

    # -- the hand

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Bring x here."""
        if self.movable and event.button() == Qt.MouseButton.LeftButton:
            self.moved.emit(*self._to_plane(event.position()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag x."""
        if self.movable and event.buttons() & Qt.MouseButton.LeftButton:
            self.moved.emit(*self._to_plane(event.position()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move x by the arrows."""
        step = _KEYS.get(Qt.Key(event.key()))
        if step is None or self.point is None or not self.movable:
            super().keyPressEvent(event)
            return
        x, y = (round(part + _STEP * move, 4) for part, move in zip(self.point, step, strict=True))
        self.moved.emit(x, y)

    # -- painting

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw answers, line, points and axes."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        area, current = self.area(), theme.tokens()
        if self._grid is not None:
            painter.setOpacity(_PALE)
            painter.drawImage(area, heat_map(self._grid, self._limit))
            painter.setOpacity(1.0)
        painter.setPen(QPen(current.hairline, 1))
        painter.drawRect(area)
        painter.save()
        painter.setClipRect(area)
        self._paint_axes(painter)
        self._paint_line(painter)
        for mark in self.marks:
            self._paint_mark(painter, mark)
        if self.point is not None:
            self._paint_point(painter)
        painter.restore()
        self._paint_names(painter, area)

    def _paint_axes(self, painter: QPainter) -> None:
        left, bottom, right, top = self.box
        painter.setPen(QPen(theme.with_alpha(theme.tokens().plot_axis, 0.5), 1))
        painter.drawLine(self.to_screen((left, 0)), self.to_screen((right, 0)))
        painter.drawLine(self.to_screen((0, bottom)), self.to_screen((0, top)))

    def _paint_line(self, painter: QPainter) -> None:
        if self.line is None:
            return
        current = theme.tokens()
        start, end = (self.to_screen(x) for x in self.line)
        painter.setPen(QPen(current.text, 2))
        painter.drawLine(start, end)
        length = math.hypot(*self._normal)
        if length:
            # The arrow is w itself: it points to where z is positive.
            middle, reach = (start + end) / 2, current.space(3)
            tip = middle + QPointF(self._normal[0], -self._normal[1]) / length * reach
            painter.drawLine(middle, tip)
            self._paint_tip(painter, middle, tip)
            if self.marks:
                return
            painter.setFont(theme.font("caption"))
            beyond = middle + (tip - middle) * 1.6
            half = QPointF(current.space(3), current.space(1.5))
            painter.drawText(QRectF(beyond - half, beyond + half), Qt.AlignmentFlag.AlignCenter, _POSITIVE)

    def _paint_tip(self, painter: QPainter, start: QPointF, tip: QPointF) -> None:
        angle = math.atan2(tip.y() - start.y(), tip.x() - start.x())
        for turn in (2.6, -2.6):
            side = QPointF(math.cos(angle + turn), math.sin(angle + turn)) * theme.tokens().space(1)
            painter.drawLine(tip, tip + side)

    def _paint_mark(self, painter: QPainter, mark: Mark) -> None:
        current, center = theme.tokens(), self.to_screen(mark.x)
        radius = current.space(1.25)
        painter.setPen(QPen(current.text, 2))
        painter.setBrush(current.panel)
        painter.drawEllipse(center, radius, radius)
        painter.setFont(theme.font("caption"))
        painter.drawText(
            QRectF(center.x() - radius, center.y() - radius, 2 * radius, 2 * radius),
            Qt.AlignmentFlag.AlignCenter,
            str(mark.target),
        )
        if not mark.right:
            painter.setPen(QPen(current.error, 2))
            reach = radius * 1.5
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(QRectF(center.x() - reach, center.y() - reach, 2 * reach, 2 * reach))

    def _paint_point(self, painter: QPainter) -> None:
        current = theme.tokens()
        assert self.point is not None
        center = self.to_screen(self.point)
        painter.setPen(QPen(current.panel, 3))
        painter.setBrush(current.accent)
        painter.drawEllipse(center, current.space(0.875), current.space(0.875))

    def _paint_names(self, painter: QPainter, area: QRectF) -> None:
        current = theme.tokens()
        left, bottom, right, top = (theme.compact(part, 3) for part in self.box)
        painter.setFont(theme.font("caption"))
        painter.setPen(QColor(current.text_soft))
        room, flag = current.space(_ROOM), Qt.AlignmentFlag
        below = QRectF(area.left(), area.bottom(), area.width(), room)
        for align, text in ((flag.AlignLeft, left), (flag.AlignHCenter, _AXES[0]), (flag.AlignRight, right)):
            painter.drawText(below, align | flag.AlignVCenter, text)
        beside = QRectF(0, area.top(), room - 4, area.height())
        for align, text in ((flag.AlignTop, top), (flag.AlignVCenter, _AXES[1]), (flag.AlignBottom, bottom)):
            painter.drawText(beside, align | flag.AlignRight, text)
