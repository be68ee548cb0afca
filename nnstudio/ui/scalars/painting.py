"""How a graph is painted: wires, circles, boxes; far away boxes alone."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen

from nnstudio.ui import theme
from nnstudio.ui.controls.calculation.markup import draw_symbol
from nnstudio.ui.scalars.drawing import Drawing, Edge, heading_height, row_height
from nnstudio.ui.scalars.faces import Face, Row

Floats = npt.NDArray[np.float64]

LEAST_READABLE = 0.42
"""Scale below which no text is drawn."""


@dataclass(frozen=True)
class Marks:
    """What is marked: the box that just changed, the one it came from, the wire between, with a note on it.

    ``chosen`` in the order of choosing; ``pointed`` under the mouse; ``lit`` from elsewhere.
    """

    changed: int = -1
    source: int = -1
    wire: Edge | None = None
    note: str = ""
    chosen: tuple[int, ...] = ()
    pointed: int = -1
    lit: Collection[int] = field(default_factory=frozenset)


def limit_of(faces: Sequence[Face]) -> float:
    """Return the largest gradient of all boxes: what the colours are measured by."""
    return max((abs(row.value) for face in faces for row in face.rows if row.field != "data" and row.value), default=1)


def reach_of(drawing: Drawing, faces: Sequence[Face], marks: Marks) -> QRectF:
    """Return where a picture shows what has just happened: the two boxes, the wire and its note."""
    ends = (place for place in (marks.changed, marks.source) if 0 <= place < len(drawing.boxes))
    found = QRectF()
    for place in ends:
        found = found.united(drawing.whole(place))
    if marks.wire is not None and marks.wire in drawing.wires:
        found = found.united(drawing.wires[marks.wire].controlPointRect())
        found = found.united(note_box(drawing, faces, marks.wire, marks.note))
    return found


def paint_graph(
    painter: QPainter,
    drawing: Drawing,
    faces: Sequence[Face],
    marks: Marks,
    visible: QRectF,
    scale: float,
    limit: float,
) -> None:
    """Paint what is in ``visible``."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    readable = scale >= LEAST_READABLE
    _wires(painter, drawing, faces, marks, visible)
    for place, face in enumerate(faces):
        if not face.shown or not drawing.whole(place).intersects(visible):
            continue
        _circle(painter, drawing.circles[place], face, marks, place, readable)
        _box(painter, drawing.boxes[place], face, marks, place)
        if readable:
            _texts(painter, drawing.boxes[place], face, limit)
        if place in marks.chosen and len(marks.chosen) > 1:
            _badge(painter, drawing.boxes[place], marks.chosen.index(place) + 1)
    if marks.wire is not None and marks.note and readable and marks.wire in drawing.wires:
        _note(painter, note_box(drawing, faces, marks.wire, marks.note), marks.note)


def _wires(painter: QPainter, drawing: Drawing, faces: Sequence[Face], marks: Marks, visible: QRectF) -> None:
    current = theme.tokens()
    painter.setBrush(Qt.BrushStyle.NoBrush)
    near = {marks.pointed, *marks.chosen} - {-1}
    loud = []
    painter.setPen(QPen(current.line, current.hairline_width))
    for edge, path in drawing.wires.items():
        if not (faces[edge[0]].shown and faces[edge[1]].shown):
            continue
        if edge == marks.wire or near & set(edge):
            loud.append(edge)
        elif path.controlPointRect().adjusted(-1, -1, 1, 1).intersects(visible):
            painter.drawPath(path)
    for edge in loud:
        own = edge == marks.wire
        painter.setPen(QPen(current.accent if own else current.text_soft, current.focus_width * (1.5 if own else 0.75)))
        painter.drawPath(drawing.wires[edge])


def _circle(painter: QPainter, box: QRectF, face: Face, marks: Marks, place: int, readable: bool) -> None:
    if box.isEmpty():
        return
    current = theme.tokens()
    painter.setPen(QPen(current.line, current.hairline_width))
    painter.setBrush(current.sunken)
    painter.drawRoundedRect(box, box.height() / 2, box.height() / 2)
    painter.drawLine(QPointF(box.right(), box.center().y()), QPointF(box.right() + current.space(1), box.center().y()))
    if readable:
        painter.setFont(theme.font("caption"))
        painter.setPen(current.text)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, face.operation)


def _box(painter: QPainter, box: QRectF, face: Face, marks: Marks, place: int) -> None:
    current = theme.tokens()
    fill, border, width = current.panel, current.line, float(current.hairline_width)
    if place == marks.source:
        fill = current.hover
    if place in marks.lit or place == marks.pointed:
        fill, border = current.hover, current.text_soft
    if place in marks.chosen:
        fill, border, width = current.selected, current.accent, float(current.focus_width)
    if place == marks.changed:
        fill, border, width = current.accent_soft, current.accent, float(current.focus_width)
    style = Qt.PenStyle.DashLine if face.cut else Qt.PenStyle.SolidLine
    painter.setPen(QPen(border, width, style))
    painter.setBrush(fill)
    if face.count > 1:
        # A second sheet behind the first: there is more in it.
        step = current.space(0.5)
        painter.drawRoundedRect(box.translated(step, -step), current.radius, current.radius)
    painter.drawRoundedRect(box, current.radius, current.radius)


