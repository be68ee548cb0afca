"""Which number and colour is whose way: as many lines as the names take."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from nnstudio.ui import theme
from nnstudio.ui.charts.landscape.map_picture import BALL, paint_ball
from nnstudio.ui.charts.landscape.ways import Way

_LINE, _WIDEST, _GAP = 2.5, 16, 1.5
"""Units: of a line, of a name at most, between two."""


class WayLegend(QWidget):
    """``ways`` are listed; ``lit`` is the number of the one under the mouse, −1 for none."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.ways: tuple[Way, ...] = ()
        self.lit = -1
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.hide()
        theme.changed.connect(self.update)

    def show_ways(self, ways: tuple[Way, ...]) -> None:
        """List other ways; none take no room."""
        self.ways = ways
        said = ", ".join(f"{way.number} {way.name}" for way in ways)
        self.setAccessibleName(said)
        self.setToolTip(said)
        self.setVisible(bool(ways))
        self._fit()
        self.update()

    def light(self, number: int) -> None:
        """Have one stand out."""
        if number != self.lit:
            self.lit = number
            self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Take as many lines as are needed now."""
        super().resizeEvent(event)
        self._fit()

    def sizeHint(self) -> QSize:
        """One line."""
        return QSize(theme.tokens().space(10), theme.tokens().space(_LINE))

    def boxes(self) -> list[QRectF]:
        """Return where each name stands, its ball included."""
        space, metrics = theme.tokens().space, self.fontMetrics()
        left, top, found = 0.0, 0.0, []
        for way in self.ways:
            wide = min(metrics.horizontalAdvance(way.name) + space(_LINE), space(_WIDEST), max(1, self.width()))
            if left and left + wide > self.width():
                left, top = 0.0, top + space(_LINE)
            found.append(QRectF(left, top, wide, space(_LINE)))
            left += wide + space(_GAP)
        return found

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the entries."""
        tokens, painter = theme.tokens(), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for way, box in zip(self.ways, self.boxes(), strict=True):
            lit = way.number == self.lit
            paint_ball(painter, QPointF(box.left() + BALL + 3, box.center().y()), way.color, way.number, lit)
            painter.setFont(theme.font("strong" if lit else "caption"))
            painter.setPen(tokens.text)
            room = box.adjusted(tokens.space(_LINE), 0, 0, 0)
            # What tells two runs apart stands at the end of a long name.
            text = painter.fontMetrics().elidedText(way.name, Qt.TextElideMode.ElideLeft, int(room.width()))
            painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, text)

    def _fit(self) -> None:
        self.setFont(theme.font("caption"))
        boxes = self.boxes()
        self.setFixedHeight(round(boxes[-1].bottom()) if boxes else 0)
