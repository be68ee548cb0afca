"""The formula on a card is that of the number under it: what it begins with is what the number is called."""

from __future__ import annotations

import re

import numpy as np
import pytest
from inspected import network, primed

from nnstudio import engine
from nnstudio.engine import Graph, GraphNode, Plan
from nnstudio.inspection import Step, Trace, describe, operands

KINDS: tuple[tuple[str, dict[str, object], tuple[int, ...]], ...] = (
    ("dense", {"units": 2}, (4,)),
    ("maxout", {"units": 2, "pieces": 2}, (4,)),
    ("batch_normalization", {}, (4,)),
    ("batch_normalization", {"affine": False}, (4,)),
    ("layer_normalization", {}, (4,)),
    ("layer_normalization", {"affine": False}, (4,)),
    ("group_normalization", {"groups": 2}, (4,)),
    ("rms_normalization", {}, (4,)),
    ("multi_head_attention", {"heads": 2, "dimension": 2}, (3, 4)),
    ("simple_rnn", {"units": 2, "initial_state": "learned"}, (3, 4)),
    ("gru", {"units": 2, "initial_state": "learned"}, (3, 4)),
    ("lstm", {"units": 2, "initial_state": "learned"}, (3, 4)),
)
_OF = re.compile(r"\\frac\{\\partial (?:\\ell|L)\}\{\\partial ?(?:\\hat )?\\?(\w)")
"""The first letter of what a formula is the slope by; of a Greek one its name's."""
_SIGNS = {"γ": "g", "β": "b", "μ": "m", "σ": "s", "δ": "d"}


def plan_of(kind: str, values: dict[str, object], shape: tuple[int, ...]) -> Plan:
    """Return a plan of this layer between what learns and the output."""
    nodes = [
        GraphNode("x", engine.layers.make("input", shape=shape)),
        GraphNode("p", engine.layers.make("dense", units=shape[-1]), ("x",)),
        GraphNode("k", engine.layers.make(kind, **values), ("p",)),
        GraphNode("f", engine.layers.make("flatten"), ("k",)),
        GraphNode("o", engine.layers.make("dense", units=1), ("f",)),
        GraphNode("y", engine.layers.make("output"), ("o",)),
    ]
    made = engine.losses.make("mse"), engine.optimizers.make("sgd")
    program = engine.compile(Graph(tuple(nodes)), *made, learning_rate=0.1, dtype="float64", seed=1)
    random = np.random.default_rng(2)
    return primed(program, random.normal(size=(3, *shape)), random.normal(size=(3, 1)))


@pytest.mark.parametrize("batch", [False, True])
@pytest.mark.parametrize(("kind", "values", "shape"), KINDS)
def test_a_gradient_s_formula_is_of_that_gradient(
    kind: str, values: dict[str, object], shape: tuple[int, ...], batch: bool
) -> None:
    trace, seen = Trace(plan_of(kind, values, shape), 1, batch), set()
    for step in trace.fine:
        if step.phase != "backward" or step.layer != "k" or step.quantity in seen:
            continue
        seen.add(step.quantity)
        card = describe(trace, step)
        found, symbol = _OF.match(card.formula), card.lines[-1].symbol
        if found is None or found[1] == "u" or not symbol.startswith("∂"):
            continue  # δ and f′; over the batch u stands for whatever it is.
        letter = symbol.split("/∂")[1][0]
        assert found[1].casefold() == _SIGNS.get(letter, letter).casefold(), (step, card.formula, symbol)
    assert seen, "nothing was looked at"


def test_a_sum_over_the_outputs_has_no_share_in_its_formula() -> None:
    program = network((2, 2), ("identity",), loss="mae")
    plan = primed(program, np.ones((1, 2)), np.zeros((1, 2)))
    assert r"\frac{1}{K}" in describe(Trace(plan), Step("loss", "y", "loss")).formula
    whole = engine.compile(
        program.graph, engine.losses.make("mae", reduction="sum"), "sgd", learning_rate=0.1, dtype="float32"
    )
    summed = primed(whole, np.ones((1, 2)), np.zeros((1, 2)))
    assert r"\frac{1}{K}" not in describe(Trace(summed), Step("loss", "y", "loss")).formula


@pytest.mark.parametrize(("penalties", "told"), [((0.0, 0.0), False), ((0.1, 0.0), True), ((0.0, 0.1), True)])
def test_the_mean_loss_says_that_penalties_come_on_top(penalties: tuple[float, float], told: bool) -> None:
    plan = primed(network((2, 2), ("tanh",), penalties=penalties), np.ones((2, 2)), np.zeros((2, 2)))
    note = describe(Trace(plan), Step("loss", "y", "mean_loss")).note
    assert (note is not None) == told
    assert note is None or "penalties" in str(note)


@pytest.mark.parametrize(("end", "loss"), [("softmax", "cross_entropy"), ("logistic", "binary_cross_entropy")])
def test_a_smoothed_target_is_named(end: str, loss: str) -> None:
    plain = network((2, 2), (end,), loss=loss)
    judge = engine.losses.make(loss, smoothing=0.1)
    program = engine.compile(plain.graph, judge, "sgd", learning_rate=0.1, dtype="float64")
    plan = primed(program, np.ones((1, 2)), np.array([[1.0, 0.0]]))
    line = describe(Trace(plan), Step("loss", "y", "loss")).lines[-1]
    names = {found.symbol: str(found.name) for found in operands(line.expression)}
    targets = [name for symbol, name in names.items() if symbol[:3] in ("t_{", "s_{")]
    assert targets, names
    assert all("target" in name for name in targets), names


def test_the_step_length_of_lbfgs_is_not_called_a_target() -> None:
    program = network((2, 2), ("tanh",), optimizer="lbfgs")
    plan = primed(program, np.array([[1.0, 0.5], [0.2, -1.0]]), np.zeros((2, 2)), 2)
    line = describe(Trace(plan, batch=True), Step("update", "h1", "weight_update", (0, 0))).lines[-1]
    assert "step length" in {str(found.name) for found in operands(line.expression) if found.symbol == "t"}
