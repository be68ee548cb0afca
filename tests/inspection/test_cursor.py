"""Moving as in a debugger: over, into, out, to a number; each grain's line leads from the first step to the last."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from inspected import network, primed

from nnstudio import engine
from nnstudio.engine import Place, Plan
from nnstudio.engine.typing import Array
from nnstudio.inspection import Cursor, Grain, Leap, Moment, Options, Step, Trace, moment_of
from nnstudio.inspection.cursor import COARSE, at, into, offered, out, over, regrained, toward


@pytest.fixture
def plan() -> Plan:
    rng = np.random.default_rng(4)
    return primed(network((2, 3, 2), ("tanh", "logistic")), rng.normal(size=(3, 2)), rng.random((3, 2)), 1)


def moment(plan: Plan, cursor: Cursor, batch: bool = False) -> Moment:
    return moment_of(Trace(plan, 1), cursor, Options(batch=batch))


def within_a_sample(plan: Plan) -> list[Grain]:
    return [grain for grain in offered(plan) if grain not in COARSE]


def stand(plan: Plan, step: Step, grain: str = "neuron") -> Moment:
    line = moment(plan, Cursor(grain)).line
    return moment(plan, Cursor(grain, line.find(step)))


def test_every_grain_is_walked_from_end_to_end_and_back(plan: Plan) -> None:
    for grain in within_a_sample(plan):
        here, seen = moment(plan, Cursor(grain, 0, 0 if grain == "scalar" else -1)), []
        while isinstance(here.cursor, Cursor):
            seen.append(here.cursor)
            found = over(here)
            if isinstance(found, Leap):
                assert found == Leap("batch", 1)
                break
            here = moment(plan, found)
        back = [here.cursor]
        while isinstance(before := over(here, -1), Cursor):
            here = moment(plan, before)
            back.append(here.cursor)
        assert back == seen[::-1]
        assert before == Leap("batch", -1, last=True)
        places = [cursor.place for cursor in seen]
        assert sorted(set(places)) == list(range(len(here.line)))


def test_several_steps_at_once_are_as_many_single_ones(plan: Plan) -> None:
    for grain in within_a_sample(plan):
        one = moment(plan, Cursor(grain, 1, 0 if grain == "scalar" else -1))
        for _ in range(7):
            found = over(one)
            assert isinstance(found, Cursor)
            one = moment(plan, found)
        assert over(moment(plan, Cursor(grain, 1, 0 if grain == "scalar" else -1)), 7) == one.cursor


def test_into_goes_finer_at_the_same_number(plan: Plan) -> None:
    here = moment(plan, regrained(stand(plan, Step("forward", "h2", "z", (1,))), "layer"))
    assert here.step == Step("forward", "h2", "a")
    neuron = into(here)
    assert moment(plan, neuron).step == Step("forward", "h2", "z", (0,))
    scalar = into(moment(plan, neuron))
    assert scalar == replace(neuron, grain="scalar", operation=0)
    assert into(moment(plan, scalar)) == scalar


def test_out_leads_to_what_follows_the_enclosing_unit(plan: Plan) -> None:
    z = stand(plan, Step("forward", "h1", "z", (1,)))
    found = out(z)
    assert isinstance(found, Cursor)
    assert (found.grain, moment(plan, found).step) == ("layer", Step("forward", "h2", "a"))
    scalar = moment(plan, Cursor("scalar", z.cursor.place, 2))
    found = out(scalar)
    assert found == Cursor("neuron", z.cursor.place + 1)
    last = moment(plan, Cursor("neuron", len(z.line) - 1))
    assert out(last) == Leap("batch", 1)


def test_a_step_is_found_at_a_finer_grain_where_it_must_be(plan: Plan) -> None:
    layer = moment(plan, Cursor("layer", 0))
    found = at(layer, Step("backward", "h1", "grad_z", (2,)))
    assert found is not None
    assert found.grain == "neuron"
    assert moment(plan, found).step == Step("backward", "h1", "grad_z", (2,))
    whole = Step("backward", "h1", "grad_z")
    assert at(layer, whole) == Cursor("layer", layer.line.find(whole))
    assert at(layer, Step("backward", "h1", "grad_z", (3,))) is None
    assert at(layer, Step("forward", "nowhere", "z", (0,))) is None


@pytest.mark.parametrize(
    ("phase", "place", "step"),
    [
        ("forward", Place("h1", "a", (1,), 1), Step("forward", "h1", "a", (1,))),
        ("forward", Place("h2", "weight", (2, 1)), Step("forward", "h2", "z", (1,))),
        ("forward", Place("h1", "bias", (1,)), Step("forward", "h1", "z", (1,))),
        ("backward", Place("h1", "a", (1,), 1), Step("backward", "h1", "grad_z", (1,))),
        ("backward", Place("h1", "slope", (1,), 1), Step("backward", "h1", "slope", (1,))),
        ("backward", Place("h2", "weight", (2, 1)), Step("backward", "h2", "weight_grad", (2, 1))),
        ("update", Place("h2", "weight", (2, 1)), Step("update", "h2", "weight_update", (2, 1))),
        ("update", Place("h1", "a", (1,), 1), Step("update", "h1", "bias_update", (1,))),
        ("update", Place("h2", "loss", (), 1), Step("loss", "y", "loss", ())),
        ("forward", Place("x", "a", (0,), 1), None),
    ],
)
def test_a_number_leads_to_its_step_of_the_phase(plan: Plan, phase: str, place: Place, step: Step | None) -> None:
    line = moment(plan, Cursor()).line
    start = next(start for name, start, _ in line.phases() if name == phase)
    assert toward(moment(plan, Cursor("neuron", start)), place) == step


def test_an_operation_beyond_the_last_is_the_last(plan: Plan) -> None:
    here = moment(plan, Cursor("scalar", 0, 10**6))
    assert here.operation is not None
    assert here.operation.last
    assert here.cursor.operation == len(here.operations) - 1


def test_at_coarse_grains_the_trainer_moves_and_one_stays_on_the_number(plan: Plan) -> None:
    for grain in COARSE:
        here = stand(plan, Step("backward", "h1", "grad_z", (2,)), grain)
        assert here.step == Step("backward", "h1", "grad_z", (2,))
        assert over(here) == Leap(grain, 1, stay=True)
        assert over(here, -3) == Leap(grain, -3, stay=True)
    layer = stand(plan, Step("backward", "h1", "grad_z"), "layer")
    assert out(layer) == Leap("sample", 1)
    assert into(stand(plan, Step("forward", "h2", "z", (1,)), "sample")).grain == "layer"


def lines_up(plan: Plan, grain: str) -> None:
    """Check that each number belongs to one group of the line, in the order of the neurons' own line."""
    fine, coarse = moment(plan, Cursor()).line, moment(plan, Cursor(grain)).line
    groups = [coarse.find(step) for step in fine]
    assert sorted(groups) == groups
    assert set(groups) == set(range(len(coarse)))
    for place, step in enumerate(coarse):
        assert coarse.find(step) == place
        assert coarse.find(fine[fine.find(step)]) == place
        described = moment(plan, Cursor(grain, place)).description
        assert str(described.title)
        assert str(described.where)
        assert described.lines or described.rows


