"""Moving as in a debugger: over, into, out, to a number; each grain's line leads from the first step to the last."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from inspected import network, primed

from nnstudio.engine import Place, Plan
from nnstudio.inspection import Cursor, Leap, Moment, Options, Step, Trace, moment_of
from nnstudio.inspection.cursor import at, into, offered, out, over, regrained, toward


@pytest.fixture
def plan() -> Plan:
    rng = np.random.default_rng(4)
    return primed(network((2, 3, 2), ("tanh", "logistic")), rng.normal(size=(3, 2)), rng.random((3, 2)), 1)


def moment(plan: Plan, cursor: Cursor, batch: bool = False) -> Moment:
    return moment_of(Trace(plan, 1), cursor, Options(batch=batch))


def stand(plan: Plan, step: Step, grain: str = "neuron") -> Moment:
    line = moment(plan, Cursor(grain)).line
    return moment(plan, Cursor(grain, line.find(step)))


def test_every_grain_is_walked_from_end_to_end_and_back(plan: Plan) -> None:
    for grain in offered(plan):
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
    for grain in offered(plan):
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
