"""The paper under the network: a faint dot on every third line of the grid, where they can be told apart."""

from __future__ import annotations

import math

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter, QPen

from nnstudio.ui import theme
from nnstudio.ui.canvas.geometry import GRID

PITCH = 3 * GRID
DOTS_FROM = 0.45


def paint_backdrop(painter: QPainter, area: QRectF, zoom: float) -> None:
    """Paint the paper in ``area`` (scene coordinates)."""
    tokens = theme.tokens()
    painter.fillRect(area, tokens.window)
    if zoom < DOTS_FROM:
        return
    pen = QPen(tokens.hairline, 2)
    pen.setCosmetic(True)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    painter.setPen(pen)
    columns = range(math.floor(area.left() / PITCH), math.ceil(area.right() / PITCH) + 1)
    rows = range(math.floor(area.top() / PITCH), math.ceil(area.bottom() / PITCH) + 1)
    painter.drawPoints([QPointF(x * PITCH, y * PITCH) for x in columns for y in rows])
