"""Feature transformations: what they make, in which order, and what they refuse."""

from __future__ import annotations

import numpy as np
import pytest

from nnstudio.data import Column, DataSettings, FeatureStep, ImportedTable, Scaling, prepare, shape_of
from nnstudio.engine.errors import DataError, ParameterError


def made(dataset: str, *steps: FeatureStep, **others: object):
    return prepare(DataSettings(dataset, steps=steps, **others))


def test_columns_are_added_and_named_in_order() -> None:
    steps = FeatureStep("power", (("exponent", 3),), ("x₂",)), FeatureStep("product"), FeatureStep("sine", (), ("x₁",))
    prepared = made("circles", *steps)
    assert prepared.input_names == ("x₁", "x₂", "x₂³", "x₁·x₂", "x₁·x₂³", "x₂·x₂³", "sin(x₁)")
    a, b = prepared.measured(prepared.test).T
    wanted = np.column_stack([a, b, b**3, a * b, a * b**3, b * b**3, np.sin(a)])
    np.testing.assert_allclose(prepared.test.x, wanted, rtol=1e-12)


def test_names_follow_the_language_of_the_columns() -> None:
    prepared = made("circles", FeatureStep("power"), FeatureStep("drop", (), ("x₁",)))
    assert prepared.features.named(("花瓣 长", "宽")) == ("宽", "(花瓣 长)²", "宽²")


def test_of_each_input_it_is_known_which_column_it_still_is() -> None:
    prepared = made("circles", FeatureStep("power"), FeatureStep("drop", (), ("x₁",)))
    assert prepared.features.kept(2) == (1, -1, -1)
    assert made("circles").features.kept(2) == (0, 1)
    assert made("circles", FeatureStep("pca")).features.kept(2) == (-1, -1)
    assert set(made("bars", FeatureStep("edges")).features.kept(64)) == {-1}


def test_principal_components_are_uncorrelated_and_ordered() -> None:
    prepared = made("wine", FeatureStep("pca", (("components", 5),)))
    x = prepared.training.x
    covariance = x.T @ x / len(x)
    np.testing.assert_allclose(covariance, np.diag(np.diag(covariance)), atol=1e-9)
    own = prepared.measured(prepared.training)
    shares = np.linalg.svd((own - own.mean(0)) / own.std(0), compute_uv=False) ** 2
    np.testing.assert_allclose(prepared.features.stages[0].fitted.shares, (shares / shares.sum())[:5], rtol=1e-9)
    np.testing.assert_allclose(x.mean(0), 0, atol=1e-9)


def test_unstandardised_components_are_led_by_the_largest_unit() -> None:
    prepared = made("wine", FeatureStep("pca", (("standardise", False),)))
    assert prepared.features.stages[0].fitted.shares[0] > 0.99


def test_discriminants_part_the_classes_and_are_one_fewer() -> None:
    prepared = made("wine", FeatureStep("lda", (("components", 9),)))
    assert prepared.input_names == ("LD1", "LD2")
    x, y = prepared.training.x, prepared.training.y
    within = sum(x[y == k].var(axis=0) * np.mean(y == k) for k in range(3))
    np.testing.assert_allclose(within, 1.0, rtol=1e-6)
    middles = np.array([x[y == k].mean(axis=0) for k in range(3)])
    nearest = ((prepared.test.x[:, None] - middles) ** 2).sum(axis=2).argmin(axis=1)
    assert (nearest == prepared.test.y).mean() > 0.9


def test_edges_stand_where_the_ink_changes() -> None:
    prepared = made("bars", FeatureStep("edges"))
    flat = np.ones((1, *prepared.measured_shape))
    np.testing.assert_array_equal(prepared.features.apply(flat), 0 * flat)
    step = np.zeros((1, 8, 8, 1))
    step[:, :, 4:] = 1.0
    np.testing.assert_allclose(prepared.features.apply(step)[0, :, 3:5], 1.0)


def test_texts_spelled_out_are_neither_transformed_nor_scaled() -> None:
    random = np.random.default_rng(0)
    table = ImportedTable(
        "t",
        (
            Column("a", tuple(random.normal(size=40).tolist())),
            Column("c", texts=tuple("rgb"[k % 3] for k in range(40))),
            Column("y", tuple(random.normal(size=40).tolist())),
        ),
    )
    settings = DataSettings("table", target="y", scaling=Scaling.STANDARD, steps=(FeatureStep("power"),))
    prepared = prepare(settings, table)
    assert prepared.input_names == ("a", "c = b", "c = g", "c = r", "a²")
    assert set(np.unique(prepared.training.x[:, 1:4])) == {0.0, 1.0}
    np.testing.assert_allclose(prepared.training.x[:, [0, 4]].std(axis=0), 1.0)


def test_points_added_by_hand_are_transformed_and_move_no_statistics() -> None:
    before = made("circles", FeatureStep("pca"))
    after = made("circles", FeatureStep("pca"), points=((9.0, -3.0, 1.0),))
    np.testing.assert_array_equal(before.features.stages[0].fitted.state[2], after.features.stages[0].fitted.state[2])
    np.testing.assert_allclose(after.training.x[-1], before.scaled([[9.0, -3.0]])[0])


@pytest.mark.parametrize(
    ("dataset", "step", "error"),
    [
        ("digits", FeatureStep("pca"), ParameterError),
        ("circles", FeatureStep("edges"), ParameterError),
        ("sine", FeatureStep("lda"), ParameterError),
        ("echo", FeatureStep("power"), ParameterError),
        ("circles", FeatureStep("power", (), ("x₉",)), ParameterError),
        ("circles", FeatureStep("power", (("exponent", 99),)), ParameterError),
        ("circles", FeatureStep("nothing"), ParameterError),
        ("circles", FeatureStep("drop"), DataError),
    ],
)
def test_what_cannot_be_done_is_refused_with_its_place(dataset: str, step: FeatureStep, error: type[Exception]) -> None:
    with pytest.raises(error) as caught:
        shape_of(DataSettings(dataset, steps=(step,)))
    assert caught.value.place.startswith("data.steps[0]")


def test_too_many_columns_are_refused() -> None:
    steps = (FeatureStep("product"),) * 4
    with pytest.raises(DataError):
        shape_of(DataSettings("wine", steps=steps))


def test_numbers_beyond_all_bounds_are_refused() -> None:
    table = ImportedTable("t", (Column("a", tuple(10.0 ** (60 + k % 9) for k in range(40))), Column("y", range(40))))
    with pytest.raises(DataError):
        prepare(DataSettings("table", target="y", steps=(FeatureStep("power", (("exponent", 6),)),)), table)
