"""Neurons, halos with their sign marks, tiles."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from nnstudio.ui import theme
from nnstudio.ui.controls.heat_map import heat_map, ink_table
from nnstudio.ui.network.arrangement import Floats, Strip
from nnstudio.ui.network.painting.sprites import LEVELS, NOTHING, Sprites

_SEEN = 0.02
"""Share of the scale below which a value gets no sign mark."""
HALO = 0.8
"""A halo reaches so many radii beyond its neuron at the end of the scale."""


@dataclass(frozen=True)
class Look:
    """How neurons are drawn: values up to ``limit``, as ``halo`` around them or as their fill; with their numbers."""

    limit: float
    sprites: Sprites
    halo: bool = False
    numbers: bool = False


def paint_strip(painter: QPainter, strip: Strip, values: Floats, look: Look) -> None:
    """Draw one layer of neurons."""
    points, numbers = strip.points, values.tolist()
    if look.halo:
        _paint_halos(painter, strip, points, numbers, look.limit)
    least = _SEEN if strip.radius >= 4 else math.inf
    for point, value in zip(points, numbers, strict=True):
        share = min(1.0, max(-1.0, value / look.limit)) if value == value else 0.0
        level = NOTHING if look.halo or value != value else round(share * LEVELS)
        sign = 0 if abs(share) <= least else (1 if share > 0 else -1)
        look.sprites.neuron(painter, point, strip.radius, level, sign)
    if look.numbers:
        _paint_numbers(painter, strip, numbers, look)


def _paint_halos(painter: QPainter, strip: Strip, points: list[QPointF], values: list[float], limit: float) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    for point, value in zip(points, values, strict=True):
        if value == value and value != 0:
            reach = strip.radius * (1 + HALO * min(1.0, abs(value) / limit))
            color = theme.diverging(math.copysign(1.0, value), 1.0)
            painter.setBrush(theme.with_alpha(color, 0.75))
            painter.drawEllipse(point, reach, reach)


def _paint_numbers(painter: QPainter, strip: Strip, values: list[float], look: Look) -> None:
    for point, value in zip(strip.points, values, strict=True):
        if value == value:
            # Below the halo.
            reach = strip.radius * (1 + HALO * min(1.0, abs(value) / look.limit)) if look.halo else strip.radius
            below = QPointF(point.x(), point.y() + reach + 1)
            look.sprites.number(painter, below, short_number(value, look.limit))


def short_number(value: float, limit: float) -> str:
    """Return a number with the decimals that mean something on a scale up to ``limit``, so that columns agree."""
    if limit < 1e-3 or limit >= 1e4:
        return theme.number(value, 2, sign=True)
    return theme.fixed(value, min(5, max(0, 2 - math.floor(math.log10(limit) + 1e-9) - (limit < 1))), sign=True)


def ellipsis_box(strip: Strip) -> QRectF:
    """Return where "… 118 more" stands."""
    above = float(strip.ys[strip.gap - 1])
    below = float(strip.ys[strip.gap]) if strip.gap < len(strip.ys) else above + 2 * strip.radius
    return QRectF(strip.x - 40, (above + below) / 2 - 9, 80, 18)


def paint_tiles(painter: QPainter, boxes: Sequence[QRectF], pictures: Floats, limit: float) -> None:
    """Draw the tiles ``(k, rows, columns)`` of a layer, or neurons' weights, as small heat maps."""
    count, rows, columns = pictures.shape
    # Coloured all at once: of many small arrays each call would cost more than its numbers.
    image = heat_map(pictures.reshape(count * rows, columns), limit)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
    for number, box in enumerate(boxes):
        painter.drawImage(box, image, QRectF(0, number * rows, columns, rows))
    painter.setPen(QPen(theme.tokens().line, 1.0))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRects(list(boxes))


def paint_photograph(painter: QPainter, tile: QRectF, values: Floats, limit: float) -> None:
    """Draw an input image in greys, from paper (0) to ink: what is seen, not what it does."""
    tokens = theme.tokens()
    image = heat_map(values, limit, ink_table())
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
    painter.drawImage(tile, image)
    painter.setPen(QPen(tokens.line, 1.0))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(tile)


def paint_weight_tiles(painter: QPainter, strip: Strip, pictures: Floats, limit: float) -> None:
    """Draw each neuron that an image feeds as the picture of its weights."""
    side = 2 * strip.radius
    boxes = [QRectF(strip.x - strip.radius, y - strip.radius, side, side) for y in strip.ys.tolist()]
    paint_tiles(painter, boxes, pictures, limit)
