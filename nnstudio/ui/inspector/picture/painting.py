"""How the picture is painted: quiet links, the step's own in colour with their numbers, neurons filled once known."""

from __future__ import annotations

import math
from functools import partial

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen

from nnstudio.inspection.description import Link
from nnstudio.inspection.picture import Column, Scene
from nnstudio.inspection.trace import Neuron
from nnstudio.text import tr
from nnstudio.ui import theme
from nnstudio.ui.controls.tiling import around
from nnstudio.ui.inspector.picture.arrangement import Lights, Places, index_of
from nnstudio.ui.inspector.picture.tiles import paint_tiles, paint_window, tile_lines

MOST_QUIET = 1500
"""Links up to which all are drawn, quietly."""
MOST_NUMBERS = 10
"""Highlighted links up to which each carries its weight as a number."""


def paint_scene(painter: QPainter, places: Places, lit: Lights) -> None:
    """Paint everything; ``lit`` is what is pointed at elsewhere."""
    scene = places.scene
    assert scene is not None
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    _quiet_links(painter, places, scene)
    limit = max((abs(_weight(scene, link)) for link in _lit_links(scene)), default=1.0) or 1.0
    for link in _lit_links(scene):
        _loud_link(painter, places, scene, link, limit, link in lit)
    for column in scene.columns:
        _column(painter, places, scene, column, lit)
    paint_window(painter, places, scene)
    _gaps(painter, places)
    _loss(painter, places, scene)
    _caption(painter, places, scene)
    if len(_lit_links(scene)) <= MOST_NUMBERS:
        for link in _lit_links(scene):
            _link_number(painter, places, scene, link)


def _lit_links(scene: Scene) -> tuple[Link, ...]:
    own = (scene.highlight.link,) if scene.highlight.link else ()
    return (*own, *(link for link in scene.highlight.links if link != scene.highlight.link))


def _weight(scene: Scene, link: Link) -> float:
    (source, target) = link
    matrix = scene.weights.get(target[0])
    row = scene.rows[target[0]].get(source) if matrix is not None else None
    return float(matrix[row, target[1][0]]) if matrix is not None and row is not None else 0.0


def _ends(places: Places, link: Link) -> QLineF | None:
    first, last = places.point(link[0]), places.point(link[1])
    if first is None or last is None:
        return None
    line = QLineF(first, last)
    shorter = places.radius if link[0][0] not in places.tiles else 0.0
    return QLineF(line.pointAt(shorter / line.length()), line.pointAt(1 - places.radius / line.length()))


def _quiet_links(painter: QPainter, places: Places, scene: Scene) -> None:
    lines: list[QLineF] = []
    for layer, matrix in scene.weights.items():
        if scene.inputs[layer][0][0] in places.tiles:
            lines += tile_lines(places, scene.inputs[layer][0][0], layer)
        elif matrix.size > MOST_QUIET:
            lines += _block_lines(places, scene, layer)
        else:
            lines += _weight_lines(places, scene, layer)
    for one, other in scene.others:
        lines += _other_lines(places, scene, one, other)
    painter.setPen(QPen(theme.tokens().hairline, 1))
    painter.drawLines(lines)
    _final_links(painter, places, scene)


def _weight_lines(places: Places, scene: Scene, layer: str) -> list[QLineF]:
    """Return the links of a dense layer between the neurons drawn."""
    ends = [places.point((layer, (target,))) for target in range(scene.weights[layer].shape[1])]
    starts = [places.point(source) for source in scene.inputs[layer]]
    return [QLineF(one, other) for one in starts for other in ends if one is not None and other is not None]


def _other_lines(places: Places, scene: Scene, one: str, other: str) -> list[QLineF]:
    """Return the links of a layer that has no weight for each: one to one, or where tiles are one for all."""
    sizes = scene.by_layer[one].size, scene.by_layer[other].size
    if one in places.tiles or other in places.tiles:
        return tile_lines(places, one, other)
    if other in scene.mixing:
        return tile_lines(places, one, other)
    pairs = ((places.points.get((one, flat)), places.points.get((other, flat))) for flat in range(min(sizes)))
    return [QLineF(first, last) for first, last in pairs if first is not None and last is not None]


def _block_lines(places: Places, scene: Scene, layer: str) -> list[QLineF]:
    """Return the links between the neurons drawn of two large layers."""
    sources = {source[0] for source in scene.inputs[layer]}
    starts = [point for (name, _), point in places.points.items() if name in sources]
    ends = [point for (name, _), point in places.points.items() if name == layer]
    return [QLineF(start, end) for start in starts for end in ends]


