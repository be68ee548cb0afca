"""Recurrent layers in whole networks: sequence to class or sequence, encoder and decoder; what a plan costs."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from nnstudio.engine import (
    Graph,
    GraphNode,
    Plan,
    Program,
    ShapeError,
    compile,
    gradient_check,
    infer_shapes,
    layers,
    losses,
    optimizers,
)
from nnstudio.engine.layer import Layer
from nnstudio.engine.memory import buffers
from nnstudio.engine.typing import Array

N, T, D = 8, 6, 2
KINDS: list[tuple[str, dict[str, object]]] = [
    ("simple_rnn", {}),
    ("simple_rnn", {"state": "added"}),
    *(("lstm", {"variant": name}) for name in ("standard", "peephole", "coupled", "no_forget")),
    *(("gru", {"reset": name}) for name in ("after", "before")),
]


def chain(*parts: Layer, shape: tuple[int, ...] = (T, D)) -> Graph:
    nodes = [GraphNode("x", layers["input"](shape=shape))]
    for number, part in enumerate(parts, start=1):
        nodes.append(GraphNode(str(number), part, (nodes[-1].name,)))
    return Graph((*nodes, GraphNode("y", layers.make("output"), (nodes[-1].name,))))


def loaded(graph: Graph, loss: str, x: Array, y: Array, dtype: str = "float32") -> tuple[Program, Plan]:
    rule = optimizers.make("adam")
    program = compile(graph, losses.make(loss), rule, learning_rate=0.02, dtype=dtype, seed=2)
    plan = program.plan(len(x))
    plan.load(*program.arrange(x, y))
    return program, plan


def fall(plan: Plan, steps: int) -> tuple[float, float]:
    """Return the loss before and after so many steps."""
    plan.forward()
    first = float(plan.loss)
    for _ in range(steps):
        plan.step()
    return first, float(plan.loss)


def inputs(seed: int = 0) -> Array:
    return np.random.default_rng(seed).normal(size=(N, T, D))


@pytest.mark.parametrize(("kind", "options"), KINDS)
def test_sequence_to_class(kind: str, options: dict[str, object]) -> None:
    """The sign of the first element's first number: it must be carried to the end."""
    x = inputs()
    y = np.eye(2)[(x[:, 0, 0] > 0).astype(int)]
    graph = chain(layers.make(kind, units=8, **options), layers.make("dense", units=2, activation="softmax"))
    program, plan = loaded(graph, "cross_entropy", x, y)
    first, last = fall(plan, 300)
    assert last < 0.05 < first
    assert (program.predict(x).argmax(axis=1) == y.argmax(axis=1)).all()


def test_sequence_to_sequence_in_step() -> None:
    """Echo: at each step say the number of the step before."""
    x = inputs()
    y = np.concatenate([np.zeros((N, 1, 1)), x[:, :-1, :1]], axis=1)
    graph = chain(layers.make("simple_rnn", units=8, output="sequence"), layers.make("dense", units=1))
    program, plan = loaded(graph, "mse", x, y)
    first, last = fall(plan, 500)
    assert last < 0.02 * first
    assert program.predict(x).shape == (N, T, 1)


def test_classes_at_each_step() -> None:
    x = inputs()
    y = np.eye(3)[np.digitize(x.cumsum(axis=1)[:, :, 0], [-0.5, 0.5])]
    graph = chain(
        layers.make("gru", units=12, output="sequence", bidirectional=True),
        layers.make("dense", units=3, activation="softmax"),
    )
    program, plan = loaded(graph, "cross_entropy", x, y)
    fall(plan, 400)
    assert plan.fused == "2"
    assert (program.predict(x).argmax(axis=2) == y.argmax(axis=2)).mean() > 0.95


def test_encoder_and_decoder() -> None:
    """The encoder reads, one vector is repeated, the decoder says the sequence from its end."""
    x = inputs()
    graph = chain(
        layers.make("lstm", units=16),
        layers.make("repeat", steps=T),
        layers.make("lstm", units=16, output="sequence"),
        layers.make("dense", units=D),
    )
    _, plan = loaded(graph, "mse", x, x[:, ::-1])
    first, last = fall(plan, 800)
    assert last < 0.1 * first


