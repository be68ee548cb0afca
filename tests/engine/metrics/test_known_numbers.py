"""Metrics against numbers worked out by hand and those that scikit-learn's documentation prints in its examples."""

import numpy as np
import pytest

from nnstudio.engine.errors import DataError
from nnstudio.engine.metrics import metrics

TRUE, SAID = np.array([0, 1, 2, 0, 1, 2]), np.array([0, 2, 1, 0, 0, 1])
VALUES = np.array([[3.0], [-0.5], [2.0], [7.0]]), np.array([[2.5], [0.0], [2.0], [8.0]])
PAIRS = np.array([[0.5, 1], [-1, 1], [7, -6]]), np.array([[0.0, 2], [-1, 2], [8, -5]])


def one_hot(classes: np.ndarray, count: int) -> np.ndarray:
    return np.eye(count)[classes]


def number(name: str, prediction: np.ndarray, target: np.ndarray, **given: object) -> float:
    return float(metrics.make(name, **given).measure(prediction, target))


@pytest.mark.parametrize(
    ("name", "average", "wanted"),
    [
        ("precision", "macro", 2 / 9),
        ("precision", "micro", 1 / 3),
        ("recall", "macro", 1 / 3),
        ("recall", "micro", 1 / 3),
        ("f1", "macro", 4 / 15),
        ("f1", "micro", 1 / 3),
    ],
)
def test_scikit_learn_s_three_classes(name: str, average: str, wanted: float) -> None:
    assert number(name, SAID, TRUE, average=average) == pytest.approx(wanted, rel=1e-12)
    assert number(name, one_hot(SAID, 3), one_hot(TRUE, 3), average=average) == pytest.approx(wanted, rel=1e-12)


def test_a_hand_counted_table() -> None:
    probability = np.array([[0.9], [0.8], [0.4], [0.6], [0.2], [0.1]])
    truth = np.array([[1.0], [1.0], [1.0], [0.0], [0.0], [0.0]])
    table = metrics["confusion_matrix"]().measure(probability, truth)
    assert table.tolist() == [[2, 1], [1, 2]]
    assert number("accuracy", probability, truth) == pytest.approx(4 / 6)
    for name in ("precision", "recall", "f1"):
        assert number(name, probability, truth, average="positive") == pytest.approx(2 / 3)


def test_scikit_learn_s_confusion_matrix() -> None:
    true, said = np.array([2, 0, 2, 2, 0, 1]), np.array([0, 0, 2, 2, 0, 2])
    table = metrics["confusion_matrix"]().measure(one_hot(said, 3), true)
    assert table.tolist() == [[2, 0, 0], [0, 0, 1], [1, 0, 2]]


def test_accuracy() -> None:
    assert number("accuracy", one_hot(np.array([0, 2, 1, 3]), 4), np.array([0, 1, 2, 3])) == 0.5


def test_among_equal_scores_the_top_begins_with_the_answer() -> None:
    """As a network whose weights are all 0 gives them: two places held less of the truth than the first one."""
    scores, truth = np.full((5, 3), 1 / 3), np.array([0, 0, 0, 1, 2])
    assert number("accuracy", scores, truth) == number("top_k", scores, truth, k=1) == 0.6
    assert number("top_k", scores, truth, k=2) == 0.8


def test_scikit_learn_s_top_k() -> None:
    scores = np.array([[0.5, 0.2, 0.2], [0.3, 0.4, 0.2], [0.2, 0.4, 0.3], [0.7, 0.2, 0.1]])
    assert number("top_k", scores, np.array([0, 1, 2, 2]), k=2) == 0.75
    assert number("top_k", scores, np.array([0, 1, 2, 2]), k=1) == number("accuracy", scores, np.array([0, 1, 2, 2]))
    assert number("top_k", scores, np.array([0, 1, 2, 2]), k=3) == 1.0