def _final_links(painter: QPainter, places: Places, scene: Scene) -> None:
    """Draw the way from the prediction to the loss."""
    loud = scene.step.phase == "loss" or scene.step.layer not in scene.by_layer
    painter.setPen(
        QPen(theme.tokens().line if loud else theme.tokens().hairline, 2 if loud else 1, Qt.PenStyle.DotLine)
    )
    end = QPointF(places.loss.left(), places.loss.center().y())
    if scene.sink in places.tiles:
        box = around(places.tiles[scene.sink])
        painter.drawLine(QLineF(QPointF(box.right() + theme.tokens().space(0.5), box.center().y()), end))
    for (layer, _), point in places.points.items():
        if layer == scene.sink:
            beyond = QPointF(point.x() + places.radius + theme.tokens().space(5.5), point.y())
            if beyond.x() < end.x():
                painter.drawLine(QLineF(beyond, end))


def _loud_link(painter: QPainter, places: Places, scene: Scene, link: Link, limit: float, lit: bool) -> None:
    line = _ends(places, link)
    if line is None:
        return
    weight = _weight(scene, link)
    many = len(_lit_links(scene)) > 24
    width = (1.0 if many else 1.5) + (1.0 if many else 3.0) * abs(weight) / limit
    if lit:
        painter.setPen(QPen(theme.tokens().accent_soft, width + theme.tokens().space(1)))
        painter.drawLine(line)
    color = theme.diverging(math.copysign(max(abs(weight), limit * 0.5), weight), limit)
    style = Qt.PenStyle.SolidLine if weight >= 0 else Qt.PenStyle.DashLine
    painter.setPen(QPen(color, width, style))
    painter.drawLine(line)
    if not many:
        _arrow(painter, QLineF(line.p2(), line.p1()) if scene.highlight.backward else line, color)


def _arrow(painter: QPainter, line: QLineF, color: QColor) -> None:
    size = theme.tokens().space(1)
    tip, back = line.p2(), line.pointAt(1 - size / max(1.0, line.length()))
    normal = QLineF(back, tip).normalVector()
    side = QPointF(normal.dx(), normal.dy()) * 0.5
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(color)
    painter.drawPolygon([tip, back + side, back - side])


def _link_number(painter: QPainter, places: Places, scene: Scene, link: Link) -> None:
    line = _ends(places, link)
    if line is None:
        return
    target = scene.highlight.target
    # Beside the end where the links lie far apart.
    share = 0.5 if scene.highlight.link else 0.3 if target == link[1] else 0.62
    font, space = theme.font("number_caption"), theme.tokens().space
    text = short(_weight(scene, link))
    wide = QFontMetricsF(font).horizontalAdvance(text) + space(0.5)
    middle = line.pointAt(share)
    box = QRectF(middle.x() - wide / 2, middle.y() - space(1), wide, space(2))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.with_alpha(theme.tokens().panel, 0.92))
    painter.drawRoundedRect(box, space(0.5), space(0.5))
    painter.setFont(font)
    painter.setPen(theme.tokens().text)
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)


def _column(painter: QPainter, places: Places, scene: Scene, column: Column, lit: Lights) -> None:
    _title(painter, places.titles[column.layer], column, scene.step.layer == column.layer)
    if column.layer in places.tiles:
        paint_tiles(painter, places, scene, column, lit)
        return
    limit = max(1e-12, float(abs(column.a).max(initial=0.0)))
    back = max(1e-12, float(abs(column.delta).max(initial=0.0))) if column.delta is not None else 1.0
    for (layer, flat), point in places.points.items():
        if layer == column.layer:
            _neuron(painter, places, scene, column, flat, point, (limit, back), lit)


def _gaps(painter: QPainter, places: Places) -> None:
    space = theme.tokens().space
    painter.setPen(theme.tokens().text_faint)
    painter.setFont(theme.font("strong"))
    for gap in places.gaps:
        box = QRectF(gap.x() - space(2), gap.y() - space(1.5), space(4), space(3))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, "⋮")


def _caption(painter: QPainter, places: Places, scene: Scene) -> None:
    """Say what the numbers in circles and tiles are."""
    if not scene.backward:
        text = tr("Shown: activation a")
    elif scene.batch:
        text = tr("Shown: ∂L/∂z of the batch; where it goes in, a")
    else:
        text = tr("Shown: δ = ∂ℓ/∂z; where it goes in, a")
    painter.setFont(theme.font("caption"))
    painter.setPen(theme.tokens().text_faint)
    painter.drawText(places.caption, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, text)


def _title(painter: QPainter, box: QRectF, column: Column, here: bool) -> None:
    font = theme.font("caption")
    painter.setFont(font)
    painter.setPen(theme.tokens().text if here else theme.tokens().text_faint)
    text = QFontMetricsF(font).elidedText(
        column.title, Qt.TextElideMode.ElideRight, box.width() - theme.tokens().space(0.5)
    )
    painter.drawText(box, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop, text)


