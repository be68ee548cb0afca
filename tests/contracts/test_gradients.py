"""Back-propagation against central differences in float64: every layer, activation and loss that is registered."""

from __future__ import annotations

import numpy as np
import pytest
from at_work import COUNT, around, at_work, dense, inputs

from nnstudio import engine
from nnstudio.engine import Graph, activations, gradient_check, layers, losses
from nnstudio.engine.loss import Loss, Target
from nnstudio.engine.typing import Array

TOLERANCE = 1e-7


def worst(graph: Graph, loss: Loss, x: Array, y: Array, seed: int = 1) -> float:
    found = gradient_check(graph, loss, x, y, seed=seed)
    assert found, "nothing to check"
    return max(found.values())


def targets(loss: Loss, width: int) -> Array:
    random = np.random.default_rng(5)
    if Target.VALUES in loss.targets:
        return random.normal(size=(COUNT, width))
    return np.eye(width)[random.integers(0, width, COUNT)]


@pytest.mark.parametrize("activation", activations)
def test_activation_inside_and_as_a_layer(activation: str) -> None:
    inside = around(
        ("a", dense(4, activation), ("x",)), ("s", dense(3, activation), ("a",)), ("b", dense(2), ("s",)), last="b"
    )
    alone = around(
        ("a", dense(4), ("x",)),
        ("f", layers.make("activation", function=activation), ("a",)),
        ("b", dense(2), ("f",)),
        last="b",
    )
    for graph in (inside, alone):
        assert worst(graph, losses.make("mse"), inputs(3), targets(losses.make("mse"), 2)) <= TOLERANCE


@pytest.mark.parametrize("loss", losses)
@pytest.mark.parametrize("width", [1, 3])
def test_loss_behind_what_it_expects(loss: str, width: int) -> None:
    made = losses.make(loss)
    if width == 1 and made.targets == {Target.DISTRIBUTION}:
        pytest.skip("a distribution over one class has no gradient")
    output = made.partner() or "identity"
    graph = around(("a", dense(4, "tanh"), ("x",)), ("b", dense(width, output), ("a",)), last="b")
    assert worst(graph, made, inputs(3), targets(made, width)) <= TOLERANCE


@pytest.mark.parametrize("loss", [name for name in losses if losses[name].fuses])
def test_fused_and_unfused_agree(loss: str) -> None:
    """A second reader of the output's activation forbids fusion; the gradient is the same."""
    made = losses.make(loss)
    graph = around(("a", dense(4, "tanh"), ("x",)), ("b", dense(3, made.fuses), ("a",)), last="b")
    apart = around(
        ("a", dense(4, "tanh"), ("x",)),
        ("b", dense(3, made.fuses), ("a",)),
        ("c", layers.make("flatten"), ("b",)),
        last="c",
    )
    gradients = []
    for each in (graph, apart):
        rule = engine.optimizers.make("sgd")
        program = engine.compile(each, made, rule, learning_rate=0.1, dtype="float64", seed=2)
        plan = program.plan(COUNT)
        plan.load(*program.arrange(inputs(3), targets(made, 3)))
        plan.forward()
        plan.backward()
        gradients.append(program.grad.copy())
        assert bool(plan.fused) == (each is graph)
    assert gradients[0] == pytest.approx(gradients[1], rel=1e-9, abs=1e-14)


@pytest.mark.parametrize("kind", [kind for kind in layers if not (layers[kind].is_source or layers[kind].is_sink)])
def test_layer_in_the_middle(kind: str) -> None:
    graph, x = at_work(kind)
    assert worst(graph, losses.make("mse"), x, targets(losses.make("mse"), 2)) <= TOLERANCE


@pytest.mark.parametrize("shape", [(5,), (4, 3), (3, 4, 2)])
def test_images_and_sequences(shape: tuple[int, ...]) -> None:
    """Two branches over a tensor of any rank, a learned slope for each channel, joined, flattened."""
    graph = around(
        ("p", layers.make("activation", function="prelu"), ("x",)),
        ("q", layers.make("activation", function="tanh"), ("p",)),
        ("s", layers.make("add"), ("p", "q")),
        ("c", layers.make("concatenate"), ("s", "q")),
        ("d", layers.make("dropout", rate=0.3), ("c",)),
        ("f", layers.make("flatten"), ("d",)),
        ("b", dense(2), ("f",)),
        shape=shape,
        last="b",
    )
    assert worst(graph, losses.make("mse"), inputs(*shape), targets(losses.make("mse"), 2)) <= TOLERANCE
