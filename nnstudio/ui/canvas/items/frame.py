"""The frame around the layers of a group."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from nnstudio.ui import theme
from nnstudio.ui.canvas.colors import mark_color
from nnstudio.ui.canvas.geometry import GRID
from nnstudio.ui.canvas.groups.face import GroupFace
from nnstudio.ui.canvas.items import look

HEADER = 3 * GRID
PADDING = 1.5 * GRID
BESIDE = GRID
"""Left and right of the layers: neighbours are four of these apart, and may each be in a group within a group."""
ABOVE = 5 * GRID
"""Between the header and the layers there is room for a wire that goes around one of them, and its shape."""
CLOSE = 0.375 * GRID
"""Around a frame that reaches farther than the layers do, less is enough: neighbours that are each in groups three deep
still have half of ``GRID`` between them."""
READ_FROM = 0.4
"""Below this zoom the name could not be read."""


@dataclass(frozen=True)
class Framed:
    """Where a frame lies. ``headroom`` is its part above all that it holds; ``crowded``: it is less there than it would
    like, because of a box."""

    rect: QRectF
    headroom: QRectF
    crowded: bool = False

    def below(self, boxes: NDArray[np.float64]) -> Framed:
        """Return the frame clear of some boxes, (n, 4): those above what it holds. The header's height is left to it,
        but for half a line that the rows of a layout need between them."""
        content = self.headroom.bottom()
        above = boxes[boxes[:, 3] <= content, 3]
        if not above.size:
            return self
        rect = QRectF(self.rect)
        rect.setTop(max(rect.top(), min(float(above.max()) + GRID / 2, content - HEADER + GRID / 2)))
        return Framed(rect, self.headroom, crowded=True)


class FrameItem(QGraphicsItem):
    """A quiet frame with a header that holds the name and the mark that folds; layers and wires lie above it."""

    def __init__(self, face: GroupFace) -> None:
        super().__init__()
        self.face = face
        self.rect = QRectF()
        self._place = Framed(QRectF(), QRectF())
        self.chosen = self.focused = self.lit = False

    def show_lit(self, lit: bool) -> None:
        """Show whether what is dragged would go into this group."""
        if lit != self.lit:
            self.lit = lit
            self.update()

    def show_face(self, face: GroupFace) -> None:
        """Show another face."""
        if face != self.face:
            self.face = face
            self.update()

    def show_state(self, *, chosen: bool, focused: bool) -> None:
        """Show whether all of the group is selected, and whether it has the keyboard."""
        if (chosen, focused) != (self.chosen, self.focused):
            self.chosen, self.focused = chosen, focused
            self.update()

    def surround(self, place: Framed, depth: int) -> None:
        """Lie where :func:`framed` says, in scene coordinates; inner groups (of greater ``depth``) lie above outer
        ones."""
        self._place = place
        if place.rect != self.rect:
            self.prepareGeometryChange()
            self.rect = place.rect
        self.setZValue(0.01 * depth)

    def is_near(self, boxes: Iterable[QRectF]) -> bool:
        """Whether it gives way to a box above it, or one of some boxes is where it would have to."""
        return self._place.crowded or any(self._place.headroom.intersects(box) for box in boxes)

    @property
    def header(self) -> QRectF:
        """The strip that is grabbed and double-clicked."""
        return QRectF(self.rect.left(), self.rect.top(), self.rect.width(), HEADER)

    @property
    def toggle(self) -> QRectF:
        """The mark that folds, at the left of the header."""
        return QRectF(self.rect.left(), self.rect.top(), HEADER, HEADER)

    def boundingRect(self) -> QRectF:
        """Return the frame with room for the focus ring."""
        return self.rect.adjusted(-5, -5, 5, 5)

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        """Paint the frame, and its name where it can be read."""
        tokens = theme.tokens()
        zoom = QStyleOptionGraphicsItem.levelOfDetailFromTransform(painter.worldTransform())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        color = mark_color(self.face.color) or tokens.line
        edge = tokens.accent if self.chosen or self.lit else color
        painter.setPen(QPen(edge, tokens.focus_width if self.chosen or self.lit else tokens.hairline_width))
        painter.setBrush(theme.with_alpha(tokens.accent if self.lit else color, 0.07))
        painter.drawRoundedRect(self.rect, tokens.radius, tokens.radius)
        if self.focused:
            painter.setPen(QPen(tokens.focus, tokens.focus_width))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(self.rect.adjusted(-4, -4, 4, 4), tokens.radius + 3, tokens.radius + 3)
        if zoom >= READ_FROM:
            self._paint_header(painter)

    def _paint_header(self, painter: QPainter) -> None:
        tokens = theme.tokens()
        color = mark_color(self.face.color) or tokens.text_soft
        paint_fold_mark(painter, self.toggle.center(), opened=True)
        words = self.header.adjusted(HEADER, 0, -GRID, 0)
        painter.setFont(look.font("strong"))
        painter.setPen(color)
        align = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(words, align, look.elided(self.face.name, words.width(), "strong"))


def framed(layers: QRectF, frames: QRectF, *, down: bool = False) -> Framed:
    """Return the frame around the layers, folded boxes and notes of a group, and the ``frames`` of groups in it, with
    room for its header.

    Where wires lead ``down``, those that go around a layer do so beside it.
    """
    beside, above = (ABOVE, PADDING) if down else (BESIDE, ABOVE)
    around = layers.adjusted(-beside, -HEADER - above, beside, PADDING) if not layers.isNull() else QRectF()
    rect = around.united(frames.adjusted(-CLOSE, -HEADER - CLOSE, CLOSE, CLOSE) if frames.isValid() else frames)
    content = layers.united(frames).top()
    return Framed(rect, QRectF(rect.left(), rect.top(), rect.width(), content - rect.top()))


def paint_fold_mark(painter: QPainter, centre: QPointF, *, opened: bool) -> None:
    """Paint a small triangle: down where a group is open, right where it is folded."""
    half = GRID / 2
    points = [QPointF(-half, -half / 2), QPointF(half, -half / 2), QPointF(0, half * 0.75)]
    if not opened:
        points = [QPointF(-half / 2, -half), QPointF(half * 0.75, 0), QPointF(-half / 2, half)]
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.tokens().text_soft)
    painter.drawPolygon(QPolygonF([centre + point for point in points]))
