"""What an update's card writes out: the corrections and the schedule's share that its rates hide."""

from __future__ import annotations

import numpy as np
import pytest

from nnstudio import engine
from nnstudio.engine import Graph, GraphNode, Plan
from nnstudio.inspection import Description, Step, Trace, as_latex, describe, evaluate, operands


def primed(optimizer: str, dtype: str = "float32", steps: int = 3, schedule: str = "", **values: object) -> Plan:
    graph = Graph(
        (
            GraphNode("x", engine.layers["input"](shape=(3,))),
            GraphNode("h", engine.layers.make("dense", units=2, activation="tanh"), ("x",)),
            GraphNode("y", engine.layers.make("output"), ("h",)),
        )
    )
    made = engine.losses.make("mse"), engine.optimizers.make(optimizer, **values)
    program = engine.compile(graph, *made, learning_rate=0.01, dtype=dtype, seed=3)
    if schedule:
        program.set_schedule(schedule)
    random = np.random.default_rng(1)
    plan = program.plan(4)
    plan.load(*program.arrange(random.normal(size=(4, 3)), random.normal(size=(4, 2))))
    for _ in range(steps):
        plan.step()
    plan.forward()
    plan.backward()
    return plan


def card(plan: Plan) -> Description:
    return describe(Trace(plan, batch=True), Step("update", "h", "weight_update", (0, 1)))


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("optimizer", sorted(engine.optimizers))
def test_every_line_holds(optimizer: str, dtype: str) -> None:
    assert all(line.holds for line in card(primed(optimizer, dtype)).lines)


def test_adam_s_corrections_come_to_the_textbook_s_step() -> None:
    lines = {line.symbol: line for line in card(primed("adam", "float64")).lines}
    assert lines["m\u0302"].result == pytest.approx(lines["m"].result / (1 - 0.9**4))
    assert lines["v\u0302"].result == pytest.approx(lines["v"].result / (1 - 0.999**4))
    assert lines["α_{t}"].result == pytest.approx(0.01 * (1 - 0.999**4) ** 0.5 / (1 - 0.9**4))
    step = 0.01 * lines["m\u0302"].result / (lines["v\u0302"].result ** 0.5 + 1e-8)
    main = [*lines.values()][-1]
    plan = primed("adam", "float64")
    assert main.result == pytest.approx(float(plan.sites["h"].parameter("weight")[0, 1]) - step, rel=1e-12)


def test_a_hat_is_set_as_one() -> None:
    assert r"\hat{m} &=" in as_latex(card(primed("adam")))


def test_the_schedule_s_share_stands_in_a_line_of_its_own() -> None:
    found = next(line for line in card(primed("sgd", schedule="exponential")).lines if line.symbol == "α")
    assert evaluate(found.expression) == pytest.approx(found.result)
    assert [name for name in ("α_{0}", "s") if name in str(found.expression)] == ["α_{0}", "s"]
    assert found.result < 0.01


@pytest.mark.parametrize(("name", "index"), [("weight", (0, 1)), ("bias", (1,))])
def test_the_card_says_which_of_the_two_moves(name: str, index: tuple[int, ...]) -> None:
    found = describe(Trace(primed("adam"), batch=True), Step("update", "h", f"{name}_update", index))
    assert str(found.title) == f"Update of a {name}"
    assert f"moves the {name} against it" in str(found.sentence)


def formula(optimizer: str, name: str = "weight", **values: object) -> str:
    """Return the formula of a card, and hold it to the letters of its last line."""
    plan = primed(optimizer, **values)
    found = describe(Trace(plan, batch=True), Step("update", "h", f"{name}_update", (1,) if name == "bias" else (0, 1)))
    letters = {operand.symbol for operand in operands(found.lines[-1].expression)}
    assert (r"\lambda" in found.formula) == ("λ" in letters), (found.formula, letters)
    assert (r"\mu" in found.formula) == any("μ" in str(line.expression) for line in found.lines)
    return found.formula


@pytest.mark.parametrize("optimizer", ["momentum", "nesterov", "lion", "adamw"])
def test_a_decay_is_in_the_formula_of_weights_alone(optimizer: str) -> None:
    assert r"\lambda" in formula(optimizer, weight_decay=0.1)
    assert r"\lambda" not in formula(optimizer, "bias", weight_decay=0.1)
    assert r"\lambda" not in formula(optimizer, weight_decay=0.0)


def test_rmsprop_s_formula_is_as_chosen() -> None:
    assert r"\mu b" not in formula("rmsprop")
    assert r"\mu b + \frac{g}{\sqrt{v - m^2} + \varepsilon}" in formula("rmsprop", mu=0.5, centered=True)
    assert r"\sqrt{v - m^2}" in formula("rmsprop", centered=True)
