"""The measured data sets are the published ones."""

import numpy as np
import pytest

from nnstudio.data import DataSettings, Task, raw_samples, shown
from nnstudio.text import set_language

KNOWN = {
    "iris": ((150, 4), [50, 50, 50]),
    "wine": ((178, 13), [59, 71, 48]),
    "breast_cancer": ((569, 30), [212, 357]),
    "digits": ((1797, 8, 8, 1), [178, 182, 177, 183, 181, 182, 181, 179, 174, 180]),
}


@pytest.mark.parametrize("name", KNOWN)
def test_rows_features_and_class_counts(name: str) -> None:
    shape, counts = KNOWN[name]
    samples = raw_samples(DataSettings(name))
    assert samples.x.shape == shape
    assert np.bincount(samples.y).tolist() == counts
    assert samples.task is Task.CLASSIFICATION
    assert not np.isnan(samples.x).any()


def test_means_of_iris_are_fishers() -> None:
    samples = raw_samples(DataSettings("iris"))
    assert np.round(samples.x.mean(0), 4).tolist() == [5.8433, 3.0573, 3.758, 1.1993]
    assert np.round(samples.x[samples.y == 0].mean(0), 3).tolist() == [5.006, 3.428, 1.462, 0.246]
    # The rows that the repository's own copy has wrong.
    assert samples.x[34].tolist() == [4.9, 3.1, 1.5, 0.2]
    assert samples.x[37].tolist() == [4.9, 3.6, 1.4, 0.1]


def test_known_values_of_the_others() -> None:
    wine, cancer, digits = (raw_samples(DataSettings(name)) for name in ("wine", "breast_cancer", "digits"))
    assert wine.x.mean(0)[12] == pytest.approx(746.8933, abs=1e-4)
    assert cancer.x.mean(0)[0] == pytest.approx(14.127292, abs=1e-6)
    assert (digits.x.min(), digits.x.max()) == (0.0, 16.0)
    assert digits.x.mean() == pytest.approx(4.884165, abs=1e-6)


def test_words_are_translated_and_names_are_not() -> None:
    try:
        set_language("zh_CN")
        assert shown("iris", "setosa") == "setosa"
        assert shown("table", "sepal length (cm)") == "sepal length (cm)"
    finally:
        set_language("en")
    assert shown("iris", "sepal length (cm)") == "sepal length (cm)"
