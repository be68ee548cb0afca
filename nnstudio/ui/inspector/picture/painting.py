"""How the picture is painted: links, layers, the loss; neurons are filled once their number is known."""

from __future__ import annotations

import math
from functools import partial

from PySide6.QtCore import QPointF, QRect, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen, QPixmap

from nnstudio.inspection.description import Link
from nnstudio.inspection.picture import Column, Scene
from nnstudio.inspection.trace import Neuron
from nnstudio.text import tr
from nnstudio.ui import theme
from nnstudio.ui.inspector.picture.arrangement import Lights, Places, index_of
from nnstudio.ui.inspector.picture.ink import ink, short
from nnstudio.ui.inspector.picture.links import paint_loud, paint_numbers, paint_quiet, quiet_facts
from nnstudio.ui.inspector.picture.strip_painting import paint_strip
from nnstudio.ui.inspector.picture.tiles import paint_tiles, paint_window

_NARROW = 5
"""Width below which no title is written, in units of the grid."""


def paint_scene(painter: QPainter, places: Places, lit: Lights) -> None:
    """Paint everything; ``lit`` is what is pointed at elsewhere."""
    scene = places.scene
    assert scene is not None
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    _quietly(painter, places, scene)
    paint_loud(painter, places, scene, lit)
    for column in scene.columns:
        _column(painter, places, scene, column, lit)
    paint_window(painter, places, scene)
    _loss(painter, places, scene)
    _caption(painter, places, scene)
    paint_numbers(painter, places, scene, lit)


def _quietly(painter: QPainter, places: Places, scene: Scene) -> None:
    """Paint all links from a picture that is made once: what lights up over them, or is turned, does so far oftener."""
    scale = painter.device().devicePixelRatioF()
    size = QSizeF(painter.device().width() * scale, painter.device().height() * scale).toSize()
    facts = quiet_facts(places, scene)
    if places.quiet is None or places.quiet.size() != size or places.quiet_facts != facts:
        places.quiet, places.quiet_facts = QPixmap(size), facts
        places.quiet.setDevicePixelRatio(scale)
        places.quiet.fill(Qt.GlobalColor.transparent)
        with QPainter(places.quiet) as within:
            within.setRenderHint(QPainter.RenderHint.Antialiasing)
            paint_quiet(within, places, scene)
    painter.drawPixmap(0, 0, places.quiet)


def _column(painter: QPainter, places: Places, scene: Scene, column: Column, lit: Lights) -> None:
    _title(painter, places.titles[column.layer], column, scene.step.layer == column.layer)
    if column.layer in places.tiles:
        paint_tiles(painter, places, scene, column, lit)
        return
    if column.layer in places.strips:
        paint_strip(painter, places, scene, column, lit)
    for (layer, flat), point in places.points.items():
        if layer == column.layer:
            _neuron(painter, places, scene, column, flat, point, lit)


def _caption(painter: QPainter, places: Places, scene: Scene) -> None:
    """Say what the numbers in circles and tiles are, where they follow the walk."""
    if scene.overlay.fill != "auto":
        return
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
    font, space = theme.font("caption"), theme.tokens().space
    painter.setFont(font)
    if box.width() < space(_NARROW):
        # Two letters say nothing; what the step is about is told over its neighbours.
        if not here:
            return
        wide = min(QFontMetricsF(font).horizontalAdvance(column.title) + space(1), float(space(4 * _NARROW)))
        box = QRectF(box.center().x() - wide / 2, box.top(), wide, box.height())
        painter.fillRect(box, theme.tokens().panel)
    painter.setPen(theme.tokens().text if here else theme.tokens().text_faint)
    text = QFontMetricsF(font).elidedText(column.title, Qt.TextElideMode.ElideRight, box.width() - space(0.5))
    painter.drawText(box, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop, text)


def _neuron(
    painter: QPainter, places: Places, scene: Scene, column: Column, flat: int, point: QPointF, lit: Lights
) -> None:
    current, radius = theme.tokens(), places.radius
    neuron = (column.layer, index_of(column, flat))
    shown, limit = number_of(scene, column, neuron)
    fill = theme.diverging(shown, limit) if shown is not None else current.panel
    if neuron in lit:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(current.accent_soft)
        painter.drawEllipse(point, radius + 7, radius + 7)
    _ring(painter, scene, column, neuron, point, radius)
    is_target = neuron == scene.highlight.target
    involved = is_target or neuron in scene.highlight.neurons
    color = current.accent if is_target else current.text_soft if involved else current.line
    painter.setPen(QPen(color, 3 if is_target else 1.5 if involved else 1))
    painter.setBrush(fill)
    painter.drawEllipse(point, radius, radius)
    if shown is not None:
        _number_in(painter, point, radius, shown, fill)
    _beside(painter, places, scene, column, flat, point)


