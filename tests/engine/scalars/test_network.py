"""Neurons, layers and networks of scalars are the engine's own: same numbers, same gradients."""

from __future__ import annotations

import numpy as np
import pytest

from nnstudio import engine
from nnstudio.engine.errors import ParameterError, ResourceError, ShapeError
from nnstudio.engine.scalars import MLP, Layer, Neuron, Value, total


def test_weights_are_uniform_and_seeded() -> None:
    neuron, again, other = Neuron(3, random=7), Neuron(3, random=7), Neuron(3, random=8)
    numbers = [value.data for value in neuron.parameters()]
    assert numbers == np.random.default_rng(7).uniform(-1, 1, 4).tolist()
    assert numbers == [value.data for value in again.parameters()]
    assert numbers != [value.data for value in other.parameters()]
    many = np.array([value.data for value in Layer(99, 100, random=1).parameters()])
    assert len(many) == 10_000
    assert -1 <= many.min() < -0.99 < 0.99 < many.max() <= 1
    assert abs(many.mean()) < 0.02


def test_a_network_of_scalars_is_the_engines_network() -> None:
    mlp = MLP(3, (4, 4, 1), "tanh", random=3)
    assert len(mlp.parameters()) == 41
    nodes = [engine.GraphNode("x", engine.layers.make("input", shape=(3,)))]
    for number, units in enumerate((4, 4, 1)):
        dense = engine.layers.make("dense", units=units, activation="tanh")
        nodes.append(engine.GraphNode(f"h{number}", dense, (nodes[-1].name,)))
    nodes.append(engine.GraphNode("y", engine.layers.make("output"), (nodes[-1].name,)))
    loss, rule = engine.losses.make("mse"), engine.optimizers.make("sgd")
    program = engine.compile(engine.Graph(tuple(nodes)), loss, rule, learning_rate=0.1, dtype="float64")
    for number, layer in enumerate(mlp.layers):
        weights = np.array([[value.data for value in neuron.w] for neuron in layer.neurons]).T
        program.set_parameter(f"h{number}", "weight", weights)
        program.set_parameter(f"h{number}", "bias", np.array([neuron.b.data for neuron in layer.neurons]))
    x = np.array([[2.0, 3.0, -1.0], [3.0, -1.0, 0.5], [0.5, 1.0, 1.0], [1.0, 1.0, -1.0]])
    y = np.array([[1.0], [-1.0], [-1.0], [1.0]])
    plan = program.plan(4)
    plan.load(*program.arrange(x, y))
    plan.forward()
    plan.backward()
    found = total([(mlp(row)[0] - target) ** 2 for row, (target,) in zip(x.tolist(), y.tolist(), strict=True)]) / 4
    found.backward()
    assert found.data == pytest.approx(float(plan.loss), rel=1e-14)
    for number, layer in enumerate(mlp.layers):
        weights = np.array([[value.grad for value in neuron.w] for neuron in layer.neurons]).T
        np.testing.assert_allclose(weights, program.gradient(f"h{number}", "weight"), rtol=1e-11, atol=1e-14)
        biases = [neuron.b.grad for neuron in layer.neurons]
        np.testing.assert_allclose(biases, program.gradient(f"h{number}", "bias"), rtol=1e-11, atol=1e-14)


def test_it_learns() -> None:
    mlp = MLP(2, (4, 1), random=1)
    rows = [((0, 0), -0.8), ((0, 1), 0.8), ((1, 0), 0.8), ((1, 1), -0.8)]
    for _ in range(400):
        mlp.zero_grad()
        loss = total([(mlp(x)[0] - y) ** 2 for x, y in rows])
        loss.backward()
        for parameter in mlp.parameters():
            parameter.data -= 0.1 * parameter.grad
    assert loss.data < 0.05


def test_wrong_sizes_are_refused() -> None:
    with pytest.raises(ShapeError):
        Neuron(3)([1.0, 2.0])
    with pytest.raises(ParameterError):
        Neuron(3, "tahn")
    with pytest.raises(ResourceError):
        MLP(784, (512, 10))
    assert isinstance(Neuron(1, "identity")([Value(1.0)]), Value)