def test_stacked_runs_deeper_than_one() -> None:
    graph = chain(*(layers.make("lstm", units=4, output="sequence") for _ in range(3)), layers.make("gru", units=2))
    shapes = infer_shapes(graph)
    assert shapes["3"] == (T, 4)
    assert shapes["4"] == (2,)


def test_gradient_through_everything_that_takes_a_sequence() -> None:
    nodes = (
        GraphNode("x", layers["input"](shape=(4, D))),
        GraphNode("d", layers.make("dense", units=3, activation="tanh"), ("x",)),
        GraphNode("r", layers.make("lstm", units=3, output="sequence"), ("d",)),
        GraphNode("s", layers.make("add"), ("d", "r")),
        GraphNode("o", layers.make("dropout", rate=0.3), ("s",)),
        GraphNode("c", layers.make("concatenate"), ("o", "x", "r")),
        GraphNode("g", layers.make("gru", units=2, output="sequence", bidirectional=True), ("c",)),
        GraphNode("v", layers.make("activation", function="softmax"), ("g",)),
        GraphNode("p", layers.make("dense", units=2, bias=False), ("v",)),
        GraphNode("f", layers.make("flatten"), ("p",)),
        GraphNode("w", layers.make("repeat", steps=3), ("f",)),
        GraphNode("z", layers.make("dense", units=2, activation="tanh"), ("w",)),
        GraphNode("y", layers.make("output"), ("z",)),
    )
    random = np.random.default_rng(1)
    x, y = random.normal(size=(5, 4, D)), random.normal(size=(5, 3, 2))
    found = gradient_check(Graph(nodes), losses.make("mse"), x, y)
    assert max(found.values()) <= 1e-7


def test_dense_over_time_is_dense_at_each_step() -> None:
    x = inputs()
    program, plan = loaded(
        chain(layers.make("dense", units=3, activation="tanh")), "mse", x, np.zeros((N, T, 3)), "float64"
    )
    plan.forward()
    plan.backward()
    weight, bias = program.parameter("1", "weight"), program.parameter("1", "bias")
    assert weight.shape == (D, 3)
    assert plan.quantity("1", "z") == pytest.approx(x @ weight + bias)
    delta = plan.quantity("1", "grad_z")
    assert program.gradient("1", "weight") == pytest.approx(np.einsum("nti,ntj->ij", x, delta))
    assert program.gradient("1", "bias") == pytest.approx(delta.sum(axis=(0, 1)))


@pytest.mark.parametrize("output", ["last", "sequence"])
@pytest.mark.parametrize(("kind", "options"), KINDS)
def test_a_steady_step_allocates_nothing(
    kind: str, options: dict[str, object], output: str, allocated: Callable[..., tuple[int, int]]
) -> None:
    """One step's gates for this batch would be 64 kB."""
    choices = {**options, "output": output, "bidirectional": True, "initial_state": "learned"}
    graph = chain(layers.make("dense", units=4), layers.make(kind, units=32, **choices), layers.make("dense", units=2))
    x = np.random.default_rng(0).normal(size=(128, T, D))
    _, plan = loaded(graph, "mse", x, np.zeros((128, *((T,) if output == "sequence" else ()), 2)))
    kept, peak = allocated(plan.step, times=30, warm=20)
    assert kept < 1000
    assert peak < 8000


@pytest.mark.parametrize(("kind", "options"), KINDS)
def test_every_call_says_what_it_is(kind: str, options: dict[str, object]) -> None:
    graph = chain(layers.make(kind, units=3, initial_state="learned", bidirectional=True, **options))
    _, plan = loaded(graph, "mse", inputs(), np.zeros((N, 6)))
    own = [instruction for instruction in plan.info if instruction.layer == "1"]
    assert all(instruction.quantity and instruction.formula for instruction in plan.info)
    for phase in ("forward", "backward"):
        times = [i.time for i in own if i.phase == phase and i.time >= 0 and not i.quantity.startswith("reverse_")]
        assert times == sorted(times, reverse=phase == "backward")
        assert set(times) == set(range(T))
        other = [i.time for i in own if i.phase == phase and i.time >= 0 and i.quantity.startswith("reverse_")]
        assert other == sorted(other, reverse=phase == "forward")