def _neuron(
    painter: QPainter,
    places: Places,
    scene: Scene,
    column: Column,
    flat: int,
    point: QPointF,
    limits: tuple[float, float],
    lit: Lights,
) -> None:
    current, radius = theme.tokens(), places.radius
    neuron = (column.layer, index_of(column, flat))
    shown, limit = _number_of(scene, column, neuron, limits)
    fill = theme.diverging(shown, limit) if shown is not None else current.panel
    if neuron in lit:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(current.accent_soft)
        painter.drawEllipse(point, radius + 7, radius + 7)
    is_target = neuron == scene.highlight.target
    involved = is_target or neuron in scene.highlight.neurons
    painter.setPen(
        QPen(
            current.accent if is_target else current.text_soft if involved else current.line,
            3 if is_target else 1.5 if involved else 1,
        )
    )
    painter.setBrush(fill)
    painter.drawEllipse(point, radius, radius)
    if shown is not None:
        _number_in(painter, point, radius, shown, fill)
    _beside(painter, places, scene, column, flat, point)


def _number_of(scene: Scene, column: Column, neuron: Neuron, limits: tuple[float, float]) -> tuple[float | None, float]:
    """Return what stands in a neuron and its scale's end: a going forward, δ coming back, nothing until it is known."""
    index = neuron[1]
    both = neuron in scene.activations and (neuron != scene.highlight.target or not column.deltas_known[index])
    if scene.backward and not column.is_input and column.delta is not None and not both:
        return (float(column.delta[index]) if column.deltas_known[index] else None), limits[1]
    return (float(column.a[index]) if column.known[index] else None), limits[0]


def _number_in(painter: QPainter, point: QPointF, radius: float, value: float, fill: QColor) -> None:
    font = theme.font("number_caption")
    room = 2 * radius - theme.tokens().space(0.25)
    fitting = (
        text for text in map(partial(short, value), (2, 1, 0)) if QFontMetricsF(font).horizontalAdvance(text) <= room
    )
    text = next(fitting, "")
    painter.setFont(font)
    painter.setPen(ink(fill))
    painter.drawText(
        QRectF(point.x() - radius, point.y() - radius, 2 * radius, 2 * radius), Qt.AlignmentFlag.AlignCenter, text
    )


def short(value: float, places: int = 2) -> str:
    """Return a number of at most five signs for the inside of a circle: ``.38``, ``−1.2``, ``0``."""
    size = abs(value)
    if not math.isfinite(size):
        return theme.number(value)
    text = theme.fixed(size, min(places, 0 if size >= 99.5 else 1 if size >= 9.95 else 2))
    if not any(digit in "123456789" for digit in text):
        return "0"
    text = text[1:] if text.startswith("0.") else text
    return f"{theme.MINUS}{text}" if value < 0 else text


def ink(fill: QColor) -> QColor:
    """Return black or white, whichever reads better on a fill (WCAG's relative luminance)."""
    parts = [
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in (fill.redF(), fill.greenF(), fill.blueF())
    ]
    light = 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]
    return QColor(Qt.GlobalColor.black) if light > 0.179 else QColor(Qt.GlobalColor.white)


def _beside(painter: QPainter, places: Places, scene: Scene, column: Column, flat: int, point: QPointF) -> None:
    """Write a feature's name to the left of an input, the target to the right of an output."""
    font, space = theme.font("caption"), theme.tokens().space
    painter.setFont(font)
    painter.setPen(theme.tokens().text_faint)
    if column.is_input and flat < len(column.labels):
        room = point.x() - places.radius - space(1)
        text = QFontMetricsF(font).elidedText(column.labels[flat], Qt.TextElideMode.ElideRight, room)
        painter.drawText(
            QRectF(0, point.y() - space(1.5), room, space(3)),
            Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter,
            text,
        )
    elif column.layer == scene.sink and flat < len(scene.targets):
        box = QRectF(point.x() + places.radius + space(0.5), point.y() - space(1.5), space(8), space(3))
        text = f"y = {theme.compact(scene.targets[flat], 3)}"
        painter.drawText(box, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, text)


def _loss(painter: QPainter, places: Places, scene: Scene) -> None:
    current, space = theme.tokens(), theme.tokens().space
    here = scene.step.phase == "loss"
    painter.setPen(QPen(current.accent if here else current.line, 3 if here else 1))
    painter.setBrush(current.panel)
    painter.drawRoundedRect(places.loss, space(0.75), space(0.75))
    painter.setFont(theme.font("strong"))
    painter.setPen(current.text if scene.loss is not None else current.text_faint)
    painter.drawText(places.loss, Qt.AlignmentFlag.AlignCenter, "ℓ")
    if scene.loss is not None:
        painter.setFont(theme.font("number_caption"))
        below = QRectF(places.loss.center().x() - space(5), places.loss.bottom(), space(10), space(2.5))
        painter.fillRect(below.adjusted(space(0.5), 1, -space(0.5), 0), theme.with_alpha(current.panel, 0.92))
        painter.drawText(below, Qt.AlignmentFlag.AlignCenter, theme.number(scene.loss, 3))
