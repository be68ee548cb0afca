"""What no metric can be taken of is refused by name; an answer at every step counts as a sample each."""

import numpy as np
import pytest

from nnstudio.engine.errors import DataError
from nnstudio.engine.metrics import metrics

CLASSES = [name for name in metrics if metrics[name].declaration.group == "classification"]
NUMBERS = [name for name in metrics if name not in CLASSES]
classification = pytest.mark.parametrize("name", CLASSES)
regression = pytest.mark.parametrize("name", NUMBERS)
EYE = np.eye(3)


def refused(name: str, prediction: object, target: object, **given: object) -> str:
    with pytest.raises(DataError) as caught:
        metrics[name](**given).measure(np.asarray(prediction), np.asarray(target))
    return str(caught.value)


@pytest.mark.parametrize("name", metrics)
def test_predictions_that_are_no_numbers_are_not_right(name: str) -> None:
    assert "1 that are NaN" in refused(name, [[np.nan, 1, 0], [0, 1, 0]], EYE[[0, 1]])
    refused(name, [["a", "b"]], [[0, 1]])
    refused(name, 0.5, 1)


@pytest.mark.parametrize("name", metrics)
def test_shapes_that_do_not_belong_together(name: str) -> None:
    assert "(4, 3)" in refused(name, np.zeros((4, 3)), np.eye(2)[[0, 1, 0, 1]])
    refused(name, np.zeros((4, 1)), np.eye(4))
    refused(name, np.zeros((2, 4, 3)), np.zeros((2, 3, 3)))
    refused(name, np.zeros((2, 4, 3)), np.zeros(2))


@classification
def test_targets_that_are_no_class(name: str) -> None:
    for label in (7, -1, 0.5, np.nan):
        assert "row 2" in refused(name, EYE, [0, label, 2])
    assert "row 3" in refused(name, EYE, [[1, 0, 0], [0, 1, 0], [0, 1, 1]])
    refused(name, EYE, np.zeros((3, 3)))
    refused(name, [[0.2], [0.8]], [[-1], [1]])


@regression
def test_values_for_another_number_of_outputs(name: str) -> None:
    refused(name, np.zeros((4, 2)), np.arange(4.0))
    refused(name, [[1.0], [2.0]], [[1.0], [np.inf]])
    assert metrics[name]().measure(np.zeros((3, 1)), np.arange(3.0)) == metrics[name]().measure(
        np.zeros((3, 1)), np.arange(3.0).reshape(3, 1)
    )


def test_a_class_that_there_is_not_has_no_curve() -> None:
    assert "from 0 to 2" in refused("roc", EYE, EYE, positive=5)
    refused("roc", [[0.1], [0.9]], [0, 1], positive=2)
    assert len(metrics["roc"](positive=0).measure(np.array([[0.1], [0.9]]), np.array([0, 1])))


@pytest.mark.parametrize("name", metrics)
def test_every_step_counts(name: str) -> None:
    random = np.random.default_rng(4)
    prediction, classes = random.random((5, 4, 3)), random.integers(0, 3, (5, 4))
    target = random.random((5, 4, 3)) if name in NUMBERS else EYE[classes]
    flat = metrics[name]().measure(prediction.reshape(20, 3), target.reshape(20, 3))
    np.testing.assert_array_equal(metrics[name]().measure(prediction, target), flat)
    image = prediction.reshape(5, 2, 2, 3), target.reshape(5, 2, 2, 3)
    np.testing.assert_array_equal(metrics[name]().measure(*image), flat)
    if name in CLASSES:
        np.testing.assert_array_equal(metrics[name]().measure(prediction, classes), flat)


def test_class_numbers_may_be_predictions() -> None:
    table = metrics["confusion_matrix"]()
    assert table.measure(np.array([0, 1]), np.array([0, 2])).tolist() == [[1, 0, 0], [0, 0, 0], [0, 1, 0]]
    assert table.measure(np.array([0, 1]), EYE[[0, 2]]).tolist() == [[1, 0, 0], [0, 0, 0], [0, 1, 0]]
    for said, true in (([0, -1], [0, 1]), ([0, 3], EYE[[0, 1]]), ([0, 10**12], [0, 1]), ([0, 1, 2], [0, 1])):
        refused("accuracy", said, true)
