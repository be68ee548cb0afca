"""How a long layer's strip is painted: a cell for each neuron, threads to those drawn out beside it."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from nnstudio.inspection.picture import Column, Scene
from nnstudio.ui import theme
from nnstudio.ui.controls.heat_map import heat_map
from nnstudio.ui.inspector.picture.arrangement import Lights, Places, flat_of
from nnstudio.ui.inspector.picture.strip import Strip


def paint_strip(painter: QPainter, places: Places, scene: Scene, column: Column, lit: Lights) -> None:
    """Paint all neurons of a long layer."""
    strip, tokens = places.strips[column.layer], theme.tokens()
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
    # Smooth edges, which the frame covers, would cost more than all the rest.
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    painter.fillRect(strip.box, tokens.panel)
    values = scene.shades.fill.values.get(column.layer)
    if values is not None and values.shape == column.shape:
        limit = scene.shades.limit(scene.shades.fill, column.layer)
        painter.drawImage(strip.box, heat_map(np.asarray(strip.grid(values), np.float64), limit))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(tokens.line, 1))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(strip.box)
    for (layer, flat), point in places.points.items():
        if layer == column.layer:
            _thread(painter, strip, flat, point - QPointF(places.radius, 0))
    _frames(painter, scene, column, strip, lit)
    _count(painter, strip)


def _thread(painter: QPainter, strip: Strip, flat: int, end: QPointF) -> None:
    cell = strip.cell(flat)
    painter.setPen(QPen(theme.tokens().text_faint, 1))
    painter.drawLine(QLineF(QPointF(strip.box.right(), cell.center().y()), end))
    painter.drawRect(cell)


def _frames(painter: QPainter, scene: Scene, column: Column, strip: Strip, lit: Lights) -> None:
    """Frame the neuron that the step makes, and what is pointed at."""
    pointed = [(each[0], each[1]) for each in lit if isinstance(each[0], str)]
    painter.setPen(QPen(theme.tokens().accent, 2))
    for neuron in (*filter(None, (scene.highlight.target,)), *pointed):
        if neuron[0] == column.layer and column.holds(neuron[1]):
            painter.drawRect(strip.cell(flat_of(column, neuron[1])).adjusted(-1.5, -1.5, 1.5, 1.5))


def _count(painter: QPainter, strip: Strip) -> None:
    space = theme.tokens().space
    painter.setFont(theme.font("caption"))
    painter.setPen(theme.tokens().text_faint)
    below = QRectF(strip.box.center().x() - space(4), strip.box.bottom() + 1, space(8), space(2))
    painter.drawText(below, Qt.AlignmentFlag.AlignCenter, theme.count(strip.count))
