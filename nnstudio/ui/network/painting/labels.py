"""What is written around the neurons: titles above the layers, names at both ends, how many are left out.

It stands still between two arrangements, so it is painted once, into a small picture for each group.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPixmap

from nnstudio.text import tr
from nnstudio.ui import theme
from nnstudio.ui.network.arrangement import Arrangement, Strip
from nnstudio.ui.network.painting.neurons import HALO, ellipsis_box
from nnstudio.ui.network.structure import Structure
from nnstudio.ui.network.wording import Names

_CLOSE = 8
"""Closer than so many units of the grid, lines of a title would be no more than a few letters, …"""
_TALLEST = 14
"""… so titles stand upright, so high at most."""


@dataclass(frozen=True)
class Label:
    """A text in its box; ``paper`` behind it where links run across; ``upright`` it is read from bottom to top."""

    box: QRectF
    text: str
    color: QColor
    side: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignHCenter
    paper: QColor | None = None
    upright: bool = False


@dataclass(frozen=True)
class Labels:
    """The pictures, each with its upper left corner."""

    parts: tuple[tuple[QPointF, QPixmap], ...]

    def paint(self, painter: QPainter) -> None:
        """Draw them all."""
        for corner, picture in self.parts:
            painter.drawPixmap(corner, picture)


def make_labels(arrangement: Arrangement, names: Names, size: QRectF, ratio: float, *, halo: bool) -> Labels:
    """Write everything; ``halo``: the neurons carry halos, from which the names keep away."""
    metrics = QFontMetrics(theme.font("caption"))
    groups = [_titles(arrangement, names, size, metrics)]
    for strip in arrangement.strips.values():
        groups += [_ends(arrangement, strip, names, size, halo), _ellipsis(arrangement, strip)]
    return Labels(tuple(_picture(group, ratio) for group in groups if group))


def _picture(labels: list[Label], ratio: float) -> tuple[QPointF, QPixmap]:
    whole = labels[0].box
    for label in labels:
        whole = whole.united(label.box)
    rectangle = whole.toAlignedRect()
    made = QPixmap(round(rectangle.width() * ratio), round(rectangle.height() * ratio))
    made.setDevicePixelRatio(ratio)
    made.fill(Qt.GlobalColor.transparent)
    with QPainter(made) as painter:
        painter.setFont(theme.font("caption"))
        painter.translate(-rectangle.topLeft())
        for label in labels:
            if label.paper is not None:
                painter.fillRect(label.box, label.paper)
            painter.setPen(label.color)
            if label.upright:
                _draw_upright(painter, label)
            else:
                painter.drawText(label.box, label.side | Qt.AlignmentFlag.AlignVCenter, label.text)
    return QPointF(rectangle.topLeft()), made


def _draw_upright(painter: QPainter, label: Label) -> None:
    box = label.box
    painter.save()
    painter.translate(box.center())
    painter.rotate(-90)
    turned = QRectF(-box.height() / 2, -box.width() / 2, box.height(), box.width())
    painter.drawText(turned, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, label.text)
    painter.restore()


def upright(structure: Structure, names: Names, step: float) -> float:
    """Return how high the titles of layers stand that are too close, ``step`` pixels, for lines; 0 where they lie."""
    space, metrics = theme.tokens().space, QFontMetrics(theme.font("caption"))
    widest = max((metrics.horizontalAdvance(_said(structure, names, n)) for n in range(structure.depth)), default=0)
    return 0.0 if step >= min(widest, space(_CLOSE)) else min(widest + 2.0, float(space(_TALLEST)))


def _said(structure: Structure, names: Names, depth: int) -> str:
    """Return the name of the first layer of a column, and how many more stand below it."""
    columns = structure.at(depth)
    name = names.titles[columns[0].node][0]
    return name if len(columns) == 1 else f"{name} +{len(columns) - 1}"


def _upright_titles(arrangement: Arrangement, names: Names, step: float, metrics: QFontMetrics) -> list[Label]:
    """Write a title over each column, as many as have room; what else there is to say, the card says."""
    tokens, structure, line = theme.tokens(), arrangement.structure, metrics.height()
    height, every = upright(structure, names, step), math.ceil(line / max(step, 1.0))
    found = []
    for depth in range(0, structure.depth, every):
        strip = arrangement.strips[structure.at(depth)[0].node]
        box = QRectF(strip.x - line / 2, tokens.space(0.5), line, height)
        text = _elided(metrics, _said(structure, names, depth), height)
        found.append(Label(box, text, tokens.text, upright=True))
    return found


def _titles(arrangement: Arrangement, names: Names, size: QRectF, metrics: QFontMetrics) -> list[Label]:
    tokens, structure = theme.tokens(), arrangement.structure
    if upright(structure, names, arrangement.step):
        return _upright_titles(arrangement, names, arrangement.step, metrics)
    room = min(arrangement.step - tokens.space(0.5), float(tokens.space(25)))
    found = []
    for depth in range(structure.depth):
        for number, column in enumerate(structure.at(depth)):
            strip = arrangement.strips[column.node]
            top = tokens.space(0.5) if number == 0 else strip.top - 2.4 * metrics.height()
            left = max(0.0, min(strip.x - room / 2, size.width() - room))
            box = QRectF(left, top, room, metrics.height())
            for text, color in zip(names.titles[column.node], (tokens.text, tokens.text_soft), strict=True):
                found.append(Label(QRectF(box), _elided(metrics, text, room), color))
                box.translate(0, metrics.height())
    return found


def _ends(arrangement: Arrangement, strip: Strip, names: Names, size: QRectF, halo: bool) -> list[Label]:
    """Write features at the left of the inputs, classes at the right of the outputs."""
    column, metrics = strip.column, QFontMetrics(theme.font("caption"))
    if strip.tile is not None or not (column.kind == "input" or column.last):
        return []
    tokens = theme.tokens()
    gap = strip.radius * (1 + HALO if halo and column.last else 1) + tokens.space(0.75)
    # An early answer stands before others: its classes end where the next column's neurons begin.
    inner = column.depth < arrangement.structure.depth - 1
    right = strip.x + arrangement.step - strip.radius if column.last and inner else size.width()
    found: list[Label] = []
    if right - strip.x - gap < tokens.space(4):
        return found
    for index, y in zip(strip.indices.tolist(), strip.ys.tolist(), strict=True):
        if column.last:
            box = QRectF(strip.x + gap, y - 10, right - strip.x - gap - 2, 20)
            side = Qt.AlignmentFlag.AlignLeft
        else:
            box = QRectF(2, y - 10, strip.x - gap - 2, 20)
            side = Qt.AlignmentFlag.AlignRight
        text = _elided(metrics, names.end_label(column, index), box.width())
        found.append(Label(box, text, tokens.text, side))
    return found


def _ellipsis(arrangement: Arrangement, strip: Strip) -> list[Label]:
    """Say how many are left out; shorter where it would lie over the links to the neighbours."""
    if strip.gap < 0:
        return []
    tokens, metrics = theme.tokens(), QFontMetrics(theme.font("number_caption"))
    count = theme.count(strip.hidden)
    text = tr("… {count} more", count=count)
    if metrics.horizontalAdvance(text) > arrangement.step - 2 * strip.radius:
        text = f"+ {count}"
    box = ellipsis_box(strip)
    wide = metrics.horizontalAdvance(text) + tokens.space(1)
    patch = QRectF(box.center().x() - wide / 2, box.top(), wide, box.height())
    return [Label(patch, text, tokens.text_soft, paper=tokens.panel)]


def _elided(metrics: QFontMetrics, text: str, room: float) -> str:
    return metrics.elidedText(text, Qt.TextElideMode.ElideRight, int(room))
