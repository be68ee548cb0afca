"""The fonts that the items paint with, made once for each theme and language: a scene paints hundreds of texts a
frame."""

from __future__ import annotations

from functools import cache, lru_cache

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QFontMetricsF

from nnstudio.ui import theme
from nnstudio.ui.theme.fonts import Role


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


def forget() -> None:
    """Forget all: another theme or language is in force."""
    for cached in (font, metrics, elided):
        cached.cache_clear()
