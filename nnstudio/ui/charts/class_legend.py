"""The classes with their colours and markers, or the scale of a surface of values."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from nnstudio.ui import theme
from nnstudio.ui.charts.points import paint_marker
from nnstudio.ui.controls.heat_map import screen_image


class ClassLegend(QWidget):
    """One line: marker and name of each class; or, where values are shown, a scale of their colours."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.names: tuple[str, ...] = ()
        self.scale: tuple[str, float] | None = None
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.update)

    def set_classes(self, names: tuple[str, ...]) -> None:
        """Show other classes."""
        self.names = names
        self.setAccessibleName(", ".join(names))
        self.setToolTip(", ".join(names))
        self.update()

    def set_scale(self, scale: tuple[str, float] | None) -> None:
        """Show what values up to a limit are coloured like, with their name; None brings the classes back."""
        if scale != self.scale:
            self.scale = scale
            self.update()

    def sizeHint(self) -> QSize:
        """One line of small text."""
        return QSize(theme.tokens().space(10), theme.tokens().space(2.5))

    def minimumSizeHint(self) -> QSize:
        """One line of small text."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the entries; names share the width where it is short."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(theme.font("caption"))
        if self.scale is not None:
            self._paint_scale(painter, *self.scale)
        elif self.names:
            self._paint_classes(painter)

    def _paint_scale(self, painter: QPainter, name: str, limit: float) -> None:
        tokens, metrics = theme.tokens(), painter.fontMetrics()
        painter.setPen(tokens.text)
        ends = f"{name}  {theme.MINUS}{theme.number(limit, 2)}", f"+{theme.number(limit, 2)}"
        wide = metrics.horizontalAdvance(ends[0]) + tokens.space(1)
        box = QRectF(0, 0, self.width(), self.height())
        painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, ends[0])
        bar = QRectF(wide, self.height() / 2 - tokens.space(0.5), tokens.space(14), tokens.space(1))
        painter.drawImage(bar, screen_image(theme.diverging_table(256).reshape(1, 256, 4)))
        box.setLeft(bar.right() + tokens.space(1))
        painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, ends[1])

    def _paint_classes(self, painter: QPainter) -> None:
        tokens = theme.tokens()
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
