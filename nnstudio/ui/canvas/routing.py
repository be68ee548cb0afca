"""How a wire runs: straight to its neighbour, over or under the boxes that stand between, so that a skip looks like
one."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainterPath

from nnstudio.ui.canvas.geometry import GRID, skip_path, wire_path

CLEARANCE = 2.5 * GRID
LEAN = 8 * GRID
"""How much longer a way may be that avoids crossing another wire."""


def route(start: QPointF, end: QPointF, boxes: Iterable[QRectF], *, lower: bool = False) -> QPainterPath:
    """Return the path of a wire that crosses none of ``boxes``, as far as one bow over or under them can avoid it.

    ``lower`` says that it enters below another wire: it then rather goes under, so that the two need not cross.
    """
    path = wire_path(start, end)
    area = path.boundingRect().adjusted(0, -1, 0, 1)
    between = [box for box in boxes if box.right() > start.x() and box.left() < end.x()]
    if not any(box.intersects(area) and path.intersects(box) for box in between):
        return path
    blocking = _column(between, area)
    above = min(box.top() for box in blocking) - CLEARANCE - min(start.y(), end.y())
    below = max(box.bottom() for box in blocking) + CLEARANCE - max(start.y(), end.y())
    return skip_path(start, end, below if below + (-LEAN if lower else 0) < -above else above)


def _column(boxes: list[QRectF], area: QRectF) -> list[QRectF]:
    """Return the boxes that one must pass: those in the way, and those that touch them above or below."""
    found = [box for box in boxes if box.intersects(area)]
    rest = [box for box in boxes if box not in found]
    top, bottom = min(box.top() for box in found), max(box.bottom() for box in found)
    return found + [box for box in rest if box.bottom() > top - CLEARANCE and box.top() < bottom + CLEARANCE]
