"""Symbols such as ``w_{11}`` painted by hand: subscripts smaller and lower, superscripts smaller and higher."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem

from nnstudio.inspection.symbols import runs
from nnstudio.ui import theme

_SMALLER = 0.78
_DROP, _RISE = 0.18, 0.36


def symbol_width(symbol: str, font: QFont) -> float:
    """Return how wide a symbol is drawn."""
    return widths_in(font)(symbol)


def widths_in(font: QFont) -> Callable[[str], float]:
    """Return what measures symbols in a font: for many of them it is sought once."""
    whole, small = QFontMetricsF(font), QFontMetricsF(_small(font))
    return lambda symbol: sum((small if level else whole).horizontalAdvance(text) for text, level in runs(symbol))


def draw_symbol(painter: QPainter, left: float, baseline: float, symbol: str, font: QFont, color: QColor) -> float:
    """Draw a symbol and return where it ends."""
    painter.setPen(color)
    small = _small(font)
    for text, level in runs(symbol):
        used = small if level else font
        painter.setFont(used)
        shift = {0: 0.0, -1: _DROP, 1: -_RISE}[level] * font.pixelSize()
        painter.drawText(round(left), round(baseline + shift), text)
        left += QFontMetricsF(used).horizontalAdvance(text)
    return left


def _small(font: QFont) -> QFont:
    made = QFont(font)
    made.setPixelSize(max(8, round(font.pixelSize() * _SMALLER)))
    return made


class SymbolDelegate(QStyledItemDelegate):
    """Draws a table's symbols, which its model gives in the markup as ``Qt.UserRole``."""

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Draw the cell as ever, but for its text."""
        bare = QStyleOptionViewItem(option)
        self.initStyleOption(bare, index)
        bare.text = ""
        widget = bare.widget
        widget.style().drawControl(widget.style().ControlElement.CE_ItemViewItem, bare, painter, widget)
        font, box = theme.font("number"), option.rect
        metrics = QFontMetricsF(font)
        baseline = box.center().y() + (metrics.ascent() - metrics.descent()) / 2
        left = box.left() + theme.tokens().space(0.5)
        draw_symbol(painter, left, baseline, index.data(Qt.ItemDataRole.UserRole), font, theme.tokens().text)

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """Return the room of the symbol."""
        wide = symbol_width(index.data(Qt.ItemDataRole.UserRole), theme.font("number"))
        return QSize(round(wide) + theme.tokens().space(2), theme.tokens().space(3))
