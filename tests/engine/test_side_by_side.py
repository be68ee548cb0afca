"""What lies beside what in a small plan: fewer calls, the same numbers, and every call still says what it makes."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from nnstudio import engine
from nnstudio.engine import Graph, Program, side_by_side
from nnstudio.engine.layer import Layer
from nnstudio.engine.losses.margins import MarginLoss
from nnstudio.engine.losses.mse import MeanSquaredError
from nnstudio.engine.plan import Plan
from nnstudio.engine.trace import record

Chain = Callable[..., Graph]
Compiled = Callable[..., Program]


def dense(units: int, activation: str = "tanh", **values: object) -> Layer:
    return engine.layers.make("dense", units=units, activation=activation, **values)


def stepped(program: Program, batch: int = 6) -> Plan:
    """Return the plan after a forward and a backward pass over numbers of its own."""
    random = np.random.default_rng(5)
    inputs, outputs = (program.shapes[name] for name in ("x", "y"))
    x, y = random.normal(size=(batch, *inputs)), random.integers(0, 2, (batch, *outputs)).astype(float)
    plan = program.plan(batch)
    plan.load(*program.arrange(x, y))
    plan.forward()
    plan.backward()
    return plan


def made_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave every layer and the loss to themselves."""
    monkeypatch.setattr(side_by_side, "joined", lambda *given: False)
    monkeypatch.setattr(MeanSquaredError, "squares", "")
    monkeypatch.setattr(MarginLoss, "under_ones", "")


NETWORKS = {
    "w1": (2, (dense(4), dense(2), dense(1))),
    "logistic": (3, (dense(3, "logistic"), dense(4, "logistic"), dense(2, "logistic"), dense(1, "logistic"))),
    "linear end": (2, (dense(3), dense(5), dense(2), dense(1, "identity"))),
    "two outputs": (2, (dense(4), dense(2), dense(2))),
    "relu": (2, (dense(4, "relu"), dense(3, "relu"), dense(2, "relu"), dense(1, "identity"))),
    "one layer": (2, (dense(1),)),
}


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("loss", ["mse", "half_mse", "hinge", "squared_hinge"])
@pytest.mark.parametrize("name", NETWORKS)
def test_together_and_apart_the_numbers_are_the_same(
    name: str, loss: str, dtype: str, chain: Chain, compiled: Compiled, monkeypatch: pytest.MonkeyPatch
) -> None:
    features, layers = NETWORKS[name]
    plans = []
    for _ in range(2):
        program = compiled(chain((features,), *layers), loss, dtype=dtype, seed=3)
        plans.append((program, stepped(program)))
        made_apart(monkeypatch)
    (one, together), (other, apart) = plans
    near = {"rtol": 2e-6, "atol": 1e-7} if dtype == "float32" else {"rtol": 1e-13, "atol": 1e-15}
    assert np.allclose(one.grad, other.grad, **near)
    assert (together.loss, together.losses.tolist()) == (
        pytest.approx(float(apart.loss)),
        pytest.approx(apart.losses.tolist()),
    )
    for layer in together.graph.order:
        for quantity in together.quantities(layer):
            assert np.allclose(together.quantity(layer, quantity), apart.quantity(layer, quantity), **near), quantity
    assert len(together.calls) <= len(apart.calls)
    for _ in range(20):
        together.step()
        apart.step()
    assert np.allclose(one.theta, other.theta, rtol=1e-4 if dtype == "float32" else 1e-11, atol=1e-5)


def test_three_layers_in_a_row_share_one_product(chain: Chain, compiled: Compiled) -> None:
    plan = stepped(compiled(chain((2,), dense(4), dense(2), dense(1))))
    gradients = [about for about in plan.info if about.quantity == "weight_grad"]
    assert [(about.layer, about.layers) for about in gradients] == [("1", ("1", "2", "3"))] * 2
    formulas = {plan.formula_of(layer, "weight_grad") for layer in "123"}
    assert len(formulas) == 1
    assert None not in formulas
    trace = record(plan)
    for layer in "123":
        assert list(trace.find(layer, "weight_grad")) == [about.index for about in gradients]
        assert len(list(trace.find(layer, "slope"))) == 1
    product, picked = (trace[about.index] for about in gradients)
    assert product.result is not None
    assert product.upstream is not None
    assert product.local is not None
    assert (product.upstream.quantity, product.local.quantity) == ("grad_z", "x")
    assert product.result.shape == (4 + 2 + 1, 3 + 5 + 3)
    assert picked.output is not None
    assert (picked.output.value == plan.sites["1"].arenas.grad).all()


