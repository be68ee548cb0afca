"""Artificial intelligence, machine learning, neural networks, deep learning as sets, and where this network lies."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPainterPath, QPaintEvent, QPen, QTransform
from PySide6.QtWidgets import QListWidget, QSizePolicy, QVBoxLayout, QWidget

from nnstudio.inspection.neuron import FIELDS, field_of, hidden_layers
from nnstudio.text import msg, tr
from nnstudio.ui import theme
from nnstudio.ui.bridge.session import Session
from nnstudio.ui.controls import FocusRing, bind, label, on_retranslate

_SHEET: Final = QRectF(0, 0, 100, 62)
_OVALS: Final = {
    "ai": QRectF(1, 1, 98, 60),
    "learning": QRectF(7, 13, 86, 45),
    "network": QRectF(11, 25, 47, 29),
    "deep": QRectF(42, 25, 47, 29),
}
_PLACES: Final = {"ai": (50, 7), "learning": (50, 19), "network": (26, 37), "both": (50, 37), "deep": (74, 37)}
"""Where each region's number stands."""
_NAMED: Final = {"ai": (50, 11.0), "learning": (50, 23.0), "network": (26, 41.5), "deep": (74, 41.5)}
_HERE: Final = {"network": (26, 31), "both": (50, 31)}
"""Where a dot stands for the network of the document."""


class FieldsPage(QWidget):
    """``picture`` shows the sets, ``fields`` lists the regions; pointing at one, in either, says what lies there."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self.picture, self.fields = FieldsPicture(), QListWidget()
        self.said, self.own = label("", "body", wrap=True), label("", "caption", wrap=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.tokens().space(1))
        column.addWidget(self.picture, 1)
        for part in (self.fields, self.said, self.own):
            column.addWidget(part)
        bind(self.fields.setAccessibleName, msg("Fields, from the outermost inwards"))
        self.fields.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.fields.setMouseTracking(True)
        FocusRing(self.fields)
        self.fields.currentRowChanged.connect(self.show_field)
        self.fields.itemEntered.connect(lambda item: self.fields.setCurrentItem(item))
        self.picture.pointed.connect(self.fields.setCurrentRow)
        session.document_changed.connect(self._place_network)
        on_retranslate(self, self._fill)

    def show_field(self, number: int) -> None:
        """Mark a region and say what belongs to it."""
        if 0 <= number < len(FIELDS):
            self.picture.light(number)
            self.said.setText(str(FIELDS[number].said))

    def _fill(self) -> None:
        here = max(0, self.fields.currentRow())
        self.fields.clear()
        for number, field in enumerate(FIELDS, start=1):
            self.fields.addItem(f"{number}   {field.name}")
        self.fields.setFixedHeight(self.fields.sizeHintForRow(0) * len(FIELDS) + theme.tokens().space(1))
        self.fields.setCurrentRow(here)
        self.show_field(here)
        self._place_network()

    def _place_network(self) -> None:
        document = self._session.document
        self.picture.place_network(field_of(document))
        count = hidden_layers(document)
        self.own.setText(tr("The dot is your network: hidden layers one after the other: {count}.", count=count))


class FieldsPicture(QWidget):
    """The sets as ovals. Signals: ``pointed(int)``, the number from 0 of the region under the mouse."""

    pointed = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.lit, self.own = 0, "network"
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        bind(self.setAccessibleName, msg("Artificial intelligence and what lies within it, as sets"))
        theme.changed.connect(self.update)

    def light(self, number: int) -> None:
        """Mark a region."""
        self.lit = number
        self.setAccessibleDescription(f"{FIELDS[number].name}: {FIELDS[number].said}")
        self.update()

    def place_network(self, field: str) -> None:
        """Show in which region the network lies."""
        self.own = field
        self.update()

    def sizeHint(self) -> QSize:
        """Wider than high."""
        return QSize(theme.tokens().space(52), theme.tokens().space(32))

    def minimumSizeHint(self) -> QSize:
        """Still readable."""
        return QSize(theme.tokens().space(36), theme.tokens().space(22))

    def place(self) -> QTransform:
        """Return how the sheet lies on the widget."""
        scale = min(self.width() / _SHEET.width(), self.height() / _SHEET.height())
        left, top = (self.width() - _SHEET.width() * scale) / 2, (self.height() - _SHEET.height() * scale) / 2
        return QTransform(scale, 0, 0, scale, left, top)

    def tag(self, number: int) -> QPointF:
        """Return where a region's number stands on the widget."""
        return self.place().map(QPointF(*_PLACES[FIELDS[number].id]))

    def region(self, field: str) -> QPainterPath:
        """Return a region on the sheet, without what lies further in."""
        ovals = {key: _oval(box) for key, box in _OVALS.items()}
        if field == "both":
            return ovals["network"].intersected(ovals["deep"])
        inner = {"ai": ("learning",), "learning": ("network", "deep"), "network": ("deep",), "deep": ("network",)}
        found = ovals[field]
        for key in inner[field]:
            found = found.subtracted(ovals[key])
        return found

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Say which region is under the mouse."""
        back, known = self.place().inverted()
        point = back.map(event.position())
        found = next((k for k, field in enumerate(FIELDS) if known and self.region(field.id).contains(point)), None)
        if found is not None and found != self.lit:
            self.pointed.emit(found)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the ovals, the marked region, names, numbers and the network's dot."""
        painter, tokens, place = QPainter(self), theme.tokens(), self.place()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.with_alpha(tokens.accent, 0.22))
        painter.drawPath(place.map(self.region(FIELDS[self.lit].id)))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(tokens.text_soft, 1.5))
        for box in _OVALS.values():
            painter.drawPath(place.map(_oval(box)))
        painter.setFont(theme.font("caption"))
        painter.setPen(tokens.text)
        for field in FIELDS:
            if field.id in _NAMED:
                middle = place.map(QPointF(*_NAMED[field.id]))
                half = QPointF(place.m11() * 17, tokens.space(2))
                wrap = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
                painter.drawText(QRectF(middle - half, middle + half), wrap, str(field.name))
        for number in range(len(FIELDS)):
            self._paint_tag(painter, number)
        painter.setPen(QPen(tokens.panel, 1.0))
        painter.setBrush(tokens.warning)
        painter.drawEllipse(place.map(QPointF(*_HERE[self.own])), tokens.space(0.75), tokens.space(0.75))

    def _paint_tag(self, painter: QPainter, number: int) -> None:
        tokens, radius, middle = theme.tokens(), theme.tokens().space(1), self.tag(number)
        lit = number == self.lit
        painter.setPen(QPen(tokens.accent if lit else tokens.hairline, 1))
        painter.setBrush(tokens.accent if lit else tokens.panel)
        painter.drawEllipse(middle, radius, radius)
        painter.setPen(tokens.text_on_accent if lit else tokens.text_soft)
        half = QPointF(radius, radius)
        painter.drawText(QRectF(middle - half, middle + half), Qt.AlignmentFlag.AlignCenter, str(number + 1))


def _oval(box: QRectF) -> QPainterPath:
    path = QPainterPath()
    path.addEllipse(box)
    return path
