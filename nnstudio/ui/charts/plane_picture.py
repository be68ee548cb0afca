"""The surface with the data on top: one widget that paints it and reads the mouse."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QEvent, QPointF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QPixmap, QResizeEvent
from PySide6.QtWidgets import QWidget

from nnstudio.data.samples import Task
from nnstudio.ui import theme
from nnstudio.ui.charts.axes import Axes, area_of, paint_axes
from nnstudio.ui.charts.plane import Floats
from nnstudio.ui.charts.points import Points, points_pixmap
from nnstudio.ui.charts.surroundings import as_plot
from nnstudio.ui.controls.heat_map import screen_image
from nnstudio.ui.controls.own_delete import OwnDelete
from nnstudio.ui.controls.segments import Segments

_STEPS = 40
"""Steps of the pen from one side to the other."""
_ARROWS = {Qt.Key.Key_Left: (-1, 0), Qt.Key.Key_Right: (1, 0), Qt.Key.Key_Up: (0, 1), Qt.Key.Key_Down: (0, -1)}
_REACH = 10.0
"""Pixels from a sample at which it still is meant."""


@dataclass(frozen=True, eq=False)
class Backdrop:
    """What stands still between two problems: the axes' ends and names, the samples."""

    low: Floats
    high: Floats
    names: tuple[str, str]
    points: tuple[Points, ...]
    task: Task


@dataclass(frozen=True, eq=False)
class Drawn:
    """What changes with every painting.

    ``colors`` ``(H, W, 4)`` fill the area; ``line`` ``(S, 4)`` is the boundary in shares of it; ``curve`` ``(P, 2)`` is
    in data; ``marked`` is the place ``(2,)`` of the sample at the cursor; ``limit`` the end
    of the samples' scale of values; ``scale`` names the surface's, where it shows values.
    """

    colors: npt.NDArray[np.uint8] | None = None
    line: Floats | None = None
    curve: Floats | None = None
    marked: Floats | None = None
    limit: float = 1.0
    scale: tuple[str, float] | None = None


