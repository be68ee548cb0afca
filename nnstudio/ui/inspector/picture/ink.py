"""Numbers in little room, and the ink that reads on a colour."""

from __future__ import annotations

import math

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor

from nnstudio.ui import theme

_RUN_AWAY = 99_999.5
"""From here on a number written out tells less than its power of ten."""


def short(value: float, places: int = 2) -> str:
    """Return a number of few signs for the inside of a circle: ``.38``, ``−1.2``, ``0``; of a run away ``5×10¹⁷``."""
    size = abs(value)
    if not math.isfinite(size) or size >= _RUN_AWAY:
        return theme.number(value, 1)
    text = theme.fixed(size, min(places, 0 if size >= 99.5 else 1 if size >= 9.95 else 2))
    if not any(digit in "123456789" for digit in text):
        return "0"
    text = text[1:] if text.startswith("0.") else text
    return f"{theme.MINUS}{text}" if value < 0 else text


def ink(fill: QColor) -> QColor:
    """Return black or white, whichever reads better on a fill (WCAG's relative luminance)."""
    parts = [
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in (fill.redF(), fill.greenF(), fill.blueF())
    ]
    light = 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]
    return QColor(Qt.GlobalColor.black) if light > 0.179 else QColor(Qt.GlobalColor.white)
