"""Optimisers, clipping and schedules beside torch 2.13, in float64: equal to 1e-12 after fifty steps."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from torch_distances import difference

from nnstudio import engine
from nnstudio.engine.optimizers import optimizers
from nnstudio.engine.schedules import schedules

torch = pytest.importorskip("torch")
Optim = torch.optim
STEPS = 50

Make = Callable[[list[Any]], Any]
"""From the parameters (weights, biases) to torch's optimiser."""


def decayed(p: list[Any], rate: float) -> list[dict[str, Any]]:
    """Return torch's groups that let weights decay and biases not."""
    return [{"params": p[0::2], "weight_decay": rate}, {"params": p[1::2], "weight_decay": 0.0}]


CASES: dict[str, tuple[str, dict[str, object], float, Make]] = {
    "sgd": ("sgd", {}, 0.05, lambda p: Optim.SGD(p, lr=0.05)),
    "momentum": ("momentum", {"mu": 0.8}, 0.05, lambda p: Optim.SGD(p, lr=0.05, momentum=0.8)),
    "nesterov": ("nesterov", {"mu": 0.8}, 0.05, lambda p: Optim.SGD(p, lr=0.05, momentum=0.8, nesterov=True)),
    "adagrad": ("adagrad", {}, 0.1, lambda p: Optim.Adagrad(p, lr=0.1)),
    "adadelta": ("adadelta", {"rho": 0.8}, 1.0, lambda p: Optim.Adadelta(p, lr=1.0, rho=0.8)),
    "rmsprop": ("rmsprop", {"rho": 0.9}, 0.02, lambda p: Optim.RMSprop(p, lr=0.02, alpha=0.9)),
    "rmsprop centred": ("rmsprop", {"centered": True}, 0.02, lambda p: Optim.RMSprop(p, lr=0.02, centered=True)),
    "rmsprop all": (
        "rmsprop",
        {"centered": True, "mu": 0.7, "rho": 0.95},
        0.02,
        lambda p: Optim.RMSprop(p, lr=0.02, alpha=0.95, centered=True, momentum=0.7),
    ),
    "adam": ("adam", {"beta1": 0.85}, 0.02, lambda p: Optim.Adam(p, lr=0.02, betas=(0.85, 0.999))),
    "adamw": ("adamw", {"weight_decay": 0.1}, 0.02, lambda p: Optim.AdamW(decayed(p, 0.1), lr=0.02)),
    "amsgrad": ("amsgrad", {"beta2": 0.9}, 0.02, lambda p: Optim.Adam(p, lr=0.02, betas=(0.9, 0.9), amsgrad=True)),
    "nadam": ("nadam", {}, 0.02, lambda p: Optim.NAdam(p, lr=0.02)),
    "nadam other": (
        "nadam",
        {"momentum_decay": 0.05, "beta1": 0.8},
        0.02,
        lambda p: Optim.NAdam(p, lr=0.02, betas=(0.8, 0.999), momentum_decay=0.05),
    ),
    "adamax": ("adamax", {}, 0.02, lambda p: Optim.Adamax(p, lr=0.02)),
    "rprop": ("rprop", {}, 0.01, lambda p: Optim.Rprop(p, lr=0.01)),
    "rprop other": (
        "rprop",
        {"eta_minus": 0.3, "eta_plus": 1.5},
        0.01,
        lambda p: Optim.Rprop(p, lr=0.01, etas=(0.3, 1.5)),
    ),
    "lion": ("lion", {"weight_decay": 0.1}, 0.003, lambda p: Lion(p, 0.003, 0.1)),
}


class Lion:
    """The paper's program (Chen et al. 2023, algorithm 2) in torch's operations; biases do not decay."""

    def __init__(self, parameters: list[Any], rate: float, decay: float) -> None:
        self.parameters, self.rate, self.decay = parameters, rate, decay
        self.means = [torch.zeros_like(p) for p in parameters]

    def zero_grad(self) -> None:
        for p in self.parameters:
            p.grad = None

    def step(self) -> None:
        with torch.no_grad():
            for number, (p, m) in enumerate(zip(self.parameters, self.means, strict=True)):
                update = (m * 0.9 + p.grad * 0.1).sign()
                decay = self.decay if number % 2 == 0 else 0.0
                p -= self.rate * (update + decay * p)
                m.copy_(m * 0.99 + p.grad * 0.01)


