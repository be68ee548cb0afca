"""Every number of convolution and pooling comes apart into terms that add up to it."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from nnstudio.engine import Expansion, Graph, Plan, Program, expand, layers
from nnstudio.engine.layer import Layer
from nnstudio.engine.typing import Array

Chain = Callable[..., Graph]
Compiled = Callable[..., Program]
COUNT = 2


def conv(**values: object) -> Layer:
    return layers.make("convolution2d", **{"filters": 4, "padding": "narrow", **values})


def make(kind: str, **values: object) -> Layer:
    return layers.make(kind, **values)


IMAGE = {
    "plain": conv(activation="tanh"),
    "strided": conv(stride=2, padding="same", bias=False),
    "dilated": conv(dilation=2, padding="wide", kernel_width=2, activation="relu"),
    "grouped": conv(groups=2, padding="explicit", amount=1, flip=True),
    "depthwise": conv(groups=4, filters=4, activation="prelu"),
    "one_by_one": conv(kernel_height=1, kernel_width=1, filters=2),
    "transposed": make("transposed_convolution2d", filters=4, groups=2, activation="tanh"),
    "transposed dilated": make(
        "transposed_convolution2d", filters=2, stride=1, dilation=2, padding="explicit", amount=1
    ),
    "by table": make("table_convolution2d", connections="1 2; 4 3; *; 2", activation="tanh", flip=True, stride=2),
    "subsampled": make("subsampling2d", kernel_height=3, activation="softsign"),
    "max": make("max_pooling2d"),
    "overlapping max": make("max_pooling2d", kernel_height=3, kernel_width=2, stride=1, padding="same"),
    "mean": make("average_pooling2d"),
    "padded mean": make("average_pooling2d", kernel_height=3, padding="explicit", amount=1, count_padding=False),
    "global max": make("global_max_pooling"),
    "global mean": make("global_average_pooling"),
}
SEQUENCE = {
    "plain": make("convolution1d", filters=3, activation="tanh"),
    "strided": make("convolution1d", filters=4, stride=2, dilation=2, groups=2, padding="wide"),
    "transposed": make("transposed_convolution1d", filters=2, groups=2, stride=2),
    "max": make("max_pooling1d", kernel_size=3),
    "mean": make("average_pooling1d", kernel_size=3, padding="same", stride=1),
    "global max": make("global_max_pooling"),
    "global mean": make("global_average_pooling"),
}
CASES = [("image", name) for name in IMAGE] + [("sequence", name) for name in SEQUENCE]


def primed(program: Program, x: Array) -> Plan:
    plan = program.plan(len(x))
    plan.load(*program.arrange(x, np.random.default_rng(4).normal(size=(len(x), 2))))
    for _ in range(2):
        plan.step()
    plan.forward()
    plan.backward()
    return plan


def holds(found: Expansion) -> bool:
    """Whether terms are their factors' product and add up to the number, which has a formula."""
    products = [float(np.prod([factor.value for factor in term.factors])) for term in found.terms]
    adds_up = abs(sum(term.value for term in found.terms) - found.total) <= found.bound
    return (
        adds_up and bool(found.formula) and [term.value for term in found.terms] == pytest.approx(products, rel=1e-12)
    )


@pytest.mark.parametrize(("kind", "name"), CASES)
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_terms_add_up(kind: str, name: str, dtype: str, chain: Chain, compiled: Compiled) -> None:
    shape = (5, 4, 4) if kind == "image" else (6, 4)
    before = conv(filters=4, padding="same") if kind == "image" else make("convolution1d", filters=4)
    layer = (IMAGE if kind == "image" else SEQUENCE)[name]
    graph = chain(shape, before, layer, make("flatten"), make("dense", units=2))
    program = compiled(graph, dtype=dtype, seed=3)
    plan = primed(program, np.random.default_rng(5).normal(size=(COUNT, *shape)))
    for node in ("1", "2"):
        for quantity in ("z", "a", "grad_a", "grad_z"):
            if quantity in plan.quantities(node) and not (
                quantity == "z" and not plan.sites[node].layer.owns_net_input
            ):
                for sample, *index in np.ndindex(plan.quantity(node, quantity).shape):
                    assert holds(expand(plan, node, quantity, tuple(index), sample)), (node, quantity, index, sample)
    for key in program.parameters():
        if key.layer in ("1", "2") and key.name in ("weight", "bias"):
            for index in np.ndindex(key.shape):
                assert holds(expand(plan, key.layer, f"{key.name}_grad", index)), (key, index)


def test_places_name_what_stands_there(chain: Chain, compiled: Compiled) -> None:
    graph = chain(
        (5, 4, 2), conv(activation="tanh", groups=2, stride=2, flip=True), make("flatten"), make("dense", units=2)
    )
    plan = primed(compiled(graph), np.random.default_rng(5).normal(size=(COUNT, 5, 4, 2)))
    found = [*expand(plan, "1", "z", (1, 0, 3), 1).terms, *expand(plan, "1", "weight_grad", (0, 2, 0, 1)).terms]
    assert len(found) == 9 + 1 + COUNT * 2
    for factor in (factor for term in found for factor in term.factors):
        place = factor.place
        assert place is not None
        owner = plan.sites[place.layer]
        if place.quantity in ("weight", "bias"):
            assert factor.value == owner.parameter(place.quantity)[place.index]
        else:
            assert factor.value == plan.quantity(place.layer, place.quantity)[(place.sample, *place.index)]
