"""A number in the transport bar: a caption and under it the value, painted by hand since it changes often."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from nnstudio.ui import theme
from nnstudio.ui.controls import Text, on_retranslate


class Readout(QWidget):
    """``caption`` over ``value``; ``widest`` reserves the room, so that nothing moves while numbers run.

    A value that needs more gets more, and keeps it: a number that lost its first digit would be another number.

    Numbers stand to the right; with ``words`` to the left, after an optional dot of the colour ``mark``.
    """

    def __init__(self, caption: Text, widest: Text, *, words: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        # It fills itself: else Qt would paint all that is behind it first, at each new number.
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self._side = Qt.AlignmentFlag.AlignLeft if words else Qt.AlignmentFlag.AlignRight
        self._caption, self._widest = caption, widest
        self.caption, self.value = "", "—"
        self.mark: QColor | None = None
        self._needed = 0
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        on_retranslate(self, self._on_language_changed)
        theme.changed.connect(self.update)

    def show_value(self, value: str, mark: QColor | None = None) -> None:
        """Show another value; repaints only when it differs."""
        if (value, mark) != (self.value, self.mark):
            self.value, self.mark = value, mark
            self.setAccessibleDescription(value)
            self._make_room()
            line = self._line()
            self.update(0, line, self.width(), self.height() - line)

    def sizeHint(self) -> QSize:
        """Wide enough for caption and widest value."""
        caption = QFontMetrics(theme.font("caption")).horizontalAdvance(self.caption)
        widest = self._widest() if callable(self._widest) else str(self._widest)
        value = QFontMetrics(theme.font("number")).horizontalAdvance(widest)
        return QSize(max(caption, value, self._needed) + 2, self._line() + theme.tokens().target)

    def minimumSizeHint(self) -> QSize:
        """Never smaller: what is in the transport is always whole."""
        return self.sizeHint()

    def changeEvent(self, event: QEvent) -> None:
        """Another font needs other room."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self.updateGeometry()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw caption, dot and value."""
        current, painter = theme.tokens(), QPainter(self)
        line = self._line()
        rest = self.height() - line
        painter.fillRect(event.rect(), current.panel)
        if event.rect().top() < line:
            painter.setFont(theme.font("caption"))
            painter.setPen(current.text_soft)
            box = QRectF(0, 0, self.width(), line)
            painter.drawText(box, Qt.AlignmentFlag.AlignVCenter | self._side, self.caption)
        left = 0.0
        if self.mark is not None:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self.mark)
            painter.drawEllipse(QRectF(0, line + (rest - current.unit) / 2, current.unit, current.unit))
            left = current.space(1.5)
        painter.setFont(theme.font("number"))
        painter.setPen(current.text)
        painter.drawText(
            QRectF(left, line, self.width() - left, rest), Qt.AlignmentFlag.AlignVCenter | self._side, self.value
        )

    def _make_room(self) -> None:
        dot = round(theme.tokens().space(1.5)) if self.mark is not None else 0
        needed = QFontMetrics(theme.font("number")).horizontalAdvance(self.value) + dot
        if needed > self._needed:
            self._needed = needed
            self.updateGeometry()

    def _line(self) -> int:
        # As high as a caption label, so that all captions of the bar stand on one line.
        return QFontMetrics(theme.font("caption")).height()

    def _on_language_changed(self) -> None:
        self.caption = self._caption() if callable(self._caption) else str(self._caption)
        self.setAccessibleName(self.caption)
        self.updateGeometry()
        self.update()
