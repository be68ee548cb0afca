"""The axes of a plot drawn straight onto a picture: pyqtgraph chooses ticks and texts, the rest is here.

pyqtgraph would measure every text twice, record everything into a picture of its own and have a scene play that back,
which takes four times as long; and the axes are drawn anew whenever a growing curve leaves them.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyqtgraph as pg
from PySide6.QtCore import QLineF, QRectF, QSizeF, Qt
from PySide6.QtGui import QPainter

_FLAGS = {
    "left": Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextDontClip,
    "bottom": Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextDontClip,
    "top": Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignBottom | Qt.TextFlag.TextDontClip,
}
LETTERS = 0.8
"""Share of a line's height that its letters take."""

_WORTH = {1: 0, 10: 0, 2: 1, 5: 2, 3: 3}
"""How early a leading digit gets its text on a logarithmic axis."""


@dataclass(frozen=True, eq=False)
class _Level:
    """Ticks of one importance: their values, ``spacing`` apart, and their ``places`` along the axis in pixels."""

    spacing: float
    values: Sequence[float]
    places: npt.NDArray[np.float64]


class StillAxes:
    """Draws axes; remembers how large each text is."""

    def __init__(self) -> None:
        self._sizes: dict[str, QSizeF] = {}

    def draw(self, painter: QPainter, axis: pg.AxisItem) -> None:
        """Draw an axis with its ticks (or grid) and numbers, the painter's origin being the axis's."""
        size, (low, high) = axis.size(), axis.range
        upward = axis.orientation == "left"
        length = size.height() if upward else size.width()
        if length <= 0 or low == high:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setPen(axis.pen())
        painter.drawLine(_spine(axis.orientation, size))
        # The line reaches over both ends by one pixel.
        length += 2
        levels = _levels(axis, upward, size, length)
        for number, level in enumerate(levels):
            self._draw_ticks(painter, axis, number, level.places, length)
        if axis.style["showValues"]:
            self._draw_texts(painter, axis, levels, length)

    def forget(self) -> None:
        """The font may have changed."""
        self._sizes.clear()

    def _draw_ticks(
        self, painter: QPainter, axis: pg.AxisItem, number: int, places: npt.NDArray[np.float64], length: float
    ) -> None:
        alpha = 255 / (number + 1)
        if axis.grid is not False:
            alpha *= axis.grid / 255 * min(1.0, 0.05 * length / (len(places) + 1))
        color = axis.tickPen().color()
        color.setAlpha(int(alpha))
        first, last = sorted(math.floor(end) for end in _across(axis, number))
        reach = last - first + 1
        # Filled, not drawn: a line that is see-through costs Qt fifty times as much.
        for place in np.floor(places).astype(int).tolist():
            if axis.orientation == "left":
                painter.fillRect(first, place, reach, 1, color)
            else:
                painter.fillRect(place, first, 1, reach, color)

    def _draw_texts(self, painter: QPainter, axis: pg.AxisItem, levels: list[_Level], length: float) -> None:
        upward, reach = axis.orientation == "left", _reach(axis)
        painter.setFont(axis.style["tickFont"])
        painter.setPen(axis.textPen())
        painter.save()
        painter.setClipRect(reach.toAlignedRect(), Qt.ClipOperation.IntersectClip)
        drawn: list[QRectF] = []
        filled = 0.0
        for number, level in enumerate(levels[: axis.style["maxTextLevel"] + 1]):
            texts = axis.tickStrings(level.values, axis.autoSIPrefixScale * axis.scale, level.spacing)
            sizes = [self._size(painter, text) for text in texts]
            filled += sum(size.height() if upward else size.width() for size in sizes)
            if number and _is_full(axis, len(drawn), filled / length):
                break
            boxes = [_box(axis, size, place) for size, place in zip(sizes, level.places.tolist(), strict=True)]
            for index in _order(axis, level):
                box = boxes[index]
                # On a logarithmic axis ticks crowd below each power of ten, in a low chart on any.
                is_free = not any(box.intersects(other) for other in drawn)
                if is_free and reach.united(box) == reach:
                    painter.drawText(box, _FLAGS[axis.orientation], texts[index])
                    drawn.append(box)
        painter.restore()

    def _size(self, painter: QPainter, text: str) -> QSizeF:
        if text not in self._sizes:
            box = painter.boundingRect(QRectF(0, 0, 100, 100), Qt.AlignmentFlag.AlignCenter, text)
            self._sizes[text] = QSizeF(box.width(), box.height() * LETTERS)
        return self._sizes[text]


