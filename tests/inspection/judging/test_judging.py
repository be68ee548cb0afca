"""ROC, residuals and mistakes against what they are by definition."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnstudio.inspection.judging import are_shares, mistakes, residuals, rocs


@given(st.integers(0, 200))
def test_the_area_is_the_share_of_pairs_in_the_right_order(seed: int) -> None:
    random = np.random.default_rng(seed)
    truth = np.concatenate([[0.0, 1.0, 2.0], random.integers(0, 3, 20).astype(float)])
    # Few different values, so that some are equal.
    scores = random.integers(0, 5, (len(truth), 3)) / 4
    for roc in rocs(scores, truth, 3):
        own = scores[truth == roc.number, roc.number]
        others = scores[truth != roc.number, roc.number]
        pairs = (own[:, None] > others).mean() + 0.5 * (own[:, None] == others).mean()
        assert roc.area == pytest.approx(pairs)
        assert roc.points[0].tolist() == [0.0, 0.0, np.inf]
        assert roc.points[-1, :2].tolist() == [1.0, 1.0]


def test_of_two_classes_the_second_has_the_curve() -> None:
    truth = np.array([0.0, 0.0, 1.0, 1.0])
    (one,) = rocs(np.array([[0.1], [0.4], [0.35], [0.8]]), truth, 2)
    assert (one.number, one.area) == (1, 0.75)
    assert rocs(np.array([[0.1], [0.4]]), np.zeros(2), 2) == ()


def test_residuals_are_prediction_less_truth() -> None:
    found = residuals(np.array([1.0, 2.0, 0.0]), np.array([0.5, 2.0, 3.0]))
    assert found.values.tolist() == [0.5, 0.0, -3.0]
    assert (found.mean, found.worst) == (pytest.approx(-2.5 / 3), -3.0)
    assert found.deviation == pytest.approx(np.std([0.5, 0.0, -3.0]))
    assert np.isnan(residuals(np.zeros(0), np.zeros(0)).mean)


def test_the_surest_mistake_comes_first() -> None:
    answers = np.array([[0.9, 0.1, 0.0], [0.2, 0.5, 0.3], [0.1, 0.1, 0.8], [np.nan, 0.0, 0.0]])
    found = mistakes(answers, np.array([0.0, 0.0, 1.0, 1.0]))
    assert [(each.place, each.truth, each.predicted) for each in found] == [(2, 1, 2), (1, 0, 1)]
    assert (found[0].share, found[0].given) == (0.8, 0.1)


def test_one_column_is_the_probability_of_the_second_class() -> None:
    (found,) = mistakes(np.array([[0.2], [0.7]]), np.array([1.0, 1.0]))
    assert (found.place, found.truth, found.predicted) == (0, 1, 0)
    assert (found.share, found.given) == (0.8, 0.2)


def test_behind_a_hinge_loss_the_farthest_from_the_border_is_the_surest() -> None:
    answers, scores = np.array([[1.0], [0.0], [1.0]]), np.array([[0.3], [-2.0], [4.0]])
    found = mistakes(answers, np.array([0.0, 1.0, 1.0]), scores)
    assert [(each.place, each.predicted, each.share, each.given) for each in found] == [
        (1, 0, 2.0, -2.0),
        (0, 1, 0.3, -0.3),
    ]


@pytest.mark.parametrize(
    ("answers", "shares"),
    [
        ([[0.2, 0.8], [1.0, 0.0]], True),
        ([[0.2, 0.9]], False),
        ([[-0.2, 1.2]], False),
        ([[0.2, 0.8], [np.nan, 0.0]], False),
        ([[0.4], [1.0]], True),
        ([[1.1]], False),
    ],
)
def test_shares_lie_between_0_and_1_and_add_up_to_1(answers: list[list[float]], shares: bool) -> None:
    assert are_shares(np.array(answers)) is shares
