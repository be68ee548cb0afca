"""The classes with their colours and markers, or the scale of a surface of values."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from nnstudio.ui import theme
from nnstudio.ui.charts.points import paint_marker


class ClassLegend(QWidget):
    """One line: marker and name of each class, as many as fit."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.names: tuple[str, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.update)

    def set_classes(self, names: tuple[str, ...]) -> None:
        """Show other classes."""
        self.names = names
        self.setAccessibleName(", ".join(names))
        self.setToolTip(", ".join(names))
        self.update()

    def sizeHint(self) -> QSize:
        """One line of small text."""
        return QSize(theme.tokens().space(10), theme.tokens().space(2.5))

    def minimumSizeHint(self) -> QSize:
        """One line of small text."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the entries; names share the width where it is short."""
        if not self.names:
            return
        tokens = theme.tokens()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(theme.font("caption"))
        metrics = painter.fontMetrics()
        wanted = [metrics.horizontalAdvance(name) + tokens.space(3.5) for name in self.names]
        most = self.width() / len(self.names) if sum(wanted) > self.width() else max(wanted)
        left, middle = 0.0, self.height() / 2
        for number, (name, wide) in enumerate(zip(self.names, wanted, strict=True)):
            room = min(float(wide), most)
            marker = QPointF(left + tokens.space(0.75), middle)
            paint_marker(painter, marker, theme.class_marker(number), theme.class_color(number))
            painter.setPen(tokens.text)
            box = QRectF(left + tokens.space(2), 0, room - tokens.space(2), self.height())
            text = metrics.elidedText(name, Qt.TextElideMode.ElideRight, int(box.width()))
            painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, text)
            left += room
