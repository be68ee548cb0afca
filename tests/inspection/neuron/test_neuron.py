"""One neuron: its numbers are the engine's, its line is where they say, nudges are foretold by its slopes."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnstudio.inspection import as_text
from nnstudio.inspection.expression import operands
from nnstudio.inspection.neuron import BENDS, OneNeuron

BOX = (-2.0, -2.0, 2.0, 2.0)
SMALL = st.floats(-3, 3).map(lambda value: round(value, 3))


def neuron(bend: str, weights: tuple[float, ...] = (0.5, -1.5), bias: float = 0.25) -> OneNeuron:
    made = OneNeuron(len(weights), bend)
    made.set(np.array(weights), bias)
    return made


def test_the_tanh_neuron_of_the_facts() -> None:
    made = neuron("tanh", (-3.0, 1.0), 6.8813735870195432)
    x = np.array([2.0, 0.0])
    assert made.outputs(x[None, :])[0] == pytest.approx(0.70710678, abs=1e-8)
    by_weight, _, by_input = made.slopes(x)
    assert by_weight == pytest.approx([1.0, 0.0], abs=1e-8)
    assert by_input == pytest.approx([-1.5, 0.5], abs=1e-8)


@pytest.mark.parametrize("bend", BENDS)
def test_sum_and_activation_are_written_out(bend: str) -> None:
    z, a = neuron(bend).described(np.array([2.0, 1.0]))
    assert "0.5 * 2.0 + (-1.5) * 1.0 + 0.25" in as_text(z)
    assert z.main is not None
    assert z.main.result == -0.25
    assert (a is None) == (bend == "identity")
    letters = [operand.symbol for line in z.lines for operand in operands(line.expression)]
    assert (z.main.symbol, letters) == ("z", ["w_{1}", "x_{1}", "w_{2}", "x_{2}", "b"])
    if a is not None and a.main is not None:
        assert "z" in {operand.symbol for operand in operands(a.main.expression)}
        assert (a.main.symbol, "_{1}" in str(a.lines)) == ("a", False)
        assert a.main.result == neuron(bend).outputs(np.array([[2.0, 1.0]]))[0]


@given(SMALL, SMALL, SMALL, st.sampled_from(BENDS[1:]), st.integers(0, 2))
def test_a_small_nudge_is_foretold(first: float, second: float, bias: float, bend: str, number: int) -> None:
    made = neuron(bend, (first, second), bias)
    x = np.array([0.7, -1.3])
    if bend in ("relu", "leaky_relu") and abs(made.nets(x[None, :])[0]) < 1e-3:
        return
    nudge = made.nudged(number, 1e-5, x)
    assert nudge.change == pytest.approx(nudge.foretold, rel=1e-3, abs=1e-9)
    assert made.weights == pytest.approx([first, second]), "it is put back"
    assert made.bias == bias


def test_a_step_neuron_stays_or_flips() -> None:
    made = neuron("step", (1.0, 1.0), -1.0)
    x = np.array([1.0, 0.0])
    assert made.nudged(0, 0.5, x) == made.nudged(0, 0.25, x).__class__(0.5, 1.0, 1.0, 0.0, False)
    flipped = made.nudged(2, -0.01, x)
    assert (flipped.change, flipped.foretold, flipped.flipped) == (-1.0, 0.0, True)


@given(SMALL, SMALL, SMALL)
def test_the_line_is_where_z_is_zero(first: float, second: float, bias: float) -> None:
    made = neuron("step", (first, second), bias)
    line = made.line(BOX)
    if line is None:
        corners = np.array([(x, y) for x in (-2, 2) for y in (-2, 2)], np.float64)
        z = made.nets(corners)
        assert (z >= 0).all() or (z <= 0).all()
    else:
        assert np.abs(made.nets(np.array(line))).max() <= 1e-9 * (1 + abs(first) + abs(second))
        assert math.dist(*line) > 0
        assert all(-2.000001 <= part <= 2.000001 for end in line for part in end)
