"""All lines of a chart in one item: painted in one go, since each item of its own costs more than its line."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QBrush, QColor, QPainter, QPainterPath, QPen
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from nnstudio.ui import theme

Numbers = npt.NDArray[np.float64]


@dataclass
class Line:
    """One line as it is drawn: ``x``, ``y`` in the chart's coordinates, ``band`` from low to high behind it.

    ``marks`` are the points that carry a marker: a circle (``o``), a square (``s``), or none.
    """

    x: Numbers
    y: Numbers
    color: QColor
    band: tuple[Numbers, Numbers] | None = None
    marks: Numbers = field(default_factory=lambda: np.zeros((0, 2)))
    symbol: str = ""
    hollow: bool = False
    path: QPainterPath = field(init=False)
    band_path: QPainterPath | None = None

    def __post_init__(self) -> None:
        """Make the paths: they are painted oftener than they change."""
        self.path = pg.arrayToQPath(self.x, self.y, connect="all")
        if self.band is not None:
            heights = np.stack(self.band, axis=1).ravel()
            self.band_path = pg.arrayToQPath(np.repeat(self.x, 2), heights, connect="pairs")


class Lines(pg.GraphicsObject):
    """The item. ``lines`` has what is drawn, by key, the last on top."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: dict[str, Line] = {}
        self._rectangle = QRectF()

    def boundingRect(self) -> QRectF:
        """Return all that the chart shows; the lines are clipped to it."""
        return self._rectangle

    def viewRangeChanged(self) -> None:
        """Cover what the chart shows now."""
        self.prepareGeometryChange()
        self._rectangle = self.viewRect()

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        """Draw bands, lines, then markers, which have the same size at every scale."""
        for line in self.lines.values():
            if line.band_path is not None:
                painter.setPen(theme.pen(theme.with_alpha(line.color, line.color.alphaF() * 0.25)))
                painter.drawPath(line.band_path)
        for line in self.lines.values():
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, bool(line.symbol))
            painter.setPen(theme.pen(line.color))
            painter.drawPath(line.path)
        to_screen = painter.transform()
        painter.resetTransform()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for line in self.lines.values():
            if line.symbol:
                _draw_marks(painter, line, [to_screen.map(QPointF(x, y)) for x, y in line.marks.tolist()])


def _draw_marks(painter: QPainter, line: Line, places: list[QPointF]) -> None:
    painter.setPen(QPen(line.color, painter.device().devicePixelRatioF()))
    painter.setBrush(QBrush(theme.tokens().plot if line.hollow else line.color))
    radius = theme.tokens().unit / 2 * painter.device().devicePixelRatioF()
    for place in places:
        if line.symbol == "o":
            painter.drawEllipse(place, radius, radius)
        else:
            painter.drawRect(QRectF(place.x() - radius, place.y() - radius, 2 * radius, 2 * radius))
