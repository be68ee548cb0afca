"""The spread of the initialisers, against the formulas of their papers."""

import math

import numpy as np
import pytest

from nnstudio.engine.initializers import initializers

FAN_IN, FAN_OUT = 300, 200
SPREAD = {
    "xavier_uniform": math.sqrt(2 / (FAN_IN + FAN_OUT)),
    "xavier_normal": math.sqrt(2 / (FAN_IN + FAN_OUT)),
    "he_uniform": math.sqrt(2 / FAN_IN),
    "he_normal": math.sqrt(2 / FAN_IN),
    "uniform": 1 / math.sqrt(3),
    "normal": 0.1,
}
LIMIT = {"xavier_uniform": math.sqrt(6 / (FAN_IN + FAN_OUT)), "he_uniform": math.sqrt(6 / FAN_IN), "uniform": 1.0}


@pytest.mark.parametrize("name", SPREAD)
def test_mean_and_spread(name: str) -> None:
    values = initializers[name]().fill((FAN_IN, FAN_OUT), FAN_IN, FAN_OUT, np.random.default_rng(1))
    assert abs(values.mean()) < 4 * SPREAD[name] / math.sqrt(values.size)
    assert values.std() == pytest.approx(SPREAD[name], rel=0.02)


@pytest.mark.parametrize("name", LIMIT)
def test_uniform_values_reach_and_keep_their_limit(name: str) -> None:
    values = initializers[name]().fill((FAN_IN, FAN_OUT), FAN_IN, FAN_OUT, np.random.default_rng(2))
    assert 0.999 * LIMIT[name] < np.abs(values).max() <= LIMIT[name]


def test_own_parameters() -> None:
    random = np.random.default_rng(3)
    assert (initializers["constant"](value=-2.5).fill((2, 2), 2, 2, random) == -2.5).all()
    assert (initializers["zeros"]().fill((2, 2), 2, 2, random) == 0).all()
    assert (initializers["uniform"](low=2.0, high=2.0).fill((4,), 4, 1, random) == 2.0).all()
    assert initializers["normal"](mean=5.0, std=0.0).fill((1,), 1, 1, random)[0] == 5.0