class PlanePicture(QWidget):
    """``pen`` : where in the data the keys are that put points, None where nobody puts any.

    Signals: ``pointed(x, y)`` in data under the mouse, NaN when it leaves; ``picked(Points, number)`` by a click on
    a sample; ``placed(x, y)`` by a click or a drag anywhere. With a pen ``struck(x, y, modifiers)`` by a click or the
    space bar, and no other.
    """

    pointed = Signal(float, float)
    placed = Signal(float, float)
    picked = Signal(object, int)
    struck = Signal(float, float, Qt.KeyboardModifier)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        as_plot(self)
        self.backdrop: Backdrop | None = None
        self.drawn = Drawn()
        self.hidden: set[str] = set()
        self.painted = 0
        self.pen: tuple[float, float] | None = None
        OwnDelete(self, lambda: self.pen is not None)
        self._segments = Segments()
        self._pixmap: QPixmap | None = None
        self._pixmap_limit = 0.0
        theme.changed.connect(self._forget)

    def set_backdrop(self, backdrop: Backdrop | None) -> None:
        """Show other data."""
        self.backdrop = backdrop
        self._forget()

    def show_drawn(self, drawn: Drawn) -> None:
        """Show another surface."""
        self.drawn = drawn
        axes = self.axes()
        # The axes stand still; only a mark reaches over the edge.
        reach = theme.tokens().space(1) + theme.tokens().focus_width
        self.update(self.rect() if axes is None else axes.area.toAlignedRect().adjusted(-reach, -reach, reach, reach))

    def set_hidden(self, name: str, hidden: bool) -> None:
        """Hide a set of samples or show it again."""
        (self.hidden.add if hidden else self.hidden.discard)(name)
        self._forget()

    def axes(self) -> Axes | None:
        """Return the axes at the present size."""
        if self.backdrop is None:
            return None
        return Axes(area_of(self.width(), self.height()), self.backdrop.low, self.backdrop.high)

    def sample_at(self, point: QPointF, best: float = _REACH) -> tuple[Points, int] | None:
        """Return the sample drawn nearest to a pixel, if it is nearer than ``best``."""
        axes, found = self.axes(), None
        if axes is None or self.backdrop is None:
            return None
        for points in self._visible():
            distances = np.hypot(*(axes.pixels(points.places) - [point.x(), point.y()]).T)
            nearest = int(distances.argmin())
            if distances[nearest] < best:
                best, found = float(distances[nearest]), (points, nearest)
        return found

    # -- events

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw surface, boundary, samples, axes."""
        self.painted += 1
        painter = QPainter(self)
        painter.fillRect(event.rect(), theme.tokens().plot)
        axes = self.axes()
        if axes is None or self.backdrop is None:
            return
        self._paint_surface(painter, axes)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setClipRect(axes.area)
        self._paint_boundary(painter, axes)
        painter.setClipping(False)
        painter.drawPixmap(0, 0, self._still(axes))
        self._paint_curve(painter, axes)
        self._paint_mark(painter, axes)
        self._paint_pen(painter, axes)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The samples must be placed anew."""
        super().resizeEvent(event)
        self._forget()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Say what is under the mouse."""
        axes = self.axes()
        if axes is not None and axes.area.contains(event.position()):
            near = self.sample_at(event.position())
            self.setCursor(Qt.CursorShape.PointingHandCursor if near is not None else Qt.CursorShape.CrossCursor)
            self.pointed.emit(*axes.data(event.position()))
            if event.buttons() & Qt.MouseButton.LeftButton:
                self.placed.emit(*axes.data(event.position()))
        else:
            self.unsetCursor()
            self.pointed.emit(np.nan, np.nan)

    def leaveEvent(self, event: QEvent) -> None:
        """Nothing is under the mouse."""
        self.pointed.emit(np.nan, np.nan)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Pick the sample under the mouse; the place is one in any case."""
        if event.button() != Qt.MouseButton.LeftButton:
            return
        axes, near = self.axes(), self.sample_at(event.position())
        if self.pen is not None:
            if axes is not None and axes.area.contains(event.position()):
                self.pen = axes.data(event.position())
                self.struck.emit(*self.pen, event.modifiers())
            return
        if axes is not None and axes.area.contains(event.position()):
            self.placed.emit(*axes.data(event.position()))
        if near is not None:
            self.picked.emit(*near)

    def set_pen(self, on: bool) -> None:
        """Let clicks and keys put points, or no longer."""
        backdrop = self.backdrop
        middle = (backdrop.low + backdrop.high) / 2 if on and backdrop is not None else None
        self.pen = (float(middle[0]), float(middle[1])) if middle is not None else None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if on else Qt.FocusPolicy.NoFocus)
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows lead the pen; the space bar strikes, with Shift and Ctrl as a click does, Delete as Ctrl."""
        key, axes = Qt.Key(event.key()), self.axes()
        if self.pen is None or axes is None:
            super().keyPressEvent(event)
        elif key in _ARROWS:
            moved = np.array(self.pen) + np.array(_ARROWS[key]) * (axes.high - axes.low) / _STEPS
            self.pen = float(np.clip(moved, axes.low, axes.high)[0]), float(np.clip(moved, axes.low, axes.high)[1])
            self.pointed.emit(*self.pen)
            self.update()
        elif key in (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.struck.emit(*self.pen, event.modifiers())
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.struck.emit(*self.pen, Qt.KeyboardModifier.ControlModifier)
        else:
            super().keyPressEvent(event)

    # -- drawing

    def _paint_pen(self, painter: QPainter, axes: Axes) -> None:
        """Draw a cross where the keys put points, while they are here."""
        if self.pen is None or not self.hasFocus():
            return
        x, y = axes.pixels(np.array([self.pen]))[0].tolist()
        arm = theme.tokens().space(1)
        painter.setPen(QPen(theme.tokens().focus, float(theme.tokens().focus_width)))
        painter.drawLine(QPointF(x - arm, y), QPointF(x + arm, y))
        painter.drawLine(QPointF(x, y - arm), QPointF(x, y + arm))

    def _paint_surface(self, painter: QPainter, axes: Axes) -> None:
        colors = self.drawn.colors
        if colors is None:
            return
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(axes.area, screen_image(colors, opaque=True))

    def _paint_boundary(self, painter: QPainter, axes: Axes) -> None:
        line = self.drawn.line
        if line is not None and len(line):
            # Flat ends: where two segments overlap, the line would be darker.
            pen = QPen(theme.with_alpha(theme.tokens().text, 0.75), 1.4)
            pen.setCapStyle(Qt.PenCapStyle.FlatCap)
            painter.setPen(pen)
            self._segments.draw(painter, axes.segment(line))

    def _paint_curve(self, painter: QPainter, axes: Axes) -> None:
        if self.drawn.curve is None:
            return
        painter.setClipRect(axes.area)
        points = [QPointF(*row) for row in axes.pixels(self.drawn.curve).tolist()]
        tokens = theme.tokens()
        # On paper of its own, so that it is seen among the samples it runs through.
        for pen in (QPen(theme.with_alpha(tokens.plot, 0.85), 5.0), QPen(tokens.text, float(tokens.focus_width))):
            painter.setPen(pen)
            painter.drawPolyline(points)
        painter.setClipping(False)

    def _paint_mark(self, painter: QPainter, axes: Axes) -> None:
        if self.drawn.marked is None or "training" in self.hidden:
            return
        x, y = axes.pixels(self.drawn.marked[None])[0].tolist()
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(theme.tokens().text, float(theme.tokens().focus_width)))
        reach = theme.tokens().space(1)
        painter.drawEllipse(QPointF(x, y), reach, reach)

    def _visible(self) -> list[Points]:
        assert self.backdrop is not None
        return [points for points in self.backdrop.points if points.name not in self.hidden]

    def _still(self, axes: Axes) -> QPixmap:
        """Return samples and axes, painted once for as long as they stand still."""
        if self._pixmap is None or self._pixmap_limit != self.drawn.limit:
            assert self.backdrop is not None
            groups = [(points, axes.pixels(points.places)) for points in self._visible()]
            size, ratio = (self.width(), self.height()), self.devicePixelRatioF()
            self._pixmap = points_pixmap(size, ratio, groups, self.backdrop.task, self.drawn.limit, axes.area)
            self._pixmap_limit = self.drawn.limit
            with QPainter(self._pixmap) as painter:
                painter.setRenderHint(QPainter.RenderHint.Antialiasing)
                paint_axes(painter, axes, self.backdrop.names)
        return self._pixmap

    def _forget(self) -> None:
        self._pixmap = None
        self.update()
