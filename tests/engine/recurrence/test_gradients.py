"""Back-propagation through time against central differences, over all options of the recurrent layers."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import numpy as np
import pytest

from nnstudio.engine import Graph, GraphNode, Program, compile, layers, losses, optimizers
from nnstudio.engine.checking import check_program
from nnstudio.engine.layer import Layer

N, T, D = 3, 4, 2
KINDS: list[tuple[str, dict[str, object]]] = [
    *(("simple_rnn", {"activation": name}) for name in ("tanh", "relu", "logistic")),
    ("simple_rnn", {"state": "added"}),
    *(("lstm", {"variant": name}) for name in ("standard", "peephole", "coupled", "no_forget")),
    *(("gru", {"reset": name}) for name in ("after", "before")),
]


def program_of(*parts: tuple[str, Layer], shape: tuple[int, ...] = (T, D)) -> Program:
    """Return a chain, all of its parameters drawn at random: biases at zero would hide mistakes, and sit on kinks."""
    nodes = [GraphNode("x", layers["input"](shape=shape))]
    for name, layer in parts:
        nodes.append(GraphNode(name, layer, (nodes[-1].name,)))
    nodes.append(GraphNode("y", layers.make("output"), (nodes[-1].name,)))
    rule = optimizers.make("sgd")
    program = compile(Graph(tuple(nodes)), losses.make("mse"), rule, learning_rate=0.1, dtype="float64")
    random = np.random.default_rng(6)
    for key in program.parameters():
        program.set_parameter(key.layer, key.name, random.normal(size=key.shape) * 0.8)
    return program


def worst(program: Program) -> float:
    random = np.random.default_rng(3)
    shapes = (program.shapes[program.graph.sources[0]], program.shapes[program.graph.sinks[0]])
    x, y = (random.normal(size=(N, *shape)) for shape in shapes)
    found = check_program(program, x, y)
    assert found
    return max(found.values())


def options() -> Iterator[tuple[str, dict[str, object]]]:
    """Every kind with every option that matters to the gradient but truncation, which is no true gradient."""
    for (kind, own), output, both, initial in itertools.product(
        KINDS, ("last", "sequence"), (False, True), ("zero", "learned")
    ):
        yield kind, {**own, "output": output, "bidirectional": both, "initial_state": initial}


@pytest.mark.parametrize(("kind", "values"), list(options()))
def test_recurrent_layer(kind: str, values: dict[str, object]) -> None:
    """A layer before it that learns, so that the gradient of the input is checked as well."""
    before = ("p", layers.make("activation", function="prelu", **{"function.gamma": 0.5}))
    after = ("d", layers.make("dense", units=2))
    assert worst(program_of(before, ("l", layers.make(kind, units=3, **values)), after)) <= 1e-7


def test_stacked() -> None:
    parts = [
        (kind, layers.make(kind, units=3, bidirectional=both, output="sequence"))
        for kind, both in (("lstm", True), ("gru", False), ("simple_rnn", False))
    ]
    assert worst(program_of(*parts, ("last", layers.make("lstm", units=2)))) <= 1e-7


def test_one_step_and_one_unit() -> None:
    assert worst(program_of(("l", layers.make("lstm", units=1, bidirectional=True)), shape=(1, 1))) <= 1e-7


@pytest.mark.parametrize("kind", ["simple_rnn", "lstm", "gru"])
def test_truncation_as_long_as_the_sequence_cuts_nothing(kind: str) -> None:
    gradients = []
    for truncation in (0, T, T + 5, 2):
        program = program_of(("l", layers.make(kind, units=3, truncation=truncation)))
        random = np.random.default_rng(3)
        plan = program.plan(N)
        plan.load(*program.arrange(random.normal(size=(N, T, D)), random.normal(size=(N, 3))))
        plan.forward()
        plan.backward()
        gradients.append(program.grad.copy())
        cut = plan.quantity("l", "grad_h")[:, :2]
    assert (gradients[0] == gradients[1]).all()
    assert (gradients[0] == gradients[2]).all()
    assert not np.allclose(gradients[0], gradients[3])
    assert not cut.any(), "nothing reaches the first stretch where the last step alone is given out"