@pytest.fixture(autouse=True)
def _double() -> Any:
    before = torch.get_default_dtype()
    torch.set_default_dtype(torch.float64)
    yield
    torch.set_default_dtype(before)


RANDOM = np.random.default_rng(5)
X, Y = RANDOM.normal(size=(24, 3)), RANDOM.normal(size=(24, 2))


def program(name: str, options: dict[str, object], rate: float, **more: Any) -> engine.Program:
    nodes = (
        engine.GraphNode("x", engine.layers["input"](shape=(3,))),
        engine.GraphNode("h", engine.layers.make("dense", units=5, activation="tanh"), ("x",)),
        engine.GraphNode("o", engine.layers.make("dense", units=2), ("h",)),
        engine.GraphNode("y", engine.layers.make("output"), ("o",)),
    )
    made = optimizers.make(name, **options)
    graph = engine.Graph(nodes)
    return engine.compile(
        graph, engine.losses.make("half_mse"), made, learning_rate=rate, dtype="float64", seed=2, **more
    )


def copied(own: engine.Program) -> list[Any]:
    """Return torch's parameters: weights at the even places, biases at the odd ones."""
    return [
        torch.tensor(own.parameter(layer, kind).copy(), requires_grad=True)
        for layer in "ho"
        for kind in ("weight", "bias")
    ]


def loss_of(p: list[Any], rows: slice) -> Any:
    x, y = torch.tensor(X[rows]), torch.tensor(Y[rows])
    return 0.5 * ((torch.tanh(x @ p[0] + p[1]) @ p[2] + p[3] - y) ** 2).sum(1).mean()


def distance(own: engine.Program, p: list[Any]) -> float:
    """Return the largest relative difference of a parameter by norm."""
    keys = [(layer, kind) for layer in "ho" for kind in ("weight", "bias")]
    return max(difference(own.parameter(*key), q) for key, q in zip(keys, p, strict=True))


def rows_of(step: int) -> slice:
    return slice(8 * (step % 3), 8 * (step % 3) + 8)


def train(own: engine.Program, step: int, rows: slice) -> None:
    x, y = own.arrange(X[rows], Y[rows])
    plan = own.plan(rows.stop - rows.start)
    plan.load(x, y)
    plan.step()


@pytest.mark.parametrize("case", CASES)
def test_fifty_steps_on_a_network(case: str, record_property: Callable[[str, object], None]) -> None:
    name, options, rate, make = CASES[case]
    own = program(name, options, rate)
    p = copied(own)
    theirs = make(p)
    for step in range(STEPS):
        theirs.zero_grad()
        loss_of(p, rows_of(step)).backward()
        theirs.step()
        train(own, step, rows_of(step))
    found = distance(own, p)
    record_property("relative difference", found)
    assert found <= 1e-12


@pytest.mark.parametrize("case", CASES)
def test_fifty_gradients_that_are_given(case: str) -> None:
    """The same gradients for both, signs changing, sizes over ten decades: nothing hides in the network."""
    name, options, rate, make = CASES[case]
    own = program(name, options, rate)
    p = copied(own)
    theirs, plan = make(p), own.plan(1)
    random = np.random.default_rng(1)
    for _ in range(STEPS):
        own.grad[:] = random.normal(size=own.count) * 10.0 ** random.uniform(-8, 2, own.count)
        parts = np.split(own.grad, np.cumsum([q.numel() for q in p])[:-1])
        for q, part in zip(p, parts, strict=True):
            q.grad = torch.tensor(part.reshape(q.shape).copy())
        theirs.step()
        plan.update()
    assert distance(own, p) <= 1e-12