@pytest.mark.parametrize(
    "layers",
    [
        (dense(4), dense(1)),
        (dense(4), dense(2, bias=False), dense(1)),
        (dense(4), engine.layers.make("dropout", rate=0.5), dense(2), dense(1)),
        (dense(4), dense(2, "logistic"), dense(1)),
        (dense(40), dense(20), dense(1)),
    ],
    ids=["two", "no bias", "something between", "another activation", "large"],
)
def test_others_have_a_product_each(layers: tuple[Layer, ...], chain: Chain, compiled: Compiled) -> None:
    plan = stepped(compiled(chain((2,), *layers)))
    learning = [layer for layer in plan.graph.order if plan.sites[layer].layer.declaration.id == "dense"]
    own = {about.layer for about in plan.info if about.quantity == "weight_grad"}
    assert own == set(learning)


def test_a_link_around_a_layer_does_not_keep_it_from_sharing(
    compiled: Compiled, monkeypatch: pytest.MonkeyPatch
) -> None:
    def build() -> Program:
        node, make = engine.GraphNode, engine.layers.make
        graph = Graph(
            (
                node("x", make("input", shape=(2,))),
                node("1", dense(3), ("x",)),
                node("2", dense(3), ("1",)),
                node("3", dense(3), ("2",)),
                node("sum", make("add"), ("1", "3")),
                node("end", dense(1, "identity"), ("sum",)),
                node("y", make("output"), ("end",)),
            )
        )
        return compiled(graph, seed=2)

    together = build()
    assert any(about.layers == ("1", "2", "3") for about in stepped(together).info if about.quantity == "weight_grad")
    made_apart(monkeypatch)
    apart = build()
    stepped(apart)
    assert together.grad == pytest.approx(apart.grad, rel=1e-12, abs=1e-15)


def test_the_loss_and_the_slopes_are_squared_at_once(chain: Chain, compiled: Compiled) -> None:
    plan = stepped(compiled(chain((2,), dense(4), dense(2), dense(1))))
    squares = [about.phase for about, (function, _) in zip(plan.info, plan.calls, strict=True) if function is np.square]
    assert squares == ["loss"]
    difference = plan.prediction[:, 0] - plan.targets[0][0]
    assert plan.losses == pytest.approx(difference**2, rel=1e-14)
    a = plan.quantity("2", "a")
    assert plan.quantity("2", "slope") == pytest.approx(1 - a**2, rel=1e-14)


def test_a_smaller_batch_and_one_sample_alone_are_right_too(chain: Chain, compiled: Compiled) -> None:
    program = compiled(chain((2,), dense(4), dense(2), dense(1)), seed=1)
    whole = stepped(program, 8).losses.copy()
    for batch in (1, 3):
        assert stepped(program, batch).losses == pytest.approx(
            (stepped(program, batch).prediction[:, 0] - program.plan(batch).targets[0][0]) ** 2
        )
    assert stepped(program, 8).losses == pytest.approx(whole)


def test_layers_between_which_others_learn_have_a_product_each(compiled: Compiled) -> None:
    """Their gradients do not lie side by side: the branch, which comes second in the graph, stands between them."""
    node, make = engine.GraphNode, engine.layers.make
    graph = Graph(
        (
            node("x", make("input", shape=(2,))),
            node("1", dense(3), ("x",)),
            node("branch", dense(2, "identity"), ("1",)),
            node("2", dense(3), ("1",)),
            node("3", dense(2), ("2",)),
            node("join", make("add"), ("branch", "3")),
            node("y", make("output"), ("join",)),
        )
    )
    plan = stepped(compiled(graph))
    assert {about.layer for about in plan.info if about.quantity == "weight_grad"} == {"1", "branch", "2", "3"}
