"""What lies along lines painted anew: Qt would take all that lies within their bounds, which may be the whole view."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Final

from PySide6.QtCore import QPointF, QRectF, Signal
from PySide6.QtGui import QPainterPath, QPolygonF
from PySide6.QtWidgets import QGraphicsItem, QGraphicsScene

from nnstudio.ui.canvas.geometry import sides
from nnstudio.ui.canvas.maze import Box

BROAD: Final = 4.0
"""No line is broader than this to either side."""
SLIM: Final = 64.0
"""A bend whose box is no less wide or high than this is boxed in halves, …"""
HALVINGS: Final = 3
"""… so many times at most."""

MANY: Final = 400
"""Where more boxes than so many change at once, all is painted anew."""

Bend = tuple[QPointF, QPointF, QPointF, QPointF]


class Track:
    """The ``path`` of a wire, its ``bounds``, and ``boxes`` around each of its lines and bends, as wide as a line.

    ``down``: it leaves a box below and enters another one above.

    Made once for each way: a wire that is laid is painted anew where it was and where it is.
    """

    def __init__(self, path: QPainterPath, *, down: bool = False) -> None:
        self.path = path
        self.down = down
        self.bounds = path.boundingRect()
        self.boxes = [wide(box) for box in pieces(path)]


def pieces(path: QPainterPath) -> list[QRectF]:
    """Return a box around each line and each bend of a path; around the parts of a large bend."""
    steps = [path.elementAt(place) for place in range(path.elementCount())]
    points = [QPointF(step.x, step.y) for step in steps]
    found: list[QRectF] = []
    place = 0
    while place < len(steps):
        if steps[place].isCurveTo():
            # A bend is one point and the two that draw it there.
            found += _boxed((points[place - 1], points[place], points[place + 1], points[place + 2]), HALVINGS)
            place += 3
            continue
        if not steps[place].isMoveTo():
            found.append(QRectF(points[place - 1], points[place]).normalized())
        place += 1
    return found


def _boxed(bend: Bend, halvings: int) -> list[QRectF]:
    box = QPolygonF(bend).boundingRect()
    if not halvings or min(box.width(), box.height()) < SLIM:
        return [box]
    a, b, c, d = bend
    # de Casteljau: the points that draw both halves are the middles of the middles of those that draw the whole.
    ab, bc, cd = (a + b) / 2, (b + c) / 2, (c + d) / 2
    left, right = (ab + bc) / 2, (bc + cd) / 2
    middle = (left + right) / 2
    return [*_boxed((a, ab, left, middle), halvings - 1), *_boxed((middle, right, cd, d), halvings - 1)]


def wide(box: QRectF) -> Box:
    """Return left, top, right and bottom of a line's box, or of another one, with the room that the line takes."""
    left, top, right, bottom = sides(box)
    return left - BROAD, top - BROAD, right + BROAD, bottom + BROAD


class LinedScene(QGraphicsScene):
    """Signals: ``lines_changed(boxes)`` when what lies in some boxes must be painted anew; None where all must."""

    lines_changed = Signal(object)
    _gathered: list[Box] | None = None

    @property
    def is_read(self) -> bool:
        """Whether what is written along lines can be read."""
        return True

    def elders(self, item: QGraphicsItem) -> Iterator[QGraphicsItem]:
        """Yield what is written about the same before a line is; it need not say it over there again."""
        yield from ()

    def covers(self, box: QRectF) -> bool:
        """Whether something lies on a box that hides what is written there."""
        return False

    @contextmanager
    def gathering(self) -> Iterator[None]:
        """Tell of all that is to be painted anew at once, at the end."""
        outer, self._gathered = self._gathered, []
        try:
            yield
        finally:
            found, self._gathered = self._gathered, outer
            if len(found) > MANY:
                self.lines_changed.emit(None)
            elif found:
                self.renew(found)

    @property
    def is_all(self) -> bool:
        """Whether so much is to be painted anew that no more need be told."""
        return self._gathered is not None and len(self._gathered) > MANY

    def renew(self, boxes: list[Box]) -> None:
        """Have what lies in some boxes painted anew."""
        if self._gathered is None:
            self.lines_changed.emit(boxes)
        else:
            self._gathered += boxes


def paint_anew(item: QGraphicsItem, lines: Iterable[QRectF]) -> None:
    """Have what lies along some lines of the scene, or in boxes, painted anew, as wide as a line."""
    scene = item.scene()
    if isinstance(scene, LinedScene):
        scene.renew([wide(line) for line in lines])
