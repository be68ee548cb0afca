"""Where the numbers of an image or a sequence are drawn, there and back."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QRectF

from nnstudio.ui.controls.tiling import Tiling, around

ROOM = QRectF(10, 20, 150, 240)

SHAPES = [(5, 3), (1, 1), (64, 30), (4, 6, 1), (4, 6, 7), (2, 9, 16), (28, 28, 3)]


@pytest.mark.parametrize("shape", SHAPES)
def test_every_number_is_found_where_it_is_drawn(shape: tuple[int, ...]) -> None:
    tiling = Tiling(shape)
    boxes = tiling.boxes(ROOM, 120.0)
    values = np.arange(np.prod(shape), dtype=float).reshape(shape)
    pictures = tiling.pictures(values)
    assert pictures.shape == (len(boxes), tiling.rows, tiling.columns)
    for index in np.ndindex(shape):
        pane, row, column = tiling.pixel(index)
        assert pictures[pane, row, column] == values[index]
        centre = tiling.pixel_box(boxes, index).center()
        assert tiling.at(boxes, centre.x(), centre.y()) == index


@pytest.mark.parametrize("shape", SHAPES)
def test_it_stays_within_its_room(shape: tuple[int, ...]) -> None:
    whole = around(Tiling(shape).boxes(ROOM, 120.0))
    assert ROOM.adjusted(-1, -1, 1, 1).contains(whole)
    assert whole.width() <= 121


def test_channels_beyond_the_sixteenth_are_counted() -> None:
    tiling = Tiling((2, 2, 20))
    assert (tiling.panes, tiling.hidden) == (16, 4)
    assert tiling.pixel((0, 0, 16)) is None
    assert tiling.pixel_box(tiling.boxes(ROOM, 120.0), (0, 0, 19)) is None


def test_a_photograph_is_one_picture() -> None:
    tiling = Tiling((2, 2, 3), merged=True)
    values = np.arange(12.0).reshape(2, 2, 3)
    np.testing.assert_array_equal(tiling.pictures(values), values.mean(axis=2)[None])


def test_below_a_pane_comes_the_next() -> None:
    tiling = Tiling((2, 3, 2))
    assert tiling.below((1, 2, 0), 1) == (0, 2, 1)
    assert tiling.below((0, 0, 0), -1) is None
