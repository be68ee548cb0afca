"""Subsampling by hand: what it adds up, where it begins, what it learns."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from nnstudio.engine import Graph, Plan, Program, expand, layers
from nnstudio.engine.typing import Array

Chain = Callable[..., Graph]
Compiled = Callable[..., Program]


def pushed(chain: Chain, compiled: Compiled, x: Array, y: Array, **values: object) -> Plan:
    before = layers.make("activation", function="prelu", **{"function.gamma": 1.0})
    program = compiled(chain(x.shape[1:], before, layers.make("subsampling2d", **values), layers.make("flatten")))
    plan = program.plan(len(x))
    plan.load(*program.arrange(x, y))
    plan.forward()
    plan.backward()
    return plan


def test_a_worked_example(chain: Chain, compiled: Compiled) -> None:
    x = np.array([[[1.0, 10], [2, 20]], [[3, 30], [4, 40]]])[None]
    plan = pushed(chain, compiled, x, np.array([[0.5, 20.0]]))
    # The sums are 10 and 100, a quarter of them 2.5 and 25; L is the mean of (2.5 − 0.5)² and (25 − 20)².
    assert plan.quantity("2", "sum").ravel().tolist() == [10, 100]
    assert plan.quantity("2", "z").ravel().tolist() == plan.quantity("2", "a").ravel().tolist() == [2.5, 25]
    assert plan.quantity("2", "grad_z").ravel().tolist() == [2, 5]
    assert plan.sites["2"].gradient("weight").tolist() == [20, 500]
    assert plan.sites["2"].gradient("bias").tolist() == [2, 5]
    assert plan.quantity("1", "grad_a")[0].tolist() == [[[0.5, 1.25]] * 2] * 2


def test_two_parameters_for_each_map(chain: Chain, compiled: Compiled) -> None:
    for channels, count in ((6, 12), (16, 32)):
        program = compiled(chain((10, 10, channels), layers.make("subsampling2d"), layers.make("flatten")))
        assert program.counts["1"] == count
        assert program.parameter("1", "weight").tolist() == [0.25] * channels


@pytest.mark.parametrize("kernel", [(1, 1), (2, 2), (3, 2), (1, 4)])
def test_it_begins_as_the_mean(kernel: tuple[int, int], chain: Chain, compiled: Compiled) -> None:
    x = np.random.default_rng(1).normal(size=(3, 7, 8, 2))
    sizes = {"kernel_height": kernel[0], "kernel_width": kernel[1]}
    own, pooled = (
        compiled(chain((7, 8, 2), layers.make(kind, **sizes), layers.make("flatten"))).predict(x)
        for kind in ("subsampling2d", "average_pooling2d")
    )
    assert own.shape[1] == 2 * ((7 - kernel[0]) // 2 + 1) * ((8 - kernel[1]) // 2 + 1)
    np.testing.assert_allclose(own, pooled, rtol=1e-14)


def test_every_number_comes_apart(chain: Chain, compiled: Compiled) -> None:
    random = np.random.default_rng(5)
    plan = pushed(chain, compiled, random.normal(size=(2, 4, 4, 2)), random.normal(size=(2, 8)), activation="tanh")
    for quantity, index, count in (("sum", (1, 0, 1), 4), ("z", (1, 0, 1), 2)):
        found = expand(plan, "2", quantity, index, 1)
        assert len(found.terms) == count
        assert sum(term.value for term in found.terms) == pytest.approx(found.total)
    for quantity in ("weight_grad", "bias_grad"):
        found = expand(plan, "2", quantity, (1,))
        assert len(found.terms) == 2 * 4
        assert sum(term.value for term in found.terms) == pytest.approx(found.total)
    (term,) = expand(plan, "1", "grad_a", (3, 2, 1), 0).terms
    assert [factor.place.quantity for factor in term.factors if factor.place] == ["weight", "grad_z"]
