"""How the tile of a learned number is painted: at the foot of its layer, the number framed."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPen

from nnstudio.inspection.picture.inset import Inset
from nnstudio.ui import theme
from nnstudio.ui.controls.heat_map import heat_map
from nnstudio.ui.controls.tiling import around
from nnstudio.ui.inspector.picture.arrangement import Places

_SIDE = 7
"""Longer side of the tile, in units of the grid."""


def inset_box(places: Places, inset: Inset, width: float) -> QRectF:
    """Return where the tile stands: at the picture's foot, before its layer's own tiles where there are some."""
    rows, columns = inset.values.shape
    cell = min(float(theme.tokens().space(3)), theme.tokens().space(_SIDE) / max(rows, columns))
    wide, high = columns * cell, rows * cell
    tiles = around(places.tiles.get(inset.layer, ()))
    edge = tiles.left() if not tiles.isNull() else places.titles[inset.layer].center().x()
    left = max(2.0, min(width - wide - 2.0, edge - wide - theme.tokens().space(1)))
    return QRectF(left, places.caption.top() - high - theme.tokens().space(0.5), wide, high)


def cell_box(box: QRectF, inset: Inset) -> QRectF:
    """Return the box of the number."""
    rows, columns = inset.values.shape
    wide, high = box.width() / columns, box.height() / rows
    return QRectF(box.left() + inset.cell[1] * wide, box.top() + inset.cell[0] * high, wide, high)


def paint_inset(painter: QPainter, places: Places, inset: Inset, width: float) -> None:
    """Paint the tile and what it is."""
    if inset.layer not in places.titles:
        return
    tokens, box = theme.tokens(), inset_box(places, inset, width)
    font = theme.font("caption")
    words = QFontMetricsF(font).elidedText(
        str(inset.words), Qt.TextElideMode.ElideRight, max(box.width(), box.right() - 4)
    )
    long = QFontMetricsF(font).horizontalAdvance(words)
    start = max(2.0, min(width - long - 2, box.center().x() - long / 2))
    label = QRectF(start, box.top() - tokens.space(2.25), long, tokens.space(2))
    for room in (box.adjusted(-4, -3, 4, 3), label.adjusted(-4, 0, 4, 0)):
        painter.fillRect(room, theme.with_alpha(tokens.panel, 0.92))
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
    limit = float(np.abs(inset.values).max(initial=0.0)) or 1.0
    painter.drawImage(box, heat_map(inset.values, limit))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(tokens.line, 1))
    painter.drawRect(box)
    painter.setPen(QPen(tokens.accent, 2))
    painter.drawRect(cell_box(box, inset).adjusted(-1, -1, 1, 1))
    painter.setFont(font)
    painter.setPen(tokens.text_soft)
    painter.drawText(label, Qt.AlignmentFlag.AlignCenter, words)
