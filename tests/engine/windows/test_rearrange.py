"""ReLU behind the pooling instead of before it: other buffers, the same numbers."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from nnstudio.engine import Graph, Plan, Program, expand, layers, rearrange
from nnstudio.engine.operands import operands, overlap, span
from nnstudio.engine.pool import Pool
from nnstudio.engine.trace import record
from nnstudio.engine.windows import biased, filtering, quads

Chain = Callable[..., Graph]
Compiled = Callable[..., Program]
SHAPE = (8, 8, 2)


def network(chain: Chain, activation: str = "relu", pooling: str = "max_pooling2d", stride: int = 2) -> Graph:
    return chain(
        SHAPE,
        layers.make("convolution2d", filters=4, activation=activation),
        layers.make(pooling, stride=stride),
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


def test_gradients_lie_where_the_forward_pass_had_its_scratch(
    chain: Chain, compiled: Compiled, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rearrange, "LARGE", 0)
    monkeypatch.setattr(quads, "_LONG", 0)
    heir = trained(compiled(network(chain), dtype="float32"))
    monkeypatch.setattr(Pool, "inherit", Pool.take)
    monkeypatch.setattr(quads, "_LONG", 1 << 60)
    plain = trained(compiled(network(chain), dtype="float32"))
    assert heir.bytes < plain.bytes
    assert _shared(heir) == {("1", "grad_a"), ("1", "grad_z")}
    assert _shared(plain) == set()
    for layer in heir.sites:
        for quantity in heir.quantities(layer):
            assert np.array_equal(heir.quantity(layer, quantity), plain.quantity(layer, quantity))


def test_the_scratch_of_the_forward_pass_is_not_called_a_gradient(
    chain: Chain, compiled: Compiled, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rearrange, "LARGE", 0)
    plan = trained(compiled(network(chain), dtype="float32"))
    told = record(plan)
    forward = [each for each in told if each.instruction.phase == "forward"]
    named = {each.output.quantity for each in forward if each.output is not None}
    assert {"z", "a", "scratch"} <= named
    assert not any(quantity.startswith("grad") or quantity == "slope" for quantity in named)
    assert np.array_equal(told.quantity("1", "grad_z"), plan.quantity("1", "grad_z"))


@pytest.mark.parametrize("stride", [2, 1])
def test_the_bias_learns_from_the_pooled_gradient(
    stride: int, chain: Chain, compiled: Compiled, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rearrange, "LARGE", 0)
    monkeypatch.setattr(filtering, "_LARGE", 0)
    # Otherwise the bias is a row of the product, and so is its gradient.
    monkeypatch.setattr(biased, "_LINES", ())
    program = compiled(network(chain, stride=stride), dtype="float64")
    plan = trained(program)
    delta, found = plan.quantity("1", "grad_z"), plan.sites["1"].gradient("bias")
    assert np.allclose(found, delta.sum((0, 1, 2)), rtol=1e-12, atol=0)
    pairs = zip(plan.calls, plan.info, strict=True)
    call = next(call for call, about in pairs if (about.layer, about.quantity) == ("1", "bias_grad"))
    assert np.shares_memory(operands(call).reads[0], plan.sites["2"].quantities["grad_z"].array)
    terms = expand(plan, "1", "bias_grad", (2,))
    assert abs(sum(term.value for term in terms.terms) - terms.total) <= terms.bound


def _shared(plan: Plan) -> set[tuple[str, str]]:
    """Return which gradients lie in memory that a call of the forward pass writes."""
    pairs = zip(plan.calls, plan.info, strict=True)
    written = [operands(call).writes for call, about in pairs if about.phase == "forward"]
    spans = [span(array) for array in written if array is not None]
    return {
        (layer, name)
        for layer, site in plan.sites.items()
        for name, slot in site.quantities.items()
        if name not in site.told and any(overlap(span(slot.array), each) for each in spans)
    }
