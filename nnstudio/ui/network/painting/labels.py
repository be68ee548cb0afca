"""What is written around the neurons: titles above the layers, names at both ends, how many are left out.

It stands still between two arrangements, so it is painted once, into a small picture for each group.
"""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPixmap

from nnstudio.text import tr
from nnstudio.ui import theme
from nnstudio.ui.network.arrangement import Arrangement, Strip
from nnstudio.ui.network.painting.neurons import HALO, ellipsis_box
from nnstudio.ui.network.wording import Names


@dataclass(frozen=True)
class Label:
    """A text in its box; ``paper`` behind it where links run across."""

    box: QRectF
    text: str
    color: QColor
    side: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignHCenter
    paper: QColor | None = None


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
        groups += [_ends(strip, names, size, metrics, halo), _ellipsis(strip)]
    return Labels(tuple(_picture(group, ratio) for group in groups if group))


def _picture(labels: list[Label], ratio: float) -> tuple[QPointF, QPixmap]:
    whole = labels[0].box
    for label in labels:
        whole = whole.united(label.box)
    rectangle = whole.toAlignedRect()
    made = QPixmap(round(rectangle.width() * ratio), round(rectangle.height() * ratio))
    made.setDevicePixelRatio(ratio)
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    painter.setFont(theme.font("caption"))
    painter.translate(-rectangle.topLeft())
    for label in labels:
        if label.paper is not None:
            painter.fillRect(label.box, label.paper)
        painter.setPen(label.color)
        painter.drawText(label.box, label.side | Qt.AlignmentFlag.AlignVCenter, label.text)
    painter.end()
    return QPointF(rectangle.topLeft()), made


def _titles(arrangement: Arrangement, names: Names, size: QRectF, metrics: QFontMetrics) -> list[Label]:
    tokens, structure = theme.tokens(), arrangement.structure
    room = min(arrangement.area.width() / max(1, structure.depth - 1) - tokens.space(0.5), float(tokens.space(25)))
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


def _ends(strip: Strip, names: Names, size: QRectF, metrics: QFontMetrics, halo: bool) -> list[Label]:
    """Write features at the left of the inputs, classes at the right of the outputs."""
    column = strip.column
    if strip.tile is not None or not (column.kind == "input" or column.last):
        return []
    tokens = theme.tokens()
    gap = strip.radius * (1 + HALO if halo and column.last else 1) + tokens.space(0.75)
    found = []
    for index, y in zip(strip.indices.tolist(), strip.ys.tolist(), strict=True):
        if column.last:
            box = QRectF(strip.x + gap, y - 10, size.width() - strip.x - gap - 2, 20)
            side = Qt.AlignmentFlag.AlignLeft
        else:
            box = QRectF(2, y - 10, strip.x - gap - 2, 20)
            side = Qt.AlignmentFlag.AlignRight
        text = _elided(metrics, names.end_label(column, index), box.width())
        found.append(Label(box, text, tokens.text, side))
    return found


def _ellipsis(strip: Strip) -> list[Label]:
    if strip.gap < 0:
        return []
    tokens = theme.tokens()
    text = tr("… {count} more", count=theme.count(strip.hidden))
    box = ellipsis_box(strip)
    wide = QFontMetrics(theme.font("number_caption")).horizontalAdvance(text) + tokens.space(1)
    patch = QRectF(box.center().x() - wide / 2, box.top(), wide, box.height())
    return [Label(patch, text, tokens.text_soft, paper=tokens.panel)]


def _elided(metrics: QFontMetrics, text: str, room: float) -> str:
    return metrics.elidedText(text, Qt.TextElideMode.ElideRight, int(room))
