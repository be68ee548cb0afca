"""Two parts of a whole as one bar: named and numbered, the second one hatched, so that colour is not alone."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from nnstudio.ui import theme


class ShareBar(QWidget):
    """A bar with a title above and both parts' names below."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title, self.names, self.shares = "", ("", ""), (0.5, 0.5)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.update)

    def show_parts(self, title: str, names: tuple[str, str], shares: tuple[float, float]) -> None:
        """Show other parts."""
        self.title, self.names, self.shares = title, names, shares
        self.setAccessibleName(title)
        self.setAccessibleDescription(" · ".join(names))
        self.update()

    def sizeHint(self) -> QSize:
        """Three lines."""
        return QSize(theme.tokens().space(40), theme.tokens().space(7))

    def minimumSizeHint(self) -> QSize:
        """Narrower still reads."""
        return QSize(theme.tokens().space(24), self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw title, bar and names."""
        tokens, painter = theme.tokens(), QPainter(self)
        line = tokens.space(2.25)
        painter.setFont(theme.font("caption"))
        painter.setPen(tokens.text_soft)
        painter.drawText(QRectF(0, 0, self.width(), line), Qt.AlignmentFlag.AlignLeft, self.title)
        middle = self.width() * self.shares[0]
        first = QRectF(0, line, middle, tokens.space(2))
        second = QRectF(middle, line, self.width() - middle, tokens.space(2))
        painter.fillRect(first, theme.class_color(0))
        painter.fillRect(second, theme.with_alpha(theme.class_color(1), 0.5))
        painter.fillRect(second, QBrush(tokens.text_soft, Qt.BrushStyle.BDiagPattern))
        painter.setPen(tokens.text)
        below = QRectF(0, line + tokens.space(2.25), self.width(), line)
        painter.drawText(below, Qt.AlignmentFlag.AlignLeft, self.names[0])
        painter.drawText(below, Qt.AlignmentFlag.AlignRight, self.names[1])
