"""What a layer gives, drawn in its box: neurons in a column, feature maps as a stack, a sequence as its steps.

A drawing of the shape alone: no number is shown that the document does not hold.
"""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from nnstudio.ui import theme
from nnstudio.ui.canvas.geometry import GRID
from nnstudio.ui.canvas.items import look
from nnstudio.ui.canvas.items.face import NodeFace

MOST: Final = 8
"""So many neurons, maps or steps are drawn; of more the first and the last ones, with dots between."""
OWN: Final = frozenset({"functions", "regularisation", "joins", "shape", "output"})
"""The families whose neurons each read the one of the same number."""
_HEAD, _FOOT = 3.75 * GRID, 0.75 * GRID


def area(rect: QRectF) -> QRectF:
    """Return the part of a node's box below its name."""
    return rect.adjusted(2 * GRID, _HEAD, -GRID, -_FOOT)


def neurons(rect: QRectF, sizes: tuple[int, ...], down: bool = False) -> dict[int, QPointF]:
    """Return where the neurons of a vector stand that are drawn, by number; none for other shapes.

    They stand across the way that wires lead: in a row where these lead ``down``.
    """
    if len(sizes) != 1:
        return {}
    count = sizes[0]
    half = MOST // 2
    numbers = list(range(count)) if count <= MOST else [*range(half), *range(count - half + 1, count)]
    # Where some are left out, the dots take the place of one.
    rows = {number: row + (count > MOST and row >= half) for row, number in enumerate(numbers)}
    return {number: _place(rect, (row + 0.5) / min(count, MOST), down) for number, row in rows.items()}


def _place(rect: QRectF, share: float, down: bool) -> QPointF:
    room = area(rect)
    if down:
        # About the middle, where the wire enters and leaves.
        return QPointF(rect.center().x() + (share - 0.5) * room.width(), room.center().y())
    return QPointF(rect.center().x(), room.top() + share * room.height())


def links(source: dict[int, QPointF], target: dict[int, QPointF], before: NodeFace, face: NodeFace) -> list[QLineF]:
    """Return the links that a layer has with the neurons before it: all with all, or each with its own.

    None where they mix in another way, or where each neuron's own one is not told by its number.
    """
    if face.family == "neurons":
        return [QLineF(start, end) for start in source.values() for end in target.values()]
    if face.family not in OWN or before.sizes != face.sizes:
        return []
    return [QLineF(source[number], target[number]) for number in source.keys() & target.keys()]


def beside_name(links: list[QLineF], rect: QRectF) -> list[QLineF]:
    """Return what is seen of links that lead down into a box: they pass behind the name that stands above it all."""
    parts = []
    for link in links:
        above, below = ((y - link.y1()) / link.dy() for y in (rect.top(), area(rect).top()))
        parts += [QLineF(link.p1(), link.pointAt(above)), QLineF(link.pointAt(below), link.p2())]
    return parts


def paint_inside(painter: QPainter, rect: QRectF, row: QRectF, face: NodeFace, color: QColor) -> None:
    """Paint what a layer gives, with its name in a ``row`` and its shape in words."""
    room, tokens, sizes = area(rect), theme.tokens(), face.sizes
    painter.setPen(QPen(color, 1))
    painter.setBrush(tokens.panel)
    if len(sizes) == 1:
        _paint_neurons(painter, rect, sizes[0], face.down)
        # Beside the name: below it the links run.
        room = row
    elif len(sizes) == 3:
        _paint_maps(painter, room, sizes[2])
    elif len(sizes) == 2:
        _paint_steps(painter, room, sizes[0])
    # In the narrow box of an end the sizes of an image would run across its drawing; its wire tells them, too.
    shape = "" if face.marker and len(sizes) == 3 else face.shape
    painter.setFont(look.font("caption"))
    painter.setPen(tokens.text_faint)
    align = Qt.AlignmentFlag.AlignVCenter if room is row else Qt.AlignmentFlag.AlignBottom
    painter.drawText(room, Qt.AlignmentFlag.AlignRight | align, shape)
    taken = look.advance(shape, "caption") + GRID / 2 if room is row else 0.0
    look.paint_line(painter, row.adjusted(0, 0, -taken, 0), face.name, "strong", tokens.text)


def _paint_neurons(painter: QPainter, rect: QRectF, count: int, down: bool) -> None:
    room = area(rect)
    radius = min(GRID / 2, 0.4 * (room.width() if down else room.height()) / min(count, MOST))
    for place in neurons(rect, (count,), down).values():
        painter.drawEllipse(place, radius, radius)
    if count > MOST:
        for step in (-0.25, 0.0, 0.25):
            painter.drawPoint(_place(rect, (MOST // 2 + 0.5 + step) / MOST, down))


def _paint_maps(painter: QPainter, room: QRectF, count: int) -> None:
    drawn = min(count, MOST // 2)
    side = room.height() - (drawn - 1) * GRID / 2
    for number in reversed(range(drawn)):
        shift = number * GRID / 2
        painter.drawRect(QRectF(room.left() + shift, room.bottom() - side - shift, side, side))


def _paint_steps(painter: QPainter, room: QRectF, count: int) -> None:
    drawn = min(count, MOST)
    for number in range(drawn):
        left = room.left() + number * 1.25 * GRID
        if count > MOST and number == drawn - 2:
            for dot in range(3):
                painter.drawPoint(QPointF(left + dot * 2.5 + 1, room.top() + GRID))
        else:
            painter.drawRect(QRectF(left, room.top(), GRID - 2, 2 * GRID))
