"""Back-propagation against central differences in float64: every layer, activation and loss that is registered."""

from __future__ import annotations

import numpy as np
import pytest

from nnstudio import engine
from nnstudio.engine import Graph, GraphNode, activations, gradient_check, layers, losses
from nnstudio.engine.layer import Layer
from nnstudio.engine.loss import Loss, Target
from nnstudio.engine.typing import Array

TOLERANCE = 1e-7
COUNT = 6


def dense(units: int, activation: str = "identity") -> Layer:
    return layers.make("dense", units=units, activation=activation)


def around(*parts: tuple[str, Layer, tuple[str, ...]], shape: tuple[int, ...] = (3,), last: str) -> Graph:
    """Return input ``x``, ``parts``, output ``y``."""
    nodes = [GraphNode("x", layers["input"](shape=shape)), *(GraphNode(*part) for part in parts)]
    return Graph((*nodes, GraphNode("y", layers.make("output"), (last,))))


def worst(graph: Graph, loss: Loss, x: Array, y: Array, seed: int = 1) -> float:
    found = gradient_check(graph, loss, x, y, seed=seed)
    assert found, "nothing to check"
    return max(found.values())


def targets(loss: Loss, width: int) -> Array:
    random = np.random.default_rng(5)
    if Target.VALUES in loss.targets:
        return random.normal(size=(COUNT, width))
    return np.eye(width)[random.integers(0, width, COUNT)]


def inputs(*shape: int) -> Array:
    return np.random.default_rng(3).normal(size=(COUNT, *shape))


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
    output = made.fuses or "identity"
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


def over_places(kind: str, image: str = "") -> tuple[tuple[str, Layer, tuple[str, ...]], ...]:
    """Return a layer over a sequence, or an image made of one, with a flatten layer behind it."""
    shaped = (("r", layers.make("reshape", shape=image), ("a",)),) if image else ()
    return (*shaped, ("k", layers.make(kind), ("r" if image else "a",)), ("l", layers.make("flatten"), ("k",)))


# How each layer is put to work: (shape of the input, parts). One that is not here is a plain link of a chain.
SETTINGS: dict[str, tuple[tuple[int, ...], tuple[tuple[str, Layer, tuple[str, ...]], ...]]] = {
    "add": ((3,), (("l", layers.make("add"), ("a", "a", "x")),)),
    "concatenate": ((3,), (("l", layers.make("concatenate"), ("a", "x", "a")),)),
    "multiply": ((3,), (("l", layers.make("multiply"), ("a", "a", "x")),)),
    "projection": ((3,), (("c", dense(2, "tanh"), ("a",)), ("l", layers.make("projection"), ("a", "c")))),
    "embedding": (
        (3,),
        (
            ("e", layers.make("embedding", vocabulary=4, dimension=2), ("x",)),
            ("f", layers.make("flatten"), ("e",)),
            ("l", layers.make("concatenate"), ("f", "a")),
        ),
    ),
    "simple_rnn": ((4, 3), (("l", layers.make("simple_rnn", units=3), ("a",)),)),
    "lstm": ((4, 3), (("l", layers.make("lstm", units=3), ("a",)),)),
    "gru": ((4, 3), (("l", layers.make("gru", units=3), ("a",)),)),
    "repeat": ((3,), (("r", layers.make("repeat", steps=3), ("a",)), ("l", layers.make("flatten"), ("r",)))),
    "attention": (
        (6,),
        (
            ("q", layers.make("reshape", shape="2×3"), ("x",)),
            ("d", dense(6, "tanh"), ("a",)),
            ("v", layers.make("reshape", shape="2×3"), ("d",)),
            ("t", layers.make("attention", causal=True), ("q", "v", "v")),
            ("l", layers.make("flatten"), ("t",)),
        ),
    ),
    "positional_encoding": (
        (3,),
        (
            ("v", layers.make("reshape", shape="3×1"), ("a",)),
            ("p", layers.make("positional_encoding", encoding="learned"), ("v",)),
            ("l", layers.make("flatten"), ("p",)),
        ),
    ),
    "multi_head_attention": (
        (3,),
        (
            ("d", dense(8, "tanh"), ("a",)),
            ("v", layers.make("reshape", shape="2×4"), ("d",)),
            ("t", layers.make("multi_head_attention", heads=2), ("v",)),
            ("l", layers.make("flatten"), ("t",)),
        ),
    ),
    "dropout": ((3,), (("l", layers.make("dropout", rate=0.4), ("a",)),)),
    **{kind: ((5, 3), over_places(kind)) for kind in layers if kind.endswith(("convolution1d", "pooling1d"))},
    **{
        kind: ((20, 3), over_places(kind, "4, 5, 3"))
        for kind in layers
        if kind.endswith(("convolution2d", "pooling2d"))
    },
    **{kind: ((20, 3), over_places(kind, "4, 5, 3")) for kind in layers if kind.startswith("global_")},
}


WHOLE_NUMBERS = {"embedding"}


@pytest.mark.parametrize("kind", [kind for kind in layers if not (layers[kind].is_source or layers[kind].is_sink)])
def test_layer_in_the_middle(kind: str) -> None:
    shape, parts = SETTINGS.get(kind, ((3,), (("l", layers.make(kind), ("a",)),)))
    graph = around(("a", dense(3, "tanh"), ("x",)), *parts, ("b", dense(2, "tanh"), ("l",)), shape=shape, last="b")
    x = np.random.default_rng(3).integers(0, 4, (COUNT, *shape)) if kind in WHOLE_NUMBERS else inputs(*shape)
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
