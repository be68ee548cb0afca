"""Signed numbers as a small picture: one pixel each, nothing where there is no number."""

from __future__ import annotations

from functools import cache

import numpy as np
import numpy.typing as npt
from PySide6.QtGui import QImage

from nnstudio.ui import theme

Values = npt.NDArray[np.float64]
Table = npt.NDArray[np.uint8]

SHADES = 256


def heat_map(values: Values, limit: float, table: Table | None = None) -> QImage:
    """Return ``(H, W)`` values up to ``±limit`` as a picture, by a table of ``SHADES`` colours; NaN is see-through."""
    table = theme.diverging_table(SHADES) if table is None else table
    share = values / limit
    unknown = np.isnan(share)
    # Of a number and NaN these two give the number, so that there is a place for each.
    share = np.fmin(np.fmax(share, -1.0), 1.0)
    places = np.rint((share + 1) * ((SHADES - 1) / 2)).astype(np.intp)
    # The four bytes of a colour are taken as one number.
    pixels = table.view(np.uint32)[:, 0].take(places)
    if unknown.any():
        pixels[unknown] = 0
    return screen_image(pixels.view(np.uint8).reshape(*values.shape, 4))


def screen_image(colors: Table, *, opaque: bool = False) -> QImage:
    """Return ``(H, W, 4)`` bytes, red, green, blue and how opaque, as a picture in the screen's own form.

    So it is enlarged at once, and by whoever paints it; in any other form by threads that are then waited for.
    """
    pixels = np.ascontiguousarray(colors)
    height, width = pixels.shape[:2]
    forms = QImage.Format
    given, screens = (
        (forms.Format_RGBX8888, forms.Format_RGB32)
        if opaque
        else (forms.Format_RGBA8888, forms.Format_ARGB32_Premultiplied)
    )
    return QImage(pixels.data, width, height, 4 * width, given).convertToFormat(screens)


def ink_table() -> Table:
    """Return greys from paper (0 and below) to ink, for a photograph: what is seen, not what it does."""
    return _ink_table(theme.tokens().name)


@cache
def _ink_table(name: str) -> Table:
    # Of the theme in force, whose name that is.
    tokens = theme.tokens()
    return theme.gradient((tokens.sunken, tokens.sunken, tokens.text), SHADES)


def light_table() -> Table:
    """Return greys from dark (0 and below) to light, for a photograph by its brightness: the same in every theme."""
    return _light_table(theme.tokens().name)


@cache
def _light_table(name: str) -> Table:
    tokens = theme.tokens()
    dark, light = sorted((tokens.sunken, tokens.text), key=lambda each: each.lightness())
    return theme.gradient((dark, dark, light), SHADES)
