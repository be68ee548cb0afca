"""Symbols such as ``w_{11}`` painted by hand: subscripts smaller and lower, superscripts smaller and higher."""

from __future__ import annotations

from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter

from nnstudio.inspection.symbols import runs

_SMALLER = 0.78
_DROP, _RISE = 0.18, 0.36


def symbol_width(symbol: str, font: QFont) -> float:
    """Return how wide a symbol is drawn."""
    small = _small(font)
    return sum(QFontMetricsF(small if level else font).horizontalAdvance(text) for text, level in runs(symbol))


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
