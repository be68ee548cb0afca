"""The plan: what it holds, what it costs, and that it learns."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest

from nnstudio.engine import Graph, GraphNode, Plan, Program, compile, layers, losses, optimizers
from nnstudio.engine.typing import Array

Chain = Callable[..., Graph]
Compiled = Callable[..., Program]


def dense(units: int, activation: str = "identity", **values: object) -> object:
    return layers.make("dense", units=units, activation=activation, **values)


def loaded(program: Program, x: Array, y: Array) -> Plan:
    plan = program.plan(len(x))
    plan.load(*program.arrange(x, y))
    return plan


def some(count: int, inputs: int, outputs: int) -> tuple[Array, Array]:
    random = np.random.default_rng(2)
    return random.normal(size=(count, inputs)), random.uniform(-0.8, 0.8, size=(count, outputs))


def test_quantities_are_those_of_the_formulas(chain: Chain, compiled: Compiled) -> None:
    program = compiled(chain((3,), dense(4, "tanh"), dense(2, "logistic")))
    x, y = some(5, 3, 2)
    plan = loaded(program, x, y)
    plan.forward()
    plan.backward()
    z = x @ program.parameter("1", "weight") + program.parameter("1", "bias")
    assert plan.quantity("1", "x") == pytest.approx(x)
    assert plan.quantity("1", "z") == pytest.approx(z, abs=1e-14)
    assert plan.quantity("1", "slope") == pytest.approx(1 - np.tanh(z) ** 2, abs=1e-14)
    a = plan.quantity("2", "a")
    assert plan.losses == pytest.approx(((a - y) ** 2).mean(axis=1))
    assert float(plan.loss) == pytest.approx(((a - y) ** 2).mean())
    assert plan.quantity("2", "grad_a") == pytest.approx(2 * (a - y) / a.size)
    delta = plan.quantity("2", "grad_a") * a * (1 - a)
    assert plan.quantity("2", "grad_z") == pytest.approx(delta)
    assert plan.quantity("1", "grad_a") == pytest.approx(delta @ program.parameter("2", "weight").T)
    assert program.gradient("2", "weight") == pytest.approx(plan.quantity("1", "a").T @ delta)
    assert program.gradient("2", "bias") == pytest.approx(delta.sum(axis=0))
    with pytest.raises(KeyError):
        plan.quantity("1", "mask")
    with pytest.raises(ValueError, match="read-only"):
        plan.quantity("1", "z")[0, 0] = 1.0


def test_every_buffer_keeps_its_value_until_the_next_forward(
    branched: Callable[..., Graph], compiled: Compiled
) -> None:
    program = compiled(branched(), optimizer="adam")
    plan = loaded(program, *some(5, 3, 2))
    names = [(layer, name) for layer in plan.sites for name in plan.quantities(layer)]
    plan.forward()
    seen = {key: plan.quantity(*key).copy() for key in names if key[1] in ("x", "z", "a", "mask")}
    plan.backward()
    seen |= {key: plan.quantity(*key).copy() for key in names if key not in seen}
    plan.update()
    for key, value in seen.items():
        assert (plan.quantity(*key) == value).all(), key


def test_info_names_every_call(branched: Callable[..., Graph], compiled: Compiled) -> None:
    plan = compiled(branched(), "half_mse", "momentum").plan(5)
    assert [instruction.index for instruction in plan.info] == list(range(len(plan.calls)))
    phases = [instruction.phase for instruction in plan.info]
    assert list(dict.fromkeys(phases)) == ["forward", "loss", "backward", "update"]
    assert sorted(phases, key=["forward", "loss", "backward", "update"].index) == phases
    assert all(instruction.quantity and instruction.formula for instruction in plan.info)
    assert all(instruction.layer for instruction in plan.info if instruction.phase != "update")


def test_evaluation_has_no_dropout_and_no_backward(chain: Chain, compiled: Compiled) -> None:
    program = compiled(chain((3,), layers.make("dropout", rate=0.5), dense(2)))
    x, y = some(50, 3, 2)
    plan = program.plan(50, "evaluate")
    plan.load(*program.arrange(x, y))
    plan.forward()
    assert plan.quantity("1", "a") == pytest.approx(x)
    assert {instruction.phase for instruction in plan.info} == {"forward", "loss"}
    training = loaded(program, x, y)
    training.forward()
    mask = training.quantity("1", "mask")
    assert set(np.unique(mask)) == {0.0, 2.0}
    assert 0.3 < mask.mean() / 2 < 0.7


def test_plans_of_all_sizes_share_the_weights(chain: Chain, compiled: Compiled) -> None:
    program = compiled(chain((3,), dense(4, "tanh"), dense(2)))
    x, y = some(7, 3, 2)
    before = program.predict(x)
    plan = loaded(program, x[:4], y[:4])
    plan.step()
    assert program.step_number == 1
    rest = loaded(program, x[4:], y[4:])
    rest.step()
    assert program.step_number == 2
    assert np.abs(program.predict(x) - before).max() > 1e-4
    assert program.plan(4) is plan


@pytest.mark.parametrize("optimizer", sorted(optimizers))
def test_runs_are_bit_reproducible(optimizer: str, branched: Callable[..., Graph], compiled: Compiled) -> None:
    x, y = some(6, 3, 2)

    def train() -> bytes:
        program = compiled(
            branched(), optimizer=optimizer, dtype="float32", seed=8, learning_rate=0.01, l1=1e-4, l2=1e-3
        )
        plan = loaded(program, x, y)
        for _ in range(50):
            plan.step()
        return program.theta.tobytes()

    assert train() == train()


def test_step_is_forward_backward_update(chain: Chain, compiled: Compiled) -> None:
    graph = chain((3,), dense(4, "relu"), dense(2, "softmax"))
    x, _ = some(6, 3, 2)
    y = np.eye(2)[[0, 1, 0, 1, 1, 0]]
    one, other = (compiled(graph, "cross_entropy", "adam", seed=1) for _ in range(2))
    whole, parts = loaded(one, x, y), loaded(other, x, y)
    for _ in range(5):
        whole.step()
        parts.forward()
        parts.backward()
        parts.update()
    assert one.theta.tobytes() == other.theta.tobytes()
    assert whole.fused == "2"


@pytest.mark.parametrize("optimizer", sorted(optimizers))
def test_a_steady_step_allocates_nothing(
    optimizer: str, branched: Callable[..., Graph], compiled: Compiled, allocated: Callable[..., tuple[int, int]]
) -> None:
    program = compiled(branched(), optimizer=optimizer, dtype="float32", l2=1e-3, learning_rate=1e-3)
    plan = loaded(program, *some(32, 3, 2))
    kept, peak = allocated(plan.step, times=1000, warm=100)
    assert kept < 1000
    assert peak < 4000, "a few scalars; one column of a batch would be more over the layers"


def test_penalties_act_on_weights_alone_and_stay_out_of_the_gradient(chain: Chain, compiled: Compiled) -> None:
    graph = chain((3,), dense(2))
    x, y = some(6, 3, 2)
    plain, penalised = compiled(graph, seed=1), compiled(graph, seed=1, l1=0.02, l2=0.3)
    for program in (plain, penalised):
        program.set_parameter("1", "bias", np.array([0.5, -0.5]))
        loaded(program, x, y).step()
    old = compiled(graph, seed=1).parameter("1", "weight")
    assert penalised.gradient("1", "weight") == pytest.approx(plain.gradient("1", "weight"), abs=1e-15)
    assert penalised.parameter("1", "bias") == pytest.approx(plain.parameter("1", "bias"), abs=1e-15)
    expected = plain.parameter("1", "weight") - 0.1 * (0.3 * old + 0.02 * np.sign(old))
    assert penalised.parameter("1", "weight") == pytest.approx(expected, abs=1e-15)


def test_learning_rate_and_penalties_change_without_a_reset(chain: Chain, compiled: Compiled) -> None:
    program = compiled(chain((3,), dense(2)), optimizer="adam")
    plan = loaded(program, *some(6, 3, 2))
    for _ in range(10):
        plan.step()
    before, m = program.theta.copy(), program.state["m"].copy()
    program.learning_rate = 0.0
    calls = len(plan.calls)
    program.set_regularisation(0.1, 0.1)
    assert len(plan.calls) > calls
    plan.step()
    assert (program.theta == before).all()
    assert not (program.state["m"] == m).all()
    assert program.step_number == 11
    program.set_regularisation(0.0, 0.0)
    assert len(plan.calls) == calls


def test_several_inputs_and_outputs(compiled: Compiled) -> None:
    nodes = (
        GraphNode("p", layers["input"](shape=(2,))),
        GraphNode("q", layers["input"](shape=(3,))),
        GraphNode("join", layers.make("concatenate"), ("p", "q")),
        GraphNode("h", dense(4, "tanh"), ("join",)),
        GraphNode("one", dense(2), ("h",)),
        GraphNode("two", dense(1), ("h",)),
        GraphNode("y1", layers.make("output"), ("one",)),
        GraphNode("y2", layers.make("output"), ("two",)),
    )
    program = compiled(Graph(nodes))
    random = np.random.default_rng(0)
    x = [random.normal(size=(5, 2)), random.normal(size=(5, 3))]
    y = [random.normal(size=(5, 2)), random.normal(size=(5, 1))]
    plan = program.plan(5)
    plan.load(*program.arrange(x, y))
    first = math.inf
    for number in range(300):
        plan.step()
        first = float(plan.loss) if number == 0 else first
    both = [plan.quantity("y1", "a"), plan.quantity("y2", "a")]
    expected = sum(((a - t) ** 2).mean() for a, t in zip(both, y, strict=True))
    assert float(plan.loss) == pytest.approx(expected)
    assert float(plan.loss) < first / 5


def test_xor(chain: Chain, xor: tuple[Array, Array]) -> None:
    solved = 0
    for seed in range(10):
        graph = chain((2,), dense(4, "tanh"), dense(1, "logistic"))
        rule = optimizers.make("adam")
        program = compile(graph, losses.make("binary_cross_entropy"), rule, learning_rate=0.05, seed=seed)
        plan = loaded(program, *xor)
        for _ in range(1500):
            plan.step()
        solved += bool((np.abs(program.predict(xor[0]) - xor[1]) < 0.2).all())
    assert solved >= 8


@pytest.mark.parametrize(("loss", "output"), [("cross_entropy", "softmax"), ("cross_entropy_logits", "identity")])
def test_ten_classes_untrained_and_overfitted(loss: str, output: str, chain: Chain, compiled: Compiled) -> None:
    graph = chain((30,), dense(40, "tanh"), dense(10, output))
    program = compiled(graph, loss, "adam", dtype="float32", learning_rate=0.01)
    random = np.random.default_rng(4)
    x, y = 0.3 * random.normal(size=(20, 30)), np.eye(10)[random.integers(0, 10, 20)]
    plan = loaded(program, x, y)
    plan.forward()
    assert float(plan.loss) == pytest.approx(math.log(10), rel=0.25)
    for _ in range(500):
        plan.step()
    assert float(plan.loss) < 1e-2


def test_a_small_step_is_few_calls(chain: Chain, compiled: Compiled) -> None:
    """Calls are what a small step costs, on any machine: 6 forward, 3 loss, 9 backward, 3 update."""
    plan = compiled(chain((2,), dense(4, "tanh"), dense(2, "tanh"), dense(1, "tanh"))).plan(10)
    assert len(plan.calls) == 21
    slopes = [instruction for instruction in plan.info if instruction.quantity == "slope"]
    assert [instruction.layers for instruction in slopes] == [("1", "2", "3")]


def test_an_activation_layer_fuses_too(chain: Chain, compiled: Compiled) -> None:
    x, _ = some(6, 3, 2)
    y = np.eye(2)[[0, 1, 0, 1, 1, 0]]
    inside = compiled(chain((3,), dense(2, "softmax")), "cross_entropy", seed=1)
    apart = compiled(chain((3,), dense(2), layers.make("activation", function="softmax")), "cross_entropy", seed=1)
    plans = [loaded(program, x, y) for program in (inside, apart)]
    for plan in plans:
        plan.forward()
        plan.backward()
    assert [plan.fused for plan in plans] == ["1", "2"]
    assert inside.grad == pytest.approx(apart.grad, abs=1e-16)
    assert (plans[1].quantity("2", "grad_z") == plans[1].quantity("1", "grad_a")).all()
