"""What lies along lines painted anew: Qt would take all that lies within their bounds, which may be the whole view."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from PySide6.QtCore import QPointF, QRectF, Signal
from PySide6.QtGui import QPainterPath, QPolygonF
from PySide6.QtWidgets import QGraphicsItem, QGraphicsScene

BROAD: Final = 4.0
"""No line is broader than this to either side."""


def pieces(path: QPainterPath) -> list[QRectF]:
    """Return a box around each line and each bend of a path."""
    steps = [path.elementAt(place) for place in range(path.elementCount())]
    found, place = [], 0
    while place < len(steps):
        # A bend is one point and the two that draw it there.
        after = place + (3 if steps[place].isCurveTo() else 1)
        if not steps[place].isMoveTo():
            found.append(QPolygonF([QPointF(step.x, step.y) for step in steps[place - 1 : after]]).boundingRect())
        place = after
    return found


class LinedScene(QGraphicsScene):
    """Signals: ``lines_changed(boxes)`` when what lies in some boxes must be painted anew, as wide as a line."""

    lines_changed = Signal(object)


def paint_anew(item: QGraphicsItem, boxes: Iterable[QRectF]) -> None:
    """Have what lies in some boxes of the scene painted anew, as wide as a line."""
    scene = item.scene()
    if isinstance(scene, LinedScene):
        scene.lines_changed.emit([box.adjusted(-BROAD, -BROAD, BROAD, BROAD) for box in boxes])
