"""The lines of a chart: faint ranges, curves, markers, and upright lines at some steps."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
from pyqtgraph.functions import arrayToQPolygonF
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPen, QPixmap, QPolygonF, QTransform

from nnstudio.ui import theme
from nnstudio.ui.controls.drawn_file import is_of_lines
from nnstudio.ui.controls.segments import Segments

Numbers = npt.NDArray[np.float64]


@dataclass
class Line:
    """One line as it is drawn: ``x``, ``y`` in the chart's coordinates, ``band`` from low to high behind it.

    ``marks`` are the points that carry a marker: a circle (``o``), a square (``s``), a triangle (``t``), a diamond
    (``d``), or none. ``width`` : in pixels.
    """

    x: Numbers
    y: Numbers
    color: QColor
    band: tuple[Numbers, Numbers] | None = None
    marks: Numbers = field(default_factory=lambda: np.zeros((0, 2)))
    symbol: str = ""
    hollow: bool = False
    width: int = 1
    polygon: QPolygonF = field(init=False)

    def __post_init__(self) -> None:
        """Make the points Qt's: they may be painted oftener than they change."""
        self.polygon = arrayToQPolygonF(self.x, self.y)


@dataclass
class Upright:
    """A line at one step from top to bottom; NaN: none."""

    step: float = math.nan

    def isVisible(self) -> bool:
        """Whether it stands anywhere."""
        return not math.isnan(self.step)

    def value(self) -> float:
        """Return its step."""
        return self.step


class Lines:
    """``lines`` has what is drawn, by key, the last on top; over them ``here``, ``cursor``, ``pin`` and ``failure``."""

    def __init__(self) -> None:
        self.lines: dict[str, Line] = {}
        self.here, self.cursor, self.pin, self.failure = Upright(), Upright(), Upright(), Upright()
        self._bands = Segments()
        self._stamps: dict[tuple[str, bool, float, str], QPixmap] = {}

    def forget(self) -> None:
        """The theme has changed."""
        self._stamps.clear()

    def draw(self, painter: QPainter, to_pixels: QTransform, area: QRectF) -> None:
        """Draw bands, lines, then markers, which have the same size at every scale."""
        painter.setTransform(to_pixels, True)
        for line in self.lines.values():
            if line.band is not None:
                painter.setPen(theme.pen(theme.with_alpha(line.color, line.color.alphaF() * 0.25)))
                rows = np.empty((len(line.x), 4))
                rows[:, 0] = rows[:, 2] = line.x
                rows[:, 1], rows[:, 3] = line.band
                self._bands.draw(painter, rows)
        for line in self.lines.values():
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, bool(line.symbol))
            painter.setPen(theme.pen(line.color, line.width))
            painter.drawPolyline(line.polygon)
        painter.resetTransform()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        for line in self.lines.values():
            if line.symbol:
                self._draw_marks(painter, line, to_pixels)
        self._draw_uprights(painter, to_pixels, area)

    def _draw_uprights(self, painter: QPainter, to_pixels: QTransform, area: QRectF) -> None:
        tokens = theme.tokens()
        solid, dashed, dotted = Qt.PenStyle.SolidLine, Qt.PenStyle.DashLine, Qt.PenStyle.DotLine
        uprights = (
            (self.here, tokens.accent, 1, solid),
            (self.cursor, tokens.line, 1, solid),
            (self.pin, tokens.accent, 2, dotted),
            (self.failure, tokens.error, 2, dashed),
        )
        for upright, color, width, style in uprights:
            if upright.isVisible():
                pen = theme.pen(color, width)
                pen.setStyle(style)
                painter.setPen(pen)
                x = round(to_pixels.map(QPointF(upright.step, 0.0)).x())
                painter.drawLine(QLineF(x, area.top(), x, area.bottom()))

    def _draw_marks(self, painter: QPainter, line: Line, to_pixels: QTransform) -> None:
        places = line.marks * (to_pixels.m11(), to_pixels.m22()) + (to_pixels.dx(), to_pixels.dy())
        if is_of_lines(painter):
            for x, y in places.tolist():
                _paint_mark(painter, line, QPointF(x, y))
            return
        stamp = self._stamp(line, painter.device().devicePixelRatioF())
        half = stamp.deviceIndependentSize().width() / 2
        for x, y in (places - half).tolist():
            painter.drawPixmap(QPointF(x, y), stamp)

    def _stamp(self, line: Line, ratio: float) -> QPixmap:
        """Return a marker, painted once."""
        key = line.symbol, line.hollow, ratio, line.color.name()
        if key not in self._stamps:
            self._stamps[key] = _marker(line, ratio)
        return self._stamps[key]


def marker_reach() -> int:
    """Return how many pixels a marker needs on each side of its place."""
    return math.ceil(theme.tokens().unit / 2 + 1)


def _marker(line: Line, ratio: float) -> QPixmap:
    side = 2 * marker_reach() + 1
    made = QPixmap(round(side * ratio), round(side * ratio))
    made.setDevicePixelRatio(ratio)
    made.fill(Qt.GlobalColor.transparent)
    with QPainter(made) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        _paint_mark(painter, line, QPointF(side / 2, side / 2))
    return made


def _paint_mark(painter: QPainter, line: Line, place: QPointF) -> None:
    painter.setPen(QPen(line.color, 1.0))
    painter.setBrush(QBrush(theme.tokens().plot if line.hollow else line.color))
    paint_sign(painter, line.symbol, place, theme.tokens().unit / 2)
    painter.setBrush(Qt.BrushStyle.NoBrush)


def paint_sign(painter: QPainter, symbol: str, place: QPointF, radius: float) -> None:
    """Draw a marker's shape about a place."""
    x, y = place.x(), place.y()
    if symbol == "o":
        painter.drawEllipse(place, radius, radius)
    elif symbol == "s":
        painter.drawRect(QRectF(x - radius, y - radius, 2 * radius, 2 * radius))
    elif symbol == "t":
        painter.drawPolygon([QPointF(x - radius, y + radius), QPointF(x, y - radius), QPointF(x + radius, y + radius)])
    else:
        corners = QPointF(x, y - radius), QPointF(x + radius, y), QPointF(x, y + radius), QPointF(x - radius, y)
        painter.drawPolygon(list(corners))
