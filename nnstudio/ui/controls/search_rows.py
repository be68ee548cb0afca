"""Rows of a search: what it found, in soft letters where that stands, and at the right a word such as its keys."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QFrame, QListWidget, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from nnstudio.ui import theme
from nnstudio.ui.controls.search_card import paint_row

KEYS = Qt.ItemDataRole.UserRole + 1
HOME = Qt.ItemDataRole.UserRole + 2
"""The roles of the word at the right, and of where something stands."""


class NamedRows(QListWidget):
    """A list of such rows, without a frame."""

    def __init__(self) -> None:
        super().__init__()
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setItemDelegate(_Row(self))
        self.setMouseTracking(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)


class _Row(QStyledItemDelegate):
    """Paints a row."""

    def sizeHint(self, option: QStyleOptionViewItem, index) -> QSize:
        """Return a row's height, the same for all."""
        return QSize(theme.tokens().space(20), theme.tokens().space(4))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index) -> None:
        """Paint a row."""
        tokens = theme.tokens()
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        enabled = bool(option.state & QStyle.StateFlag.State_Enabled)
        if enabled:
            paint_row(painter, option, option.rect)
        area = option.rect.adjusted(tokens.space(1), 0, -tokens.space(1), 0)
        painter.setFont(theme.font("body"))
        painter.setPen(tokens.text if enabled else tokens.text_faint)
        used = self._draw(painter, area, str(index.data()), Qt.AlignmentFlag.AlignLeft)
        painter.setFont(theme.font("caption"))
        painter.setPen(tokens.text_soft if enabled else tokens.text_faint)
        keys = self._draw(painter, area, str(index.data(KEYS)), Qt.AlignmentFlag.AlignRight)
        rest = area.adjusted(used + tokens.space(1.5), 0, -keys - tokens.space(1.5), 0)
        painter.setPen(tokens.text_faint)
        self._draw(painter, rest, str(index.data(HOME)), Qt.AlignmentFlag.AlignLeft)
        painter.restore()

    def _draw(self, painter: QPainter, area: QRect, text: str, side: Qt.AlignmentFlag) -> int:
        """Draw a text, shortened where there is no room for it; return its width."""
        shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, max(0, area.width()))
        painter.drawText(area, side | Qt.AlignmentFlag.AlignVCenter, shown)
        return painter.fontMetrics().horizontalAdvance(shown)
