"""What is foretold of every weight is, bit for bit, what the next update writes; and its terms add up."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from nnstudio import engine
from nnstudio.engine import Plan, Program, foretell, optimizers, schedules

CASES: list[tuple[str, dict[str, object]]] = [
    *((name, {}) for name in optimizers),
    ("rmsprop", {"centered": True, "mu": 0.5}),
    ("momentum", {"weight_decay": 0.1}),
    ("lion", {"weight_decay": 0.3}),
    ("lbfgs", {"history": 2}),
]
SETTINGS = {
    "plain": {},
    "penalties": {"l1": 0.01, "l2": 0.02},
    "norm": {"clip_norm": 0.05},
    "loose norm": {"clip_norm": 1e3},
    "all": {"l2": 0.02, "clip_norm": 0.3, "clip_value": 0.05, "schedule": schedules.make("cosine", unit="steps")},
}


def trained(name: str, options: dict[str, object], dtype: str, settings: str) -> tuple[Program, Plan]:
    nodes = (
        engine.GraphNode("x", engine.layers["input"](shape=(3,))),
        engine.GraphNode("h", engine.layers.make("dense", units=4, activation="tanh"), ("x",)),
        engine.GraphNode("o", engine.layers.make("dense", units=2), ("h",)),
        engine.GraphNode("y", engine.layers.make("output"), ("o",)),
    )
    rule, graph = optimizers.make(name, **options), engine.Graph(nodes)
    program = engine.compile(
        graph, engine.losses.make("half_mse"), rule, learning_rate=0.05, dtype=dtype, **SETTINGS[settings]
    )
    random, plan = np.random.default_rng(3), program.plan(6)
    plan.load(*program.arrange(random.normal(size=(6, 3)), random.normal(size=(6, 2))))
    return program, plan


@pytest.mark.parametrize("settings", SETTINGS)
@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize(("name", "options"), CASES, ids=lambda value: value if isinstance(value, str) else "")
def test_every_weight_of_five_updates(name: str, options: dict[str, object], dtype: str, settings: str) -> None:
    program, plan = trained(name, options, dtype, settings)
    for _ in range(5):
        plan.forward()
        plan.backward()
        seen = {
            (key.layer, key.name, index): foretell(plan, key.layer, key.name, index)
            for key in program.parameters()
            for index in np.ndindex(key.shape)
        }
        expanded = engine.expand(plan, "h", "weight_update", (1, 2))
        plan.update()
        for (layer, kind, index), found in seen.items():
            assert found.new == program.parameter(layer, kind)[index]
            for kept, value in found.after.items():
                assert value == program.optimizer_state(layer, kind, kept)[index]
            size = sum(abs(term.value) for term in found.terms)
            bound = (len(found.terms) + 8) * np.finfo(dtype).eps * size
            assert abs(sum(term.value for term in found.terms) - found.new) <= bound
        assert expanded.total == program.parameter("h", "weight")[1, 2]


def test_foretelling_changes_nothing() -> None:
    program, plan = trained("lbfgs", {}, "float64", "all")
    plan.step()
    plan.forward()
    plan.backward()
    before = program.save_state()
    foretell(plan, "h", "bias", (1,))
    after = program.save_state()
    for name, value in before.items():
        assert np.array_equal(value, after[name]) if isinstance(value, np.ndarray) else value == after[name]


def test_biases_neither_decay_nor_pay_penalties() -> None:
    _, plan = trained("adamw", {"weight_decay": 0.5}, "float64", "penalties")
    plan.step()
    plan.forward()
    plan.backward()
    weight, bias = foretell(plan, "h", "weight", (0, 0)), foretell(plan, "h", "bias", (0,))
    assert (weight.decay, bias.decay) == (0.5, 0.0)
    assert weight.penalised != weight.data_grad
    assert bias.penalised == bias.data_grad
    assert weight.terms[1].value == pytest.approx(-0.05 * 0.5 * weight.old)


def test_clipping_cuts_the_norm_then_the_value() -> None:
    program, plan = trained("sgd", {}, "float64", "plain")
    plan.forward()
    plan.backward()
    norm, theta, grad = program.gradient_norm(), program.theta.copy(), program.grad.copy()
    program.set_clipping(norm / 2, 0.0)
    plan.update()
    np.testing.assert_allclose(program.theta, theta - 0.05 * grad / 2, rtol=1e-5)
    np.testing.assert_array_equal(program.grad, grad)
    program.theta[:] = theta
    largest = float(np.abs(grad).max())
    program.set_clipping(norm / 2, largest / 4)
    plan.update()
    clipped = np.clip(grad / 2, -largest / 4, largest / 4)
    np.testing.assert_allclose(program.theta, theta - 0.05 * clipped, rtol=1e-5)
    assert norm == pytest.approx(np.hypot(program.gradient_norm("h"), program.gradient_norm("o")))


def test_what_is_off_costs_no_call() -> None:
    for name, count in (("sgd", 3), ("momentum", 5), ("adam", 11)):
        program, plan = trained(name, {}, "float32", "plain")
        assert len(plan.update_rule.calls) == count
        program.set_clipping(1.0, 0.1)
        program.set_regularisation(0.1, 0.1)
        assert len(plan.update_rule.calls) > count
        program.set_clipping(0.0, 0.0)
        program.set_regularisation(0.0, 0.0)
        program.set_schedule(schedules.make("cosine"))
        program.set_schedule(None)
        assert len(plan.update_rule.calls) == count
        assert len(plan.calls) == len(plan.info)


def test_clipping_and_schedules_allocate_nothing(allocated: Callable[..., tuple[int, int]]) -> None:
    _, plan = trained("adamw", {}, "float32", "all")
    _, peak = allocated(plan.step, times=50, warm=300)
    assert peak < 2048
