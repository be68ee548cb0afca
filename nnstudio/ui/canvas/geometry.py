"""Where things of a node lie: sizes in grid units, ports, the path of a wire. Scene coordinates; no colours."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainterPath, QTransform

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

SNAP: Final = 15.0
"""A dragged wire jumps to a port within this many pixels of the screen."""

_T = np.linspace(0, 1, 33)[:, None]
_BERNSTEIN: Final = np.hstack([(1 - _T) ** 3, 3 * _T * (1 - _T) ** 2, 3 * _T**2 * (1 - _T), _T**3])

BADGE: Final = 20.0
LABEL_LIFT: Final = GRID
"""A shape stands clear of the ports at both ends of its wire."""


def on_grid(value: float) -> float:
    """Return the nearest line of the grid."""
    return float(round(value / GRID) * GRID)


def node_rect(marker: bool) -> QRectF:
    """Return the box of a node around its centre."""
    width = MARKER_WIDTH if marker else NODE_WIDTH
    return QRectF(-width / 2, -NODE_HEIGHT / 2, width, NODE_HEIGHT)


def sides(rect: QRectF) -> tuple[float, float, float, float]:
    """Return left, top, right and bottom."""
    return rect.left(), rect.top(), rect.right(), rect.bottom()


def input_port(rect: QRectF, port: int, count: int, down: bool = False) -> QPointF:
    """Return the centre of input ``port`` of ``count`` on the left edge of a box, or on the upper one."""
    if down:
        return QPointF(rect.left() + rect.width() * (port + 1) / (count + 1), rect.top())
    return QPointF(rect.left(), rect.top() + rect.height() * (port + 1) / (count + 1))


def output_port(rect: QRectF, down: bool = False) -> QPointF:
    """Return the centre of the one output on the right edge of a box, or on the lower one."""
    return QPointF(rect.center().x(), rect.bottom()) if down else QPointF(rect.right(), rect.center().y())


def badge_rect(rect: QRectF) -> QRectF:
    """Return the circle of a node's problem badge, on its top right corner."""
    half = BADGE / 2
    return QRectF(rect.right() - BADGE + half / 2, rect.top() - half, BADGE, BADGE)


TURNED: Final = QTransform(0, 1, 1, 0, 0, 0)
"""Across and down exchanged: what runs to the right then runs downwards."""


def wire_path(start: QPointF, end: QPointF) -> QPainterPath:
    """Return the quiet curve from an output to an input; it swings out where it must run backwards."""
    path = QPainterPath(start)
    reach = _reach(end.x() - start.x())
    path.cubicTo(start + QPointF(reach, 0), end - QPointF(reach, 0), end)
    return path


def _reach(dx: float) -> float:
    return max(abs(dx) / 2, 3 * GRID) if dx >= 0 else min(12 * GRID, 6 * GRID - dx / 4)


def curve_points(start: tuple[float, float], end: tuple[float, float]) -> NDArray[np.float64]:
    """Return (33, 2) points along :func:`wire_path`."""
    reach = _reach(end[0] - start[0])
    handles = (start, (start[0] + reach, start[1]), (end[0] - reach, end[1]), end)
    return _BERNSTEIN @ np.asarray(handles, np.float64)


def round_path(
    start: QPointF, corners: Sequence[tuple[float, float]], end: QPointF, bow: tuple[float, float]
) -> QPainterPath:
    """Return a wire around corners, each rounded by at most ``bow`` (across, up or down)."""
    path = QPainterPath(start)
    points = [start, *(QPointF(x, y) for x, y in corners), end]
    turns = [k for k in range(1, len(points) - 1) if not _straight(points[k - 1], points[k], points[k + 1])]
    points = [start, *(points[k] for k in turns), end]
    for k in range(1, len(points) - 1):
        before, corner, after = points[k - 1 : k + 2]
        # Two corners share the piece between them; the pieces at the ends belong to one alone.
        path.lineTo(_toward(corner, before, bow, 1.0 if k == 1 else 0.5))
        path.quadTo(corner, _toward(corner, after, bow, 1.0 if k == len(points) - 2 else 0.5))
    path.lineTo(end)
    return path


def _straight(before: QPointF, here: QPointF, after: QPointF) -> bool:
    return before.x() == here.x() == after.x() or before.y() == here.y() == after.y()


def _toward(corner: QPointF, other: QPointF, bow: tuple[float, float], share: float) -> QPointF:
    away = other - corner
    length = abs(away.x()) + abs(away.y())
    most = bow[0] if away.x() else bow[1]
    return corner + away * (min(share, most / length) if length else 0.0)
