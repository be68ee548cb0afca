"""Images and sequences in the picture: heat maps of what is known by now, the window that a step looks through."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from nnstudio.inspection.picture import Column, Scene
from nnstudio.inspection.trace import Neuron
from nnstudio.ui import theme
from nnstudio.ui.controls.heat_map import heat_map, ink_table
from nnstudio.ui.controls.tiling import Values, around
from nnstudio.ui.inspector.picture.arrangement import Lights, Places, tiling_of

MOST_MARKED = 400
"""Highlighted pixels up to which each has its frame; beyond, one frame goes around all of them."""
_FRAMED = 4.0
"""Side of a pixel from which a frame of its own can be seen."""


def paint_tiles(painter: QPainter, places: Places, scene: Scene, column: Column, lit: Lights) -> None:
    """Paint a layer of tiles: what it gives out, or on the way back its gradient; nothing where it is not known yet."""
    boxes, tiling = places.tiles[column.layer], tiling_of(column)
    values, limit = _values(scene, column)
    photograph = column.is_input and len(column.shape) == 3
    if photograph:
        limit = max(1e-12, float(np.abs(column.a).max(initial=0.0)))
    for box, picture in zip(boxes, tiling.pictures(values), strict=True):
        _paint(painter, box, picture, limit, photograph=photograph)
    if tiling.hidden:
        _say_hidden(painter, around(boxes), tiling.hidden)
    targets = scene.targets.get(column.layer, ())
    if targets and len(targets) == column.size and tiling.channels == 1:
        _paint_targets(painter, boxes[0], tiling.pictures(np.array(targets))[0], limit)
    _mark(painter, places, scene, column, lit)


def _values(scene: Scene, column: Column) -> tuple[Values, float]:
    """Return the numbers shown, NaN for those to come, and the end of their scale."""
    found = scene.shades.fill.values.get(column.layer)
    if found is None or found.shape != column.shape:
        return np.full(column.shape, np.nan), 1.0
    return np.asarray(found, np.float64), scene.shades.limit(scene.shades.fill, column.layer)


def _paint(painter: QPainter, box: QRectF, values: Values, limit: float, *, photograph: bool) -> None:
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
    painter.drawImage(box, heat_map(values, limit, ink_table() if photograph else None))
    painter.setPen(QPen(theme.tokens().line, 1))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(box)


def _say_hidden(painter: QPainter, box: QRectF, count: int) -> None:
    painter.setFont(theme.font("caption"))
    painter.setPen(theme.tokens().text_faint)
    below = QRectF(box.left(), box.bottom() + theme.tokens().space(0.25), box.width(), theme.tokens().space(2.5))
    # Among many layers it is wider than the tile: a number must never lose a digit.
    middle = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextDontClip
    painter.drawText(below, middle, f"… + {theme.count(count)}")


def _paint_targets(painter: QPainter, box: QRectF, values: Values, limit: float) -> None:
    """Show what the outputs should be, below them."""
    space = theme.tokens().space
    below = box.translated(0, box.height() + space(3))
    _paint(painter, below, values, max(limit, float(np.abs(values).max(initial=0.0))), photograph=False)
    painter.setFont(theme.font("caption"))
    painter.setPen(theme.tokens().text_soft)
    title = QRectF(below.left(), below.top() - space(2.5), below.width(), space(2.5))
    painter.drawText(title, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, "y")


# -- what the step is about


def _mark(painter: QPainter, places: Places, scene: Scene, column: Column, lit: Lights) -> None:
    """Frame what the step reads, more strongly what it makes, and what is pointed at."""
    tokens, painted = theme.tokens(), scene.highlight
    painter.setBrush(Qt.BrushStyle.NoBrush)
    read = [neuron for neuron in painted.neurons if neuron[0] == column.layer and neuron != painted.target]
    boxes = [box for box in map(places.pixel, read) if box is not None]
    small = any(min(box.width(), box.height()) < _FRAMED for box in boxes)
    painter.setPen(QPen(tokens.text_soft, 1))
    for box in boxes if len(boxes) <= MOST_MARKED and not small else [around(tuple(boxes))][: len(boxes)]:
        painter.drawRect(box)
    ends = [painted.link[0]] if painted.link else []
    for neuron, width in ((painted.target, 2.5), *((end, 2.0) for end in (*ends, *_neurons(lit)))):
        own = places.pixel(neuron) if neuron is not None and neuron[0] == column.layer else None
        if own is not None and neuron is not None:
            painter.setPen(QPen(tokens.accent, width))
            painter.drawRect(own.adjusted(-1, -1, 1, 1))
            _ring(painter, scene, column, neuron, own)


def _ring(painter: QPainter, scene: Scene, column: Column, neuron: Neuron, box: QRectF) -> None:
    """Paint the second number of a pixel around its frame, in dashes where it is negative."""
    ring = scene.shades.ring
    values = ring.values.get(column.layer) if ring is not None else None
    if ring is None or values is None or values.shape != column.shape or not np.isfinite(values[neuron[1]]):
        return
    value, wide = float(values[neuron[1]]), float(theme.tokens().space(0.5))
    pen = QPen(theme.diverging(value, scene.shades.limit(ring, column.layer)), wide)
    pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    if value < 0:
        pen.setDashPattern([1.2, 0.5])
    painter.setPen(pen)
    reach = wide / 2 + 2.5
    painter.drawRect(box.adjusted(-reach, -reach, reach, reach))


def _neurons(lit: Lights) -> list[Neuron]:
    return [(each[0], each[1]) for each in lit if isinstance(each[0], str)]


def paint_window(painter: QPainter, places: Places, scene: Scene) -> None:
    """Draw the lines from what a step reads in another layer's tile to the pixel that it makes."""
    target = scene.highlight.target
    if target is None or target[0] not in places.tiles:
        return
    end = places.pixel(target)
    for layer in {neuron[0] for neuron in scene.highlight.neurons} & set(places.tiles) - {target[0]}:
        read = [places.pixel(neuron) for neuron in scene.highlight.neurons if neuron[0] == layer]
        window = around(tuple(box for box in read if box is not None))
        if end is None or window.isNull():
            continue
        first, last = (window, end) if window.center().x() < end.center().x() else (end, window)
        painter.setPen(QPen(theme.tokens().accent, 1, Qt.PenStyle.DotLine))
        painter.drawLine(QLineF(first.topRight(), last.topLeft()))
        painter.drawLine(QLineF(first.bottomRight(), last.bottomLeft()))


# -- the quiet links of tiles


def tile_lines(places: Places, source: str, target: str) -> list[QLineF]:
    """Return lines from a tile (or from each neuron) to a tile (or each neuron)."""
    return [QLineF(start, end) for start in _sides(places, source, 1) for end in _sides(places, target, -1)]


def _sides(places: Places, layer: str, side: int) -> list[QPointF]:
    if layer in places.tiles:
        box = around(places.tiles[layer])
        return [QPointF(box.right() if side > 0 else box.left(), box.center().y())]
    if layer in places.strips:
        box = places.strips[layer].box
        return [QPointF(box.right() if side > 0 else box.left(), y) for y in (box.top(), box.bottom())]
    reach = QPointF(side * places.radius, 0)
    return [point + reach for (name, _), point in places.points.items() if name == layer]
