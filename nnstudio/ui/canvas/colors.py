"""The colours that a student gives layers, groups and notes: their names, and swatches of them."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap

from nnstudio.text import Message, msg, tr
from nnstudio.ui import theme
from nnstudio.ui.canvas.geometry import GRID

NAMES: Mapping[str, Message] = {
    "red": msg("Red"),
    "orange": msg("Orange"),
    "green": msg("Green"),
    "teal": msg("Teal"),
    "blue": msg("Blue"),
    "purple": msg("Purple"),
    "grey": msg("Grey"),
}


def mark_color(name: str) -> QColor | None:
    """Return what a colour of the document looks like in the theme in force; None for no colour."""
    return theme.tokens().marks.get(name)


def with_color(text: str, name: str) -> str:
    """Return a text with the colour's name: colour alone says nothing to those who do not see it."""
    return tr("{thing} · colour: {color}", thing=text, color=tr(NAMES[name])) if name in NAMES else text


def swatch(name: str) -> QIcon:
    """Return a disc of a colour for menus; an empty ring for none."""
    side, tokens = round(2 * GRID), theme.tokens()
    pixmap = QPixmap(side, side)
    pixmap.fill(Qt.GlobalColor.transparent)
    with QPainter(pixmap) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(tokens.line)
        painter.setBrush(mark_color(name) or QColor(Qt.GlobalColor.transparent))
        painter.drawEllipse(QRectF(2, 2, side - 4, side - 4))
    return QIcon(pixmap)
