"""One sample as a mark: class by colour and shape, set by filling — the same as on the boundary view."""

from __future__ import annotations

from dataclasses import dataclass

from pyqtgraph.graphicsItems.ScatterPlotItem import Symbols
from PySide6.QtCore import QPointF, QRect, QSize, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from nnstudio.data import Membership
from nnstudio.ui import theme

SIZE = 9.0


@dataclass(frozen=True)
class Mark:
    """How a sample is drawn."""

    symbol: str
    color: QColor
    membership: Membership = Membership.TRAINING

    @property
    def pen(self) -> QPen:
        """The outline: the colour itself where the mark is hollow, else the ground's, so that neighbours stay apart."""
        hollow = self.membership is Membership.VALIDATION
        return theme.pen(self.color if hollow else theme.tokens().plot, 1.6 if hollow else 1.0)

    @property
    def brush(self) -> QBrush:
        """The filling."""
        return QBrush(theme.tokens().plot if self.membership is Membership.VALIDATION else self.color)

    def size(self, largest: float = SIZE) -> float:
        """The diameter: test samples are smaller, and more so those without a label."""
        return largest * {Membership.TEST: 0.72, Membership.UNLABELLED: 0.5}.get(self.membership, 1.0)

    def paint(self, painter: QPainter, place: QPointF) -> None:
        """Draw it."""
        painter.save()
        painter.translate(place)
        painter.setPen(self.pen)
        painter.setBrush(self.brush)
        painter.scale(self.size(), self.size())
        painter.drawPath(Symbols[self.symbol])
        painter.restore()


class Legend(QWidget):
    """Marks with their names, in as many lines as they need."""

    def __init__(self) -> None:
        super().__init__()
        self.entries: tuple[tuple[Mark, str], ...] = ()
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        theme.changed.connect(self.update)

    def show_entries(self, entries: tuple[tuple[Mark, str], ...]) -> None:
        """Show other marks."""
        self.entries = entries
        self.setAccessibleName(", ".join(name for _, name in entries))
        self.updateGeometry()
        self.update()

    def hasHeightForWidth(self) -> bool:
        """Narrow legends have more lines."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Return the height of all lines, three at most."""
        places = self._places(width)
        lines = places[-1].top() // self._line() + 1 if places else 1
        return min(lines, 3) * self._line()

    def sizeHint(self) -> QSize:
        """One line."""
        return QSize(theme.tokens().space(20), self._line())

    def minimumSizeHint(self) -> QSize:
        """One line."""
        return QSize(theme.tokens().space(8), self._line())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the entries."""
        tokens = theme.tokens()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(theme.font("caption"))
        for (mark, name), box in zip(self.entries, self._places(self.width()), strict=True):
            mark.paint(painter, QPointF(box.left() + tokens.space(0.75), box.center().y() + 0.5))
            painter.setPen(tokens.text_soft)
            words = box.adjusted(tokens.space(2), 0, 0, 0)
            shown = painter.fontMetrics().elidedText(name, Qt.TextElideMode.ElideRight, words.width())
            painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, shown)

    def _line(self) -> int:
        return theme.tokens().space(2.5)

    def _places(self, width: int) -> list[QRect]:
        metrics, space = self.fontMetrics(), theme.tokens().space
        places: list[QRect] = []
        left = top = 0
        for _, name in self.entries:
            wide = min(metrics.horizontalAdvance(name) + space(2.5), max(width, 1))
            if left and left + wide > width:
                left, top = 0, top + self._line()
            places.append(QRect(left, top, wide, self._line()))
            left += wide + space(1)
        return places
