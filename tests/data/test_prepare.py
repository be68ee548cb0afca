"""Preparation: coverage, no leak, scaling, gaps, noise, all of it said."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nnstudio.data import TABLE, Column, DataSettings, ImportedTable, Missing, Scaling, datasets, prepare, raw_samples
from nnstudio.data.samples import Task
from nnstudio.data.split import split_rows
from nnstudio.data.statistics import noise_unit, shift_and_scale
from nnstudio.engine.errors import ParameterError

FRACTIONS = st.tuples(st.floats(0.0, 0.45), st.floats(0.0, 0.45))


@given(st.lists(st.integers(0, 4), min_size=10, max_size=300), FRACTIONS, st.integers(0, 99), st.booleans())
@settings(max_examples=150, deadline=None)
def test_split_covers_every_row_once(
    labels: list[int], fractions: tuple[float, float], seed: int, shuffle: bool
) -> None:
    y = np.array(labels)
    for task in Task:
        split = split_rows(y, task, fractions, np.random.default_rng(seed), shuffle=shuffle)
        parts = (split.training, split.validation, split.test)
        assert sorted(np.concatenate(parts).tolist()) == list(range(len(y)))
        assert len(split.training) > 0
        for part, fraction in zip(parts[1:], fractions, strict=True):
            assert len(part) == (max(1, round(len(y) * fraction)) if fraction else 0)


@given(st.lists(st.integers(0, 3), min_size=20, max_size=300), FRACTIONS, st.integers(0, 99))
@settings(max_examples=150, deadline=None)
def test_classes_are_spread_in_proportion(labels: list[int], fractions: tuple[float, float], seed: int) -> None:
    y = np.array(labels)
    split = split_rows(y, Task.CLASSIFICATION, fractions, np.random.default_rng(seed))
    for part in (split.training, split.validation, split.test):
        for label in np.unique(y):
            assert abs((y[part] == label).sum() - (y == label).mean() * len(part)) <= 4
    if len(split.training) >= len(np.unique(y)):
        assert set(np.unique(y[split.training])) == set(np.unique(y))


def test_equal_classes_are_shared_exactly() -> None:
    prepared = prepare(DataSettings("iris"))
    assert np.bincount(prepared.training.y).tolist() == [30, 30, 30]
    assert np.bincount(prepared.validation.y).tolist() == [10, 10, 10]
    assert np.bincount(prepared.test.y).tolist() == [10, 10, 10]


def test_a_truth_table_is_not_split_and_says_so() -> None:
    prepared = prepare(DataSettings("xor"))
    assert sorted(map(tuple, prepared.training.x.tolist())) == [(0, 0), (0, 1), (1, 0), (1, 1)]
    assert prepared.training.rows.tolist() == prepared.validation.rows.tolist() == prepared.test.rows.tolist()
    assert "all 4 train" in str(prepared.notes[0])
    many = prepare(DataSettings("xor", parameters=(("repeats", 25),), noise=0.2))
    assert (len(many.training), len(many.validation), len(many.test)) == (60, 20, 20)
    assert len(np.unique(many.raw.x, axis=0)) == 100


@pytest.mark.parametrize("scaling", Scaling)
@pytest.mark.parametrize("missing", [Missing.MEAN, Missing.MEDIAN])
def test_nothing_leaks_from_rows_that_do_not_train(scaling: Scaling, missing: Missing) -> None:
    random = np.random.default_rng(3)
    x = random.normal(size=(60, 3))
    x[random.random(x.shape) < 0.1] = np.nan
    texts = [("a", "b", "")[k] for k in random.integers(0, 3, 60)]
    chosen = DataSettings(TABLE, scaling=scaling, missing=missing, noise=0.3)
    before = prepare(chosen, _table(x, texts))
    held_out = np.concatenate((before.validation.rows, before.test.rows))
    changed, other = x.copy(), list(texts)
    changed[held_out] = random.normal(50, 9, (len(held_out), 3))
    for row in held_out:
        other[row] = "b"
    after = prepare(chosen, _table(changed, other))
    assert after.training.x.tobytes() == before.training.x.tobytes()
    assert after.shift.tobytes() == before.shift.tobytes()
    assert after.scale.tobytes() == before.scale.tobytes()
    assert after.test.x.tobytes() != before.test.x.tobytes()


def _table(x: np.ndarray, texts: list[str]) -> ImportedTable:
    columns = [Column(f"f{k}", x[:, k]) for k in range(x.shape[1])]
    target = Column("y", np.arange(len(x)) % 2)
    return ImportedTable("t.csv", (*columns, Column("colour", texts=tuple(texts)), target))


def test_scaling_of_the_training_set() -> None:
    standard = prepare(DataSettings("wine", scaling=Scaling.STANDARD))
    assert np.allclose(standard.training.x.mean(0), 0, atol=1e-12)
    assert np.allclose(standard.training.x.std(0), 1)
    between = prepare(DataSettings("wine", scaling=Scaling.MIN_MAX))
    assert np.allclose(between.training.x.min(0), 0)
    assert np.allclose(between.training.x.max(0), 1)
    assert np.allclose(between.measured(between.test), between.raw.x[between.test.rows])
    assert np.allclose(between.scaled(between.raw.x[between.test.rows]), between.test.x)


def test_an_image_is_scaled_as_a_whole() -> None:
    prepared = prepare(DataSettings("digits", scaling=Scaling.MIN_MAX))
    assert prepared.shift.shape == prepared.scale.shape == (8, 8, 1)
    assert np.unique(prepared.scale).tolist() == [16.0]


def test_constant_columns_and_one_hot_columns_are_safe() -> None:
    x = np.array([[5.0, 1.0, 0.0], [5.0, 3.0, 1.0]])
    for scaling in Scaling:
        shift, scale = shift_and_scale(x, scaling, ((2, 3),))
        assert scale[0] == 1
        assert (shift[2], scale[2]) == (0, 1)
    assert noise_unit(x, ((2, 3),)).tolist() == [0.0, 1.0, 0.0]


def test_gaps_are_filled_counted_and_said() -> None:
    x = np.arange(40.0).reshape(20, 2)
    x[[1, 5, 7], 0] = np.nan
    table = _table(x, ["a"] * 12 + ["b"] * 7 + [""])
    mean = prepare(DataSettings(TABLE), table)
    notes = " ".join(str(note) for note in mean.notes)
    assert "mean of the training set: 3" in notes
    assert "most frequent of the training set: 1" in notes
    known = x[mean.training.rows, 0]
    assert mean.raw.x[5, 0] == pytest.approx(np.nanmean(known))
    assert mean.raw.x[19, 2:].tolist() == [1.0, 0.0]
    dropped = prepare(DataSettings(TABLE, missing=Missing.DROP), table)
    rows = np.concatenate((dropped.training.rows, dropped.validation.rows, dropped.test.rows))
    assert sorted(rows.tolist()) == sorted(set(range(20)) - {1, 5, 7, 19})
    assert "left out: 4" in str(dropped.notes[0])


def test_noise_is_in_units_of_each_feature_and_never_moves_the_split() -> None:
    clean, noisy = prepare(DataSettings("iris")), prepare(DataSettings("iris", noise=0.5))
    assert clean.training.rows.tolist() == noisy.training.rows.tolist()
    difference = noisy.raw.x - clean.raw.x
    unit = raw_samples(DataSettings("iris")).x[clean.training.rows].std(0)
    assert np.allclose(difference.std(0) / unit, 0.5, atol=0.12)
    twice = prepare(DataSettings("iris", noise=1.0))
    assert np.allclose(twice.raw.x - clean.raw.x, 2 * difference)


def test_noise_of_a_function_is_an_error_of_measurement() -> None:
    clean, noisy = prepare(DataSettings("sine")), prepare(DataSettings("sine", noise=0.3))
    assert np.array_equal(clean.raw.x, noisy.raw.x)
    assert (noisy.raw.y - clean.raw.y).std() == pytest.approx(0.3 * clean.training.y.std(), rel=0.2)


def test_without_shuffle_rows_keep_their_order() -> None:
    prepared = prepare(DataSettings("sine", shuffle=False))
    assert prepared.training.rows.tolist() == list(range(120))
    assert prepared.test.rows.tolist() == list(range(160, 200))


def test_a_fraction_of_nought_leaves_its_set_empty() -> None:
    prepared = prepare(DataSettings("moons", validation=0.0, test=0.0))
    assert (len(prepared.training), len(prepared.validation), len(prepared.test)) == (400, 0, 0)


def test_target_of_a_regression_is_scaled_on_demand() -> None:
    table = ImportedTable("t.csv", (Column("x", np.arange(50.0)), Column("price", np.arange(50.0) * 1000.5)))
    plain, scaled = (prepare(DataSettings(TABLE, scale_target=wanted), table) for wanted in (False, True))
    assert any("diverge" in str(note) for note in plain.notes)
    assert scaled.training.y.std() == pytest.approx(1.0)
    assert np.allclose(scaled.unscaled_target(scaled.test.y), scaled.raw.y[scaled.test.rows])


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"validation": -0.1}, "data.validation"),
        ({"validation": 0.6, "test": 0.6}, "data.validation"),
        ({"test": float("nan")}, "data.test"),
        ({"noise": -1.0}, "data.noise"),
        ({"seed": -1}, "data.seed"),
        ({"dataset": "nothing"}, "data.dataset"),
        ({"parameters": (("size", 1),)}, "circles.size"),
        ({"parameters": (("colour", 1),)}, "circles.colour"),
    ],
)
def test_a_bad_setting_is_named(change: dict[str, object], place: str) -> None:
    with pytest.raises(ParameterError) as caught:
        prepare(replace(DataSettings(), **change))
    assert caught.value.place == place


def test_prepared_arrays_do_not_share_the_kept_samples() -> None:
    prepared = prepare(DataSettings("iris"))
    prepared.training.x[:] = 0
    assert raw_samples(DataSettings("iris")).x.min() > 0
    assert len(datasets) >= 14
