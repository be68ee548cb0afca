"""Neurons, halos with their sign marks, tiles, ellipses."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QImage, QPainter, QPen

from nnstudio.text import tr
from nnstudio.ui import theme
from nnstudio.ui.network.arrangement import Floats, Strip

Table = npt.NDArray[np.uint8]

_TABLE = 256
_SEEN = 0.02
"""Share of the scale below which a value gets no sign mark."""
HALO = 0.8
"""A halo reaches so many radii beyond its neuron at the end of the scale."""


@dataclass(frozen=True)
class Look:
    """How neurons are drawn: values up to ``limit``, as ``halo`` around them or as their fill; with their numbers."""

    limit: float
    halo: bool = False
    numbers: bool = False


def paint_strip(painter: QPainter, strip: Strip, values: Floats, look: Look) -> None:
    """Draw one layer of neurons."""
    tokens = theme.tokens()
    outline = QPen(tokens.line, 1.0)
    points = [QPointF(strip.x, y) for y in strip.ys.tolist()]
    numbers = values.tolist()
    if look.halo:
        _paint_halos(painter, strip, points, numbers, look.limit)
    painter.setPen(outline)
    for point, value in zip(points, numbers, strict=True):
        painter.setBrush(tokens.panel if look.halo or value != value else theme.diverging(value, look.limit))
        painter.drawEllipse(point, strip.radius, strip.radius)
    if strip.radius >= 4:
        for point, value in zip(points, numbers, strict=True):
            if abs(value) > _SEEN * look.limit:
                paint_sign(painter, point, strip.radius, value, on_fill=not look.halo, share=abs(value) / look.limit)
    if look.numbers:
        _paint_numbers(painter, strip, numbers, look)
    if strip.gap >= 0:
        _paint_ellipsis(painter, strip)


def _paint_halos(painter: QPainter, strip: Strip, points: list[QPointF], values: list[float], limit: float) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    for point, value in zip(points, values, strict=True):
        if value == value and value != 0:
            reach = strip.radius * (1 + HALO * min(1.0, abs(value) / limit))
            color = theme.diverging(math.copysign(1.0, value), 1.0)
            painter.setBrush(theme.with_alpha(color, 0.75))
            painter.drawEllipse(point, reach, reach)


def paint_sign(
    painter: QPainter, point: QPointF, radius: float, value: float, *, on_fill: bool, share: float = 1.0
) -> None:
    """Draw + or − of two strokes: a text of its own in each neuron would cost ten times as much."""
    tokens = theme.tokens()
    strong = on_fill and share > 0.55 and not tokens.dark
    painter.setPen(QPen(tokens.panel if strong else tokens.text, 1.4))
    arm = max(2.0, radius * 0.36)
    painter.drawLine(QPointF(point.x() - arm, point.y()), QPointF(point.x() + arm, point.y()))
    if value > 0:
        painter.drawLine(QPointF(point.x(), point.y() - arm), QPointF(point.x(), point.y() + arm))


def _paint_numbers(painter: QPainter, strip: Strip, values: list[float], look: Look) -> None:
    tokens = theme.tokens()
    metrics = painter.fontMetrics()
    height = metrics.height()
    paper = theme.with_alpha(tokens.panel, 0.8)
    painter.setPen(tokens.text_soft)
    for y, value in zip(strip.ys.tolist(), values, strict=True):
        if value == value:
            # Below the halo, with paper behind: links run across.
            reach = strip.radius * (1 + HALO * min(1.0, abs(value) / look.limit)) if look.halo else strip.radius
            text = short_number(value, look.limit)
            wide = metrics.horizontalAdvance(text)
            box = QRectF(strip.x - wide / 2 - 1, y + reach + 1, wide + 2, height - 1)
            painter.fillRect(box, paper)
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)


def short_number(value: float, limit: float) -> str:
    """Return a number with the decimals that mean something on a scale up to ``limit``, so that columns agree."""
    if limit < 1e-3 or limit >= 1e4:
        return theme.number(value, 2, sign=True)
    return theme.fixed(value, min(5, max(0, 2 - math.floor(math.log10(limit) + 1e-9) - (limit < 1))), sign=True)


def _paint_ellipsis(painter: QPainter, strip: Strip) -> None:
    box = ellipsis_box(strip)
    tokens = theme.tokens()
    painter.setPen(tokens.text_soft)
    text = tr("… {count} more", count=theme.count(strip.hidden))
    wide = painter.fontMetrics().horizontalAdvance(text) + tokens.space(1)
    patch = QRectF(box.center().x() - wide / 2, box.top(), wide, box.height())
    painter.fillRect(patch, tokens.panel)
    painter.drawText(patch, Qt.AlignmentFlag.AlignCenter, text)


def ellipsis_box(strip: Strip) -> QRectF:
    """Return where "… 118 more" stands."""
    above = float(strip.ys[strip.gap - 1])
    below = float(strip.ys[strip.gap]) if strip.gap < len(strip.ys) else above + 2 * strip.radius
    return QRectF(strip.x - 40, (above + below) / 2 - 9, 80, 18)


def paint_tile(painter: QPainter, tile: QRectF, values: Floats, limit: float) -> None:
    """Draw an image layer, or a neuron's weights, as a small heat map."""
    image = heat_map(values, limit)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
    painter.drawImage(tile, image)
    painter.setPen(QPen(theme.tokens().line, 1.0))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(tile)


def paint_photograph(painter: QPainter, tile: QRectF, values: Floats, limit: float) -> None:
    """Draw an input image in greys, from paper (0) to ink: what is seen, not what it does."""
    tokens = theme.tokens()
    image = heat_map(values, limit, theme.gradient((tokens.sunken, tokens.sunken, tokens.text), _TABLE))
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
    painter.drawImage(tile, image)
    painter.setPen(QPen(tokens.line, 1.0))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(tile)


def heat_map(values: Floats, limit: float, table: Table | None = None) -> QImage:
    """Return ``(H, W)`` signed values as a picture."""
    table = theme.diverging_table(_TABLE) if table is None else table
    share = np.clip(np.nan_to_num(values) / limit, -1.0, 1.0)
    places = np.rint((share + 1) * ((_TABLE - 1) / 2)).astype(np.intp)
    pixels = np.ascontiguousarray(table[places])
    height, width = values.shape
    # copy(): Qt does not keep the buffer.
    return QImage(pixels.data, width, height, 4 * width, QImage.Format.Format_RGBA8888).copy()


def paint_weight_tiles(painter: QPainter, strip: Strip, pictures: Floats, limit: float) -> None:
    """Draw each neuron that an image feeds as the picture of its weights."""
    side = 2 * strip.radius
    for y, picture in zip(strip.ys.tolist(), pictures, strict=True):
        paint_tile(painter, QRectF(strip.x - strip.radius, y - strip.radius, side, side), picture, limit)
    if strip.gap >= 0:
        _paint_ellipsis(painter, strip)
