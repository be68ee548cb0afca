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
    "lecun_uniform": math.sqrt(1 / FAN_IN),
    "lecun_normal": math.sqrt(1 / FAN_IN),
    "uniform": 1 / math.sqrt(3),
    "normal": 0.1,
    "truncated_normal": 0.1 * 0.8796256610342398,
    "orthogonal": 1 / math.sqrt(FAN_IN),
}
LIMIT = {"xavier_uniform": math.sqrt(6 / (FAN_IN + FAN_OUT)), "he_uniform": math.sqrt(6 / FAN_IN), "uniform": 1.0}
LIMIT |= {"lecun_uniform": math.sqrt(3 / FAN_IN), "truncated_normal": 0.2}


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


@pytest.mark.parametrize("shape", [(5, 5), (7, 3), (3, 7), (3, 3, 2, 8), (3, 3, 4, 8), (4, 16), (6,), (1, 1)])
@pytest.mark.parametrize("gain", [1.0, 1.5])
def test_orthogonal_columns_or_rows(shape: tuple[int, ...], gain: float) -> None:
    values = initializers["orthogonal"](gain=gain).fill(shape, 1, 1, np.random.default_rng(4)).reshape(-1, shape[-1])
    rows, columns = values.shape
    product = values.T @ values if rows >= columns else values @ values.T
    np.testing.assert_allclose(product, gain**2 * np.eye(min(rows, columns)), atol=1e-13)


def test_orthogonal_matrices_are_evenly_distributed() -> None:
    """QR alone would give a diagonal of one sign; taken out, each entry of a 2×2 rotation or reflection has mean 0."""
    random, orthogonal = np.random.default_rng(5), initializers["orthogonal"]()
    many = np.array([orthogonal.fill((2, 2), 2, 2, random) for _ in range(4000)])
    assert np.abs(many.mean(axis=0)).max() < 4 * math.sqrt(0.5 / 4000)
    assert np.linalg.det(many).mean() == pytest.approx(0.0, abs=4 / math.sqrt(4000))


def test_identity_of_matrices_and_kernels() -> None:
    random, identity = np.random.default_rng(6), initializers["identity"](gain=2.0)
    np.testing.assert_array_equal(identity.fill((3, 4), 3, 4, random), 2 * np.eye(3, 4))
    kernel = identity.fill((3, 5, 2, 2), 30, 2, random)
    np.testing.assert_array_equal(kernel[1, 2], 2 * np.eye(2))
    assert np.count_nonzero(kernel) == 2


def test_a_truncated_normal_keeps_its_shape_inside_the_cut() -> None:
    values = initializers["truncated_normal"](std=1.0, cut=1.0).fill((200_000,), 1, 1, np.random.default_rng(7))
    assert (np.abs(values) < 0.5).mean() == pytest.approx(0.3829249225 / 0.6826894921, abs=0.005)
