"""Samples added and left out by hand: nothing else moves for their sake, and what does not fit is refused."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from nnstudio.data import DataSettings, Scaling, prepare
from nnstudio.engine.errors import DataError, NnstudioError, ParameterError

CIRCLES = DataSettings("circles", scaling=Scaling.STANDARD, noise=0.1)


def test_added_points_train_and_nothing_else_moves() -> None:
    before = prepare(CIRCLES)
    after = prepare(replace(CIRCLES, points=((9.0, -3.0, 1.0), (0.5, 0.25, 0.0)), left_out=()))
    count = len(before.raw.x)
    assert np.array_equal(after.scale, before.scale)
    assert np.array_equal(after.shift, before.shift)
    for name in ("validation", "test"):
        assert np.array_equal(getattr(after, name).x, getattr(before, name).x)
    assert np.array_equal(after.training.x[:-2], before.training.x)
    assert after.training.rows[-2:].tolist() == [count, count + 1]
    assert after.training.y[-2:].tolist() == [1, 0]
    np.testing.assert_allclose(after.measured(after.training)[-2:], [[9.0, -3.0], [0.5, 0.25]])
    np.testing.assert_allclose(after.raw.x[count:], [[9.0, -3.0], [0.5, 0.25]])


def test_a_value_is_scaled_as_the_other_targets() -> None:
    settings = DataSettings("sine", scale_target=True)
    before, after = prepare(settings), prepare(replace(settings, points=((0.5, 2.0),)))
    assert after.target_scale == before.target_scale
    assert after.unscaled_target(after.training.y)[-1] == pytest.approx(2.0)


def test_rows_left_out_are_in_no_set_and_the_others_keep_theirs() -> None:
    before = prepare(CIRCLES)
    rows = (int(before.training.rows[0]), int(before.validation.rows[3]), int(before.test.rows[1]))
    after = prepare(replace(CIRCLES, left_out=rows))
    for name in ("training", "validation", "test"):
        wanted = [row for row in getattr(before, name).rows.tolist() if row not in rows]
        assert getattr(after, name).rows.tolist() == wanted
    assert np.array_equal(after.scale, before.scale)


def test_tiny_data_stay_the_same_in_all_sets() -> None:
    after = prepare(replace(DataSettings("xor"), points=((0.5, 0.5, 1.0),), left_out=(2,)))
    for part in (after.training, after.validation, after.test):
        assert part.rows.tolist() == after.training.rows.tolist()
        assert len(part) == 4
        assert 2 not in part.rows


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"points": ((1.0, 2.0),)}, ParameterError),
        ({"points": ((1.0, 2.0, 7.0),)}, ParameterError),
        ({"points": ((1.0, float("nan"), 0.0),)}, ParameterError),
        ({"left_out": (-1,)}, ParameterError),
        ({"left_out": (100_000,)}, ParameterError),
        ({"left_out": tuple(range(500))}, DataError),
    ],
)
def test_what_does_not_fit_is_refused(changes: dict[str, object], error: type[NnstudioError]) -> None:
    with pytest.raises(error):
        prepare(replace(DataSettings("circles", parameters=(("size", 500),)), **changes))


def test_a_text_takes_no_points() -> None:
    with pytest.raises(ParameterError):
        prepare(replace(DataSettings("character_text"), points=((0.0, 0.0),)))
