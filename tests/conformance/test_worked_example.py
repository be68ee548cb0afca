"""Numbers that others wrote down: the two-layer worked example, and a tanh neuron."""

from __future__ import annotations

import numpy as np
import pytest

from nnstudio import engine
from nnstudio.engine.typing import Array

X, T = np.array([[0.05, 0.10]]), np.array([[0.01, 0.99]])
# w1 goes from x1 to h1, w2 from x2 to h1, w3 from x1 to h2: one column for each neuron.
HIDDEN, OUTPUT = np.array([[0.15, 0.25], [0.20, 0.30]]), np.array([[0.40, 0.50], [0.45, 0.55]])
EXACT = {"abs": 1e-9, "rel": 0}


def dense(units: int, activation: str) -> engine.GraphNode:
    return engine.layers.make("dense", units=units, activation=activation)


def network() -> engine.Program:
    nodes = (
        engine.GraphNode("x", engine.layers["input"](shape=(2,))),
        engine.GraphNode("h", dense(2, "logistic"), ("x",)),
        engine.GraphNode("o", dense(2, "logistic"), ("h",)),
        engine.GraphNode("y", engine.layers.make("output"), ("o",)),
    )
    program = engine.compile(
        engine.Graph(nodes),
        engine.losses.make("half_mse"),
        engine.optimizers.make("sgd"),
        learning_rate=0.5,
        dtype="float64",
    )
    program.set_parameter("h", "weight", HIDDEN)
    program.set_parameter("o", "weight", OUTPUT)
    restore_biases(program)
    return program


def restore_biases(program: engine.Program) -> None:
    """The example does not train its biases: one shared b for each layer."""
    program.set_parameter("h", "bias", np.full(2, 0.35))
    program.set_parameter("o", "bias", np.full(2, 0.60))


@pytest.fixture
def run() -> tuple[engine.Program, engine.Plan]:
    program = network()
    plan = program.plan(1)
    plan.load(*program.arrange(X, T))
    plan.forward()
    plan.backward()
    return program, plan


def approx(values: list[float]) -> Array:
    return pytest.approx(np.array(values), **EXACT)


def test_forward(run: tuple[engine.Program, engine.Plan]) -> None:
    _, plan = run
    assert plan.quantity("h", "a")[0] == approx([0.593269992, 0.596884378])
    assert plan.quantity("o", "a")[0] == approx([0.751365070, 0.772928465])
    assert float(plan.loss) == pytest.approx(0.298371109, **EXACT)


def test_gradients(run: tuple[engine.Program, engine.Plan]) -> None:
    program, _ = run
    assert program.gradient("o", "weight")[0, 0] == pytest.approx(0.082167041, **EXACT)
    assert program.gradient("h", "weight")[0, 0] == pytest.approx(0.000438568, **EXACT)


def test_update_uses_the_old_weights_throughout(run: tuple[engine.Program, engine.Plan]) -> None:
    program, plan = run
    plan.update()
    hidden, output = program.parameter("h", "weight"), program.parameter("o", "weight")
    assert hidden.T.ravel() == approx([0.149780716, 0.199561432, 0.249751144, 0.299502287])
    assert output.T.ravel() == approx([0.358916480, 0.408666186, 0.511301270, 0.561370121])
    restore_biases(program)
    plan.forward()
    assert float(plan.loss) == pytest.approx(0.291027774, **EXACT)
    assert abs(float(plan.loss) - 0.291027924) > 1e-8, "the widely copied value comes from updated weights"


def test_every_number_of_the_example_expands(run: tuple[engine.Program, engine.Plan]) -> None:
    _, plan = run
    hidden_delta = engine.expand(plan, "h", "grad_z", 0, 0)
    assert len(hidden_delta.terms) == 2, "one term for each output neuron"
    assert [factor.symbol for factor in hidden_delta.terms[0].factors] == ["f'(z_{0})", "w_{00}", r"\delta_{0}"]
    assert sum(term.value for term in hidden_delta.terms) == pytest.approx(hidden_delta.total, abs=hidden_delta.bound)
    update = engine.expand(plan, "o", "weight_update", (0, 0))
    assert update.total == pytest.approx(0.358916480, **EXACT)


def test_tanh_neuron() -> None:
    nodes = (
        engine.GraphNode("x", engine.layers["input"](shape=(2,))),
        engine.GraphNode("o", dense(1, "tanh"), ("x",)),
        engine.GraphNode("y", engine.layers.make("output"), ("o",)),
    )
    loss, rule = engine.losses.make("mae"), engine.optimizers.make("sgd")
    program = engine.compile(engine.Graph(nodes), loss, rule, learning_rate=0.1, dtype="float64")
    program.set_parameter("o", "weight", np.array([[-3.0], [1.0]]))
    program.set_parameter("o", "bias", np.array([6.8813735870195432]))
    plan = program.plan(1)
    # |o − y| with y below o has the derivative 1: the gradients are those of o itself.
    plan.load(*program.arrange(np.array([[2.0, 0.0]]), np.array([[-5.0]])))
    plan.forward()
    plan.backward()
    assert plan.quantity("o", "a")[0, 0] == pytest.approx(0.70710678, abs=5e-9)
    assert program.gradient("o", "weight").ravel() == pytest.approx([1.0, 0.0], abs=1e-12)
    delta = plan.quantity("o", "grad_z")[0, 0]
    assert delta * program.parameter("o", "weight").ravel() == pytest.approx([-1.5, 0.5], abs=1e-12)
