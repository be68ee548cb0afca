"""Which line is which: a swatch in the line's colour and dashes with its name, on as many lines as they need."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from nnstudio.ui import theme

STYLES = {"solid": Qt.PenStyle.SolidLine, "dash": Qt.PenStyle.DashLine, "dot": Qt.PenStyle.DotLine}
_SWATCH = 3.0


@dataclass(frozen=True)
class Entry:
    """A name with the colour number and the style (of :data:`STYLES`) of its line."""

    name: str
    slot: int
    style: str = "solid"


class Legend(QWidget):
    """A row of entries that wraps."""

    def __init__(self) -> None:
        super().__init__()
        self.entries: tuple[Entry, ...] = ()
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        theme.changed.connect(self.update)

    def show_entries(self, entries: tuple[Entry, ...]) -> None:
        """Show other entries."""
        if entries != self.entries:
            self.entries = entries
            self.setAccessibleDescription(", ".join(entry.name for entry in entries))
            self.updateGeometry()
            self.update()

    def hasHeightForWidth(self) -> bool:
        """It wraps."""
        return True

    def heightForWidth(self, width: int) -> int:
        """As many lines as the entries take."""
        places = self._places(width)
        return round(places[-1].bottom()) if places else 0

    def sizeHint(self) -> QSize:
        """One line, two thirds of a page wide."""
        width = theme.tokens().space(40)
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        """Narrower, it takes more lines."""
        return QSize(theme.tokens().space(16), theme.tokens().space(2.5))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw swatches and names."""
        painter = QPainter(self)
        painter.setFont(theme.font("caption"))
        tokens = theme.tokens()
        middle = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        for entry, place in zip(self.entries, self._places(self.width()), strict=True):
            y = place.center().y()
            painter.setPen(QPen(theme.class_color(entry.slot), 2, STYLES[entry.style]))
            painter.drawLine(QPointF(place.left(), y), QPointF(place.left() + tokens.space(_SWATCH), y))
            painter.setPen(tokens.text)
            left = place.adjusted(tokens.space(_SWATCH + 0.75), 0, 0, 0)
            text = painter.fontMetrics().elidedText(entry.name, Qt.TextElideMode.ElideRight, round(left.width()))
            painter.drawText(left, middle, text)

    def _places(self, width: int) -> list[QRectF]:
        space, metrics = theme.tokens().space, QFontMetricsF(theme.font("caption"))
        line, x, y = metrics.height() + space(0.25), 0.0, 0.0
        places = []
        for entry in self.entries:
            wide = min(float(width), space(_SWATCH + 0.75) + metrics.horizontalAdvance(entry.name) + 2)
            if x > 0 and x + wide > width:
                x, y = 0.0, y + line
            places.append(QRectF(x, y, wide, line))
            x += wide + space(2)
        return places