def _reach(axis: pg.AxisItem) -> QRectF:
    """Return where texts may stand: over the ends of an axis, but not beyond the sheet, where digits would be cut."""
    reach = axis.boundingRect()
    sheet = axis.mapRectFromItem(axis.parentItem(), axis.parentItem().boundingRect())
    return reach if axis.orientation == "left" else reach.intersected(sheet)


def _levels(axis: pg.AxisItem, upward: bool, size: QSizeF, length: float) -> list[_Level]:
    """Return the ticks that lie on the axis, the most important first."""
    low, high = axis.range
    scale = (-size.height() if upward else size.width()) / (high - low)
    start = size.height() if upward else 0.0
    end = start + (high - low) * scale
    found = []
    for spacing, values in _values(axis, length):
        places = start + (np.array(values, np.float64) - low) * scale
        inside = (places >= min(start, end)) & (places <= max(start, end))
        kept = [value for value, is_inside in zip(values, inside.tolist(), strict=True) if is_inside]
        found.append(_Level(spacing, kept, places[inside]))
    return found


def _values(axis: pg.AxisItem, length: float) -> list[tuple[float, list[float]]]:
    """Return spacing and values of each level, as ``axis.tickValues`` does with more to-do."""
    low, high = (end * axis.scale for end in axis.range)
    found: list[tuple[float, list[float]]] = []
    seen: list[float] = []
    for spacing, _ in axis.tickSpacing(low, high, length):
        first = math.ceil(low / spacing)
        values = [number * spacing for number in range(first, first + int(high / spacing - first) + 1)]
        if seen:
            # Those of a level above are not drawn twice.
            values = [value for value in values if min(abs(value - other) for other in seen) > 0.01 * spacing]
        seen += values
        found.append((spacing / axis.scale, [value / axis.scale for value in values]))
    return axis.logTickValues(low, high, length, found) if axis.logMode else found


def _spine(orientation: str, size: QSizeF) -> QLineF:
    """Return the line along an axis: a pixel within the edge towards the curves, a pixel beyond both ends."""
    wide, high = size.width(), size.height()
    if orientation == "left":
        return QLineF(wide - 1, -1, wide - 1, high + 1)
    if orientation == "top":
        return QLineF(-1, high - 1, wide + 1, high - 1)
    return QLineF(-1, 1, wide + 1, 1)


def _across(axis: pg.AxisItem, number: int) -> tuple[float, float]:
    """Return from where to where a tick goes across the axis: a grid's through the whole view."""
    size = axis.size()
    edge = {"left": size.width(), "top": size.height(), "bottom": 0.0}[axis.orientation]
    if axis.grid is False:
        reach = axis.style["tickLength"] / (1 + 0.5 * number)
        return edge, edge + (reach if axis.orientation == "bottom" else -reach)
    view = axis.linkedView()
    beyond = view.mapRectToItem(axis, view.boundingRect())
    return {"left": beyond.right(), "top": beyond.bottom(), "bottom": beyond.top()}[axis.orientation], edge


def _box(axis: pg.AxisItem, size: QSizeF, place: float) -> QRectF:
    """Return where the text of a tick stands."""
    wide, high = size.width(), size.height()
    away = max(0, axis.style["tickLength"]) + axis.style["tickTextOffset"][0 if axis.orientation == "left" else 1]
    if axis.orientation == "left":
        return QRectF(axis.size().width() - away - wide, place - high / 2, wide, high)
    if axis.orientation == "top":
        return QRectF(place - wide / 2, axis.size().height() - away - high, wide, high)
    return QRectF(place - wide / 2, away, wide, high)


def _order(axis: pg.AxisItem, level: _Level) -> Sequence[int]:
    """Return the ticks in the order in which they get their texts: of powers of ten first 1, then 2 and 5, then 3."""
    if not axis.logMode:
        return range(len(level.values))
    digits = [round(10 ** (value % 1)) for value in level.values]
    return sorted(range(len(digits)), key=lambda index: _WORTH.get(digits[index], 4))


def _is_full(axis: pg.AxisItem, drawn: int, share: float) -> bool:
    """Whether texts of less important ticks would be too crowded."""
    return any(drawn >= least and share >= limit for least, limit in axis.style["textFillLimits"])
