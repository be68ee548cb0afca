"""Every number comes apart into terms that add up to it, within what rounding allows."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnstudio.engine import (
    Expansion,
    Graph,
    GraphNode,
    Plan,
    Program,
    activations,
    compile,
    expand,
    layers,
    losses,
    optimizers,
)
from nnstudio.engine.typing import Array

Place = tuple[str, str, tuple[int, ...], int]


def targets(loss: str, count: int, width: int, random: np.random.Generator) -> Array:
    if loss in ("mse", "half_mse", "mae"):
        return random.normal(size=(count, width))
    return np.eye(width)[random.integers(0, width, count)]


def trained(
    graph: Graph, loss: str, optimizer: str, dtype: str, seed: int, count: int, width: int, features: int
) -> tuple[Program, Plan]:
    random = np.random.default_rng(seed)
    rule = optimizers.make(optimizer)
    program = compile(
        graph, losses.make(loss), rule, learning_rate=0.05, dtype=dtype, seed=seed, l1=0.001 * (seed % 2), l2=0.01
    )
    plan = program.plan(count)
    plan.load(*program.arrange(random.normal(size=(count, features)), targets(loss, count, width, random)))
    for _ in range(seed % 4):
        plan.step()
    plan.forward()
    plan.backward()
    return program, plan


def every_place(plan: Plan) -> Iterator[Place]:
    """Every quantity that has terms, everywhere."""
    for name, site in plan.sites.items():
        if site.layer.is_source:
            continue
        for quantity in plan.quantities(name):
            has_terms = quantity == "z" and site.layer.owns_net_input
            if has_terms or (
                quantity in ("a", "slope", "grad_a", "grad_z") and not (quantity == "a" and site.layer.is_sink)
            ):
                for sample, *index in np.ndindex(plan.quantity(name, quantity).shape):
                    yield name, quantity, tuple(index), sample


def holds(found: Expansion, place: object) -> None:
    total = sum(term.value for term in found.terms)
    assert abs(total - found.total) <= found.bound, (place, found)
    for term in found.terms:
        assert term.value == pytest.approx(float(np.prod([factor.value for factor in term.factors])), rel=1e-12)
    assert found.formula


@given(
    hidden=st.lists(st.integers(1, 5), min_size=1, max_size=3),
    activation=st.sampled_from(sorted(activations)),
    case=st.sampled_from(
        [
            ("mse", "identity"),
            ("half_mse", "tanh"),
            ("mae", "softplus"),
            ("cross_entropy", "softmax"),
            ("cross_entropy_logits", "identity"),
            ("binary_cross_entropy", "logistic"),
            ("binary_cross_entropy_logits", "identity"),
            ("mse", "softmax"),
            ("hinge", "identity"),
        ]
    ),
    optimizer=st.sampled_from(sorted(optimizers)),
    dtype=st.sampled_from(["float32", "float64"]),
    seed=st.integers(0, 50),
    join=st.sampled_from(["", "add", "concatenate", "dropout", "flatten", "activation"]),
)
def test_terms_add_up_in_random_networks(
    hidden: list[int], activation: str, case: tuple[str, str], optimizer: str, dtype: str, seed: int, join: str
) -> None:
    loss, output = case
    nodes = [GraphNode("x", layers["input"](shape=(3,)))]
    for number, units in enumerate(hidden):
        layer = layers.make("dense", units=units, activation=activation, bias=bool(seed % 3))
        nodes.append(GraphNode(f"h{number}", layer, (nodes[-1].name,)))
    last = nodes[-1].name
    if join:
        both = (last, last) if join in ("add", "concatenate") else (last,)
        nodes.append(GraphNode("j", layers.make(join), both))
    nodes.append(GraphNode("o", layers.make("dense", units=2, activation=output), (nodes[-1].name,)))
    nodes.append(GraphNode("y", layers.make("output"), ("o",)))
    program, plan = trained(Graph(tuple(nodes)), loss, optimizer, dtype, seed, 3, 2, 3)
    for place in every_place(plan):
        holds(expand(plan, *place), place)
    for sample in range(-1, 3):
        holds(expand(plan, "loss", "loss", (), sample), sample)
    check_parameters(program, plan)


def check_parameters(program: Program, plan: Plan) -> None:
    """Gradients sum over the batch; an update foretold is the update made."""
    foretold = {}
    for key in program.parameters():
        for index in np.ndindex(key.shape):
            if key.name in ("weight", "bias"):
                holds(expand(plan, key.layer, f"{key.name}_grad", index), key)
            found = expand(plan, key.layer, f"{key.name}_update", index)
            holds(found, key)
            foretold[key.layer, key.name, index] = found.total
    plan.update()
    eps = float(np.finfo(program.dtype).eps)
    for (layer, name, index), value in foretold.items():
        assert value == pytest.approx(float(program.parameter(layer, name)[index]), rel=4 * eps, abs=4 * eps)


def test_hidden_delta_is_slope_times_weighted_deltas(chain: Callable[..., Graph]) -> None:
    graph = chain((3,), layers.make("dense", units=4, activation="tanh"), layers.make("dense", units=2))
    program, plan = trained(graph, "mse", "sgd", "float64", 1, 5, 2, 3)
    found = expand(plan, "1", "grad_z", 2, 4)
    assert len(found.terms) == 2
    slope, weight, delta = found.terms[1].factors
    assert slope.place is not None
    assert (slope.place.layer, slope.place.quantity, slope.place.index, slope.place.sample) == ("1", "slope", (2,), 4)
    assert weight.value == program.parameter("2", "weight")[2, 1]
    assert delta.value == plan.quantity("2", "grad_z")[4, 1]
    net_input = expand(plan, "1", "z", 2, 4)
    assert [factor.symbol for term in net_input.terms for factor in term.factors] == [
        *("x_{0}", "w_{02}", "x_{1}", "w_{12}", "x_{2}", "w_{22}"),
        "b_{2}",
    ]


def test_what_has_no_terms_says_so(chain: Callable[..., Graph]) -> None:
    graph = chain((3,), layers.make("dense", units=4))
    _, plan = trained(graph, "mse", "sgd", "float64", 1, 5, 4, 3)
    for layer, quantity in [("x", "a"), ("1", "mask"), ("1", "gamma_grad"), ("1", "slope")]:
        with pytest.raises(KeyError):
            expand(plan, layer, quantity, 0, 0)
