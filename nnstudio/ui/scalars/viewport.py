"""Which part of a picture is seen, and how large: pan, zoom at a point, fit."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSizeF
from PySide6.QtGui import QTransform

LEAST, MOST = 0.05, 3.0
STEP = 1.2
COMFORTABLE = 0.8
"""Scale at which numbers are read with ease: a first look is not smaller, though it may not show everything."""
LEGIBLE = 0.68
"""Scale down to which it is, where everything can be seen at once by that."""


class Viewport:
    """``scale`` pixels for each unit of the picture; ``origin`` is the picture's point in the view's corner."""

    def __init__(self) -> None:
        self.scale, self.origin = 1.0, QPointF()
        self.room, self.content = QSizeF(), QRectF()

    def transform(self) -> QTransform:
        """Return what turns the picture's points into the view's."""
        return QTransform.fromScale(self.scale, self.scale).translate(-self.origin.x(), -self.origin.y())

    def to_picture(self, point: QPointF) -> QPointF:
        """Return the picture's point under a point of the view."""
        return self.origin + point / self.scale

    def visible(self) -> QRectF:
        """Return the part of the picture that is seen."""
        return QRectF(self.origin, self.room / self.scale)

    def zoom_at(self, factor: float, point: QPointF) -> None:
        """Zoom so that the picture's point under ``point`` stays there."""
        before = self.to_picture(point)
        self.scale = min(MOST, max(LEAST, self.scale * factor))
        self.origin = before - point / self.scale
        self._clamp()

    def pan(self, by: QPointF) -> None:
        """Move the picture by so many pixels."""
        self.origin -= by / self.scale
        self._clamp()

    def fit(self, margin: float) -> None:
        """Show everything, never enlarged."""
        wide, high = self.content.width() + 2 * margin, self.content.height() + 2 * margin
        self.scale = max(LEAST, min(1.0, self.room.width() / wide, self.room.height() / high))
        self.origin = self.content.center() - QPointF(self.room.width(), self.room.height()) / (2 * self.scale)

    def begin(self, margin: float, box: QRectF, *, centred: bool) -> None:
        """Show everything if it can be read so; else a box in the middle, or at the right with what leads to it."""
        self.fit(margin)
        if self.scale < LEGIBLE:
            self.scale = COMFORTABLE
            size = self.room / self.scale
            left = box.center().x() - size.width() / 2 if centred else box.right() + margin - size.width()
            self.origin = QPointF(left, box.center().y() - size.height() / 2)
            self._clamp(margin)

    def reveal(self, box: QRectF, margin: float) -> None:
        """Move as little as is needed to have a box in sight."""
        seen, wanted = self.visible(), box.adjusted(-margin, -margin, margin, margin)
        dx = min(0.0, wanted.left() - seen.left()) or max(0.0, wanted.right() - seen.right())
        dy = min(0.0, wanted.top() - seen.top()) or max(0.0, wanted.bottom() - seen.bottom())
        self.origin += QPointF(dx, dy)

    def _clamp(self, margin: float = 48.0) -> None:
        """Keep the picture from being lost: what is smaller than the view lies in the middle."""
        seen = self.visible()
        around = self.content.adjusted(-margin, -margin, margin, margin)
        self.origin = QPointF(
            _held(seen.left(), seen.width(), around.left(), around.width()),
            _held(seen.top(), seen.height(), around.top(), around.height()),
        )


def _held(start: float, length: float, first: float, whole: float) -> float:
    if whole <= length:
        return first + (whole - length) / 2
    return min(max(start, first), first + whole - length)