def _texts(painter: QPainter, box: QRectF, face: Face, limit: float) -> None:
    current, margin = theme.tokens(), theme.tokens().space(1)
    top, high = box.top() + current.space(0.25), row_height()
    inner = box.adjusted(margin, 0, -margin, 0)
    heading = heading_height(face)
    if heading:
        line = QRectF(inner.left(), top, inner.width(), heading)
        font = theme.font("strong")
        metrics = QFontMetricsF(font)
        baseline = line.center().y() + (metrics.ascent() - metrics.descent()) / 2
        draw_symbol(painter, line.left(), baseline, face.label, font, current.text)
        painter.setFont(theme.font("number_caption"))
        painter.setPen(current.text_soft)
        painter.drawText(line, _RIGHT, f"⊞ {face.count}" if face.count > 1 else str(face.number))
        if face.rows:
            painter.setPen(QPen(current.hairline, current.hairline_width))
            painter.drawLine(QPointF(box.left(), line.bottom()), QPointF(box.right(), line.bottom()))
        top += heading
    painter.setFont(theme.font("number_caption"))
    for number, row in enumerate(face.rows):
        _row(painter, QRectF(inner.left(), top + number * high, inner.width(), high), row, limit)


def _row(painter: QPainter, line: QRectF, row: Row, limit: float) -> None:
    current = theme.tokens()
    if row.field and row.field != "data" and row.value:
        # The colour says again what sign and digits say.
        tint = QColor(theme.diverging(row.value, limit))
        painter.fillRect(line.adjusted(-current.space(0.5), 1, current.space(0.5), -1), theme.with_alpha(tint, 0.22))
    painter.setPen(current.text_soft)
    painter.drawText(line, _LEFT, row.field)
    painter.setPen(current.text if row.value is not None else current.text_faint)
    painter.drawText(line, _RIGHT if row.field else Qt.AlignmentFlag.AlignCenter, row.text)


def _badge(painter: QPainter, box: QRectF, number: int) -> None:
    current, size = theme.tokens(), theme.tokens().space(2)
    badge = QRectF(box.left() - size / 2, box.top() - size / 2, size, size)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(current.accent)
    painter.drawEllipse(badge)
    painter.setFont(theme.font("number_caption"))
    painter.setPen(current.text_on_accent)
    painter.drawText(badge, Qt.AlignmentFlag.AlignCenter, str(number))


def note_box(drawing: Drawing, faces: Sequence[Face], wire: Edge, text: str) -> QRectF:
    """Return where the note on a wire stands: at its middle, or as near as it hides no box and no circle."""
    space, middle = theme.tokens().space, drawing.wires[wire].pointAtPercent(0.5)
    wide = QFontMetricsF(theme.font("number_caption")).horizontalAdvance(text) + space(1)
    first, last = drawing.boxes[wire[0]], drawing.boxes[wire[1]]
    places = [middle.x(), (first.right() + last.left()) / 2, first.center().x()]
    found = [
        QRectF(x - wide / 2, middle.y() + down * space(1) - space(1), wide, space(2))
        for down in (0, *(sign * step / 4 for step in range(2, 33) for sign in (-1, 1)))
        for x in places
    ]
    # Of hundreds of boxes a few are near; and mostly one of the first places is free.
    room = QRectF(min(places) - wide / 2, middle.y() - space(9), max(places) - min(places) + wide, space(18))
    shown = (place for place, face in enumerate(faces) if face.shown)
    around = [box for place in shown for box in (drawing.boxes[place], drawing.circles[place]) if box.intersects(room)]
    return found[int(_hidden(found, around).argmin())]


def _hidden(places: Sequence[QRectF], others: Sequence[QRectF]) -> Floats:
    """Return how much of the others each place hides; by arrays, since the places alone are two hundred."""
    (left, top, right, bottom), (first, high, last, low) = _sides(places)[..., None], _sides(others)
    wide = np.minimum(right, last) - np.maximum(left, first)
    tall = np.minimum(bottom, low) - np.maximum(top, high)
    return np.asarray((wide.clip(0) * tall.clip(0)).sum(axis=1))


def _sides(boxes: Sequence[QRectF]) -> Floats:
    return np.array([(box.left(), box.top(), box.right(), box.bottom()) for box in boxes]).reshape(-1, 4).T


def _note(painter: QPainter, box: QRectF, text: str) -> None:
    current = theme.tokens()
    painter.setFont(theme.font("number_caption"))
    painter.setPen(QPen(current.accent, current.hairline_width))
    painter.setBrush(current.panel)
    painter.drawRoundedRect(box, current.radius, current.radius)
    painter.setPen(current.accent)
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)


_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