@pytest.mark.parametrize(("history", "rate"), [(10, 1.0), (3, 0.5)])
def test_lbfgs_on_a_network(history: int, rate: float) -> None:
    """Fifteen steps: the map itself stretches whatever rounding differs, to 2e-10 after fifty."""
    own = program("lbfgs", {"history": history}, rate)
    p = copied(own)
    theirs = Optim.LBFGS(p, lr=rate, max_iter=1, history_size=history)

    def closure() -> Any:
        theirs.zero_grad()
        loss = loss_of(p, slice(0, 24))
        loss.backward()
        return loss

    first = float(theirs.step(closure).detach())
    train(own, 0, slice(0, 24))
    for step in range(1, 15):
        last = float(theirs.step(closure).detach())
        train(own, step, slice(0, 24))
        assert distance(own, p) <= 1e-12
    assert last < first / 3


@pytest.mark.parametrize(("history", "rate"), [(10, 1.0), (3, 0.5), (1, 0.3)])
def test_lbfgs_fifty_steps_in_a_valley(history: int, rate: float) -> None:
    """A quadratic form: here the steps contract."""
    own = program("lbfgs", {"history": history}, rate)
    theta = torch.tensor(own.theta.copy(), requires_grad=True)
    theirs, plan = Optim.LBFGS([theta], lr=rate, max_iter=1, history_size=history), own.plan(1)
    half = np.random.default_rng(4).normal(size=(own.count, own.count)) / own.count
    form = half @ half.T + np.diag(np.linspace(0.2, 2.0, own.count))

    def closure() -> Any:
        theta.grad = torch.tensor(form) @ theta.detach()
        return torch.tensor(0.0)

    for step in range(STEPS):
        theirs.step(closure)
        own.grad[:] = form @ own.theta
        plan.update()
        if step < 12 or step == STEPS - 1:
            reference = theta.detach().numpy()
            assert np.linalg.norm(own.theta - reference) <= 1e-12 * max(np.linalg.norm(reference), 1e-6), step


@pytest.mark.parametrize("limit", [0.01, 0.3, 1e3])
def test_clipping_by_norm(limit: float) -> None:
    own = program("momentum", {}, 0.05, clip_norm=limit)
    p = copied(own)
    theirs = Optim.SGD(p, lr=0.05, momentum=0.9)
    for step in range(STEPS):
        theirs.zero_grad()
        loss_of(p, rows_of(step)).backward()
        norm = float(torch.nn.utils.clip_grad_norm_(p, limit))
        theirs.step()
        train(own, step, rows_of(step))
        assert own.gradient_norm() == pytest.approx(norm, rel=1e-12)
    assert distance(own, p) <= 1e-12


@pytest.mark.parametrize("limit", [1e-3, 0.05])
def test_clipping_by_value(limit: float) -> None:
    # At 0.05 Adam leaps about a minimum, and what was rounded doubles with every other step.
    own = program("adam", {}, 0.02, clip_value=limit)
    p = copied(own)
    theirs = Optim.Adam(p, lr=0.02)
    for step in range(STEPS):
        theirs.zero_grad()
        loss_of(p, rows_of(step)).backward()
        torch.nn.utils.clip_grad_value_(p, limit)
        theirs.step()
        train(own, step, rows_of(step))
    assert distance(own, p) <= 1e-12


