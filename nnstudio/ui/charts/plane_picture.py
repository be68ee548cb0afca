"""The surface with the data on top: one widget that paints it and reads the mouse."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QEvent, QPointF, Qt, Signal
from PySide6.QtGui import QImage, QMouseEvent, QPainter, QPaintEvent, QPen, QPixmap, QResizeEvent
from PySide6.QtWidgets import QWidget

from nnstudio.data.samples import Task
from nnstudio.ui import theme
from nnstudio.ui.charts.axes import Axes, area_of, paint_axes
from nnstudio.ui.charts.plane import Floats
from nnstudio.ui.charts.points import Points, points_pixmap
from nnstudio.ui.charts.surroundings import as_plot
from nnstudio.ui.controls.segments import Segments

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
    """Signals: ``pointed(x, y)`` in data under the mouse, NaN when it leaves; ``picked(Points, number)`` by a click on
    a sample; ``placed(x, y)`` by a click or a drag anywhere.
    """

    pointed = Signal(float, float)
    placed = Signal(float, float)
    picked = Signal(object, int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        as_plot(self)
        self.backdrop: Backdrop | None = None
        self.drawn = Drawn()
        self.hidden: set[str] = set()
        self.painted = 0
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

    def sample_at(self, point: QPointF) -> tuple[Points, int] | None:
        """Return the sample drawn nearest to a pixel, if it is near."""
        axes, best, found = self.axes(), _REACH, None
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
        if axes is not None and axes.area.contains(event.position()):
            self.placed.emit(*axes.data(event.position()))
        if near is not None:
            self.picked.emit(*near)

    # -- drawing

    def _paint_surface(self, painter: QPainter, axes: Axes) -> None:
        colors = self.drawn.colors
        if colors is None:
            return
        pixels = np.ascontiguousarray(colors)
        height, width = pixels.shape[:2]
        image = QImage(pixels.data, width, height, 4 * width, QImage.Format.Format_RGBX8888)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        # In the screen's own format it is enlarged twice as fast.
        painter.drawImage(axes.area, image.convertToFormat(QImage.Format.Format_RGB32))

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
            painter = QPainter(self._pixmap)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            paint_axes(painter, axes, self.backdrop.names)
            painter.end()
        return self._pixmap

    def _forget(self) -> None:
        self._pixmap = None
        self.update()
