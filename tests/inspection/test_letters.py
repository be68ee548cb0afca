"""The letters of formulas stand for the operands of their cards, wherever one can tell."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from inspected import network, primed

from nnstudio.engine import Place, Plan
from nnstudio.inspection import Description, Step, Trace, describe, steps
from nnstudio.inspection.letters import head_of, letters
from nnstudio.inspection.symbols import scripted


@pytest.fixture
def plan() -> Plan:
    rng = np.random.default_rng(0)
    program = network((2, 3, 3, 2), ("tanh", "relu", "softmax"), optimizer="adam", loss="cross_entropy")
    return primed(program, rng.normal(size=(3, 2)), np.eye(2)[[0, 1, 0]], 2)


def read(described: Description) -> dict[str, set[Place]]:
    """Return the places of each letter by its LaTeX."""
    found: dict[str, set[Place]] = {}
    for letter in letters(described):
        for start, stop in letter.spans:
            found[described.formula[start:stop]] = set(letter.places)
    return found


def test_net_input(plan: Plan) -> None:
    found = read(describe(Trace(plan, 1), Step("forward", "h1", "z", (2,))))
    assert found == {
        "z_j": {Place("h1", "z", (2,), 1)},
        "w_{ij}": {Place("h1", "weight", (0, 2)), Place("h1", "weight", (1, 2))},
        "x_i": {Place("h1", "x", (0,), 1), Place("h1", "x", (1,), 1)},
        "b_j": {Place("h1", "bias", (2,))},
    }


def test_delta_of_a_hidden_neuron_tells_its_own_from_the_next_layers(plan: Plan) -> None:
    found = read(describe(Trace(plan, 1), Step("backward", "h1", "grad_z", (0,))))
    assert found[r"\delta_i"] == {Place("h1", "grad_z", (0,), 1)}
    assert found[r"\delta_j"] == {Place("h2", "grad_z", (j,), 1) for j in range(3)}
    assert found["f'(z_i)"] == {Place("h1", "slope", (0,), 1)}


def test_constants_have_names_and_no_place(plan: Plan) -> None:
    described = describe(Trace(plan, 1, True), Step("backward", "h1", "weight_grad", (0, 0)))
    found = read(described)
    assert found["N"] == set()
    assert len(found[r"\delta_j^{(n)}"]) == 3
    assert found[r"\frac{\partial L}{\partial w_{ij}}"] == {Place("h1", "weight", (0, 0))}
    (number,) = (letter for letter in letters(described) if not letter.places)
    assert "batch" in str(number.name) or "N" in str(number.name)


def test_exponents_are_read(plan: Plan) -> None:
    found = read(describe(Trace(plan, 1), Step("forward", "h3", "a", (1,))))
    assert found["z_k"] == {Place("h3", "z", (k,), 1) for k in range(2)}


def test_long_sums_give_all_places_without_making_the_operands() -> None:
    rng = np.random.default_rng(0)
    wide = primed(network((300, 2), ("tanh",)), rng.normal(size=(2, 300)), rng.normal(size=(2, 2)))
    described = describe(Trace(wide, 1), Step("forward", "h1", "z", (0,)))
    found = read(described)
    assert len(found["w_{ij}"]) == len(found["x_i"]) == 300
    (weights,) = (letter for letter in letters(described) if letter.count == 300 and "weight" in str(letter.name))
    assert weights.count == 300


def test_every_letter_stands_where_its_span_says_and_none_overlaps(plan: Plan) -> None:
    for batch in (False, True):
        for step in (*steps(plan), *steps(plan, "layer")):
            described = describe(Trace(plan, 2, batch), step)
            spans = sorted(span for letter in letters(described) for span in letter.spans)
            assert all(first[1] <= second[0] for first, second in pairwise(spans))
            heads = [{head_of(described.formula[a:b]) for a, b in letter.spans} for letter in letters(described)]
            assert all(len(each) == 1 for each in heads)


@pytest.mark.parametrize(
    ("letter", "index", "written"),
    [
        ("h_{0}", (63,), "h_{0,64}"),
        ("h_{0}^{←}", (2,), "h_{0,3}^{←}"),
        ("w^{q}", (0, 1), "w^{q}_{12}"),
        ("c_{0}", (), "c_{0}"),
    ],
)
def test_an_index_stands_beside_a_letters_own_subscript(letter: str, index: tuple[int, ...], written: str) -> None:
    assert scripted(letter, index) == written
