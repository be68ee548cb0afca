"""Where things of a node lie: sizes in grid units, ports, the path of a wire. Scene coordinates; no colours."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainterPath

from nnstudio.document import size

GRID: Final = size.GRID
NODE_WIDTH: Final = size.NODE_WIDTH
NODE_HEIGHT: Final = size.NODE_HEIGHT

MARKER_WIDTH: Final = 12 * GRID
"""Input and output mark the ends of a network and compute nothing: they are narrower."""

STEP_X: Final = size.PITCH
STEP_Y: Final = 12 * GRID
"""The distance between the centres of neighbours in a layout."""

STRIPE: Final = GRID / 2
PORT_RADIUS: Final = 5.0
PORT_REACH: Final = 12.0
"""A port is grabbed within this distance: a target of 24 pixels for a dot of ten."""

SNAP: Final = 20.0
"""A dragged wire jumps to a port within this many pixels of the screen."""

BADGE: Final = 20.0
LABEL_LIFT: Final = 0.75 * GRID


def on_grid(value: float) -> float:
    """Return the nearest line of the grid."""
    return float(round(value / GRID) * GRID)


def node_rect(marker: bool) -> QRectF:
    """Return the box of a node around its centre."""
    width = MARKER_WIDTH if marker else NODE_WIDTH
    return QRectF(-width / 2, -NODE_HEIGHT / 2, width, NODE_HEIGHT)


def input_port(rect: QRectF, port: int, count: int) -> QPointF:
    """Return the centre of input ``port`` of ``count`` on the left edge of a box."""
    return QPointF(rect.left(), rect.top() + rect.height() * (port + 1) / (count + 1))


def output_port(rect: QRectF) -> QPointF:
    """Return the centre of the one output on the right edge of a box."""
    return QPointF(rect.right(), rect.center().y())


def badge_rect(rect: QRectF) -> QRectF:
    """Return the circle of a node's problem badge, on its top right corner."""
    half = BADGE / 2
    return QRectF(rect.right() - BADGE + half / 2, rect.top() - half, BADGE, BADGE)


def wire_path(start: QPointF, end: QPointF) -> QPainterPath:
    """Return the quiet curve from an output to an input; it swings out where it must run backwards."""
    path = QPainterPath(start)
    dx = end.x() - start.x()
    reach = max(abs(dx) / 2, 3 * GRID) if dx >= 0 else min(12 * GRID, 6 * GRID - dx / 4)
    path.cubicTo(start + QPointF(reach, 0), end - QPointF(reach, 0), end)
    return path


def skip_path(start: QPointF, end: QPointF, lift: float) -> QPainterPath:
    """Return a wire that passes over (``lift`` < 0) or under the boxes between its ends, so that a skip looks like
    one."""
    path = QPainterPath(start)
    middle = (start.y() + end.y()) / 2
    level = (min(start.y(), end.y()) if lift < 0 else max(start.y(), end.y())) + lift
    left, right = start.x() + STEP_X / 4, end.x() - STEP_X / 4
    if right <= left or abs(level - middle) < GRID:
        return wire_path(start, end)
    bend = STEP_X / 8
    path.cubicTo(QPointF(left, start.y()), QPointF(left - bend, level), QPointF(left + 2 * bend, level))
    path.lineTo(QPointF(right - 2 * bend, level))
    path.cubicTo(QPointF(right + bend, level), QPointF(right, end.y()), end)
    return path
