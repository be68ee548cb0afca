"""The fonts that the items paint with, made once for each theme and language: a scene paints hundreds of texts a
frame. And how a text is broken, cut and painted."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import Final

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QTextLayout, QTextOption

from nnstudio.ui import theme
from nnstudio.ui.theme.fonts import Role

JOINED: Final = " · "
"""What stands between the parameters on a box."""


@cache
def font(role: Role) -> QFont:
    """Return a font of the theme; never change what this returns."""
    return theme.font(role)


@cache
def metrics(role: Role) -> QFontMetricsF:
    """Return the measures of a font."""
    return QFontMetricsF(font(role))


@lru_cache(4096)
def elided(text: str, width: float, role: Role) -> str:
    """Return ``text`` cut to ``width`` with an ellipsis."""
    return metrics(role).elidedText(text, Qt.TextElideMode.ElideRight, width)


@lru_cache(4096)
def advance(text: str, role: Role) -> float:
    """Return how wide a text is."""
    return metrics(role).horizontalAdvance(text)


@lru_cache(4096)
def lines(text: str, width: float, role: Role, most: int) -> tuple[str, ...]:
    """Return ``text`` broken into lines of ``width``, at most so many; the last ends in an ellipsis if more follows."""
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    found: list[tuple[str, str]] = []
    for paragraph in text.split("\n"):
        layout = QTextLayout(paragraph, font(role))
        layout.setTextOption(option)
        layout.beginLayout()
        while (line := layout.createLine()).isValid():
            line.setLineWidth(width)
            start = line.textStart()
            # Without the space at which it is broken: that would shift a line in the middle to the left.
            found.append((paragraph[start : start + line.textLength()].rstrip(), paragraph[start:]))
        layout.endLayout()
    kept = [line for line, _rest in found[:most]]
    if len(found) > most:
        # An ellipsis also where the line itself would have had room: what follows it is not shown.
        kept[-1] = elided(f"{found[most - 1][1]} …", width, role)
    return tuple(kept)


def name_lines(name: str, width: float) -> tuple[Role, tuple[str, ...]]:
    """Return a name in one or two lines, else in three of smaller type, and that type."""
    found = lines(name, width, "strong", 3)
    return ("strong", found) if len(found) < 3 else ("caption", lines(name, width, "caption", 3))


@lru_cache(4096)
def detail_lines(detail: str, width: float, most: int) -> tuple[str, ...]:
    """Return a layer's parameters in one line, or one below the other; without room for both, the first alone."""
    if advance(detail, "caption") <= width or JOINED not in detail:
        return (detail,)
    first, rest = detail.split(JOINED, 1)
    return (first, rest) if most > 1 else (first,)


@lru_cache(4096)
def broad(text: str, width: float) -> Role:
    """Return the largest role in which no word of a name is broken; Chinese may be broken anywhere."""
    words = text.split() if text.isascii() else ()
    roles: tuple[Role, ...] = ("title", "subtitle")
    return next((role for role in roles if all(advance(word, role) <= width for word in words)), "strong")


def paint_line(painter: QPainter, rect: QRectF, text: str, role: Role, color: QColor) -> None:
    """Paint one line from the left, cut where there is no room."""
    painter.setFont(font(role))
    painter.setPen(color)
    align = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
    painter.drawText(rect, align, elided(text, rect.width(), role))


def forget() -> None:
    """Forget all: another theme or language is in force."""
    for cached in (font, metrics, elided, advance, lines, detail_lines, broad):
        cached.cache_clear()
