"""A note on the canvas."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPen
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from nnstudio.document import Note
from nnstudio.text import tr
from nnstudio.ui import theme
from nnstudio.ui.canvas.colors import mark_color, with_color
from nnstudio.ui.canvas.geometry import GRID, STRIPE
from nnstudio.ui.canvas.items import look

CORNER = 2 * GRID
"""The turned corner: a drag of it, or near it, makes the note larger or smaller."""
GRIP = 3 * GRID
READ_FROM = 0.35


class NoteItem(QGraphicsItem):
    """Quiet paper with wrapped text; layers and wires lie above it."""

    def __init__(self, note: Note) -> None:
        super().__init__()
        self.note = note
        self.size = QRectF(0, 0, note.width, note.height)
        self.chosen = self.focused = False
        self.setZValue(0.5)
        self.setPos(note.x, note.y)

    def show_note(self, note: Note) -> None:
        """Show a note as it is now."""
        self.lie(QPointF(note.x, note.y), note.width, note.height)
        if note is not self.note:
            self.note = note
            self.update()

    def lie(self, place: QPointF, width: float, height: float) -> None:
        """Lie at a place, with a size: what a drag shows before it is an edit."""
        size = QRectF(0, 0, width, height)
        if size != self.size:
            self.prepareGeometryChange()
            self.size = size
        self.setPos(place)

    def show_state(self, *, chosen: bool, focused: bool) -> None:
        """Show whether the note is selected, and whether it has the keyboard."""
        if (chosen, focused) != (self.chosen, self.focused):
            self.chosen, self.focused = chosen, focused
            self.update()

    @property
    def spoken(self) -> str:
        """What a screen reader says."""
        return with_color(tr("note: {text}", text=self.note.text or tr("empty")), self.note.color)

    def scene_box(self) -> QRectF:
        """Return the paper in scene coordinates."""
        return self.size.translated(self.pos())

    def grip_at(self, point: QPointF) -> bool:
        """Whether a scene point is on the corner that resizes."""
        return QRectF(self.size.right() - GRIP, self.size.bottom() - GRIP, GRIP, GRIP).contains(point - self.pos())

    def boundingRect(self) -> QRectF:
        """Return the paper with room for the focus ring."""
        return self.size.adjusted(-5, -5, 5, 5)

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        """Paint the paper, and its text where it can be read."""
        tokens = theme.tokens()
        zoom = QStyleOptionGraphicsItem.levelOfDetailFromTransform(painter.worldTransform())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        edge = tokens.accent if self.chosen else tokens.hairline
        painter.setPen(QPen(edge, tokens.focus_width if self.chosen else tokens.hairline_width))
        painter.setBrush(tokens.warning_soft)
        painter.drawPath(self._paper())
        painter.drawPolyline(self._turned())
        color = mark_color(self.note.color)
        if color is not None:
            painter.fillRect(QRectF(0, 0, STRIPE, self.size.height()), color)
        if self.focused:
            painter.setPen(QPen(tokens.focus, tokens.focus_width))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(self.size.adjusted(-4, -4, 4, 4))
        if zoom >= READ_FROM:
            self._paint_text(painter)

    def _turned(self) -> list[QPointF]:
        right, bottom = self.size.right(), self.size.bottom()
        inner = QPointF(right - CORNER, bottom - CORNER)
        return [QPointF(right - CORNER, bottom), inner, QPointF(right, bottom - CORNER)]

    def _paper(self) -> QPainterPath:
        path = QPainterPath(QPointF(0, 0))
        for point in (QPointF(self.size.right(), 0), *reversed(self._turned()), QPointF(0, self.size.bottom())):
            if point != self._turned()[1]:
                path.lineTo(point)
        path.closeSubpath()
        return path

    def _paint_text(self, painter: QPainter) -> None:
        tokens = theme.tokens()
        area = self.size.adjusted(1.25 * GRID, GRID, -GRID, -GRID)
        height = look.metrics("body").lineSpacing()
        text = self.note.text or tr("Double-click to write")
        painter.setFont(look.font("body"))
        painter.setPen(tokens.text if self.note.text else tokens.text_faint)
        for place, line in enumerate(look.lines(text, area.width(), "body", max(1, int(area.height() / height)))):
            row = QRectF(area.left(), area.top() + place * height, area.width(), height)
            painter.drawText(row, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, line)
