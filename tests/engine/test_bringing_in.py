"""A batch is brought in by one copy where its targets and inputs lie in one piece; by several elsewhere, as rightly."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from nnstudio import engine
from nnstudio.engine.operands import copying, spanning
from nnstudio.engine.plan import run

from .conftest import chain_of, layer

Compile = Callable[..., engine.Program]


def program_of(compiled: Compile, shape: tuple[int, ...] = (3,), **options: object) -> engine.Program:
    parts = (layer("flatten"),) if len(shape) > 1 else ()
    return compiled(
        chain_of(shape, *parts, layer("dense", units=4, activation="tanh"), layer("dense", units=2)), **options
    )


def samples(count: int, shape: tuple[int, ...] = (3,)) -> tuple[np.ndarray, np.ndarray]:
    random = np.random.default_rng(0)
    return random.normal(size=(count, *shape)), random.normal(size=(count, 2))


@pytest.mark.parametrize("shape", [(3,), (2, 3, 2)])
@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("mode", ["train", "evaluate"])
def test_an_arranged_batch_comes_in_by_one_copy(
    compiled: Compile, shape: tuple[int, ...], dtype: str, mode: str
) -> None:
    program = program_of(compiled, shape, dtype=dtype)
    x, y = samples(7, shape)
    plan = program.plan(7, mode)
    calls = plan.loading(*program.arrange(x, y))
    assert len(calls) == 1
    run(calls)
    np.testing.assert_array_equal(plan.quantity("x", "a"), x.astype(dtype))
    np.testing.assert_array_equal(plan.targets[0].T, y.astype(dtype))
    assert (plan.sites["x"].output.augmented[-1] == 1).all(), "the row of ones stays"


def test_what_is_filled_anew_comes_in_anew(compiled: Compile) -> None:
    program = program_of(compiled)
    x, y = program.arrange(*samples(5))
    plan = program.plan(5)
    calls = plan.loading(x, y)
    x[...], y[...] = 2.0, 3.0
    run(calls)
    assert (plan.quantity("x", "a") == 2).all()
    assert (plan.targets[0] == 3).all()


def test_parts_of_a_set_and_other_numbers_come_in_as_well(compiled: Compile) -> None:
    program = program_of(compiled, dtype="float32")
    x, y = program.arrange(*samples(9))
    plan = program.plan(4)
    for given in ((x[:, 2:6], y[:, 2:6]), (x[:, 2:6].astype(np.float64), y[:, 2:6].copy())):
        plan.sites["x"].output.array[...] = plan.targets[0][...] = 0
        run(plan.loading(*given))
        np.testing.assert_array_equal(plan.quantity("x", "a"), x[:, 2:6].T)
        np.testing.assert_array_equal(plan.targets[0], y[:, 2:6])


def test_a_large_input_comes_in_rightly_as_well(compiled: Compile) -> None:
    program = program_of(compiled, (700,))
    x, y = samples(8, (700,))
    plan = program.plan(8)
    run(plan.loading(*program.arrange(x, y)))
    np.testing.assert_array_equal(plan.quantity("x", "a"), x)
    np.testing.assert_array_equal(plan.targets[0].T, y)


def test_spanning_finds_neighbours_and_nothing_else() -> None:
    piece = np.arange(12.0)
    both = spanning(piece[2:5], piece[5:9].reshape(2, 2))
    assert both is not None
    assert both.tolist() == piece[2:9].tolist()
    both[0] = -1.0
    assert piece[2] == -1.0
    assert spanning(piece[2:5], piece[6:9]) is None, "a gap"
    assert spanning(piece[5:9], piece[2:5]) is None, "the other way round"
    assert spanning(piece[:4], piece.copy()[4:]) is None, "another piece"
    assert spanning(piece[0:4:2], piece[4:6]) is None, "no whole piece"
    assert spanning(piece[:2], piece[2:4].view(np.int64)) is None, "other numbers"


@pytest.mark.parametrize("given", [np.arange(6.0), np.arange(6), np.arange(12.0)[::2]])
def test_copying_takes_any_numbers(given: np.ndarray) -> None:
    own = np.zeros((2, 3))
    run([copying(own, given.reshape(2, 3))])
    np.testing.assert_array_equal(own, given.reshape(2, 3))
