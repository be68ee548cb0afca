"""The surface's arithmetic: grid, colours, the line on which the network is undecided."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtWidgets import QApplication

from nnstudio.data import DataSettings, prepare
from nnstudio.data.settings import Scaling
from nnstudio.ui import theme
from nnstudio.ui.charts.axes import ticks
from nnstudio.ui.charts.contour import contour, division
from nnstudio.ui.charts.plane import make_plane, telling_features
from nnstudio.ui.charts.surface import (
    COARSEST,
    FINEST,
    boundary,
    class_picture,
    finest_for,
    side_for,
    value_picture,
    winners,
)


@pytest.fixture(autouse=True)
def light(qapp: QApplication) -> None:
    theme.apply(qapp, "light")


def test_the_zero_line_of_a_circle_is_a_circle() -> None:
    side = 100
    middles = (np.arange(side) + 0.5) / side
    x, y = np.meshgrid(middles, middles)
    line = contour(0.3**2 - (x - 0.5) ** 2 - (y - 0.5) ** 2)
    radii = np.hypot(line[:, [0, 2]] - 0.5, line[:, [1, 3]] - 0.5)
    np.testing.assert_allclose(radii, 0.3, atol=2e-4)
    lengths = np.hypot(line[:, 2] - line[:, 0], line[:, 3] - line[:, 1])
    assert lengths.sum() == pytest.approx(2 * np.pi * 0.3, rel=1e-3)


def test_there_is_no_line_where_nothing_changes_and_none_outside() -> None:
    assert len(contour(np.ones((5, 5)))) == 0
    line = contour(np.random.default_rng(0).normal(size=(20, 20)))
    assert len(line) > 20
    assert ((line >= 0) & (line <= 1)).all()


def test_a_saddle_is_two_lines() -> None:
    assert len(contour(np.array([[1.0, -1.0], [-1.0, 1.0]]))) == 2


def test_three_classes_meet_in_lines_between_each_pair() -> None:
    middles = np.linspace(-1, 1, 60)
    x, y = np.meshgrid(middles, middles)
    scores = np.exp(np.stack([x, -x, 2 * y], axis=2) * 3)
    line = boundary(scores / scores.sum(axis=2, keepdims=True))
    between = np.isclose(line[:, 0], 0.5, atol=0.02) & (line[:, 1] < 0.5)
    # Each line once, on a grid of 30 × 30.
    assert 10 < between.sum() < 20


def test_where_three_classes_meet_their_lines_meet() -> None:
    share = np.zeros((2, 2, 3))
    share[0, 0, 0] = share[0, 1, 1] = share[1, :, 2] = 1.0
    line = division(share)
    # Half-way between each pair, all three to one point.
    np.testing.assert_allclose(line[:, :2] * 2 - 0.5, [[0.5, 0.0], [1.0, 0.5], [0.0, 0.5]])
    np.testing.assert_allclose(line[:, 2:], np.broadcast_to(line[0, 2:], (3, 2)))


def test_classes_that_touch_at_a_corner_are_cut_off() -> None:
    share = np.eye(3)[np.array([[0, 1], [2, 0]])]
    assert len(division(share)) == 2
    assert len(division(np.eye(4)[np.array([[0, 1], [2, 3]])])) == 4
    assert len(division(np.eye(3)[np.array([[1, 0], [0, 2]])])) == 2


def test_answers_that_are_no_numbers_draw_no_line_and_break_nothing() -> None:
    prediction = np.random.default_rng(0).random((20, 20, 3))
    prediction[3, 4] = np.nan
    prediction[5, 5, 0] = np.inf
    assert np.isfinite(boundary(prediction)).all()
    assert np.isfinite(boundary(np.full((20, 20, 1), np.nan))).all()
    assert class_picture(prediction, discrete=False).shape == (20, 20, 4)


def test_certain_answers_have_their_class_colour_and_undecided_ones_the_papers() -> None:
    picture = class_picture(np.array([[[0.0], [0.5], [1.0]]]), discrete=False)[0, :, :3].astype(int)
    paper, first, second = (
        np.array(color.getRgb()[:3]) for color in (theme.tokens().plot, theme.class_color(0), theme.class_color(1))
    )
    np.testing.assert_allclose(picture[1], paper, atol=1)
    np.testing.assert_allclose(picture[0], (paper + first) / 2, atol=1)
    np.testing.assert_allclose(picture[2], (paper + second) / 2, atol=1)
    flat = class_picture(np.array([[[0.2], [0.49], [0.51]]]), discrete=True)[0]
    assert (flat[0] == flat[1]).all()
    assert (flat[1] != flat[2]).any()


def test_scores_beyond_one_are_told_apart() -> None:
    """Of several outputs the largest is the answer, though both be above 1: as the measured accuracy has it."""
    prediction = np.array([[[1.5, 2.0, -1.0], [3.0, 2.0, -1.0]], [[1.5, 2.0, -1.0], [3.0, 2.0, -1.0]]])
    assert winners(prediction).tolist() == [[1, 0], [1, 0]]
    # The lead of the second is −½ on the left and 1 on the right: a third of the way.
    line = boundary(prediction)
    np.testing.assert_allclose(line[:, 0], (1 / 3 + 0.5) / 2)
    flat = class_picture(prediction, discrete=True)
    assert (flat[0, 0] != flat[0, 1]).any()
    assert winners(np.array([[0.5], [0.51], [np.nan]])).tolist() == [0, 1, 0]


def test_values_diverge_from_grey() -> None:
    colors = value_picture(np.array([[-2.0, 0.0, 2.0]]), 2.0)[0]
    for color, wanted in zip(colors, (-1.0, 0.0, 1.0), strict=True):
        np.testing.assert_allclose(color[:3], theme.diverging(wanted, 1.0).getRgb()[:3], atol=3)


def test_the_grid_holds_what_does_not_vary_at_its_mean() -> None:
    prepared = prepare(DataSettings("iris", scaling=Scaling.STANDARD))
    across, up = telling_features(prepared)
    # Fisher's famous pair: the petals.
    assert (across, up) == (2, 3)
    plane = make_plane(prepared, across, up)
    grid = plane.grid(10)
    raw = grid * prepared.scale + prepared.shift
    np.testing.assert_allclose(raw[:, :2], np.broadcast_to(plane.base[:2], (100, 2)))
    assert raw[0, 3] > raw[-1, 3]
    assert raw[0, 2] < raw[9, 2]
    inside = plane.place(prepared.training)
    assert (inside > plane.low).all()
    assert (inside < plane.high).all()


def test_a_large_network_gets_a_coarser_surface() -> None:
    assert side_for(180) == FINEST
    assert COARSEST <= side_for(250_000) < 40
    assert side_for(1e9) == COARSEST


def test_a_small_picture_gets_no_more_points_than_it_shows() -> None:
    assert finest_for(431.0) == 86
    assert finest_for(3000.0) == FINEST
    assert finest_for(10.0) == COARSEST


@pytest.mark.parametrize(("low", "high"), [(0.0, 1.0), (-2.2, 2.1), (1e-4, 3e-4), (5.0, 5.0), (-1000.0, 20000.0)])
def test_ticks_are_round_and_few(low: float, high: float) -> None:
    found = ticks(low, high, 5)
    assert len(found) <= 6
    assert all(low - 1e-9 <= value <= max(high, low) + 1e-9 for value in found)