@pytest.mark.parametrize(("kind", "options"), KINDS)
def test_what_is_shown_stays_until_the_next_forward(kind: str, options: dict[str, object]) -> None:
    graph = chain(layers.make(kind, units=3, output="sequence", **options), layers.make("dense", units=1))
    _, plan = loaded(graph, "mse", inputs(), np.ones((N, T, 1)))
    plan.forward()
    names = plan.quantities("1")
    before = {name: plan.quantity("1", name).copy() for name in names if "grad" not in name and name != "slope"}
    plan.backward()
    before |= {name: plan.quantity("1", name).copy() for name in names if name not in before}
    plan.update()
    for name, value in before.items():
        assert value.shape == (N, T, D if name == "x" else 3), name
        assert value.any(), name
        assert (plan.quantity("1", name) == value).all(), name


@pytest.mark.parametrize("kind", ["simple_rnn", "lstm", "gru"])
@pytest.mark.parametrize("shape", [(3,), (4, 4, 1)])
def test_no_time_axis_is_an_error(kind: str, shape: tuple[int, ...]) -> None:
    with pytest.raises(ShapeError, match="a sequence: time steps"):
        infer_shapes(chain(layers.make(kind), shape=shape))


def test_repeat_wants_one_vector() -> None:
    with pytest.raises(ShapeError, match="last step alone"):
        infer_shapes(chain(layers.make("repeat")))


def test_evaluation_gives_the_same_states() -> None:
    x = inputs()
    program, plan = loaded(chain(layers.make("lstm", units=3, bidirectional=True)), "mse", x, np.zeros((N, 6)))
    plan.forward()
    other = program.plan(N, "evaluate")
    other.load(*program.arrange(x, np.zeros((N, 6))))
    other.forward()
    assert (plan.quantity("1", "reverse_c") == other.quantity("1", "reverse_c")).all()
    assert "grad_h" not in other.quantities("1")


def test_first_weights() -> None:
    """The forget gate begins open; each gate's weights are drawn on their own."""
    program = compile(
        chain(layers.make("lstm", units=20, forget_bias=2.0, recurrent_initializer="xavier_uniform")),
        losses.make("mse"),
        optimizers.make("sgd"),
        learning_rate=0.1,
    )
    assert program.parameter("1", "bias").reshape(4, 20).mean(axis=1).tolist() == [2, 0, 0, 0]
    limit = (6 / 40) ** 0.5
    assert 0.9 * limit < np.abs(program.parameter("1", "recurrent_weight")).max() <= limit


def test_recurrent_weights_begin_orthogonal() -> None:
    """Gate by gate, so that no state is stretched at first."""
    rule = optimizers.make("sgd")
    program = compile(chain(layers.make("gru", units=5)), losses.make("mse"), rule, learning_rate=0.1, dtype="float64")
    for block in np.split(program.parameter("1", "recurrent_weight"), 3, axis=1):
        assert block.T @ block == pytest.approx(np.eye(5), abs=1e-12)


@pytest.mark.parametrize("output", ["last", "sequence"])
@pytest.mark.parametrize(("kind", "options"), KINDS)
def test_memory_is_foretold(kind: str, options: dict[str, object], output: str) -> None:
    layer = layers.make(kind, units=32, output=output, bidirectional=True, **options)
    rule = optimizers.make("sgd")
    program = compile(chain(layer, shape=(60, 8)), losses.make("mse"), rule, learning_rate=0.1)
    plan = program.plan(32)
    assert 0.8 < buffers(program, 32, "train") / plan.bytes < 2