def test_scikit_learn_s_roc() -> None:
    scores, truth = np.array([[0.1], [0.4], [0.35], [0.8]]), np.array([0, 0, 1, 1])
    points = metrics["roc"]().measure(scores, truth)
    assert points.tolist() == [[0, 0, np.inf], [0, 0.5, 0.8], [0.5, 0.5, 0.4], [0.5, 1, 0.35], [1, 1, 0.1]]
    assert number("auc", scores, truth) == 0.75


def test_equal_scores_count_half() -> None:
    scores = np.array([[0.5], [0.5], [0.5], [0.9]])
    assert number("auc", scores, np.array([0, 1, 0, 1])) == pytest.approx(0.75)
    assert number("auc", np.full((4, 1), 0.3), np.array([0, 1, 0, 1])) == 0.5
    assert len(metrics["roc"]().measure(scores, np.array([0, 1, 0, 1]))) == 3


def test_auc_is_the_share_of_pairs_in_order() -> None:
    random = np.random.default_rng(0)
    scores, truth = random.integers(0, 8, 60).astype(float), random.integers(0, 2, 60)
    pairs = [(a > b) + 0.5 * (a == b) for a in scores[truth == 1] for b in scores[truth == 0]]
    assert number("auc", scores.reshape(-1, 1), truth) == pytest.approx(np.mean(pairs), rel=1e-13)


@pytest.mark.parametrize("kind", [float, np.int64, np.uint8, bool])
def test_class_numbers_of_any_kind(kind: type) -> None:
    said, true = np.array([0.2, 0.7, 0.4, 0.9]), np.array([0, 1, 1, 1]).astype(kind)
    assert number("accuracy", said, true) == 0.75
    assert number("auc", said, true) == 1.0


def test_auc_of_several_classes_is_their_mean() -> None:
    random = np.random.default_rng(1)
    scores, truth = random.random((50, 3)), random.integers(0, 3, 50)
    each = [number("auc", scores[:, c : c + 1], (truth == c).astype(int)) for c in range(3)]
    assert number("auc", scores, truth) == pytest.approx(np.mean(each))


def test_a_class_without_samples_has_no_area() -> None:
    assert np.isnan(number("auc", np.array([[0.1], [0.2]]), np.array([0, 0])))


def test_scikit_learn_s_regression_numbers() -> None:
    true, found = VALUES
    assert number("mae", found, true) == 0.5
    assert number("rmse", found, true) == pytest.approx(np.sqrt(0.375), rel=1e-15)
    assert number("r2", found, true) == pytest.approx(0.9486081370449679, rel=1e-14)
    true, found = PAIRS
    assert number("mae", found, true) == 0.75
    assert number("r2", found, true) == pytest.approx(0.9382566585956417, rel=1e-14)


def test_the_mean_explains_nothing_and_a_constant_target_has_no_spread() -> None:
    true = np.array([[1.0], [2.0], [3.0]])
    assert number("r2", np.full((3, 1), 2.0), true) == 0.0
    assert np.isnan(number("r2", true, np.ones((3, 1))))


@pytest.mark.parametrize("name", metrics)
def test_empty_and_unequal_sets_are_refused(name: str) -> None:
    with pytest.raises(DataError):
        metrics[name]().measure(np.zeros((0, 2)), np.zeros((0, 2)))
    with pytest.raises(DataError):
        metrics[name]().measure(np.zeros((3, 2)), np.zeros((2, 2)))


@pytest.mark.parametrize("name", metrics)
def test_perfect_predictions_and_bounds(name: str) -> None:
    classes = np.array([0, 1, 2, 1, 0, 2])
    prediction = target = one_hot(classes, 3)
    metric = metrics[name]()
    found = metric.measure(prediction, target)
    assert found.dtype == np.float64
    if metric.shape == "number":
        assert found.shape == ()
        assert found == (1.0 if metric.rises else 0.0)
    np.testing.assert_array_equal(prediction, one_hot(classes, 3))
