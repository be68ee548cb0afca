"""Two outputs with weighted losses, card by card: each writes ``λ_k`` out, and calculates to the number on it."""

from __future__ import annotations

import numpy as np
import pytest
from drawn_kinds import ENDS
from hypothesis import given, settings
from hypothesis import strategies as st
from inspected import calculate

from nnstudio.engine import Graph, GraphNode, Place, Plan, compile, layers, losses
from nnstudio.inspection import Moment, Step, Trace, as_text, check, describe
from nnstudio.inspection.cursor import Cursor, toward
from nnstudio.inspection.expression import operands
from nnstudio.inspection.options import Options

Pair = tuple[str, str]
"""The last activation, and the loss, of an output."""


def plan_of(end: str, loss: str, weight: float, dtype: str = "float64", seed: int = 0, count: int = 3) -> Plan:
    """Return a primed plan: two outputs of the same kind, the second one half way; one target for both."""
    return plan_of_two((end, loss), (end, loss), weight, dtype, seed, count)


def plan_of_two(first: Pair, second: Pair, weight: float, dtype: str, seed: int = 0, count: int = 3) -> Plan:
    """Return one likewise, each output with its own end and loss."""

    def dense(units: int, activation: str) -> object:
        return layers.make("dense", units=units, activation=activation)

    nodes = (
        GraphNode("x", layers["input"](shape=(2,))),
        GraphNode("h1", dense(3, "tanh"), ("x",)),
        GraphNode("h2", dense(3, "tanh"), ("h1",)),
        GraphNode("o1", dense(2, first[0]), ("h2",)),
        GraphNode("o2", dense(2, second[0]), ("h1",)),
        GraphNode("y1", layers.make("output"), ("o1",)),
        GraphNode("y2", layers.make("output"), ("o2",)),
    )
    each, weights = {"y1": first[1], "y2": second[1]}, {"y2": weight}
    made = compile(Graph(nodes), each, "sgd", learning_rate=0.1, dtype=dtype, seed=seed, loss_weights=weights)
    random = np.random.default_rng(seed)
    y = np.eye(2)[random.integers(0, 2, count)]
    plan = made.plan(count)
    plan.load(*made.arrange(random.normal(size=(count, 2)), [y, y]))
    plan.forward()
    plan.backward()
    return plan


@given(
    st.sampled_from(ENDS),
    st.sampled_from([0.0, 0.3, 1.0, 20.0]),
    st.sampled_from(["float32", "float64"]),
    st.integers(0, 500),
    st.booleans(),
)
@settings(max_examples=80)
def test_every_card_calculates_to_its_number(pair: Pair, weight: float, dtype: str, seed: int, batch: bool) -> None:
    end, loss = pair
    _check_cards(Trace(plan_of(end, loss, weight, dtype, seed), 1, batch))


@given(st.sampled_from(ENDS), st.sampled_from(ENDS), st.integers(0, 500), st.booleans())
@settings(max_examples=60)
def test_every_card_does_where_each_output_has_its_own_loss(first: Pair, second: Pair, seed: int, batch: bool) -> None:
    _check_cards(Trace(plan_of_two(first, second, 0.3, "float64", seed), 1, batch))


def _check_cards(trace: Trace) -> None:
    for step in trace.fine:
        described = describe(trace, step)
        copied = as_text(described).splitlines()[2:]
        for line, formula, shown in zip(described.lines, copied[::2], copied[1::2], strict=True):
            written = formula.partition("<-" if line.arrow else "=")[2].strip()
            assert float(shown.removeprefix("  = ")) == line.result
            assert abs(calculate(written) - line.result) <= max(line.bound, 1e-38), (step, formula, line.result)


def test_the_line_of_steps_has_each_loss_and_then_the_whole() -> None:
    trace = Trace(plan_of("softmax", "cross_entropy", 0.3))
    found = [(step.layer, step.quantity) for step in trace.fine if step.phase == "loss"]
    assert found == [("y1", "loss"), ("y2", "loss"), ("y1", "whole_loss"), ("y1", "mean_loss")]


def test_the_cards_show_the_weight() -> None:
    trace = Trace(plan_of("softmax", "cross_entropy", 0.3), 1, names={"y1": "Answer", "y2": "Early answer"})
    whole = describe(trace, Step("loss", "y1", "whole_loss", ()))
    (line,) = whole.lines
    assert line.result == trace.plan.losses[1]
    text = as_text(whole)
    assert "0.3" in text
    assert r"\lambda_k" in whole.formula
    assert [operand.value for operand in operands(line.expression) if operand.symbol.startswith("λ_")] == [1.0, 0.3]
    own = describe(trace, Step("loss", "y2", "loss", ()))
    layers_read = {operand.place.layer for operand in operands(own.lines[0].expression) if operand.place is not None}
    assert layers_read == {"o2", "y2"}
    assert own.lines[0].result == trace.plan.losses_of("y2")[1]
    assert str(own.where) == "Early answer, sample 2"
    delta = describe(trace, Step("backward", "o2", "grad_z", (0,)))
    assert "0.3" in as_text(delta)


def test_a_click_on_a_loss_goes_to_its_step() -> None:
    trace = Trace(plan_of("softmax", "cross_entropy", 0.3))
    moment = Moment(trace, trace.fine, Cursor("neuron", 0), Options())
    assert toward(moment, Place("y2", "loss", (), 0)) == Step("loss", "y2", "loss", ())
    assert toward(moment, Place("loss", "loss", (), 0)) == Step("loss", "y1", "whole_loss", ())
    assert trace.step_of(trace.whole_loss(0)) == Step("loss", "y1", "whole_loss", ())


@pytest.mark.parametrize("batch", [False, True])
def test_gradients_are_those_of_the_weighted_sum(batch: bool) -> None:
    plan = plan_of("identity", "mse", 0.3)
    trace = Trace(plan, 2, batch)
    for step in (Step("backward", "h1", "weight_grad", (1, 2)), Step("backward", "o2", "grad_z", (1,))):
        found = check(trace, step)
        assert found.numeric == pytest.approx(found.analytic, rel=1e-6)


@pytest.mark.parametrize("end", ["softmax", "identity"])
def test_a_loss_weight_is_another_letter_than_a_class_weight(end: str) -> None:
    """λ₂ is by what the output counts, w₂ what its second class does: on one card each letter is one number."""
    key = "cross_entropy" if end == "softmax" else "cross_entropy_logits"
    nodes = (
        GraphNode("x", layers["input"](shape=(2,))),
        *(GraphNode(f"o{k}", layers.make("dense", units=2, activation=end), ("x",)) for k in (1, 2)),
        *(GraphNode(f"y{k}", layers.make("output"), (f"o{k}",)) for k in (1, 2)),
    )
    judge = losses.make(key, class_weights="0.5, 2")
    made = compile(Graph(nodes), judge, "sgd", dtype="float64", seed=0, learning_rate=0.1, loss_weights={"y2": 0.3})
    plan = made.plan(1)
    plan.load(*made.arrange(np.ones((1, 2)), [np.eye(2)[:1]] * 2))
    plan.forward()
    plan.backward()
    step = Step("backward", "o2", "grad_z", (0,)) if end == "softmax" else Step("backward", "y2", "grad_a", (0,))
    card = describe(Trace(plan), step)
    main = card.main
    assert main is not None
    assert main.holds
    assert r"= \lambda_{2}\," in card.formula
    assert "t_k = w_k y_k" in card.formula
    values = {operand.symbol: operand.value for operand in operands(main.expression)}
    assert values["λ_{2}"] == 0.3
    assert not [symbol for symbol in values if symbol.startswith("w")]
