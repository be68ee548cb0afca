"""Curves keep exact minima, means and maxima in a fixed space."""

from __future__ import annotations

import tracemalloc
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnstudio.training.curves import RunCurves
from nnstudio.training.mailbox import Measurement, Scalars
from nnstudio.training.pyramid import Curve, Moments


def steps_and_values(count: int, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    return np.arange(count, dtype=np.int64), np.random.default_rng(seed).normal(size=count)


@given(st.integers(1, 500), st.lists(st.integers(1, 200), min_size=1, max_size=6))
def test_every_stretch_is_exact_however_the_values_arrive(seed: int, pieces: list[int]) -> None:
    curve = Curve(16)
    steps, values = steps_and_values(sum(pieces), seed)
    for begin, size in zip(np.cumsum([0, *pieces[:-1]]), pieces, strict=True):
        curve.extend(Moments(steps[begin : begin + size]), values[begin : begin + size])
    middle, low, mean, high = curve.points()
    assert curve.used <= 16
    for k, place in enumerate(range(0, len(values), curve.width)):
        stretch = values[place : place + curve.width]
        assert low[k] == stretch.min()
        assert high[k] == stretch.max()
        assert mean[k] == pytest.approx(stretch.mean(), abs=1e-12)
        assert middle[k] == place + (curve.width - 1) / 2
    assert curve.last_value == values[-1]


@given(st.integers(1, 500), st.lists(st.integers(1, 9), min_size=2, max_size=60))
def test_steps_with_gaps_fall_into_the_same_stretches(seed: int, gaps: list[int]) -> None:
    curve, steps = Curve(16), np.cumsum(gaps)
    values = np.random.default_rng(seed).normal(size=len(steps))
    shared = Moments(steps[: len(steps) // 2])
    other = Curve(4)
    for mine in (curve, other):
        mine.extend(shared, values[: len(steps) // 2])
    curve.extend(Moments(steps[len(steps) // 2 :]), values[len(steps) // 2 :])
    held = sorted(set((steps // curve.width).tolist()))
    middle, low, mean, high = curve.points()
    assert middle.tolist() == [place * curve.width + (curve.width - 1) / 2 for place in held]
    for k, place in enumerate(held):
        stretch = values[steps // curve.width == place]
        assert (low[k], high[k]) == (stretch.min(), stretch.max())
        assert mean[k] == pytest.approx(stretch.mean(), abs=1e-12)
    assert other.points()[1].min() == values[: len(steps) // 2].min()


def test_steps_without_a_value_hold_nothing_and_at_looks_back() -> None:
    curve = Curve(8)
    curve.extend(Moments(np.array([0, 20, 40])), np.array([3.0, 2.0, 1.0]))
    assert len(curve.points()[0]) == 3
    assert curve.at(39) == pytest.approx(2.0)
    assert np.isnan(Curve().at(5))


def test_values_that_are_not_finite_are_left_out() -> None:
    curve = Curve(8)
    curve.extend(Moments(np.array([0, 1, 2])), np.array([1.0, np.nan, np.inf]))
    assert curve.points()[2].tolist() == [1.0]


def test_another_run_clears_the_curves_and_a_file_brings_them_back() -> None:
    curves = RunCurves()
    steps, values = steps_and_values(5000)
    curves.absorb(Scalars(1, steps, values, (Measurement(0, 1.0, 2.0, 0.5, float("nan")),)))
    again = RunCurves()
    again.load_arrays(curves.save_arrays())
    for name, curve in curves.all().items():
        assert all(np.array_equal(a, b) for a, b in zip(curve.points(), again.all()[name].points(), strict=True))
    curves.absorb(Scalars(2, steps[:1], values[:1]))
    assert len(curves.batch_loss.points()[0]) == 1
    assert not len(curves.measured["train_loss"].points()[0])


def test_the_last_loss_of_a_run_that_is_opened_again_counts_once() -> None:
    curves, steps = RunCurves(), np.arange(2000)
    losses = np.linspace(1, 0, 2000)
    curves.absorb(Scalars(1, steps, losses))
    again = RunCurves()
    again.load_arrays(curves.save_arrays())
    # What the trainer tells when it has brought the run back, and then goes on from.
    again.absorb(Scalars(0, steps[-1:], losses[-1:]))
    again.absorb(Scalars(0, np.array([2000]), np.array([5.0])))
    curves.absorb(Scalars(1, np.array([2000]), np.array([5.0])))
    for one, other in zip(again.batch_loss.points(), curves.batch_loss.points(), strict=True):
        assert one.tolist() == other.tolist()


def test_what_a_run_that_is_opened_again_is_measured_at_counts_once() -> None:
    curves, none = RunCurves(), np.array([])
    # Early stopping has brought the best weights back: at its last step the run was measured with both.
    rows = [Measurement(step, loss, loss, 0.5, 0.5) for step, loss in ((0, 1.0), (20, 0.25), (40, 0.75), (40, 0.25))]
    curves.absorb(Scalars(1, none, none, tuple(rows)))
    again = RunCurves()
    again.load_arrays(curves.save_arrays())
    again.absorb(Scalars(0, none, none, (rows[-1],)))
    for name, curve in curves.measured.items():
        for one, other in zip(again.measured[name].points(), curve.points(), strict=True):
            assert one.tolist() == other.tolist()
    again.absorb(Scalars(0, none, none, (Measurement(40, 0.5, 0.25, 0.5, 0.5),)))
    assert again.measured["train_loss"].points()[2][-1] == 0.5, "another number counts"


def test_broken_arrays_are_refused() -> None:
    arrays = Curve(8).save_arrays() | {"shape": np.array([8, 1, 9, 0])}
    with pytest.raises(ValueError, match="curve"):
        Curve.from_arrays(arrays)


@pytest.mark.parametrize(
    "forged",
    [
        {"values": {}},
        {"shape": 3},
        {"shape": np.array([1 << 20, 1, 0, -1]), "values": np.zeros((3, 0)), "count": np.zeros(0)},
        {"shape": np.array([8, 1, 0, -1]), "values": np.zeros((3, 0, 1 << 15)), "count": np.zeros(0)},
        {"shape": np.array([1 << 40, 1, 0, -1]), "values": np.zeros((3, 0, 0)), "count": np.zeros(0)},
    ],
)
def test_forged_arrays_are_refused_before_they_take_memory(forged: dict[str, Any]) -> None:
    """A thousand such curves fit into a megabyte of a file, and would take sixteen gigabytes."""
    tracemalloc.start()
    try:
        with pytest.raises(ValueError, match="curve"):
            Curve.from_arrays(Curve(8).save_arrays() | forged)
        assert tracemalloc.get_traced_memory()[1] < 1 << 20
    finally:
        tracemalloc.stop()
