"""What the pictures of layers are drawn of: cells, neurons, links, arrows, curves; in a box of 144 × 72."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

from nnstudio.ui import theme

WIDTH: Final = 144.0
HEIGHT: Final = 72.0
MIDDLE: Final = HEIGHT / 2
CELL: Final = 9.0
_HEAD: Final = 4.0
"""Half the height of an arrow's head."""

Numbers = NDArray[np.float64]
Place = tuple[float, float]


class Pencil:
    """Draws with ``painter``: what the layer adds in ``color``, its family's, what goes in and out in quiet tones."""

    def __init__(self, painter: QPainter, color: QColor) -> None:
        self.painter, self.color = painter, color
        self.quiet = theme.tokens().text_soft

    def pen(self, color: QColor, width: float = 1.0, *, dashed: bool = False) -> None:
        """Take a pen of a colour, and no filling."""
        pen = QPen(color, width, Qt.PenStyle.DotLine if dashed else Qt.PenStyle.SolidLine)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        self.painter.setPen(pen)
        self.painter.setBrush(Qt.BrushStyle.NoBrush)

    def cells(self, x: float, y: float, shares: Numbers, color: QColor | None = None, side: float = CELL) -> QRectF:
        """Draw a grid of cells with its upper left corner at (x, y), each filled by its share of 1; return its box."""
        tokens, (rows, columns) = theme.tokens(), shares.shape
        for (row, column), share in np.ndenumerate(shares):
            box = QRectF(x + column * side, y + row * side, side, side)
            self.painter.setPen(QPen(tokens.line, 0.75))
            self.painter.setBrush(theme.mixed(tokens.panel, color or self.quiet, 0.85 * float(share)))
            self.painter.drawRect(box)
        return QRectF(x, y, columns * side, rows * side)

    def column(self, x: float, shares: Sequence[float], color: QColor | None = None, side: float = CELL) -> QRectF:
        """Draw a vector as cells one below the other, centred."""
        return self.cells(x, MIDDLE - len(shares) * side / 2, np.array(shares)[:, None], color, side)

    def frame(self, box: QRectF, width: float = 2.0, *, dashed: bool = False) -> None:
        """Draw a frame in the layer's colour."""
        self.pen(self.color, width, dashed=dashed)
        self.painter.drawRect(box)

    def arrow(self, start: Place, end: Place, color: QColor | None = None) -> None:
        """Draw an arrow that ends level or upright."""
        self.pen(color or self.quiet, 1.25)
        self.painter.drawLine(QLineF(*start, *end))
        upright = start[0] == end[0]
        sign = 1 if (end[1] > start[1] if upright else end[0] > start[0]) else -1
        back, half = -sign * _HEAD, _HEAD * 0.75
        x, y = end
        barbs = (
            ((x - half, y + back), (x + half, y + back)) if upright else ((x + back, y - half), (x + back, y + half))
        )
        for barb in barbs:
            self.painter.drawLine(QLineF(*end, *barb))

    def links(self, starts: Iterable[Place], ends: Sequence[Place], weights: Iterable[float] = ()) -> None:
        """Draw a link from each start to each end; signs and sizes of ``weights`` are colours and widths."""
        given = list(weights)
        pairs = [(start, end) for start in starts for end in ends]
        for place, (start, end) in enumerate(pairs):
            weight = given[place % len(given)] if given else 0.0
            tokens = theme.tokens()
            color = tokens.positive if weight > 0 else tokens.negative if weight < 0 else tokens.line
            self.pen(color, 0.5 + 1.5 * abs(weight))
            self.painter.drawLine(QLineF(*start, *end))

    def neurons(self, places: Iterable[Place], color: QColor | None = None, radius: float = 4.5) -> None:
        """Draw neurons."""
        self.pen(color or self.quiet, 1.25)
        self.painter.setBrush(theme.mixed(theme.tokens().panel, color or self.quiet, 0.25))
        for x, y in places:
            self.painter.drawEllipse(QPointF(x, y), radius, radius)

    def curve(self, points: Iterable[Place], color: QColor | None = None, width: float = 2.0) -> None:
        """Draw a line through points."""
        self.pen(color or self.color, width)
        path = QPainterPath()
        for number, (x, y) in enumerate(points):
            path.lineTo(x, y) if number else path.moveTo(x, y)
        self.painter.drawPath(path)

    def box(self, rect: QRectF, sign: str = "") -> None:
        """Draw a box of the layer's with a sign in it: a plus, a cross, or a letter of mathematics."""
        self.pen(self.color, 1.5)
        self.painter.setBrush(theme.mixed(theme.tokens().panel, self.color, 0.15))
        self.painter.drawRoundedRect(rect, 3, 3)
        self.word(rect, sign)

    def word(self, rect: QRectF, text: str) -> None:
        """Write a short text in the middle of a box."""
        self.painter.setFont(theme.font("number_caption"))
        self.painter.setPen(theme.tokens().text)
        self.painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, text)


def spread(count: int, x: float, pitch: float = 16.0) -> list[Place]:
    """Return so many places one below the other around the middle."""
    top = MIDDLE - (count - 1) * pitch / 2
    return [(x, top + number * pitch) for number in range(count)]
