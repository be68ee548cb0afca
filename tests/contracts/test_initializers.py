"""Every registered initialiser keeps what ``Initializer`` promises."""

import numpy as np
import pytest

from nnstudio.engine.initializer import Initializer
from nnstudio.engine.initializers import initializers

EVERY = [initializers[name]() for name in initializers]
every = pytest.mark.parametrize("initializer", EVERY, ids=lambda initializer: initializer.declaration.id)


def test_the_issue_s_initialisers_are_there() -> None:
    wanted = {"xavier_uniform", "xavier_normal", "he_uniform", "he_normal", "uniform", "normal", "zeros", "constant"}
    wanted |= {"lecun_uniform", "lecun_normal", "truncated_normal", "orthogonal", "identity"}
    assert set(initializers) >= wanted


@every
@pytest.mark.parametrize("shape", [(3,), (4, 5), (3, 3, 2, 8)])
def test_it_fills_any_shape_in_double_precision(initializer: Initializer, shape: tuple[int, ...]) -> None:
    values = initializer.fill(shape, 18, 72, np.random.default_rng(0))
    assert isinstance(initializer, Initializer)
    assert values.shape == shape
    assert values.dtype == np.float64
    assert np.isfinite(values).all()
    values += 1.0


@every
def test_the_seed_alone_decides(initializer: Initializer) -> None:
    first, second, other = (initializer.fill((50, 4), 50, 4, np.random.default_rng(seed)) for seed in (5, 5, 6))
    np.testing.assert_array_equal(first, second)
    drawn = initializer.declaration.group != "constant"
    assert drawn == (not np.array_equal(first, other))
