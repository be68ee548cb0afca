"""How links are painted: all quietly, in bundles of one pen; those of the step loudly, with their numbers."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen, QPolygonF

from nnstudio.engine.typing import Array
from nnstudio.inspection.description import Link
from nnstudio.inspection.picture import Scene
from nnstudio.inspection.trace import Neuron
from nnstudio.ui import theme
from nnstudio.ui.controls.tiling import around
from nnstudio.ui.inspector.picture.arrangement import Lights, Places
from nnstudio.ui.inspector.picture.ink import short
from nnstudio.ui.inspector.picture.tiles import tile_lines

MOST_QUIET = 1500
"""Links between two layers up to which each is drawn, quietly."""
MOST_NUMBERS = 10
"""Highlighted links up to which each carries its number."""
_MANY = 24
"""Highlighted links from which on they are thin, and without arrows."""
_BUNDLED = 150
"""Highlighted links from which on they are painted in bundles."""
_COLORS, _WIDTHS = 15, 3
_DASHES = [5.0, 3.0]
"""Pixels of a dash and the gap behind it, where links are painted in bundles of one pen."""
_QUIET = 0.38
"""Strength of a quiet link's colour on the panel."""


def lit_links(scene: Scene) -> tuple[Link, ...]:
    """Return the step's links, its own first."""
    own, links = scene.highlight.link, scene.highlight.links
    return (own, *(link for link in links if link != own)) if own else links


def ends(places: Places, link: Link) -> QLineF | None:
    """Return the line of a link, from rim to rim."""
    first, last = places.point(link[0]), places.point(link[1])
    if first is None or last is None or first == last:
        return None
    line = QLineF(first, last)
    start, stop = (places.radius if places.drawn(neuron) else 0.0 for neuron in link)
    return QLineF(line.pointAt(start / line.length()), line.pointAt(1 - stop / line.length()))


# -- all, quietly


def paint_quiet(painter: QPainter, places: Places, scene: Scene) -> None:
    """Paint every link, or where there are too many the band that they fill."""
    lines: list[QLineF] = []
    for layer in scene.inputs:
        source = scene.inputs[layer][0][0]
        if source in places.tiles:
            lines += tile_lines(places, source, layer)
        elif _is_matrix(places, scene, layer):
            _paint_matrix(painter, places, scene, layer)
        else:
            _paint_band(painter, places, source, layer)
    for one, other in scene.others:
        lines += _other_lines(places, scene, one, other)
    painter.setPen(QPen(theme.tokens().hairline, 1))
    painter.drawLines(lines)
    _paint_final(painter, places, scene)


def quiet_facts(places: Places, scene: Scene) -> tuple[object, ...]:
    """Return all that :func:`paint_quiet` reads; of the numbers only the pens that they choose."""
    pens = [pens_of(scene, layer) for layer in scene.inputs if _is_matrix(places, scene, layer)]
    where = places.radius, places.points, places.tiles, places.strips, places.loss
    sizes = [(column.layer, column.size) for column in scene.columns]
    return (theme.tokens().name, *where, sizes, scene.inputs, scene.others, scene.mixing, *_way_to_loss(scene), pens)


def _is_matrix(places: Places, scene: Scene, layer: str) -> bool:
    """Whether each link of a dense layer is drawn, by its number: there are few, from circle to circle."""
    source, size = scene.inputs[layer][0][0], scene.shades.colour.values[layer].size
    return not {source, layer} & {*places.strips} and source not in places.tiles and size <= MOST_QUIET


def _way_to_loss(scene: Scene) -> tuple[str, bool]:
    """Return the layer from which the way leads to the loss, and whether the step is on it."""
    return scene.sink, scene.step.phase == "loss" or scene.step.layer not in scene.by_layer


