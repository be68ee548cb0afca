"""Random networks beside torch, composed of the same layers: the output, the loss and all gradients, in float64."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from random_networks import BATCH, networks

from nnstudio.engine import Graph, Program, compile, losses, optimizers

torch = pytest.importorskip("torch")
ALL = pytest.importorskip("torch_cells").ALL
LIMIT = 1e-12
EXAMPLES = 300


@settings(max_examples=EXAMPLES, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(graph=networks(), seed=st.integers(0, 1000))
def test_as_torch_has_it(graph: Graph, seed: int) -> None:
    random = np.random.default_rng(seed)
    program = compile(graph, losses.make("mse"), optimizers.make("sgd"), learning_rate=0.1, dtype="float64", seed=seed)
    for key in program.parameters():
        program.set_parameter(key.layer, key.name, random.normal(size=key.shape) * 0.6)
    x, y = random.normal(size=(BATCH, *program.shapes["x"])), random.normal(size=(BATCH, 3))
    plan = program.plan(BATCH)
    plan.load(*program.arrange(x, y))
    plan.forward()
    plan.backward()
    weights = {
        (key.layer, key.name): torch.tensor(np.array(program.parameter(key.layer, key.name)), requires_grad=True)
        for key in program.parameters()
    }
    output = composed(program, weights, torch.tensor(x))
    ((output - torch.tensor(y)) ** 2).mean().backward()
    assert apart(plan.prediction, output.detach().numpy()) <= LIMIT
    theirs = {key: tensor.grad.numpy() for key, tensor in weights.items()}
    whole = float(np.sqrt(sum(float((grad**2).sum()) for grad in theirs.values())))
    for key, grad in theirs.items():
        # Relative to the gradient itself, but of one that is next to nothing to the whole network's.
        assert np.linalg.norm(program.gradient(*key) - grad) <= LIMIT * max(np.linalg.norm(grad), 1e-2 * whole), key


def composed(program: Program, weights: dict[tuple[str, str], Any], x: Any) -> Any:
    """Return what torch makes of the same graph."""
    values = {"x": x}
    for name in program.graph.order:
        node = program.graph[name]
        if name != "x":
            own = {key[1]: tensor for key, tensor in weights.items() if key[0] == name}
            values[name] = ALL[node.layer.declaration.id](node.layer, own, [values[source] for source in node.inputs])
    return values["y"]


def apart(found: np.ndarray, wanted: np.ndarray) -> float:
    return float(np.linalg.norm(found - wanted) / np.linalg.norm(wanted))
