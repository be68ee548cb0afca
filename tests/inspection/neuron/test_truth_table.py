"""Truth tables by one neuron and two layers, the perceptron rule, and the collapse of linear layers."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from nnstudio.inspection.neuron import (
    FUNCTIONS,
    ROWS,
    Collapse,
    OneNeuron,
    PerceptronRule,
    TruthFunction,
    TwoLayers,
    conditions,
    contradiction,
    marked,
)
from nnstudio.text import msg

BY_ID = {function.id: function for function in FUNCTIONS}
ALL = [TruthFunction("any", msg("any"), outputs) for outputs in itertools.product((0, 1), repeat=4)]
HAND_SET = {"and": (1.0, 1.0, -1.5), "or": (1.0, 1.0, -0.5), "nand": (-1.0, -1.0, 1.5)}


@pytest.mark.parametrize("kind", HAND_SET)
def test_hand_set_weights_are_right_in_every_row(kind: str) -> None:
    neuron = OneNeuron(2, "step")
    *weights, bias = HAND_SET[kind]
    neuron.set(np.array(weights), bias)
    assert [row.right for row in marked(neuron, BY_ID[kind])] == [True] * 4
    wrong = [row.x for row in marked(neuron, BY_ID["xor"]) if not row.right]
    assert wrong, "XOR is never right as a whole"


def test_no_neuron_does_xor() -> None:
    neuron, best = OneNeuron(2, "step"), 0
    for first, second, bias in itertools.product(np.linspace(-2, 2, 9), repeat=3):
        neuron.set(np.array([first, second]), float(bias))
        best = max(best, sum(row.right for row in marked(neuron, BY_ID["xor"])))
    assert best == 3


@pytest.mark.parametrize("function", ALL, ids=lambda function: "".join(map(str, function.outputs)))
def test_a_contradiction_exactly_where_the_rule_cannot_end(function: TruthFunction) -> None:
    rule = PerceptronRule(function)
    rule.run()
    assert rule.ending == ("solved" if contradiction(function) is None else "cycles")
    if rule.ending == "solved":
        neuron = OneNeuron(2, "step")
        neuron.set(np.array(rule.weights[:2]), rule.weights[2])
        assert all(row.right for row in marked(neuron, function))


def test_the_contradiction_is_written_out() -> None:
    found = contradiction(BY_ID["xor"])
    assert found is not None
    assert [one.text for one in conditions(BY_ID["xor"])] == ["b < 0", "w₂ + b ≥ 0", "w₁ + b ≥ 0", "w₁ + w₂ + b < 0"]
    assert found.sums == ("w₁ + w₂ + 2b ≥ 0", "w₁ + w₂ + 2b < 0")
    assert contradiction(BY_ID["and"]) is None


def test_each_correction_is_the_rule() -> None:
    for function in FUNCTIONS:
        rule = PerceptronRule(function, start=(0.5, -0.25, 0.0), rate=0.5)
        rule.run(50)
        weights = (0.5, -0.25, 0.0)
        for number, one in enumerate(rule.corrections, start=1):
            assert (one.number, one.before) == (number, weights)
            assert one.target == function.outputs[ROWS.index(one.x)]
            net = one.before[0] * one.x[0] + one.before[1] * one.x[1] + one.before[2]
            assert one.output == int(net >= 0) != one.target
            moved = [0.5 * one.error * part for part in (*one.x, 1)]
            weights = tuple(w + m for w, m in zip(one.before, moved, strict=True))
            assert one.after == weights
        assert rule.weights == weights


def test_the_cycle_is_a_cycle() -> None:
    rule = PerceptronRule(BY_ID["xor"])
    rule.run()
    assert rule.ending == "cycles"
    again = rule.corrections[rule.repeats - 1]
    assert again.before == rule.weights
    assert rule.next_mistake() is None


def test_two_layers_do_xor() -> None:
    table = TwoLayers().table()
    assert tuple(out for _, _, out in table) == BY_ID["xor"].outputs
    assert [hidden for _, hidden, _ in table] == [(0, 1), (1, 1), (1, 1), (1, 0)]


@pytest.mark.parametrize("widths", [(2, 3, 2), (2, 3, 3, 2), (3, 1, 4, 2, 5)])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_linear_layers_collapse(widths: tuple[int, ...], seed: int) -> None:
    found = Collapse(widths, "identity", seed).at(np.linspace(-1, 1, widths[0]))
    assert found.equal
    assert found.stack == pytest.approx(found.single, abs=1e-12)
    assert found.product.shape == (widths[0], widths[-1])
    assert np.linalg.matrix_rank(found.product) <= min(widths)
    assert 0 < found.bound < 1e-9


@pytest.mark.parametrize("bend", ["tanh", "relu", "logistic", "step"])
def test_with_an_activation_they_do_not(bend: str) -> None:
    found = Collapse(activation=bend).at(np.array([0.5, -0.5]))
    assert not found.equal
    assert found.difference > 1e-3
