"""Gradients checked over h, and those of a whole network."""

from __future__ import annotations

import math

import numpy as np
import pytest

from nnstudio import engine
from nnstudio.engine import Graph, GraphNode, Plan
from nnstudio.engine.checking import STEPS
from nnstudio.inspection import Step, Trace, describe
from nnstudio.inspection.checking import (
    NetworkCheck,
    check,
    checkable,
    gradient_step,
    nudging,
    regimes,
    twin_of,
)


def primed(dtype: str = "float64", wide: int = 5) -> Plan:
    graph = Graph(
        (
            GraphNode("x", engine.layers["input"](shape=(3,))),
            GraphNode("h", engine.layers.make("dense", units=wide, activation="tanh"), ("x",)),
            GraphNode("o", engine.layers.make("dense", units=2, activation="identity"), ("h",)),
            GraphNode("y", engine.layers.make("output"), ("o",)),
        )
    )
    program = engine.compile(
        graph, engine.losses.make("mse"), engine.optimizers.make("sgd"), learning_rate=0.1, dtype=dtype, seed=2
    )
    random = np.random.default_rng(1)
    plan = program.plan(4)
    plan.load(*program.arrange(random.normal(size=(4, 3)), random.normal(size=(4, 2))))
    plan.forward()
    plan.backward()
    return plan


def test_the_error_falls_with_h_squared_then_rises_with_one_over_h() -> None:
    trace = Trace(primed(), batch=True)
    number = nudging(trace, Step("backward", "h", "weight_grad", (0, 1)))
    found = [number.at(h) for h in STEPS]
    seen = regimes(found, number.level, number.eps)
    assert seen is not None
    assert seen.bend is not None
    by_h = {round(math.log10(each.h)): each.error for each in found}
    assert by_h[-2] / by_h[-3] == pytest.approx(100, rel=0.05)
    assert by_h[-3] == pytest.approx(seen.bend * 1e-6, rel=0.5)
    assert seen.floor == 0
    assert 1e-7 <= seen.best.h <= 1e-4
    # Rounding is random, so its line is an order of magnitude.
    assert by_h[-11] < 30 * seen.rounding / 1e-11
    assert by_h[-11] > by_h[-6]


def test_a_float32_run_has_a_floor() -> None:
    number = nudging(Trace(primed("float32"), batch=True), Step("backward", "h", "weight_grad", (0, 1)))
    seen = regimes([number.at(h) for h in STEPS], number.level, number.eps)
    assert seen is not None
    assert seen.floor == pytest.approx(1.19e-7, rel=0.01)


def test_no_gradient_no_regimes() -> None:
    assert regimes([], 1.0, 1e-16) is None


def test_each_step_leads_to_its_gradient() -> None:
    trace = Trace(primed())
    assert gradient_step(trace, Step("forward", "h", "z", (2,))) == Step("backward", "h", "grad_z", (2,))
    assert gradient_step(trace, Step("update", "h", "weight_update", (0, 1))) == Step(
        "backward", "h", "weight_grad", (0, 1)
    )
    own = Step("backward", "o", "bias_grad", (1,))
    assert gradient_step(trace, own) == own
    assert gradient_step(trace, Step("loss", "y", "loss", ())) is None
    assert gradient_step(trace, Step("forward", "h", "z", None)) is None
    for step in trace.fine:
        found = gradient_step(trace, step)
        assert found is None or (checkable(found) and trace.fine.find(found) >= 0)


def test_the_card_and_the_check_say_the_same() -> None:
    trace = Trace(primed(), sample=2)
    step = Step("backward", "h", "grad_z", (1,))
    found, main = check(trace, step), describe(trace, step).main
    assert main is not None
    assert found.analytic == main.result
    assert found.error < 1e-8


def test_a_twin_is_compiled_once_and_loaded_anew() -> None:
    plan = primed()
    twin = twin_of(plan, "one")
    plan.sites["h"].parameter("weight")[0, 0] = 7.0
    assert twin_of(plan, "one") is twin
    assert twin.sites["h"].parameter("weight")[0, 0] == 7.0
    assert twin_of(plan, "network") is not twin


@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_a_whole_network_agrees(dtype: str) -> None:
    work = NetworkCheck(Trace(primed(dtype)))
    found = [each for each in work if each is not None]
    assert [(each.layer, each.name) for each in found] == [
        ("h", "weight"),
        ("h", "bias"),
        ("o", "weight"),
        ("o", "bias"),
    ]
    assert all(each.agrees and each.sampled == each.count for each in found)
    assert all(each.rounding == 0 if dtype == "float64" else 0 < each.rounding < 1e-5 for each in found)
    assert work.done == work.total == work.count


def test_of_a_large_array_a_sample_is_looked_at_and_the_run_is_untouched() -> None:
    plan = primed(wide=100)
    before = plan.update_rule.theta.copy()
    work = NetworkCheck(Trace(plan), most=20, seed=4)
    first = next(each for each in work if each is not None)
    assert (first.sampled, first.count) == (20, 300)
    assert work.done == 20
    assert work.total == 20 + 20 + 20 + 2
    np.testing.assert_array_equal(plan.update_rule.theta, before)


def test_a_wrong_gradient_is_found() -> None:
    plan = primed()
    work = NetworkCheck(Trace(plan))
    # What back-propagation gave is spoilt: nudging must disagree in this array alone, and name the place.
    part = next(each for each in work._parts if (each.layer, each.name) == ("o", "weight"))
    part.exact[3] += 0.5
    wrong = [each for each in work if each is not None and not each.agrees]
    assert [(each.layer, each.name, each.worst) for each in wrong] == [("o", "weight", part.indices[3])]
