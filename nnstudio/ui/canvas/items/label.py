"""The shape that stands on a wire, from a picture kept for each text and zoom: many wires carry the same."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPixmap

from nnstudio.ui import theme
from nnstudio.ui.canvas.geometry import LABEL_LIFT
from nnstudio.ui.canvas.items import look

LABEL_FROM: Final = 0.55
"""Below this zoom a shape could not be read."""


def label_box(text: str, middle: QPointF, steep: bool) -> QRectF:
    """Return the paper under a label: over a level wire; on a steep one, which would run into it."""
    metrics, width = look.metrics("caption"), look.advance(text, "caption")
    base = middle.y() + (metrics.ascent() / 2 if steep else -LABEL_LIFT)
    return QRectF(middle.x() - width / 2 - 2, base - metrics.ascent(), width + 4, metrics.height())


def paint_text(painter: QPainter, text: str, box: QRectF, loud: bool) -> None:
    """Paint a label on its paper."""
    tokens = theme.tokens()
    painter.fillRect(box, theme.with_alpha(tokens.window, 0.9))
    painter.setFont(look.font("caption"))
    painter.setPen(tokens.accent if loud else tokens.text_faint)
    painter.drawText(QPointF(box.left() + 2, box.top() + look.metrics("caption").ascent()), text)


def paint_label(
    painter: QPainter, text: str, loud: bool, middle: QPointF, steep: bool, zoom: float, ratio: float
) -> None:
    """Paint a label about a point of the viewport, ``middle``."""
    tokens = theme.tokens()
    ink = tokens.accent if loud else tokens.text_faint
    pixmap = _picture(text, loud, ink.name() + tokens.window.name(), zoom, ratio)
    box = label_box(text, QPointF(), steep)
    x, y = middle.x() + box.left() * zoom, middle.y() + box.top() * zoom
    painter.drawPixmap(QPointF(round(x * ratio) / ratio, round(y * ratio) / ratio), pixmap)


@lru_cache(maxsize=256)
def _picture(text: str, loud: bool, _colors: str, zoom: float, ratio: float) -> QPixmap:
    box = label_box(text, QPointF(), False)
    pixmap = QPixmap(round(box.width() * zoom * ratio) + 1, round(box.height() * zoom * ratio) + 1)
    pixmap.fill(Qt.GlobalColor.transparent)
    with QPainter(pixmap) as painter:
        painter.scale(zoom * ratio, zoom * ratio)
        paint_text(painter, text, QRectF(0, 0, box.width(), box.height()), loud)
    pixmap.setDevicePixelRatio(ratio)
    return pixmap
