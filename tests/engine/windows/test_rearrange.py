"""ReLU behind the pooling instead of before it: other buffers, the same numbers."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from nnstudio.engine import Graph, Plan, Program, expand, layers, rearrange

Chain = Callable[..., Graph]
Compiled = Callable[..., Program]
SHAPE = (8, 8, 2)


def network(chain: Chain, activation: str = "relu", pooling: str = "max_pooling2d") -> Graph:
    return chain(
        SHAPE,
        layers.make("convolution2d", filters=4, activation=activation),
        layers.make(pooling),
        layers.make("convolution2d", filters=3, activation="tanh", padding="narrow"),
        layers.make("flatten"),
        layers.make("dense", units=2),
    )


def trained(program: Program, steps: int = 20) -> Plan:
    random = np.random.default_rng(8)
    plan = program.plan(5)
    plan.load(*program.arrange(random.normal(size=(5, *SHAPE)), random.normal(size=(5, 2))))
    for _ in range(steps):
        plan.step()
    plan.forward()
    plan.backward()
    return plan


def test_it_changes_no_number(chain: Chain, compiled: Compiled, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = compiled(network(chain), optimizer="adam", dtype="float32", learning_rate=0.01, seed=1)
    plain = trained(drawn)
    monkeypatch.setattr(rearrange, "LARGE", 0)
    changed = compiled(network(chain), optimizer="adam", dtype="float32", learning_rate=0.01, seed=1)
    plan = trained(changed)
    assert (plain.moved, plan.moved) == ({}, {"1": "2"})
    assert np.array_equal(changed.theta, drawn.theta)
    assert np.array_equal(changed.grad, drawn.grad)
    for layer, quantity in [("1", "z"), ("2", "a"), ("1", "grad_z"), ("3", "z"), ("5", "grad_a")]:
        assert np.array_equal(plan.quantity(layer, quantity), plain.quantity(layer, quantity))
    assert plain.quantity("1", "slope").shape == (5, 8, 8, 4)
    assert plan.quantity("2", "slope").shape == (5, 4, 4, 4)


def test_what_is_inspected_is_what_runs(chain: Chain, compiled: Compiled, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rearrange, "LARGE", 0)
    plan = trained(compiled(network(chain), dtype="float64"))
    assert plan.quantity("1", "a") is not None
    assert np.array_equal(plan.quantity("1", "a"), plan.quantity("1", "z"))
    assert np.array_equal(plan.quantity("2", "a"), np.maximum(plan.quantity("2", "z"), 0))
    for layer in ("1", "2"):
        for quantity in ("z", "a", "slope", "grad_a", "grad_z"):
            if quantity in plan.quantities(layer):
                for sample, *index in np.ndindex(plan.quantity(layer, quantity).shape):
                    found = expand(plan, layer, quantity, tuple(index), sample)
                    assert abs(sum(term.value for term in found.terms) - found.total) <= found.bound


@pytest.mark.parametrize(("activation", "pooling"), [("tanh", "max_pooling2d"), ("relu", "average_pooling2d")])
def test_only_what_commutes_is_moved(
    activation: str, pooling: str, chain: Chain, compiled: Compiled, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rearrange, "LARGE", 0)
    assert trained(compiled(network(chain, activation, pooling)), 1).moved == {}
