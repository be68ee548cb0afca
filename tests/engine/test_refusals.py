"""What a notebook may get wrong is refused at once: places, names, ids, states; each error says what there is."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from nnstudio.engine import (
    DataError,
    Graph,
    GraphError,
    GraphNode,
    NnstudioError,
    OutOfRangeError,
    ParameterError,
    Place,
    Plan,
    Program,
    UnknownNameError,
    chain,
    compile,
    expand,
    expand_graph,
    foretell,
    layers,
    losses,
    metrics,
    numerical_check,
    optimizers,
    schedules,
)
from nnstudio.engine.checking import check_program

X, Y = np.array([[0.5, -1.0], [2.0, 0.3], [0.0, 1.0]]), np.array([[1.0, 0.0], [-1.0, 0.5], [0.0, 0.0]])


def network(*widths: int, loss: str = "mse", optimizer: str = "sgd", **options: Any) -> Program:
    parts = [layers.make("dense", units=units, activation="tanh") for units in widths or (4, 2)]
    return compile(chain(2, *parts), loss, optimizer, learning_rate=0.1, dtype="float64", **options)


def run(program: Program) -> Plan:
    plan = program.plan(3)
    plan.load(*program.arrange(X, Y))
    plan.step()
    plan.forward()
    plan.backward()
    return plan


def said(error: NnstudioError) -> str:
    assert error.place
    assert str(error.received)
    assert str(error.advice).endswith(".")
    return str(error)


# -- ids and objects


def test_ids_stand_for_what_they_name() -> None:
    program = compile(chain(3, "flatten", "dense"), "mse", "adam", learning_rate=0.1, schedule="cosine")
    assert program.loss_of("y") == losses.make("mse")
    assert program.optimizer == optimizers.make("adam")
    assert program.timetable.schedule == schedules.make("cosine")
    assert program.shapes == {"x": (3,), "flatten1": (3,), "dense1": program.shapes["y"], "y": program.shapes["y"]}
    assert metrics.make("accuracy").declaration.id == "accuracy"


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: compile(chain(2, "dense"), "mean", "sgd", learning_rate=0.1),
        lambda: compile(chain(2, "dense"), 3, "sgd", learning_rate=0.1),
        lambda: compile(chain(2, "dense"), "mse", None, learning_rate=0.1),
        lambda: compile(chain(2, "dense"), "mse", losses.make("mse"), learning_rate=0.1),
        lambda: compile("dense", "mse", "sgd", learning_rate=0.1),
        lambda: compile(chain(2, "dense"), "mse", "sgd", learning_rate=0.1, schedule="cosinus"),
        lambda: network().set_schedule(3),
        lambda: chain(2, "densx"),
        lambda: chain(2, 4),
        lambda: chain(2.5, "dense"),
        lambda: chain("ab", "dense"),
    ],
)
def test_what_is_no_such_object(wrong: Callable[[], object]) -> None:
    with pytest.raises(ParameterError) as caught:
        wrong()
    said(caught.value)


def test_numpy_s_scalars_are_taken_and_become_python_s() -> None:
    made = layers.make("dense", units=np.int64(4), bias=np.bool_(False), activation=np.str_("tanh"))
    assert [type(made.values[name]) for name in ("units", "bias", "activation")] == [int, bool, str]
    rate = optimizers.make("adam", beta1=np.float32(0.5)).beta1
    assert (type(rate), rate) == (float, 0.5)
    for wrong in (np.float64("nan"), np.complex128(1), np.datetime64("2020"), np.float32(2.5)):
        with pytest.raises(ParameterError):
            layers.make("dense", units=wrong)


@pytest.mark.parametrize("value", [-1.0, float("nan"), float("inf"), "much", None])
@pytest.mark.parametrize("name", ["clip_norm", "clip_value"])
def test_clipping_is_a_number_from_0(name: str, value: Any) -> None:
    with pytest.raises(ParameterError, match=name):
        network(**{name: value})
    program = network()
    with pytest.raises(ParameterError, match=name):
        program.set_clipping(**{"norm": 0.0, "value": 0.0, name.removeprefix("clip_"): value})
    assert program.clipping == (0.0, 0.0)


@pytest.mark.parametrize("count", [0, -1, 2.5, None])
def test_an_epoch_has_a_step(count: Any) -> None:
    with pytest.raises(ParameterError, match="steps_per_epoch"):
        network().set_steps_per_epoch(count)


def test_a_schedule_is_told_of_a_loss() -> None:
    program = network(schedule=schedules.make("on_plateau", patience=0, gamma=0.5))
    assert [program.observe(loss) for loss in (1.0, 2.0, 2.0, 0.5)] == [0.1, 0.05, 0.025, 0.025]
    assert network(schedule="cosine").observe(3.0) == 0.1


# -- names and places


@pytest.mark.parametrize(
    ("wrong", "listed"),
    [
        (lambda plan, program: program.parameter("dense1", "w"), "weight, bias"),
        (lambda plan, program: program.gradient("densx", "weight"), "dense1, dense2"),
        (lambda plan, program: program.gradient_norm("densx"), "dense1, dense2"),
        (lambda plan, program: program.optimizer_state("dense1", "weight", "m"), "—"),
        (lambda plan, program: program.graph["densx"], "x, dense1, dense2, y"),
        (lambda plan, program: plan.quantity("dense1", "h"), "grad_z"),
        (lambda plan, program: plan.quantity("densx", "z"), "dense1, dense2"),
        (lambda plan, program: plan.quantity(["dense1"], "z"), "dense1, dense2"),
        (lambda plan, program: plan.quantity("dense1", {"z": 1}), "grad_z"),
        (lambda plan, program: plan.quantities(["dense1"]), "dense1, dense2"),
        (lambda plan, program: plan.quantities("densx"), "dense1, dense2"),
        (lambda plan, program: expand(plan, "dense1", "h", 0, 0), "grad_z"),
        (lambda plan, program: expand(plan, "densx", "z", 0, 0), "dense1, dense2"),
        (lambda plan, program: expand(plan, "dense1", "w_grad", (0, 0)), "weight_grad"),
        (lambda plan, program: expand(plan, "x", "a", 0, 0), "made of others"),
        (lambda plan, program: expand_graph(plan, "dense1", "h", 0, 0), "grad_z"),
        (lambda plan, program: foretell(plan, "dense1", "w", (0, 0)), "weight, bias"),
        (lambda plan, program: numerical_check(program, X, Y, Place("dense1", "slope", (0,), 0)), "weight, bias, z, a"),
        (lambda plan, program: numerical_check(program, X, Y, Place("densx", "z", (0,), 0)), "dense1, dense2"),
    ],
)
def test_a_name_that_there_is_not(wrong: Callable[[Plan, Program], object], listed: str) -> None:
    program = network()
    plan = run(program)
    with pytest.raises(UnknownNameError) as caught:
        wrong(plan, program)
    assert isinstance(caught.value, KeyError)
    assert listed in said(caught.value)


@pytest.mark.parametrize(
    "wrong",
    [
        lambda plan, program: expand(plan, "dense1", "z", 4, 0),
        lambda plan, program: expand(plan, "dense1", "z", (0, 0), 0),
        lambda plan, program: expand(plan, "dense1", "z", 0, 3),
        lambda plan, program: expand(plan, "dense1", "weight_grad", (2, 0)),
        lambda plan, program: expand(plan, "loss", "loss", (), 3),
        lambda plan, program: expand_graph(plan, "dense1", "z", 4, 0),
        lambda plan, program: expand_graph(plan, "loss", "loss", (), -4),
        lambda plan, program: foretell(plan, "dense1", "weight", (0, 4)),
        lambda plan, program: foretell(plan, "dense1", "bias", (0, 0)),
        lambda plan, program: numerical_check(program, X, Y, Place("dense1", "z", (4,), 0)),
        lambda plan, program: numerical_check(program, X, Y, Place("dense1", "weight", (0, 0), 3)),
    ],
)
def test_a_place_past_the_end(wrong: Callable[[Plan, Program], object]) -> None:
    program = network()
    plan = run(program)
    with pytest.raises(OutOfRangeError) as caught:
        wrong(plan, program)
    assert isinstance(caught.value, IndexError)
    said(caught.value)


def test_places_counted_from_the_end_are_the_same_numbers() -> None:
    plan = run(network())
    assert expand(plan, "dense1", "z", -1, -1) == expand(plan, "dense1", "z", 3, 2)
    assert foretell(plan, "dense1", "weight", (-1, -1)) == foretell(plan, "dense1", "weight", (1, 3))


@pytest.mark.parametrize("h", [0, -1e-5, float("nan"), "small"])
def test_a_nudge_is_a_number_above_0(h: Any) -> None:
    program = network()
    with pytest.raises(ParameterError, match="h"):
        numerical_check(program, X, Y, Place("dense1", "weight", (0, 0)), h)
    with pytest.raises(ParameterError, match="h"):
        check_program(program, X, Y, h)


@pytest.mark.parametrize(
    ("links", "cycle"),
    [
        ({"a": ("x", "a"), "y": ("a",)}, "a → a"),
        ({"a": ("x", "b"), "b": ("a", "x"), "c": ("b", "x"), "y": ("c",)}, "a → b → a"),
        ({"d": ("x", "c"), "b": ("d", "x"), "c": ("b", "x"), "a": ("c", "x"), "y": ("a",)}, "b → c → d → b"),
    ],
)
def test_one_cycle_is_named_in_the_order_of_its_links(links: dict[str, tuple[str, ...]], cycle: str) -> None:
    nodes = [GraphNode("x", layers["input"](shape=(3,)))]
    nodes += [GraphNode(name, layers.make("output" if name == "y" else "add"), read) for name, read in links.items()]
    with pytest.raises(GraphError) as caught:
        compile(Graph(tuple(nodes)), "mse", "sgd", learning_rate=0.1)
    assert str(caught.value.received).endswith(f"through {cycle}")
    assert caught.value.place == cycle[0]


# -- saved states


def _with(**changes: Any) -> Callable[[dict[str, Any]], Any]:
    return lambda saved: {**saved, **changes}


def _without(name: str) -> Callable[[dict[str, Any]], Any]:
    return lambda saved: {key: value for key, value in saved.items() if key != name}


STATES: dict[str, tuple[str, Callable[[dict[str, Any]], Any]]] = {
    "nothing": ("state", lambda saved: None),
    "no generator": ("random", _without("random")),
    "another generator": ("random", _with(random={"bit_generator": "MT19937"})),
    "no step": ("step", _without("step")),
    "a step below 0": ("step", _with(step=-5)),
    "a step that is a word": ("step", _with(step="x")),
    "half a step": ("step", _with(step=2.5)),
    "a schedule that is a number": ("schedule", _with(schedule=3)),
    "a schedule of nothing": ("schedule", _with(schedule={})),
    "weights that are a list": ("theta", lambda saved: {**saved, "theta": saved["theta"].tolist()}),
    "weights that are NaN": ("theta", lambda saved: {**saved, "theta": saved["theta"] * np.nan}),
    "half of the weights": ("theta", lambda saved: {**saved, "theta": saved["theta"][:3]}),
    "Adam's": ("optimizer", lambda saved: _of(network(optimizer="adam"))),
    "an older file of Adam's": ("optimizer", lambda saved: _older(_of(network(optimizer="adam")))),
    "another network's": ("network", lambda saved: _of(_other())),
}


def _other() -> Program:
    """Return a network of other shapes with the same number of weights."""
    parts = layers.make("dense", units=5, bias=False), layers.make("dense", units=2)
    return compile(chain(2, *parts), "mse", "sgd", learning_rate=0.1, dtype="float64")


def _of(program: Program) -> dict[str, Any]:
    run(program)
    return program.save_state()


def _older(saved: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in saved.items() if name not in ("network", "optimizer", "schedule")}


@pytest.mark.parametrize("name", STATES)
def test_a_state_that_does_not_fit_changes_nothing(name: str) -> None:
    program = network()
    assert program.count == _other().count
    run(program)
    before = program.save_state()
    place, change = STATES[name]
    with pytest.raises(DataError) as caught:
        program.load_state(change(copy.deepcopy(before)))
    said(caught.value)
    assert caught.value.place == place
    np.testing.assert_equal(program.save_state(), before)


def test_optimisers_that_keep_the_same_names_are_told_apart() -> None:
    with pytest.raises(DataError, match="nadam"):
        network(optimizer="nadam").load_state(_of(network(optimizer="adam")))


def test_older_states_are_loaded() -> None:
    one, other = network(optimizer="adam"), network(optimizer="adam", seed=5)
    other.load_state(_older(_of(one)))
    assert (other.theta == one.theta).all()
    assert other.step_number == one.step_number == 1


def test_a_run_goes_back_to_weights_that_are_not_finite() -> None:
    program = network()
    saved = _of(program)
    saved["theta"][0] = np.inf
    program.load_state(saved, finite=False)
    assert np.isinf(program.theta[0])
