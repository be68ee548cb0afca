"""The range of a growing chart: it covers everything, and it moves seldom."""

from __future__ import annotations

import pytest

from nnstudio.ui.charts.following import Following


def test_everything_is_covered_and_the_range_moves_seldom() -> None:
    following = Following()
    seen = set()
    for step in range(1, 5000):
        (left, right), (bottom, top) = following.look(step, 1 / step, 1.0)
        assert left < 0 <= step <= right
        assert bottom <= 1 / step
        assert top >= 1.0
        assert right <= max(step, 10) / 0.49
        seen.add((left, right, bottom, top))
    assert len(seen) < 45


def test_a_single_value_is_in_the_middle() -> None:
    _, (bottom, top) = Following().look(0, 0.7, 0.7)
    assert (bottom + top) / 2 == pytest.approx(0.7)
    assert bottom < 0.7 < top


def test_markers_at_the_ends_have_room_in_a_low_chart() -> None:
    following, mark = Following(), 0.11
    for step in range(1, 200):
        high = 1.0 - 0.5 / step
        _, (bottom, top) = following.look(step, 0.1, high, running=True, mark=mark)
        assert high + mark * (top - bottom) <= top
        assert bottom <= 0.1 - mark * (top - bottom)


def test_values_that_shrink_are_magnified_in_the_end() -> None:
    following = Following()
    following.look(10, 0.0, 100.0)
    _, (_, top) = following.look(20, 0.0, 60.0)
    assert top > 100
    _, (_, top) = following.look(30, 0.0, 40.0)
    assert top < 1.2 * 40


def test_a_fast_run_has_room_for_the_next_looks_and_fills_the_chart_at_rest() -> None:
    following = Following()
    following.look(0, 0.2, 1.0, running=True)
    first, _ = following.look(1000, 0.2, 1.0, running=True)
    for step in range(2000, 10_001, 1000):
        assert following.look(step, 0.2, 1.0, running=True)[0] == first
    following.look(12_000, 0.2, 1.0, running=True)
    (_, right), _ = following.look(12_500, 0.2, 1.0)
    assert right <= 2 * 12_500
    # A new run begins with a new range.
    assert following.look(20, 0.2, 1.0, running=True)[0][1] < 100


def test_a_falling_loss_is_shown_down_to_zero_before_it_is_there() -> None:
    following = Following()
    seen = {following.look(step, 2.8 / step, 2.8, running=True)[1] for step in range(1, 500)}
    assert len(seen) <= 6
    assert following.up[0] < 0


def test_a_look_after_a_long_absence_is_not_the_pace_of_the_run() -> None:
    following = Following()
    for step in range(0, 20_001, 1000):
        following.look(step, 0.2, 1.0, running=True)
    # The chart was hidden for half a million steps.
    step = 520_000
    following.look(step, 0.2, 1.0, running=True)
    for _ in range(60):
        step += 1000
        following.look(step, 0.2, 1.0, running=True)
    assert following.across[1] < 2 * step