def _ring(painter: QPainter, scene: Scene, column: Column, neuron: Neuron, point: QPointF, radius: float) -> None:
    """Paint the second number around the neuron, in dashes where it is negative."""
    ring = scene.shades.ring
    values = ring.values.get(column.layer) if ring is not None else None
    if ring is None or values is None or values.shape != column.shape:
        return
    value, wide = float(values[neuron[1]]), ring_width(radius)
    if math.isnan(value):
        return
    pen = QPen(theme.diverging(value, scene.shades.limit(ring, column.layer)), wide)
    if value < 0:
        pen.setDashPattern([1.2, 0.5])
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawEllipse(point, radius + wide / 2 + 1, radius + wide / 2 + 1)


def ring_width(radius: float) -> float:
    """Return how thick the ring around a neuron is."""
    return max(2.0, min(5.0, radius * 0.3))


def number_of(scene: Scene, column: Column, neuron: Neuron) -> tuple[float | None, float]:
    """Return what stands in a neuron and its scale's end; no number until the walk has come to it."""
    index, fill = neuron[1], scene.shades.fill
    both = neuron in scene.activations and (neuron != scene.highlight.target or not column.deltas_known[index])
    if scene.overlay.fill == "auto" and scene.backward and both:
        return (float(column.a[index]) if column.known[index] else None), scene.shades.limits["value"]
    values = fill.values.get(column.layer)
    if values is None or values.shape != column.shape:
        return None, 1.0
    value = float(values[index])
    return (None if value != value else value), scene.shades.limit(fill, column.layer)


def _number_in(painter: QPainter, point: QPointF, radius: float, value: float, fill: QColor) -> None:
    font = theme.font("number_caption")
    room = 2 * radius - theme.tokens().space(0.25)
    texts = [text for text in map(partial(short, value), (2, 1, 0)) if text != "0" or value == 0]
    text = next((text for text in texts if QFontMetricsF(font).horizontalAdvance(text) <= room), "")
    painter.setFont(font)
    painter.setPen(ink(fill))
    painter.drawText(
        QRectF(point.x() - radius, point.y() - radius, 2 * radius, 2 * radius), Qt.AlignmentFlag.AlignCenter, text
    )


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
    elif flat < len(scene.targets.get(column.layer, ())):
        rim = places.radius + (ring_width(places.radius) if scene.shades.ring is not None else 0)
        box = QRectF(point.x() + rim + space(0.5), point.y() - space(1.5), space(8), space(3))
        text = f"y = {theme.compact(scene.targets[column.layer][flat], 3)}"
        if (
            len(scene.targets) > 1
            and box.left() + QFontMetricsF(font).horizontalAdvance(text) > _next_column(places, point) - rim
        ):
            return  # An early answer, whose targets have no room before the column after it.
        painter.drawText(box, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, text)


def _next_column(places: Places, point: QPointF) -> float:
    """Return where the next column of neurons to the right stands; infinity after the last."""
    beyond = (other.x() for other in places.points.values() if other.x() > point.x() + 1)
    return min(beyond, default=math.inf)


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


def paint_focus(painter: QPainter, places: Places, standing: Neuron | Link | None, area: QRect) -> None:
    """Show where the keys are: around the neuron that they stand on, else around the whole."""
    tokens = theme.tokens()
    painter.setPen(QPen(tokens.focus, tokens.focus_width))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    if standing is None:
        painter.drawRoundedRect(QRectF(area).adjusted(1, 1, -1, -1), tokens.radius, tokens.radius)
        return
    neurons = (standing,) if isinstance(standing[0], str) else standing
    for neuron in neurons:
        point = places.point(neuron)
        if point is not None:
            reach = places.radius + tokens.space(0.75) if places.drawn(neuron) else tokens.space(0.75)
            painter.drawEllipse(point, reach, reach)