def images() -> Plan:
    rng = np.random.default_rng(0)
    nodes = (
        engine.GraphNode("x", engine.layers.make("input", shape=(4, 4, 1))),
        engine.GraphNode("c", engine.layers.make("convolution2d", filters=3, activation="relu"), ("x",)),
        engine.GraphNode("p", engine.layers.make("max_pooling2d"), ("c",)),
        engine.GraphNode("f", engine.layers.make("flatten"), ("p",)),
        engine.GraphNode("d", engine.layers.make("dense", units=2), ("f",)),
        engine.GraphNode("y", engine.layers.make("output"), ("d",)),
    )
    return prepared(nodes, rng.normal(size=(3, 4, 4, 1)), rng.normal(size=(3, 2)))


def sequences() -> Plan:
    rng = np.random.default_rng(0)
    nodes = (
        engine.GraphNode("x", engine.layers.make("input", shape=(5, 2))),
        engine.GraphNode("r", engine.layers.make("lstm", units=3, output="last"), ("x",)),
        engine.GraphNode("d", engine.layers.make("dense", units=2), ("r",)),
        engine.GraphNode("y", engine.layers.make("output"), ("d",)),
    )
    return prepared(nodes, rng.normal(size=(3, 5, 2)), rng.normal(size=(3, 2)))


def prepared(nodes: tuple[engine.GraphNode, ...], x: Array, y: Array) -> Plan:
    made = engine.losses.make("half_mse"), engine.optimizers.make("sgd")
    program = engine.compile(engine.Graph(nodes), *made, learning_rate=0.1, dtype="float64", seed=0)
    return primed(program, x, y, 1)


@pytest.mark.parametrize(("make", "grain"), [(images, "window"), (sequences, "time")])
def test_groups_are_walked_in_the_order_of_their_numbers(make: Callable[[], Plan], grain: str) -> None:
    plan = make()
    assert grain in offered(plan)
    lines_up(plan, grain)
    for each in within_a_sample(plan):
        if each != "scalar":
            lines_up(plan, each)


def test_a_window_is_all_channels_of_one_place() -> None:
    here = stand(images(), Step("forward", "c", "z", (1, 2, 0)), "window")
    assert here.step == Step("forward", "c", "a", (1, 2))
    assert [row.place.index for row in here.description.rows if row.place is not None] == [(1, 2, k) for k in range(3)]
    assert str(here.description.where) == "c · row 2, column 3"
    assert moment(here.trace.plan, into(here)).step == Step("forward", "c", "z", (1, 2, 0))
    found = out(here)
    assert isinstance(found, Cursor)
    assert moment(here.trace.plan, found).step == Step("forward", "p", "a")


def test_back_propagation_walks_through_time_from_its_end() -> None:
    plan = sequences()
    line = moment(plan, Cursor("time")).line
    forward = [step.index for step in line if step.phase == "forward" and step.layer == "r"]
    backward = [step.index for step in line if step.phase == "backward" and step.quantity == "grad_h"]
    assert forward[:5] == [(t,) for t in range(5)]
    assert not backward or backward[:5] == [(t,) for t in range(4, -1, -1)]


def test_grains_are_offered_where_there_are_images_or_sequences(plan: Plan) -> None:
    assert offered(plan) == ("scalar", "neuron", "layer", *COARSE)
    assert "time" not in offered(images())
    assert "window" not in offered(sequences())
