"""The line that reads a chart's curves: small text over the panel that changes several times a second."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from nnstudio.ui import theme


class Reading(QWidget):
    """One line that ends in … where there is no room; the tool-tip has the whole.

    A label would have its text laid out twice and, since the style sheet makes it see-through, all that is behind it
    painted again, at each new number.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._text = ""
        self._widths: dict[str, int] = {}
        theme.changed.connect(self._restyle)

    def text(self) -> str:
        """Return the whole text."""
        return self._text

    def setText(self, text: str) -> None:
        """Show another text. Its size never depends on it, so nothing around it is laid out anew."""
        if text != self._text:
            self._text = text
            self.update()

    def sizeHint(self) -> QSize:
        """One line, as wide as there is room."""
        return self.minimumSizeHint()

    def minimumSizeHint(self) -> QSize:
        """A few letters are enough."""
        metrics = QFontMetrics(theme.font("caption"))
        return QSize(metrics.averageCharWidth() * 4, metrics.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the text, shortened where it must be."""
        current, painter = theme.tokens(), QPainter(self)
        painter.fillRect(event.rect(), current.panel)
        painter.setFont(theme.font("caption"))
        painter.setPen(current.text_soft)
        shown = self._text
        if self._reach(painter.fontMetrics()) > self.width():
            shown = painter.fontMetrics().elidedText(shown, Qt.TextElideMode.ElideRight, self.width())
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignVCenter, shown)

    def event(self, event: QEvent) -> bool:
        """Offer the whole text as a tool-tip where it does not fit."""
        if event.type() == QEvent.Type.ToolTip:
            advance = QFontMetrics(theme.font("caption")).horizontalAdvance(self._text)
            self.setToolTip(self._text if advance > self.width() else "")
        return super().event(event)

    def _reach(self, metrics: QFontMetrics) -> int:
        """Return a width that the text does not exceed: letter by letter, each measured once."""
        widths, total = self._widths, 0
        for letter in self._text:
            if letter not in widths:
                widths[letter] = metrics.horizontalAdvance(letter) + 1
            total += widths[letter]
        return total

    def _restyle(self) -> None:
        self._widths.clear()
        self.update()
