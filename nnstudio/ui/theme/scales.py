"""Colour scales: signed quantities diverge from grey, magnitudes run dark to light, classes have colour and marker."""

from __future__ import annotations

from functools import cache
from typing import Literal

import numpy as np
import numpy.typing as npt
from PySide6.QtGui import QColor

from nnstudio.ui.theme.state import tokens
from nnstudio.ui.theme.tokens import ThemeName, load

Table = npt.NDArray[np.uint8]
_STEPS = 255
# Oklab (Ottosson 2020): straight lines in it look even to the eye.
_TO_LMS = np.array(
    [
        [0.4122214708, 0.5363325363, 0.0514459929],
        [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
    ]
)
_TO_LAB = np.array(
    [
        [0.2104542553, 0.7936177850, -0.0040720468],
        [1.9779984951, -2.4285922050, 0.4505937099],
        [0.0259040371, 0.7827717662, -0.8086757660],
    ]
)


def diverging(value: float, limit: float) -> QColor:
    """Return the colour of a signed ``value`` from ``-limit`` (vermilion) over 0 (grey) to ``+limit`` (blue)."""
    colors = _diverging_colors(tokens().name)
    return colors[diverging_index(value, limit, len(colors))]


def diverging_index(value: float, limit: float, steps: int) -> int:
    """Return the place of ``value`` in a diverging table of ``steps`` entries; not-a-number lies in the middle."""
    share = value / limit if limit > 0 and value == value else 0.0
    return round((min(1.0, max(-1.0, share)) + 1) / 2 * (steps - 1))


def diverging_table(steps: int = 256) -> Table:
    """Return the diverging scale as ``(steps, 4)`` bytes, red green blue alpha."""
    return _diverging_table(tokens().name, steps).copy()


def magnitude_table(steps: int = 256, scale: Literal["viridis", "cividis"] = "viridis") -> Table:
    """Return a scale for magnitudes as ``(steps, 4)`` bytes, from 0 to the greatest."""
    return gradient(tokens().magnitude[scale], steps)


def magnitude(value: float, limit: float, scale: Literal["viridis", "cividis"] = "viridis") -> QColor:
    """Return the colour of a magnitude from 0 to ``limit``."""
    share = min(1.0, max(0.0, value / limit)) if limit > 0 and value == value else 0.0
    return _magnitude_colors(scale)[round(share * _STEPS)]


def class_colors() -> tuple[QColor, ...]:
    """Return the colours of the classes, in order (Okabe-Ito); they repeat after the eighth, markers tell on."""
    return tokens().classes


def class_color(number: int) -> QColor:
    """Return the colour of class ``number``."""
    return tokens().classes[number % len(tokens().classes)]


def class_marker(number: int) -> str:
    """Return pyqtgraph's symbol for class ``number``; after eight classes colour and marker fall out of step."""
    markers = tokens().markers
    return markers[(number + number // len(markers)) % len(markers)]


def class_table() -> Table:
    """Return the class colours as ``(8, 4)`` bytes."""
    return np.array([color.getRgb() for color in class_colors()], np.uint8)


def mixed(first: QColor, second: QColor, share: float) -> QColor:
    """Return the colour ``share`` of the way from ``first`` to ``second``."""
    ends = zip(_channels(first), _channels(second), strict=True)
    return QColor.fromRgbF(*(a + (b - a) * share for a, b in ends))


def with_alpha(color: QColor, alpha: float) -> QColor:
    """Return ``color`` with an opacity from 0 to 1."""
    copy = QColor(color)
    copy.setAlphaF(alpha)
    return copy


def gradient(stops: tuple[QColor, ...], steps: int) -> Table:
    """Return ``(steps, 4)`` bytes running evenly through the stops, interpolated in Oklab."""
    lab = np.array([_oklab(color) for color in stops])
    where = np.linspace(0.0, len(stops) - 1.0, steps)
    mixed_lab = np.stack([np.interp(where, np.arange(len(stops)), lab[:, axis]) for axis in range(3)], axis=1)
    linear = (mixed_lab @ np.linalg.inv(_TO_LAB).T) ** 3 @ np.linalg.inv(_TO_LMS).T
    linear = np.clip(linear, 0.0, 1.0)
    srgb = np.where(linear <= 0.0031308, 12.92 * linear, 1.055 * linear ** (1 / 2.4) - 0.055)
    table = np.full((steps, 4), 255, np.uint8)
    table[:, :3] = np.rint(srgb * 255)
    return table


def _channels(color: QColor) -> tuple[float, float, float, float]:
    return color.redF(), color.greenF(), color.blueF(), color.alphaF()


def _oklab(color: QColor) -> npt.NDArray[np.float64]:
    srgb = np.array(_channels(color)[:3])
    linear = np.where(srgb <= 0.04045, srgb / 12.92, ((srgb + 0.055) / 1.055) ** 2.4)
    return _TO_LAB @ np.cbrt(_TO_LMS @ linear)


@cache
def _diverging_table(name: ThemeName, steps: int) -> Table:
    theme = load(name)
    return gradient((theme.negative, theme.zero, theme.positive), steps)


@cache
def _diverging_colors(name: ThemeName) -> tuple[QColor, ...]:
    theme = load(name)
    return _colors(gradient((theme.negative, theme.zero, theme.positive), 2 * _STEPS + 1))


@cache
def _magnitude_colors(scale: str) -> tuple[QColor, ...]:
    return _colors(gradient(load("light").magnitude[scale], _STEPS + 1))


def _colors(table: Table) -> tuple[QColor, ...]:
    return tuple(QColor(*row) for row in table.tolist())
