"""Every registered optimiser keeps what ``Optimizer`` promises."""

from collections.abc import Callable

import numpy as np
import pytest

from nnstudio.engine.emitter import Emitter
from nnstudio.engine.optimizer import Optimizer
from nnstudio.engine.optimizers import optimizers
from nnstudio.engine.typing import Array

EVERY = [
    *(optimizers[name]() for name in optimizers),
    optimizers.make("rmsprop", centered=True, mu=0.5),
    optimizers.make("rmsprop", mu=0.9),
    optimizers.make("lbfgs", history=2),
]
RATES = {"adagrad": 0.5, "adadelta": 1.0, "lbfgs": 0.5}
"""Learning rates that suit an optimiser; 0.01 the others."""
every = pytest.mark.parametrize("optimizer", EVERY, ids=lambda optimizer: optimizer.declaration.id)
elementwise = pytest.mark.parametrize(
    "optimizer", [o for o in EVERY if o.elementwise], ids=lambda optimizer: optimizer.declaration.id
)


class Bench:
    """An optimiser at work on ``theta``, as a program runs it."""

    def __init__(self, optimizer: Optimizer, theta: Array, blocks: int = 1) -> None:
        self.optimizer, self.emit = optimizer, Emitter(theta.dtype)
        self.theta, self.grad = theta.copy(), np.zeros_like(theta)
        self.state = {kept.name: np.zeros_like(theta) for kept in optimizer.kept()}
        self.memory = {name: np.zeros(shape, theta.dtype) for name, shape in optimizer.memory(theta.size).items()}
        self.scalars = {name: np.zeros((), theta.dtype) for name in ("learning_rate", *optimizer.varies)}
        self.steps = 0
        for piece in np.array_split(np.arange(theta.size), blocks):
            part = slice(piece[0], piece[-1] + 1)
            state = {name: array[part] for name, array in self.state.items()} | self.memory
            optimizer.emit_update(self.emit, self.theta[part], self.grad[part], state, self.scalars)

    def step(self, grad: Array, learning_rate: float = 0.05) -> None:
        self.steps += 1
        self.grad[:] = grad
        self.scalars["learning_rate"][...] = learning_rate
        values = self.optimizer.at_step(self.steps, learning_rate)
        for name, value in zip(self.optimizer.varies, values, strict=True):
            self.scalars[name][...] = value
        with np.errstate(all="raise", under="ignore"):
            self.emit.run()


def test_the_issue_s_optimisers_are_there() -> None:
    firsts = {"sgd", "momentum", "nesterov", "adagrad", "adadelta", "rmsprop", "adam", "adamw", "nadam", "amsgrad"}
    assert set(optimizers) >= firsts | {"adamax", "lion", "rprop", "lbfgs"}


@every
def test_it_is_an_optimiser(optimizer: Optimizer) -> None:
    assert isinstance(optimizer, Optimizer)
    assert all(str(kept.help) and kept.symbol for kept in optimizer.keeps)


@every
def test_it_walks_down_a_bowl(optimizer: Optimizer) -> None:
    bench = Bench(optimizer, np.array([3.0, -2.0, 0.5]))
    curvature = np.array([1.0, 0.5, 2.0])
    for _ in range(2000):
        bench.step(curvature * bench.theta, RATES.get(optimizer.declaration.id, 0.01))
    assert np.abs(bench.theta).max() < 0.02


@every
def test_the_gradient_stays_as_it_is(optimizer: Optimizer) -> None:
    grad = np.random.default_rng(1).normal(size=64)
    bench = Bench(optimizer, np.ones(64))
    bench.step(grad)
    np.testing.assert_array_equal(bench.grad, grad)


@elementwise
def test_blocks_give_the_same_bits_as_the_whole(optimizer: Optimizer) -> None:
    theta = np.random.default_rng(2).normal(size=1000).astype(np.float32)
    whole, parts = Bench(optimizer, theta), Bench(optimizer, theta, blocks=7)
    for seed in range(5):
        grad = np.random.default_rng(seed).normal(size=1000).astype(np.float32)
        whole.step(grad)
        parts.step(grad)
    np.testing.assert_array_equal(whole.theta, parts.theta)


@every
def test_a_zero_gradient_from_the_start_changes_nothing(optimizer: Optimizer) -> None:
    bench = Bench(optimizer, np.array([1.0, -1.0], np.float32))
    bench.step(np.zeros(2, np.float32))
    np.testing.assert_array_equal(bench.theta, [1.0, -1.0])


@every
def test_an_update_allocates_nothing(optimizer: Optimizer, allocated: Callable[..., tuple[int, int]]) -> None:
    bench = Bench(optimizer, np.ones(20_000, np.float32))
    bench.step(np.ones(20_000, np.float32))
    _, peak = allocated(bench.emit.run)
    assert peak < 4096  # one array of it would be 80,000


@every
def test_the_terms_add_up_to_the_new_weight(optimizer: Optimizer) -> None:
    bench = Bench(optimizer, np.array([0.7]))
    for grad in (0.3, -0.8, 0.05):
        theta, state = float(bench.theta[0]), {name: float(array[0]) for name, array in bench.state.items()}
        bench.step(np.array([grad]))
        scalars = {name: float(array) for name, array in bench.scalars.items()}
        terms = optimizer.terms(theta, grad, state, scalars)
        if not optimizer.elementwise:
            terms = optimizer.terms_at(0, theta, bench.grad, bench.state | bench.memory, scalars)
        assert sum(term.value for term in terms) == pytest.approx(bench.theta[0], rel=1e-14)


@every
def test_calls_are_few(optimizer: Optimizer) -> None:
    limit = {"sgd": 2, "momentum": 4, "nesterov": 6, "rmsprop": 9 if optimizer.kept()[1:] == () else 17, "adam": 12}
    assert len(Bench(optimizer, np.ones(3)).emit.calls) <= limit.get(optimizer.declaration.id, 20)


@every
@pytest.mark.parametrize("step", [1, 2, 17, 5000])
def test_what_its_scalars_hide_is_written_out(optimizer: Optimizer, step: int) -> None:
    scalars = {"learning_rate": 0.03}
    scalars |= dict(zip(optimizer.varies, optimizer.at_step(step, 0.03), strict=True))
    made = {found.name: found for found in optimizer.scalar_terms(step, scalars)}
    # Rprop's start is the learning rate itself, and says so where it is used.
    assert set(made) == set(optimizer.varies) - {"start"}
    for name, found in made.items():
        assert sum(term.value for term in found.terms) == pytest.approx(scalars[name], rel=1e-12)
        assert len(found.terms[0].factors) > 1
        assert str(found.help)


@elementwise
@pytest.mark.parametrize("step", [1, 17])
def test_the_corrected_means_give_the_same_step(optimizer: Optimizer, step: int) -> None:
    after = {kept.name: 0.25 + 0.5 * number for number, kept in enumerate(optimizer.kept())}
    hats = {found.name: sum(term.value for term in found.terms) for found in optimizer.corrected(step, after)}
    assert hats.keys() <= after.keys()
    if "step_size" in optimizer.varies and len(hats) == 2:
        scalars = dict(zip(optimizer.varies, optimizer.at_step(step, 0.03), strict=True))
        size = next(name for name in hats if name != "m")
        ours = scalars["step_size"] * after["m"] / (after[size] ** 0.5 + scalars["floor"])
        assert 0.03 * hats["m"] / (hats[size] ** 0.5 + optimizer.values["epsilon"]) == pytest.approx(ours, rel=1e-12)
