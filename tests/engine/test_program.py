"""Programs: parameters, data on their way in, prediction, state."""

from __future__ import annotations

import json
from collections.abc import Callable

import numpy as np
import pytest

from nnstudio.engine import DataError, Graph, Program, ResourceError, ShapeError, layers, memory

Chain = Callable[..., Graph]
Compiled = Callable[..., Program]


def dense(units: int, activation: str = "identity", **values: object) -> object:
    return layers.make("dense", units=units, activation=activation, **values)


def test_parameters_lie_in_one_arena_in_the_outside_order(chain: Chain, compiled: Compiled) -> None:
    program = compiled(chain((3,), dense(4, "prelu"), dense(2, bias=False)))
    keys = [(key.layer, key.name, key.shape) for key in program.parameters()]
    assert keys[:2] == [("1", "weight", (3, 4)), ("1", "bias", (4,))]
    assert keys[-1] == ("2", "weight", (4, 2))
    assert program.count == program.theta.size == sum(np.prod(key.shape) for key in program.parameters())
    assert program.counts == {"1": program.count - 8, "2": 8}
    program.set_parameter("1", "weight", np.arange(12.0).reshape(3, 4))
    assert program.theta[:12].tolist() == list(range(12))
    assert program.theta.ctypes.data % 64 == 0
    with pytest.raises(ValueError, match="read-only"):
        program.parameter("1", "weight")[0, 0] = 1.0


def test_wrong_parameters_are_refused(chain: Chain, compiled: Compiled) -> None:
    program = compiled(chain((3,), dense(4)))
    with pytest.raises(ShapeError):
        program.set_parameter("1", "weight", np.zeros((4, 3)))
    with pytest.raises(DataError):
        program.set_parameter("1", "bias", np.array([0, 1, np.nan, 2]))
    with pytest.raises(KeyError):
        program.parameter("1", "gamma")


BAD_DATA = {
    "width": (np.zeros((5, 2)), np.zeros((5, 2))),
    "rank": (np.zeros(5), np.zeros((5, 2))),
    "none": (np.zeros((0, 3)), np.zeros((0, 2))),
    "nan": (np.full((5, 3), np.nan), np.zeros((5, 2))),
    "infinite target": (np.zeros((5, 3)), np.full((5, 2), np.inf)),
    "target width": (np.zeros((5, 3)), np.zeros((5, 3))),
    "target rank": (np.zeros((5, 3)), np.zeros(5)),
    "text": (np.full((5, 3), "a"), np.zeros((5, 2))),
    "lengths differ": (np.zeros((5, 3)), np.zeros((4, 2))),
}


@pytest.mark.parametrize("name", BAD_DATA)
def test_data_that_cannot_be_learned_from_are_refused(name: str, chain: Chain, compiled: Compiled) -> None:
    program = compiled(chain((3,), dense(2)))
    with pytest.raises(DataError) as caught:
        program.arrange(*BAD_DATA[name])
    assert caught.value.place in ("x", "y")


def test_targets_must_suit_the_loss(chain: Chain, compiled: Compiled) -> None:
    program = compiled(chain((3,), dense(2, "softmax")), "cross_entropy")
    with pytest.raises(DataError, match="between 0 and 1"):
        program.arrange(np.zeros((2, 3)), np.array([[-1.0, 2.0], [0, 1]]))
    with pytest.raises(DataError, match="sum to 1"):
        program.arrange(np.zeros((2, 3)), np.array([[1.0, 1.0], [0, 1]]))


def test_batches_are_checked(chain: Chain, compiled: Compiled) -> None:
    program = compiled(chain((3,), dense(2)))
    with pytest.raises(DataError):
        program.plan(0)
    plan = program.plan(4)
    with pytest.raises(DataError, match="4"):
        plan.load(np.zeros((3, 1)), np.zeros((2, 1)))


def test_a_plan_that_would_not_fit_is_refused_before_allocation(
    chain: Chain, compiled: Compiled, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = compiled(chain((3,), dense(1000)))
    monkeypatch.setattr(memory, "available", lambda: 10_000_000)
    with pytest.raises(ResourceError, match=r"1.*MB") as caught:
        program.plan(100_000)
    assert caught.value.place == "1"


@pytest.mark.parametrize("count", [1, 7, 5000])
def test_predict_takes_any_number_of_rows(count: int, chain: Chain, compiled: Compiled) -> None:
    program = compiled(chain((3,), dense(5, "tanh"), dense(2, "softmax")), "cross_entropy")
    x = np.random.default_rng(0).normal(size=(count, 3))
    z = np.tanh(x @ program.parameter("1", "weight") + program.parameter("1", "bias"))
    z = z @ program.parameter("2", "weight") + program.parameter("2", "bias")
    expected = np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)
    assert program.predict(x) == pytest.approx(expected, abs=1e-14)


def test_losses_of_net_inputs_predict_probabilities(chain: Chain, compiled: Compiled) -> None:
    program = compiled(chain((2,), dense(1)), "binary_cross_entropy_logits")
    x = np.array([[1.0, 2.0], [-3.0, 0.5]])
    z = x @ program.parameter("1", "weight")
    assert program.predict(x) == pytest.approx(1 / (1 + np.exp(-z)), abs=1e-14)
    plan = program.plan(2)
    plan.load(*program.arrange(x, np.array([[0.0], [1.0]])))
    plan.forward()
    assert plan.prediction == pytest.approx(program.predict(x), abs=1e-14)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_a_saved_state_goes_on_bit_for_bit(dtype: str, branched: Callable[..., Graph], compiled: Compiled) -> None:
    random = np.random.default_rng(1)
    x, y = random.normal(size=(6, 3)), random.normal(size=(6, 2))

    def train(program: Program, steps: int) -> None:
        plan = program.plan(6)
        plan.load(*program.arrange(x, y))
        for _ in range(steps):
            plan.step()

    one = compiled(branched(), optimizer="adam", dtype=dtype, seed=5)
    train(one, 30)
    saved = one.save_state()
    json.dumps({name: value for name, value in saved.items() if not isinstance(value, np.ndarray)})
    train(one, 30)
    other = compiled(branched(), optimizer="adam", dtype=dtype, seed=99)
    other.load_state(saved)
    train(other, 30)
    assert other.theta.tobytes() == one.theta.tobytes()
    assert other.state["v"].tobytes() == one.state["v"].tobytes()
    assert other.step_number == 60


def test_a_state_of_another_network_is_refused_and_changes_nothing(chain: Chain, compiled: Compiled) -> None:
    small, large = compiled(chain((3,), dense(2))), compiled(chain((3,), dense(5)))
    before = small.theta.copy()
    with pytest.raises(DataError):
        small.load_state(large.save_state())
    assert (small.theta == before).all()


def test_seeds(chain: Chain, compiled: Compiled) -> None:
    graph = chain((3,), dense(4, "tanh"), dense(2))
    one, same, other = compiled(graph, seed=3), compiled(graph, seed=3), compiled(graph, seed=4)
    assert one.theta.tobytes() == same.theta.tobytes()
    assert one.theta.tobytes() != other.theta.tobytes()
    other.reset(3)
    assert one.theta.tobytes() == other.theta.tobytes()
