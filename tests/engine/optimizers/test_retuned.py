"""An optimiser's numbers changed in the midst of a run: as a program compiled with them goes on, to the bit."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from nnstudio import engine
from nnstudio.engine import Graph, ParameterError, Program, layers, optimizers
from nnstudio.engine.declaration import Kind

Chain = Callable[..., Graph]


def program_of(chain: Chain, optimizer: object) -> Program:
    graph = chain((3,), layers.make("dense", units=4, activation="tanh"), layers.make("dense", units=2))
    return engine.compile(graph, "mse", optimizer, learning_rate=0.05, seed=3, schedule="exponential")


def train(program: Program, steps: int) -> bytes:
    random = np.random.default_rng(1)
    plan = program.plan(5)
    plan.load(*program.arrange(random.normal(size=(5, 3)), random.normal(size=(5, 2))))
    for _ in range(steps):
        plan.step()
    return program.theta.tobytes()


def other_numbers(optimizer: str) -> dict[str, float]:
    """Return each real number of an optimiser halfway to its least value, or to 0."""
    made = optimizers.make(optimizer)
    real = [p for p in made.declaration.parameters if p.kind is Kind.REAL]
    return {p.id: 0.5 * (made.values[p.id] + (p.minimum or 0.0)) for p in real}


@pytest.mark.parametrize("optimizer", list(optimizers))
def test_it_goes_on_as_if_compiled_with_them(optimizer: str, chain: Chain) -> None:
    numbers = other_numbers(optimizer)
    wanted = optimizers.make(optimizer, **numbers)
    before, after = program_of(chain, optimizer), program_of(chain, wanted)
    train(before, 7)
    plain = program_of(chain, optimizer)
    plain.load_state(before.save_state())
    after.load_state(before.save_state())
    before.set_optimizer(wanted)
    assert before.plan(5).info == after.plan(5).info
    found = train(before, 5)
    assert found == train(after, 5)
    if numbers:
        assert before.optimizer == wanted
        assert found != train(plain, 5) or set(numbers) <= {"epsilon"}


def test_one_that_keeps_other_numbers_is_refused(chain: Chain) -> None:
    program = program_of(chain, optimizers.make("rmsprop", centered=False))
    for other in (optimizers.make("adam"), optimizers.make("rmsprop", centered=True)):
        with pytest.raises(ParameterError) as caught:
            program.set_optimizer(other)
        assert caught.value.place == "optimizer"
    lbfgs = program_of(chain, optimizers.make("lbfgs", history=5))
    with pytest.raises(ParameterError):
        lbfgs.set_optimizer(optimizers.make("lbfgs", history=6))