def _paint_matrix(painter: QPainter, places: Places, scene: Scene, layer: str) -> None:
    """Paint the links of a dense layer by the overlay's colour and width, a pen for each of a few kinds.

    Negative ones are dashed: at a quiet link's strength the two ends of the scale are hard to tell apart.
    """
    sources = [places.point(neuron) for neuron in scene.inputs[layer]]
    targets = [places.point((layer, (number,))) for number in range(scene.shades.colour.values[layer].shape[1])]
    kinds = pens_of(scene, layer)
    bundles: dict[tuple[int, int], list[QLineF]] = defaultdict(list)
    for row, start in enumerate(sources):
        for column, stop in enumerate(targets):
            if start is not None and stop is not None:
                bundles[kinds[row][column]].append(QLineF(start, stop))
    for (color, width), lines in bundles.items():
        shade = theme.diverging(color - _COLORS // 2, _COLORS // 2)
        pen = QPen(theme.mixed(theme.tokens().panel, shade, _QUIET), 0.75 + 0.5 * width)
        if color < _COLORS // 2:
            pen.setDashPattern(_dashes(pen))
        painter.setPen(pen)
        painter.drawLines(lines)


def _dashes(pen: QPen) -> list[float]:
    """Return the pattern of negative links for a pen, which counts in its own widths."""
    return [length / max(1.0, pen.widthF()) for length in _DASHES]


def pens_of(scene: Scene, layer: str) -> list[list[tuple[int, int]]]:
    """Return for each link of a layer the numbers of its colour and its width."""
    shades = scene.shades
    share = shades.colour.values[layer] / shades.limit(shades.colour, layer)
    wide = np.abs(shades.width.values[layer]) / shades.limit(shades.width, layer)
    colors = np.rint((np.clip(np.nan_to_num(share), -1, 1) + 1) / 2 * (_COLORS - 1)).astype(int).tolist()
    widths = np.minimum(_WIDTHS - 1, np.nan_to_num(wide) * _WIDTHS).astype(int).tolist()
    return [list(zip(*rows, strict=True)) for rows in zip(colors, widths, strict=True)]


def _paint_band(painter: QPainter, places: Places, source: str, target: str) -> None:
    """Paint the band between two long layers: all are joined to all."""
    start, stop = _extent(places, source, 1), _extent(places, target, -1)
    if start is None or stop is None:
        return
    painter.setPen(QPen(theme.tokens().hairline, 1))
    painter.setBrush(theme.with_alpha(theme.tokens().hairline, 0.3))
    painter.drawPolygon(QPolygonF([start.p1(), stop.p1(), stop.p2(), start.p2()]))


def _extent(places: Places, layer: str, side: int) -> QLineF | None:
    """Return the edge of a layer that its links begin at (``side`` 1) or end at (−1)."""
    if layer in places.strips:
        box = places.strips[layer].box
        x = box.right() if side > 0 else box.left()
        return QLineF(x, box.top(), x, box.bottom())
    own = [point for (name, _), point in places.points.items() if name == layer]
    if not own:
        return None
    x = own[0].x() + side * places.radius
    return QLineF(x, min(point.y() for point in own), x, max(point.y() for point in own))


def _other_lines(places: Places, scene: Scene, one: str, other: str) -> list[QLineF]:
    """Return the links of a layer that has no weight for each: one to one, or where tiles are one for all."""
    if one in places.tiles or other in places.tiles or other in scene.mixing:
        return tile_lines(places, one, other)
    if one in places.strips or other in places.strips:
        edges = _extent(places, one, 1), _extent(places, other, -1)
        first, last = edges
        if first is None or last is None:
            return []
        return [QLineF(first.p1(), last.p1()), QLineF(first.p2(), last.p2())]
    count = min(scene.by_layer[one].size, scene.by_layer[other].size)
    pairs = ((places.points.get((one, flat)), places.points.get((other, flat))) for flat in range(count))
    return [QLineF(first, last) for first, last in pairs if first is not None and last is not None]


def _paint_final(painter: QPainter, places: Places, scene: Scene) -> None:
    """Paint the way from every answer to the loss."""
    _, loud = _way_to_loss(scene)
    color = theme.tokens().line if loud else theme.tokens().hairline
    end = QPointF(places.loss.left(), places.loss.center().y())
    deepest = max(scene.depths.values(), default=0)
    for answer in scene.targets:
        # An early answer's way leads past others: it stays faint.
        early = scene.depths[answer] < deepest
        pen = QPen(theme.tokens().hairline if early else color, 2 if loud and not early else 1, Qt.PenStyle.DotLine)
        painter.setPen(pen)
        box = around(places.tiles[answer]) if answer in places.tiles else None
        box = places.strips[answer].box if answer in places.strips else box
        if box is not None:
            painter.drawLine(QLineF(QPointF(box.right() + theme.tokens().space(0.5), box.center().y()), end))
        for (layer, _), point in places.points.items():
            beyond = QPointF(point.x() + places.radius + theme.tokens().space(5.5), point.y())
            if layer == answer and answer not in places.strips and beyond.x() < end.x():
                painter.drawLine(QLineF(beyond, end))


# -- the step's, loudly


def paint_loud(painter: QPainter, places: Places, scene: Scene, lit: Lights) -> None:
    """Paint the step's links, and those pointed at elsewhere; the scale of their widths is their own."""
    own = lit_links(scene)
    others = [link for link in lit if not isinstance(link[0], str) and link not in own]
    wide = np.abs(scene.link_values(own, scene.shades.width))
    limit = float(np.fmax.reduce(wide, initial=0.0)) or 1.0
    if len(own) > _BUNDLED:
        _paint_bundled(painter, places, scene, own, wide / limit)
        own = ()
    for link in (*own, *others):
        _paint_one(painter, places, scene, link, limit, len(own) > _MANY, link in lit)


def _paint_bundled(painter: QPainter, places: Places, scene: Scene, own: tuple[Link, ...], wide: Array) -> None:
    """Paint hundreds of links, a pen for each of a few kinds, the strongest last; negative ones in dashes.

    ``wide`` : of each link the share of the full width.
    """
    bundles = defaultdict[int, list[QLineF]](list)
    for kind, line in zip(_kinds(scene, own, wide), _lines(places, own), strict=True):
        if line is not None:
            bundles[kind].append(line)
    # Without smooth edges: a third of the time, and between so many they are not seen.
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    for kind, lines in sorted(bundles.items(), key=lambda each: each[0]):
        width, color = divmod(kind, _COLORS)
        pen = QPen(theme.diverging(color - _COLORS // 2, _COLORS // 2), 0 if width < 2 else 2)
        if color < _COLORS // 2:
            # Of a pen without width, and without smooth edges, dashes cost next to nothing.
            pen.setDashPattern(_dashes(pen))
        painter.setPen(pen)
        painter.drawLines(lines)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)


def _lines(places: Places, own: tuple[Link, ...]) -> list[QLineF | None]:
    """Return the lines of many links, up to the middles of circles: these are painted over them. None: not drawn."""
    facts = own, places.points, places.tiles, places.strips
    if places.loud_facts != facts:
        # All links of a neuron share one of their ends.
        points = places.points_of({neuron for link in own for neuron in link})
        both = ((points[source], points[target]) for source, target in own)
        places.loud = [QLineF(first, last) if first is not None and last is not None else None for first, last in both]
        places.loud_facts = facts
    return places.loud


def _kinds(scene: Scene, own: tuple[Link, ...], wide: Array) -> list[int]:
    """Return for each link the number of its width and its colour in one: at least a third strong, as its sign is."""
    shades = scene.shades
    end = shades.limit(shades.colour, own[0][1][0])
    values = np.nan_to_num(scene.link_values(own), posinf=end, neginf=-end)
    strong = np.copysign(np.maximum(np.abs(values), end * 0.3), values) / (end if end > 0 else np.inf)
    colors = np.rint((np.clip(strong, -1, 1) + 1) / 2 * (_COLORS - 1)).astype(int)
    widths = np.minimum(_WIDTHS - 1, np.nan_to_num(wide) * _WIDTHS).astype(int)
    return (widths * _COLORS + colors).tolist()


def _paint_one(
    painter: QPainter, places: Places, scene: Scene, link: Link, limit: float, many: bool, lit: bool
) -> None:
    line = ends(places, link)
    if line is None:
        return
    value = scene.link_value(link)
    share = min(1.0, abs(scene.link_value(link, scene.shades.width)) / limit)
    width = (0.75 if many else 1.5) + (1.25 if many else 3.0) * share
    if lit:
        painter.setPen(QPen(theme.tokens().accent_soft, width + theme.tokens().space(1)))
        painter.drawLine(line)
    color = loud_color(scene, link)
    painter.setPen(QPen(color, width, Qt.PenStyle.SolidLine if value >= 0 else Qt.PenStyle.DashLine))
    painter.drawLine(line)
    if not many:
        _paint_arrow(painter, QLineF(line.p2(), line.p1()) if scene.highlight.backward else line, color)


def loud_color(scene: Scene, link: Link) -> QColor:
    """Return the colour of one of the step's links: at least half strong, so that its sign is seen."""
    shades, value = scene.shades, scene.link_value(link)
    limit = shades.limit(shades.colour, link[1][0])
    return theme.diverging(math.copysign(max(abs(value), limit * 0.5), value), limit)


def _paint_arrow(painter: QPainter, line: QLineF, color: QColor) -> None:
    size = theme.tokens().space(1)
    tip, back = line.p2(), line.pointAt(1 - size / max(1.0, line.length()))
    normal = QLineF(back, tip).normalVector()
    side = QPointF(normal.dx(), normal.dy()) * 0.5
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(color)
    painter.drawPolygon([tip, back + side, back - side])


def paint_numbers(painter: QPainter, places: Places, scene: Scene, lit: Lights) -> None:
    """Write their numbers on the step's links where they are few, and on the one pointed at."""
    own = lit_links(scene)
    chosen: Iterable[Link] = own if len(own) <= MOST_NUMBERS else ()
    pointed = [(link[0], link[1]) for link in lit if not isinstance(link[0], str)]
    for link in dict.fromkeys((*chosen, *pointed)):
        _paint_number(painter, places, scene, link)


def _paint_number(painter: QPainter, places: Places, scene: Scene, link: tuple[Neuron, Neuron]) -> None:
    line = ends(places, link)
    if line is None:
        return
    target = scene.highlight.target
    # Beside the end where the links lie far apart.
    share = 0.5 if scene.highlight.link else 0.3 if target == link[1] else 0.62
    font, space = theme.font("number_caption"), theme.tokens().space
    value = scene.link_value(link)
    text = "?" if scene.covered and math.isnan(value) else short(value)
    wide = QFontMetricsF(font).horizontalAdvance(text) + space(0.5)
    middle = line.pointAt(share)
    box = QRectF(middle.x() - wide / 2, middle.y() - space(1), wide, space(2))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.with_alpha(theme.tokens().panel, 0.92))
    painter.drawRoundedRect(box, space(0.5), space(0.5))
    painter.setFont(font)
    painter.setPen(theme.tokens().text)
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
