"""The small marks on a node: ports, the problem badge, a remark."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from nnstudio.ui import theme
from nnstudio.ui.canvas.geometry import GRID, PORT_RADIUS
from nnstudio.ui.canvas.items import look
from nnstudio.ui.theme.fonts import Role

HOT = 1.5
"""How much a port grows under the mouse."""


def paint_port(painter: QPainter, place: QPointF, radius: float, hot: bool, chosen: bool) -> None:
    """Paint a port: a ring, filled and grown where a wire would take hold."""
    tokens = theme.tokens()
    painter.setPen(QPen(tokens.accent if hot or chosen else tokens.line, 1.5))
    painter.setBrush(tokens.accent if hot else tokens.panel)
    painter.drawEllipse(place, radius * (HOT if hot else 1), radius * (HOT if hot else 1))


def paint_badge(painter: QPainter, rect: QRectF, severe: bool) -> None:
    """Paint a problem's badge: a disc with ``!`` for an error, a triangle for advice; the shape tells them apart,
    too."""
    tokens = theme.tokens()
    color: QColor = tokens.error if severe else tokens.warning
    painter.setPen(QPen(tokens.window, 2))
    painter.setBrush(color)
    if severe:
        painter.drawEllipse(rect)
    else:
        middle, drop = rect.center().x(), QPointF(0, rect.height() * 0.04)
        top = QPointF(middle, rect.top()) + drop
        painter.drawPolygon([top, rect.bottomRight() + drop, rect.bottomLeft() + drop])
    painter.setPen(tokens.panel)
    painter.setFont(look.font("strong"))
    below = 0 if severe else rect.height() * 0.16
    painter.drawText(rect.translated(0, below), Qt.AlignmentFlag.AlignCenter, "!")


def paint_flag(painter: QPainter, box: QRectF, text: str, *, far: bool, down: bool) -> None:
    """Paint a short remark on the top edge of a node's box, or over it where its inputs are there; larger from
    ``far``."""
    role: Role = "subtitle" if far else "caption"
    tokens, metrics = theme.tokens(), look.metrics(role)
    width = min(metrics.horizontalAdvance(text) + 2 * GRID, box.width() - 3 * GRID)
    slip = QRectF(box.left() + GRID / 2, box.top() - 1.5 * GRID, width, (3 if far else 2) * GRID)
    if down:
        slip.moveBottom(box.top() - PORT_RADIUS)
    painter.setPen(QPen(tokens.warning, tokens.focus_width if far else tokens.hairline_width))
    painter.setBrush(tokens.panel)
    painter.drawRoundedRect(slip, GRID, GRID)
    painter.setPen(tokens.text)
    painter.setFont(look.font(role))
    painter.drawText(slip, Qt.AlignmentFlag.AlignCenter, look.elided(text, width - GRID, role))
