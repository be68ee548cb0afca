"""Which features are drawn first."""

from __future__ import annotations

import numpy as np
import pytest

from nnstudio.ui.data.telling import telling_pair, worth


def test_the_features_that_separate_the_classes_come_first() -> None:
    random = np.random.default_rng(0)
    y = np.repeat([0.0, 1.0, 2.0], 40)
    x = random.normal(size=(120, 5))
    x[:, 1] += 5 * y
    x[:, 4] -= 4 * y
    assert telling_pair(x, y, classes=True) == (1, 4)


def test_values_are_drawn_over_the_feature_that_explains_them() -> None:
    random = np.random.default_rng(0)
    x = random.normal(size=(120, 4))
    y = 3 * x[:, 2] + 0.1 * random.normal(size=120)
    assert telling_pair(x, y, classes=False) == (2, 4)
    assert telling_pair(x[:, :1], y, classes=False) == (0, 1)


def test_worth_is_the_share_of_variance_explained() -> None:
    y = np.array([0.0, 0.0, 1.0, 1.0])
    x = np.column_stack((y, [1.0, 2.0, 1.0, 2.0], [7.0] * 4, [np.nan] * 4))
    np.testing.assert_allclose(worth(x, y, classes=True), [1, 0, 0, 0], atol=1e-12)
    np.testing.assert_allclose(worth(x, y, classes=False), [1, 0, 0, 0], atol=1e-12)


def test_correlation_squared() -> None:
    random = np.random.default_rng(1)
    x, y = random.normal(size=(50, 1)), random.normal(size=50)
    assert worth(x, y, classes=False)[0] == pytest.approx(np.corrcoef(x[:, 0], y)[0, 1] ** 2)
