"""Every activation and every loss inside a compiled network: its gradient is the numerical one, within 1e-7 by norm."""

import numpy as np
import pytest

from nnstudio.engine import Graph, GraphNode, activations, compile, layers, losses, optimizers
from nnstudio.engine.typing import Array

PAIRS = [
    *(("mse", "identity", 2), ("half_mse", "tanh", 2), ("mae", "identity", 2), ("mse", "softmax", 3)),
    *(("binary_cross_entropy", "logistic", 1), ("binary_cross_entropy", "logistic", 3)),
    *(("binary_cross_entropy_logits", "identity", 2), ("hinge", "identity", 1), ("hinge", "identity", 3)),
    *(("cross_entropy", "softmax", 3), ("cross_entropy_logits", "identity", 3)),
    *(
        ("huber", "identity", 2),
        ("log_cosh", "identity", 2),
        ("nll", "log_softmax", 3),
        ("squared_hinge", "identity", 2),
    ),
    *(("kl_divergence", "softmax", 3), ("binary_focal", "logistic", 2), ("binary_focal_logits", "identity", 2)),
    *(("focal", "softmax", 3), ("focal_logits", "identity", 3)),
]


def network(hidden: str, output: str, width: int) -> Graph:
    """Return 3-4-4-width: two hidden layers of the same function, whose slopes the plan may compute together."""
    return Graph(
        (
            GraphNode("in", layers.make("input", shape=(3,)), ()),
            GraphNode("one", layers.make("dense", units=4, activation=hidden), ("in",)),
            GraphNode("two", layers.make("dense", units=4, activation=hidden), ("one",)),
            GraphNode("last", layers.make("dense", units=width, activation=output), ("two",)),
            GraphNode("out", layers.make("output"), ("last",)),
        )
    )


def targets(width: int, samples: int) -> Array:
    random = np.random.default_rng(32)
    if width == 1:
        return (random.random((samples, 1)) < 0.5).astype(float)
    return np.eye(width)[random.integers(0, width, samples)]


def relative_error(hidden: str, loss: str, output: str, width: int) -> float:
    samples, h = 7, 1e-5
    sgd = optimizers.make("sgd")
    program = compile(
        network(hidden, output, width), losses.make(loss), sgd, learning_rate=0.1, dtype="float64", seed=3
    )
    plan = program.plan(samples, "train")
    plan.load(*program.arrange(np.random.default_rng(31).normal(size=(samples, 3)), targets(width, samples)))
    # No bias of 0: a sample for which no neuron of a layer fires would sit exactly on the next layer's corner.
    program.theta[:] = np.random.default_rng(33).normal(0.0, 0.7, program.theta.size)
    start = program.random.bit_generator.state
    plan.forward()
    plan.backward()
    gradient, numerical = program.grad.copy(), np.zeros_like(program.grad)
    for i in range(gradient.size):
        value, around = program.theta[i], []
        for nudge in (h, -h):
            program.theta[i] = value + nudge
            program.random.bit_generator.state = start
            plan.forward()
            around.append(float(plan.loss))
        program.theta[i] = value
        numerical[i] = (around[0] - around[1]) / (2 * h)
    return float(np.linalg.norm(gradient - numerical) / (np.linalg.norm(gradient) + np.linalg.norm(numerical)))


@pytest.mark.parametrize("hidden", activations)
@pytest.mark.parametrize(("loss", "output", "width"), PAIRS)
def test_gradient(hidden: str, loss: str, output: str, width: int) -> None:
    assert relative_error(hidden, loss, output, width) <= 1e-7


def test_every_loss_is_in_the_list() -> None:
    assert {loss for loss, _, _ in PAIRS} == set(losses)
