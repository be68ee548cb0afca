"""In a small network the means that an optimiser keeps are one piece of memory, treated by fewer calls."""

from collections.abc import Callable

import numpy as np
import pytest

from nnstudio.engine import Graph, Program, optimizers, update

Compiled = Callable[..., Program]
BOTH = [name for name in sorted(optimizers) if {"m", "v"} <= {kept.name for kept in optimizers.make(name).kept()}]


def test_there_are_such_optimisers() -> None:
    assert {"adam", "adamw", "amsgrad", "nadam"} <= set(BOTH)


@pytest.mark.parametrize("optimizer", BOTH)
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_one_piece_or_several_give_the_same_to_the_last_bit(
    optimizer: str,
    dtype: str,
    branched: Callable[..., Graph],
    compiled: Compiled,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def trained() -> tuple[bytes, dict[str, bytes], int]:
        program = compiled(branched(), optimizer=optimizer, dtype=dtype, learning_rate=0.01, l2=1e-3, seed=4)
        random = np.random.default_rng(1)
        plan = program.plan(8)
        plan.load(*program.arrange(random.normal(size=(8, 3)), random.normal(size=(8, 2))))
        for _ in range(40):
            plan.step()
        return program.theta.tobytes(), {k: v.tobytes() for k, v in program.state.items()}, len(plan.calls)

    theta, state, calls = trained()
    monkeypatch.setattr(update, "SIDE_BY_SIDE", 0)
    assert trained() == (theta, state, calls + 2)
