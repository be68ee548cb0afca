"""Where everything of a graph is drawn, in units of the picture: boxes, operations' circles, wires."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QFontMetricsF, QPainterPath

from nnstudio.inspection.graphs import Folded, arranged
from nnstudio.ui import theme
from nnstudio.ui.controls.calculation.markup import widths_in
from nnstudio.ui.scalars.faces import Face

Edge = tuple[int, int]


@dataclass(eq=False)
class Drawing:
    """``boxes`` and ``circles`` by number (a circle is empty where there is no operation); ``wires`` by their ends."""

    boxes: list[QRectF] = field(default_factory=list)
    circles: list[QRectF] = field(default_factory=list)
    wires: dict[Edge, QPainterPath] = field(default_factory=dict)
    size: QRectF = field(default_factory=QRectF)

    def at(self, point: QPointF) -> int:
        """Return the box at a point of the picture; −1 if there is none."""
        both = enumerate(zip(self.boxes, self.circles, strict=True))
        return next((place for place, (box, circle) in both if box.contains(point) or circle.contains(point)), -1)

    def whole(self, place: int) -> QRectF:
        """Return the room of a box with its circle."""
        return self.boxes[place].united(self.circles[place])


def row_height() -> float:
    """Return the height of a line in a box."""
    return float(theme.tokens().space(2))


def heading_height(face: Face) -> float:
    """Return the height of the line with label and number; constants have none."""
    return row_height() if face.label or face.count > 1 or face.operation or len(face.rows) > 1 else 0.0


def drawn(folded: Folded, faces: Sequence[Face]) -> Drawing:
    """Return the drawing of a graph whose boxes will say what these faces say, or other numbers as wide."""
    space = theme.tokens().space
    numbers, caption = QFontMetricsF(theme.font("number_caption")), QFontMetricsF(theme.font("caption"))
    labels = widths_in(theme.font("strong"))
    boxes = [_box_size(face, numbers, labels) for face in faces]
    circles = [_circle_size(face, caption) for face in faces]
    gap = space(1)
    sizes = [
        (width + (round_wide + gap if round_wide else 0), max(height, round_wide and space(3)))
        for (width, height), round_wide in zip(boxes, circles, strict=True)
    ]
    edges = [(source, number) for number, box in enumerate(folded.boxes) for source in box.sources]
    layout = arranged(sizes, edges, space(3.5), space(1.5))
    made = Drawing(size=QRectF(0, 0, layout.width, layout.height))
    for (x, y), (wide, _), (width, height), round_wide in zip(layout.places, sizes, boxes, circles, strict=True):
        right = x + wide / 2
        made.boxes.append(QRectF(right - width, y - height / 2, width, height))
        tall = space(3) if round_wide else 0
        made.circles.append(QRectF(x - wide / 2, y - tall / 2, round_wide, tall))
    for edge in edges:
        made.wires[edge] = _wire(made, edge, layout.routes[edge])
    return made


def _box_size(face: Face, numbers: QFontMetricsF, labels: Callable[[str], float]) -> tuple[float, float]:
    space = theme.tokens().space
    rows = [numbers.horizontalAdvance(f"{row.field} {_widest(row.text)}") for row in face.rows]
    heading = labels(face.label) + numbers.horizontalAdvance(f"  {face.number}") if face.label else 0.0
    counted = numbers.horizontalAdvance(f"⊞ {face.count}  ") if face.count > 1 else 0.0
    width = max([*rows, heading + counted, float(space(3))]) + space(2)
    height = heading_height(face) + row_height() * len(face.rows) + space(0.5)
    return width, height


def _widest(text: str) -> str:
    # Room for a gradient that is still 0, and for a sign: a box does not grow while one steps.
    return max(text, "−0.0000", key=len)


def _circle_size(face: Face, metrics: QFontMetricsF) -> float:
    if not face.operation:
        return 0.0
    return max(float(theme.tokens().space(3)), metrics.horizontalAdvance(face.operation) + theme.tokens().space(1.5))


def _wire(made: Drawing, edge: Edge, route: tuple[tuple[float, float], ...]) -> QPainterPath:
    """Return the curve from a box over the points that the layout gives to the circle, or box, that reads it."""
    first, last = edge
    start = made.boxes[first].right(), made.boxes[first].center().y()
    goal = made.circles[last] if not made.circles[last].isEmpty() else made.boxes[last]
    points = [start, *route, (goal.left(), goal.center().y())]
    path = QPainterPath(QPointF(*start))
    for (left, here), (right, there) in itertools.pairwise(points):
        middle = (left + right) / 2
        path.cubicTo(middle, here, middle, there, right, there)
    return path
