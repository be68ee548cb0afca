"""A nerve cell beside an artificial neuron: the parts of both matched one to one."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPainterPathStroker, QPaintEvent, QPen, QTransform
from PySide6.QtWidgets import QListWidget, QSizePolicy, QVBoxLayout, QWidget

from nnstudio.inspection.neuron import PARTS
from nnstudio.text import msg
from nnstudio.ui import theme
from nnstudio.ui.controls import FocusRing, bind, label, on_retranslate
from nnstudio.ui.neuron.drawing import CELL_TAGS, SHEET, UNIT_LETTERS, UNIT_TAGS, Outlines, cell, unit

_HIT = 4.0
"""Width of what the mouse can hit, on the sheet of 100 by 50."""


class CellPage(QWidget):
    """``picture`` shows both, ``parts`` lists the pairs; pointing at a part, in either, shows its counterpart."""

    def __init__(self) -> None:
        super().__init__()
        self.picture, self.parts, self.said = CellPicture(), QListWidget(), label("", "body", wrap=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.tokens().space(1))
        column.addWidget(self.picture, 1)
        column.addWidget(self.parts)
        column.addWidget(self.said)
        bind(self.parts.setAccessibleName, msg("Parts of both"))
        self.parts.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.parts.setMouseTracking(True)
        FocusRing(self.parts)
        self.parts.currentRowChanged.connect(self.show_part)
        self.parts.itemEntered.connect(lambda item: self.parts.setCurrentItem(item))
        self.picture.pointed.connect(self.parts.setCurrentRow)
        on_retranslate(self, self._fill)

    def show_part(self, number: int) -> None:
        """Mark a part in both pictures and say what it does."""
        if 0 <= number < len(PARTS):
            self.picture.light(number)
            self.said.setText(str(PARTS[number].said))

    def _fill(self) -> None:
        here = max(0, self.parts.currentRow())
        self.parts.clear()
        for number, part in enumerate(PARTS, start=1):
            self.parts.addItem(f"{number}   {part.cell}  ↔  {part.unit}")
        self.parts.setFixedHeight(self.parts.sizeHintForRow(0) * len(PARTS) + theme.tokens().space(1))
        self.parts.setCurrentRow(here)
        self.show_part(here)


class CellPicture(QWidget):
    """The nerve cell above, the artificial neuron below it; their parts bear the same numbers.

    Signals: ``pointed(int)``, the number from 0 of the part under the mouse.
    """

    pointed = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.lit = 0
        self._drawings: tuple[tuple[Outlines, dict[str, tuple[float, float]]], ...] = (
            (cell(), dict(CELL_TAGS)),
            (unit(), dict(UNIT_TAGS)),
        )
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        bind(self.setAccessibleName, msg("A nerve cell above an artificial neuron"))
        theme.changed.connect(self.update)

    def light(self, number: int) -> None:
        """Mark a part in both."""
        self.lit = number
        self.setAccessibleDescription(f"{PARTS[number].cell} ↔ {PARTS[number].unit}")
        self.update()

    def sizeHint(self) -> QSize:
        """Two sheets, one above the other."""
        return QSize(theme.tokens().space(52), theme.tokens().space(36))

    def minimumSizeHint(self) -> QSize:
        """Still readable."""
        return QSize(theme.tokens().space(30), theme.tokens().space(26))

    def place(self, drawing: int) -> QTransform:
        """Return how a sheet lies on the widget: 0 the cell, 1 the artificial neuron."""
        height = self.height() / 2
        scale = min(self.width() / SHEET.width(), height / SHEET.height())
        left = (self.width() - SHEET.width() * scale) / 2
        top = drawing * height + (height - SHEET.height() * scale) / 2
        return QTransform(scale, 0, 0, scale, left, top)

    def tag(self, drawing: int, number: int) -> QPointF:
        """Return where a part's number stands on the widget."""
        return self.place(drawing).map(QPointF(*self._drawings[drawing][1][PARTS[number].id]))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Say which part is under the mouse."""
        found = self._at(event.position())
        if found is not None and found != self.lit:
            self.pointed.emit(found)

    def _at(self, position: QPointF) -> int | None:
        reach = theme.tokens().space(1.5)
        stroker = QPainterPathStroker()
        stroker.setWidth(_HIT)
        for drawing, (outlines, _) in enumerate(self._drawings):
            tags = ((self.tag(drawing, number) - position).manhattanLength() for number in range(len(PARTS)))
            near = next((number for number, away in enumerate(tags) if away <= reach), None)
            if near is not None:
                return near
            back, known = self.place(drawing).inverted()
            point = back.map(position)
            for number in (5, 4, 1, 0, 2, 3):
                if known and stroker.createStroke(outlines[PARTS[number].id]).contains(point):
                    return number
        return None

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw both."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for drawing in (0, 1):
            self._paint(painter, drawing)

    def _paint(self, painter: QPainter, drawing: int) -> None:
        current, (outlines, _) = theme.tokens(), self._drawings[drawing]
        place = self.place(drawing)
        for number, part in enumerate(PARTS):
            lit = number == self.lit
            pen = QPen(current.accent if lit else current.text_soft, 3.5 if lit else 1.5)
            pen.setCapStyle(Qt.PenCapStyle.RoundCap)
            if part.id == "threshold" and drawing == 0:
                pen.setStyle(Qt.PenStyle.DotLine)
            painter.setPen(pen)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawPath(place.map(outlines[part.id]))
        if drawing == 1:
            self._paint_letters(painter, place)
        for number in range(len(PARTS)):
            self._paint_tag(painter, self.tag(drawing, number), number)

    def _paint_letters(self, painter: QPainter, place: QTransform) -> None:
        painter.setFont(theme.font("body"))
        painter.setPen(theme.tokens().text)
        half = QPointF(theme.tokens().space(2), theme.tokens().space(1.5))
        for where, letter in UNIT_LETTERS:
            center = place.map(QPointF(*where))
            painter.drawText(QRectF(center - half, center + half), Qt.AlignmentFlag.AlignCenter, letter)

    def _paint_tag(self, painter: QPainter, center: QPointF, number: int) -> None:
        current, radius = theme.tokens(), theme.tokens().space(1)
        lit = number == self.lit
        painter.setPen(QPen(current.accent if lit else current.hairline, 1))
        painter.setBrush(current.accent if lit else current.panel)
        painter.drawEllipse(center, radius, radius)
        painter.setPen(current.text_on_accent if lit else current.text_soft)
        painter.setFont(theme.font("caption"))
        half = QPointF(radius, radius)
        painter.drawText(QRectF(center - half, center + half), Qt.AlignmentFlag.AlignCenter, str(number + 1))
