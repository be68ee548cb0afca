"""Signed numbers as a small picture: one pixel each, nothing where there is no number."""

from __future__ import annotations

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
    share = np.clip(np.nan_to_num(values) / limit, -1.0, 1.0)
    places = np.rint((share + 1) * ((SHADES - 1) / 2)).astype(np.intp)
    pixels = np.ascontiguousarray(table[places])
    unknown = np.isnan(values)
    if unknown.any():
        pixels[unknown] = 0
    height, width = values.shape
    # copy(): Qt does not keep the buffer.
    return QImage(pixels.data, width, height, 4 * width, QImage.Format.Format_RGBA8888).copy()


def ink_table() -> Table:
    """Return greys from paper (0 and below) to ink, for a photograph: what is seen, not what it does."""
    tokens = theme.tokens()
    return theme.gradient((tokens.sunken, tokens.sunken, tokens.text), SHADES)