L = Optim.lr_scheduler
SCHEDULES: dict[str, tuple[str, dict[str, object], Make]] = {
    "step": ("step", {"gamma": 0.3, "length": 7}, lambda o: L.StepLR(o, 7, gamma=0.3)),
    "exponential": ("exponential", {"gamma": 0.93}, lambda o: L.ExponentialLR(o, 0.93)),
    "cosine": ("cosine", {"length": 60, "final": 0.1}, lambda o: L.CosineAnnealingLR(o, 60, eta_min=0.1 * 0.7)),
    "restarts": (
        "cosine_restarts",
        {"length": 9, "stretch": 2},
        lambda o: L.CosineAnnealingWarmRestarts(o, 9, T_mult=2),
    ),
    "restarts equal": ("cosine_restarts", {"length": 9}, lambda o: L.CosineAnnealingWarmRestarts(o, 9)),
    "linear": ("polynomial", {"length": 40}, lambda o: L.PolynomialLR(o, 40)),
    "polynomial": ("polynomial", {"length": 40, "power": 2.5}, lambda o: L.PolynomialLR(o, 40, power=2.5)),
    "to a share": ("polynomial", {"length": 40, "final": 0.25}, lambda o: L.LinearLR(o, 1.0, 0.25, 40)),
    "warm-up": ("warmup", {"warmup": 20, "start": 0.2}, lambda o: L.LinearLR(o, 0.2, 1.0, 20)),
    "cyclic": (
        "cyclic",
        {"length": 6, "low": 0.2},
        lambda o: L.CyclicLR(o, 0.7 * 0.2, 0.7, step_size_up=6, cycle_momentum=False),
    ),
    "cyclic halved": (
        "cyclic",
        {"length": 6, "low": 0.2, "peaks": "halved"},
        lambda o: L.CyclicLR(o, 0.7 * 0.2, 0.7, step_size_up=6, mode="triangular2", cycle_momentum=False),
    ),
    "one cycle": (
        "one_cycle",
        {"length": 50, "rise": 0.3},
        lambda o: L.OneCycleLR(o, 0.7, total_steps=51, pct_start=16 / 51, cycle_momentum=False),
    ),
    "warm-up, then cosine": (
        "cosine",
        {"length": 30, "warmup": 10},
        lambda o: L.SequentialLR(o, [L.LinearLR(o, 0.1, 1.0, 10), L.CosineAnnealingLR(o, 30)], [10]),
    ),
}


@pytest.mark.parametrize("unit", ["steps", "epochs"])
@pytest.mark.parametrize("case", SCHEDULES)
def test_schedules(case: str, unit: str) -> None:
    name, options, make = SCHEDULES[case]
    own = schedules.make(name, unit=unit, **options)
    theirs = Optim.SGD([torch.zeros(1, requires_grad=True)], lr=0.7)
    scheduler = make(theirs)
    per_epoch = 1 if unit == "steps" else 13
    for time in range(40):
        found = own.rate(time * per_epoch, 13, 0.7)
        assert found == pytest.approx(theirs.param_groups[0]["lr"], rel=1e-12, abs=1e-15), time
        theirs.step()
        scheduler.step()


def test_the_plateau_s_counting() -> None:
    options = {"gamma": 0.4, "patience": 3, "cooldown": 2, "minimum_change": 0.01, "final": 0.05}
    own = schedules.make("on_plateau", **options)
    theirs = Optim.SGD([torch.zeros(1, requires_grad=True)], lr=0.7)
    scheduler = L.ReduceLROnPlateau(
        theirs, factor=0.4, patience=3, cooldown=2, threshold=0.01, min_lr=0.7 * 0.05, eps=0.0
    )
    seen, random, falls = own.initial(), np.random.default_rng(3), set()
    for time in range(120):
        loss = math.exp(-time / 20) + 0.3 * random.uniform()
        seen = own.observed(seen, loss)
        scheduler.step(loss)
        falls.add(seen["share"])
        assert own.rate(time, 1, 0.7, seen) == pytest.approx(theirs.param_groups[0]["lr"], rel=1e-12)
    assert len(falls) > 3


def test_a_scheduled_run() -> None:
    schedule = schedules.make("cosine", length=3, unit="epochs", final=0.1)
    own = program("nesterov", {}, 0.1, schedule=schedule)
    own.set_steps_per_epoch(10)
    p = copied(own)
    theirs = Optim.SGD(p, lr=0.1, momentum=0.9, nesterov=True)
    scheduler = L.LambdaLR(theirs, lambda n: schedule.rate(n, 10, 1.0))
    for step in range(STEPS):
        theirs.zero_grad()
        loss_of(p, rows_of(step)).backward()
        theirs.step()
        scheduler.step()
        train(own, step, rows_of(step))
    assert distance(own, p) <= 1e-12
