"""Several outputs with weighted losses beside torch: the losses, all gradients, and fifty steps of Adam."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from nnstudio.engine import Graph, GraphNode, Program, compile, layers

torch = pytest.importorskip("torch")
torch.set_default_dtype(torch.float64)
LOSSES = {"class": "cross_entropy", "size": "huber", "early": "cross_entropy_logits", "yes": "binary_cross_entropy"}
WEIGHTS = {"class": 1.0, "size": 0.25, "early": 0.3, "yes": 2.5}
COUNT = 6


def graph() -> Graph:
    lasts = {"class": ("high", 3, "softmax"), "size": ("high", 2, "identity"), "early": ("low", 3, "identity")}
    nodes = [
        GraphNode("x", layers["input"](shape=(3,))),
        GraphNode("low", layers.make("dense", units=5, activation="tanh"), ("x",)),
        GraphNode("high", layers.make("dense", units=4, activation="tanh"), ("low",)),
    ]
    for name, (source, units, function) in (lasts | {"yes": ("low", 1, "logistic")}).items():
        nodes.append(GraphNode(f"to {name}", layers.make("dense", units=units, activation=function), (source,)))
        nodes.append(GraphNode(name, layers.make("output"), (f"to {name}",)))
    return Graph(tuple(nodes))


class Twin:
    """The same network of torch's operations, with the program's parameters."""

    def __init__(self, program: Program) -> None:
        self.of = {
            (key.layer, key.name): torch.tensor(np.array(program.parameter(key.layer, key.name)), requires_grad=True)
            for key in program.parameters()
        }

    def losses(self, x: np.ndarray, y: dict[str, np.ndarray]) -> dict[str, object]:
        functions = torch.nn.functional
        low = torch.tanh(self._linear("low", torch.tensor(x)))
        high = torch.tanh(self._linear("high", low))
        target = {name: torch.tensor(values) for name, values in y.items()}
        return {
            "class": functions.cross_entropy(self._linear("to class", high), target["class"]),
            "size": functions.huber_loss(self._linear("to size", high), target["size"]),
            "early": functions.cross_entropy(self._linear("to early", low), target["early"]),
            "yes": functions.binary_cross_entropy_with_logits(self._linear("to yes", low), target["yes"]),
        }

    def _linear(self, layer: str, a: object) -> object:
        return a @ self.of[layer, "weight"] + self.of[layer, "bias"]


def test_fifty_steps_with_weighted_losses_are_torchs(apart: Callable[..., float]) -> None:
    random = np.random.default_rng(7)
    program = compile(
        graph(), LOSSES, "adam", learning_rate=0.02, dtype="float64", loss_weights={**WEIGHTS, "early": 0.9}, seed=2
    )
    program.set_loss_weights(WEIGHTS)
    twin = Twin(program)
    rule = torch.optim.Adam(twin.of.values(), lr=0.02, eps=1e-8)
    one_hot = np.eye(3)
    plan = program.plan(COUNT)
    for step in range(50):
        x, size = random.normal(size=(COUNT, 3)), random.normal(size=(COUNT, 2))
        classes, yes = one_hot[random.integers(3, size=COUNT)], random.integers(2, size=(COUNT, 1)).astype(float)
        y = {"class": classes, "size": size, "early": classes, "yes": yes}
        plan.load(*program.arrange(x, [y[name] for name in program.graph.sinks]))
        plan.forward()
        plan.backward()
        found = twin.losses(x, y)
        rule.zero_grad()
        total = sum(WEIGHTS[name] * loss for name, loss in found.items())
        total.backward()
        assert float(plan.loss) == pytest.approx(float(total.detach()), rel=1e-11)
        for name, loss in found.items():
            assert float(plan.mean_of(name)) == pytest.approx(float(loss.detach()), rel=1e-11)
        if not step:
            assert max(apart(program.gradient(*key), tensor.grad.numpy()) for key, tensor in twin.of.items()) <= 1e-12
        plan.update()
        rule.step()
    distances = [apart(program.parameter(*key), tensor.detach().numpy()) for key, tensor in twin.of.items()]
    print(f"after 50 steps at most {max(distances):.1e} apart")
    assert max(distances) <= 1e-12
