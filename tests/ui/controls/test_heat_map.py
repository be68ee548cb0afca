"""Numbers as pixels: each its colour, beyond the scale its ends, nothing where there is none."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QApplication

from nnstudio.ui import theme
from nnstudio.ui.controls.heat_map import SHADES, heat_map, ink_table
from nnstudio.ui.network.painting.neurons import paint_tiles


def test_each_number_has_its_colour(qapp: QApplication) -> None:
    theme.apply(qapp, "light")
    values = np.array([[-2.0, 0.0, 2.0], [-np.inf, np.nan, np.inf], [-7.0, 1.0, 7.0]])
    image, table = heat_map(values, 2.0), theme.diverging_table(SHADES)
    low, middle, high = (QColor(*table[place].tolist()) for place in (0, 128, 255))
    assert [image.pixelColor(column, 0) for column in range(3)] == [low, middle, high]
    assert (image.pixelColor(0, 1), image.pixelColor(2, 1)) == (low, high)
    assert (image.pixelColor(0, 2), image.pixelColor(2, 2)) == (low, high)
    assert image.pixelColor(1, 2) == QColor(*table[191].tolist())
    assert image.pixelColor(1, 1).alpha() == 0


def test_ink_follows_the_theme(qapp: QApplication) -> None:
    theme.apply(qapp, "light")
    light = ink_table().copy()
    try:
        theme.apply(qapp, "dark")
        assert not np.array_equal(ink_table(), light)
    finally:
        theme.apply(qapp, "light")
    assert np.array_equal(ink_table(), light)


def test_tiles_coloured_together_show_what_each_shows_alone(qapp: QApplication) -> None:
    pictures = np.linspace(-1.0, 1.0, 3 * 4 * 5).reshape(3, 4, 5)
    boxes = [QRectF(2 + 60 * number, 3, 50, 40) for number in range(3)]
    image = QImage(200, 60, QImage.Format.Format_ARGB32)
    image.fill(0)
    painter = QPainter(image)
    paint_tiles(painter, boxes, pictures, 1.0)
    painter.end()
    for box, values in zip(boxes, pictures, strict=True):
        alone = heat_map(values, 1.0)
        for row, column in np.ndindex(4, 5):
            middle = int(box.left() + 10 * column + 5), int(box.top() + 10 * row + 5)
            assert image.pixelColor(*middle) == alone.pixelColor(column, row)
