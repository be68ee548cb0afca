"""Colour scales."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Literal

import numpy as np
import pytest
from PySide6.QtWidgets import QApplication

from nnstudio.ui import theme


@pytest.fixture(autouse=True)
def _light(qapp: QApplication) -> Iterator[None]:
    theme.apply(qapp, "light")
    yield
    theme.apply(qapp, "light")


def test_negative_is_vermilion_and_positive_blue() -> None:
    assert theme.diverging(-2, 2).name() == "#d55e00"
    assert theme.diverging(2, 2).name() == "#0072b2"
    assert theme.diverging(0, 2) == theme.tokens().zero


def test_beyond_the_limit_stays_at_the_end() -> None:
    assert theme.diverging(-9, 2) == theme.diverging(-2, 2)
    assert theme.diverging(math.nan, 2) == theme.diverging(0, 2)
    assert theme.diverging(3, 0) == theme.diverging(0, 1)


def test_tables_end_in_the_tokens() -> None:
    table = theme.diverging_table(255)
    assert table.shape == (255, 4)
    assert table.dtype == np.uint8
    assert tuple(table[0]) == theme.tokens().negative.getRgb()
    assert tuple(table[127]) == theme.tokens().zero.getRgb()
    assert tuple(theme.magnitude_table(64)[-1]) == (253, 231, 37, 255)


@pytest.mark.parametrize("scale", ["viridis", "cividis"])
def test_magnitudes_get_steadily_lighter(scale: Literal["viridis", "cividis"]) -> None:
    table = theme.magnitude_table(64, scale).astype(float)
    lightness = table[:, :3] @ [0.2126, 0.7152, 0.0722]
    assert np.all(np.diff(lightness) > 0)


def test_colours_follow_the_theme(qapp: QApplication) -> None:
    heard: list[bool] = []
    connection = theme.changed.connect(lambda: heard.append(theme.tokens().dark))
    theme.apply(qapp, "dark")
    theme.changed.disconnect(connection)
    assert heard == [True]
    assert theme.diverging(-1, 1).name() == "#f28e4b"


def test_classes_have_colour_and_marker() -> None:
    first = [(theme.class_color(i).name(), theme.class_marker(i)) for i in range(24)]
    assert len(set(first)) == 24
    assert theme.class_table().shape == (8, 4)


def test_plot_follows_the_theme(qapp: QApplication, qtbot: object) -> None:
    plot = theme.plot_widget()
    theme.apply(qapp, "dark")
    assert plot.backgroundBrush().color() == theme.tokens().plot
    plot.close()
    plot.deleteLater()
    qapp.processEvents()
    theme.apply(qapp, "light")


def test_reduced_motion_takes_no_time() -> None:
    theme.set_reduced_motion(True)
    try:
        assert theme.duration() == 0
    finally:
        theme.set_reduced_motion(False)
    assert 0 < theme.tokens().duration <= 200
    assert theme.duration() > 0
