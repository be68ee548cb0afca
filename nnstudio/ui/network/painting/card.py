"""The card beside what is pointed at: its name and its numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter

from nnstudio.ui import theme


@dataclass(frozen=True)
class Card:
    """``title`` over rows of (symbol, number); ``note`` below, small."""

    title: str
    rows: tuple[tuple[str, str], ...]
    note: str = ""

    def text(self) -> str:
        """Return the card as one line, for screen readers."""
        numbers = ", ".join(f"{symbol} {number}" for symbol, number in self.rows)
        return ". ".join(part for part in (self.title, numbers, self.note) if part)


def paint_card(painter: QPainter, card: Card, anchor: QPointF, area: QRectF) -> QRectF:
    """Draw a card near ``anchor`` but within ``area``; return where."""
    tokens = theme.tokens()
    title, number, small = theme.font("caption"), theme.font("number_caption"), theme.font("caption")
    title.setBold(True)
    metrics = [QFontMetricsF(font) for font in (title, number, small)]
    box = _box(card, metrics, anchor, area)
    painter.setPen(tokens.line)
    painter.setBrush(tokens.panel)
    painter.drawRoundedRect(box, tokens.radius, tokens.radius)
    inner = box.adjusted(tokens.space(1), tokens.space(0.75), -tokens.space(1), -tokens.space(0.75))
    painter.setFont(title)
    painter.setPen(tokens.text)
    painter.drawText(inner, Qt.AlignmentFlag.AlignLeft, card.title)
    top = inner.top() + metrics[0].height() + 2
    painter.setFont(number)
    for symbol, value in card.rows:
        row = QRectF(inner.left(), top, inner.width(), metrics[1].height())
        painter.setPen(tokens.text_soft)
        painter.drawText(row, Qt.AlignmentFlag.AlignLeft, symbol)
        painter.setPen(tokens.text)
        painter.drawText(row, Qt.AlignmentFlag.AlignRight, value)
        top += metrics[1].height()
    if card.note:
        painter.setFont(small)
        painter.setPen(tokens.text_faint)
        rest = QRectF(inner.left(), top + 2, inner.width(), metrics[2].height())
        painter.drawText(rest, Qt.AlignmentFlag.AlignLeft, card.note)
    return box


def _box(card: Card, metrics: Sequence[QFontMetricsF], anchor: QPointF, area: QRectF) -> QRectF:
    tokens = theme.tokens()
    title, number, small = metrics
    gap = tokens.space(2)
    widths = [
        title.horizontalAdvance(card.title),
        small.horizontalAdvance(card.note),
        *(number.horizontalAdvance(symbol) + gap + number.horizontalAdvance(value) for symbol, value in card.rows),
    ]
    width = min(max(widths) + tokens.space(2), area.width())
    height = title.height() + 2 + number.height() * len(card.rows) + tokens.space(1.5)
    height += small.height() + 2 if card.note else 0
    box = QRectF(anchor.x() + gap, anchor.y() + gap, width, height)
    if box.right() > area.right():
        box.moveRight(anchor.x() - gap)
    if box.bottom() > area.bottom():
        box.moveBottom(anchor.y() - gap)
    box.moveLeft(max(area.left(), min(box.left(), area.right() - width)))
    box.moveTop(max(area.top(), min(box.top(), area.bottom() - height)))
    return box
