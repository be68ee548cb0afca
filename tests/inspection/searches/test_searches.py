"""Each search finds what was made to stand out, and nothing else."""

from __future__ import annotations

import numpy as np
import pytest
from inspected import network, primed

from nnstudio import engine
from nnstudio.engine import Plan, Program
from nnstudio.engine.foretell import foretell, foretell_all
from nnstudio.inspection import Trace
from nnstudio.inspection.picture.named import neurons_named
from nnstudio.inspection.search import MOST, Findings, largest
from nnstudio.inspection.searches import searches


def look(plan: Plan, name: str) -> Findings:
    return searches.make(name).find(Trace(plan, 1))


def plan_of(program: Program, count: int = 6, scale: float = 1.0) -> Plan:
    random = np.random.default_rng(0)
    widths = program.shapes["x"][0], program.shapes["y"][0]
    return primed(program, random.normal(size=(count, widths[0])) * scale, random.normal(size=(count, widths[1])))


@pytest.fixture
def plain() -> Plan:
    return plan_of(network((3, 4, 2), ("tanh", "identity"), dtype="float64"))


def test_the_largest_gradients_are_those_of_the_arena(plain: Plan) -> None:
    findings = look(plain, "largest_gradient")
    values = [abs(each.value) for each in findings.found]
    assert values == sorted(values, reverse=True)
    assert values == sorted(np.abs(plain.update_rule.grad), reverse=True)
    for each in findings.found:
        name = each.place.quantity.removesuffix("_grad")
        assert each.value == plain.sites[each.place.layer].gradient(name)[each.place.index]
        assert each.step.quantity == each.place.quantity
        assert each.step.index == each.place.index


def test_the_smallest_come_first_and_zeros_are_no_gradients(plain: Plan) -> None:
    plain.sites["h1"].gradient("weight")[0, 0] = 0.0
    findings = look(plain, "smallest_gradient")
    values = [abs(each.value) for each in findings.found]
    assert values == sorted(values)
    assert 0.0 not in values
    assert findings.total == plain.update_rule.grad.size - 1


def test_the_largest_weight_is_no_bias() -> None:
    program = network((3, 4, 2), ("tanh", "identity"))
    program.set_parameter("h1", "bias", np.full(4, 9.0))
    weight = np.zeros((3, 4))
    weight[2, 1], weight[0, 3] = -7.0, 5.0
    program.set_parameter("h1", "weight", weight)
    found = look(plan_of(program), "largest_weight").found
    assert [(each.place.index, each.value) for each in found[:2]] == [((2, 1), -7.0), ((0, 3), 5.0)]
    assert all(each.place.quantity == "weight" for each in found)


def test_a_dead_neuron_is_found() -> None:
    program = network((3, 4, 2), ("relu", "identity"))
    program.set_parameter("h1", "bias", np.array([5.0, -99.0, 5.0, 5.0]))
    plan = plan_of(program)
    findings = look(plan, "dead")
    assert [(each.place.layer, each.place.index) for each in findings.found] == [("h1", (1,))]
    assert findings.total == 1
    assert all(each.place.index != (1,) for each in look(plan, "saturated").found)


def test_saturated_neurons_come_by_how_often() -> None:
    program = network((1, 3, 1), ("tanh", "identity"))
    program.set_parameter("h1", "weight", np.array([[0.0, 20.0, 100.0]]))
    program.set_parameter("h1", "bias", np.array([0.0, 0.0, 300.0]))
    random = np.random.default_rng(0)
    plan = primed(program, random.uniform(-0.3, 0.3, size=(40, 1)), random.normal(size=(40, 1)))
    found = look(plan, "saturated").found
    assert [each.place.index for each in found] == [(2,), (1,)]
    assert found[0].value == 1.0
    assert 0.0 < found[1].value < 1.0


def test_weights_that_stay_are_those_without_a_gradient() -> None:
    program = network((3, 4, 2), ("relu", "identity"))
    program.set_parameter("h1", "bias", np.array([5.0, -99.0, 5.0, 5.0]))
    plan = plan_of(program)
    found = {(each.place.layer, each.place.quantity, each.place.index) for each in look(plan, "unchanged").found}
    dead = {("h1", "weight", (row, 1)) for row in range(3)} | {("h1", "bias", (1,))}
    assert found == dead | {("h2", "weight", (1, column)) for column in range(2)}


@pytest.mark.parametrize("optimizer", ["sgd", "adam", "momentum"])
def test_all_weights_at_once_become_what_each_becomes(optimizer: str) -> None:
    plan = plan_of(network((3, 4, 2), ("tanh", "identity"), optimizer=optimizer))
    before = plan.update_rule.theta.copy()
    new = foretell_all(plan)
    np.testing.assert_array_equal(plan.update_rule.theta, before)
    seen = plan.update_rule.layout.view(new, "h1", "weight")
    for index in np.ndindex(3, 4):
        assert float(seen[index]) == foretell(plan, "h1", "weight", index).new


def test_many_are_counted_and_a_hundred_listed() -> None:
    plan = plan_of(network((40, 20, 2), ("tanh", "identity")))
    findings = look(plan, "largest_gradient")
    assert len(findings.found) == MOST
    assert findings.total == 40 * 20 + 20 + 20 * 2 + 2


def test_equal_numbers_keep_their_order() -> None:
    assert largest(np.array([1.0, 2.0, 1.0, 2.0, 1.0]), 3) == [1, 3, 0]
    assert largest(np.array([1.0, np.nan, 2.0])) == [1, 2, 0]
    assert largest(np.zeros(0)) == []


@pytest.mark.parametrize("name", list(searches))
def test_each_says_what_it_finds(name: str, plain: Plan) -> None:
    declared = searches[name].declaration
    assert str(declared.name)
    assert str(declared.help)
    for each in look(plain, name).found:
        assert str(each.said)
        assert Trace(plain, 1).fine.find(each.step) >= 0


@pytest.mark.parametrize("name", list(searches))
def test_networks_without_weights_or_slopes_are_searched_too(name: str) -> None:
    nodes = [
        engine.GraphNode("x", engine.layers.make("input", shape=(2,))),
        engine.GraphNode("y", engine.layers.make("output"), ("x",)),
    ]
    made = engine.losses.make("half_mse"), engine.optimizers.make("sgd")
    program = engine.compile(engine.Graph(tuple(nodes)), *made, learning_rate=0.1)
    assert look(plan_of(program), name) == Findings((), 0)


def test_neurons_are_found_by_what_they_are_called(plain: Plan) -> None:
    trace = Trace(plain, 1, names={"h1": "Hidden 1", "h2": "Exit"})
    found = neurons_named(trace, "hidden 1 3")
    assert [each.place.index for each in found][:1] == [(2,)]
    assert found[0].value == trace.value(found[0].place)
    assert {each.place.layer for each in neurons_named(trace, "exit")} == {"h2"}
    assert neurons_named(trace, "hidden 1 9") == ()
    assert neurons_named(trace, "") == ()
    named = neurons_named(Trace(plain, 1, names={"h1": "Hidden 1", "h2": "Hidden 2"}), "hidden 2")
    assert named[0].place.layer == "h2", "the second neuron of Hidden 1 has a 2 in its name, too"
    assert {each.place.layer for each in named} == {"h1", "h2"}
