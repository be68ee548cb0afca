"""Attention, its heads, and positions: by their formulas, over options; torch stands beside them elsewhere."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from nnstudio.engine import Graph, GraphNode, Plan, Program, ShapeError, expand, gradient_check, layers, losses
from nnstudio.engine.layer import Layer
from nnstudio.engine.typing import Array

Compiled = Callable[..., Program]
COUNT = 3


def learned(name: str, source: str) -> GraphNode:
    return GraphNode(name, layers.make("activation", function="prelu"), (source,))


def graph_of(layer: Layer, shape: tuple[int, ...], *ports: tuple[str, tuple[int, ...]]) -> Graph:
    """Return a layer over one sequence ``p``, or over several named ones, each behind an input of its own."""
    named = ports or (("p", shape),)
    nodes = []
    for name, own in named:
        nodes += [GraphNode(f"in_{name}", layers["input"](shape=own)), learned(name, f"in_{name}")]
    nodes += [
        GraphNode("l", layer, tuple(name for name, _ in named)),
        GraphNode("f", layers.make("flatten"), ("l",)),
        GraphNode("d", layers.make("dense", units=2), ("f",)),
        GraphNode("y", layers.make("output"), ("d",)),
    ]
    return Graph(tuple(nodes))


def attention(causal: bool = False) -> Graph:
    layer = layers.make("attention", causal=causal)
    return graph_of(layer, (), ("q", (4, 3)), ("k", (5, 3)), ("v", (5, 2)))


def data(graph: Graph, count: int = COUNT) -> tuple[list[Array], Array]:
    random = np.random.default_rng(6)
    shapes = [graph[name].layer.shape for name in graph.sources]
    return [random.normal(size=(count, *shape)) for shape in shapes], random.normal(size=(count, 2))


def worked(program: Program, count: int = COUNT) -> Plan:
    x, y = data(program.graph, count)
    plan = program.plan(count)
    arranged, targets = program.arrange(x if len(x) > 1 else x[0], y)
    plan.load(arranged, targets if len(x) == 1 else [targets])
    plan.forward()
    plan.backward()
    return plan


def error(graph: Graph) -> float:
    x, y = data(graph)
    return max(gradient_check(graph, losses.make("mse"), x if len(x) > 1 else x[0], y).values())


def hold(program: Program, plan: Plan, others: tuple[str, ...]) -> None:
    """Every quantity of the layer, every gradient, and what arrives before it, is the sum of its terms."""
    places = [("l", name, plan.quantity("l", name).shape[1:]) for name in plan.quantities("l") if name not in others]
    places += [("l", f"{key.name}_grad", key.shape) for key in program.parameters() if key.layer == "l"]
    places += [(name, "grad_a", program.shapes[name]) for name in program.graph["l"].inputs]
    for layer, quantity, shape in places:
        for index in np.ndindex(shape):
            found = expand(plan, layer, quantity, index, 1)
            assert abs(sum(term.value for term in found.terms) - found.total) <= found.bound, (layer, quantity, index)


@pytest.mark.parametrize("causal", [False, True])
def test_attention(causal: bool, compiled: Compiled) -> None:
    graph = attention(causal)
    program = compiled(graph, seed=2)
    plan = worked(program)
    query, key, value = (plan.quantity("l", name) for name in ("query", "key", "value"))
    scores = query @ key.transpose(0, 2, 1) / np.sqrt(3)
    assert plan.quantity("l", "scores") == pytest.approx(scores)
    if causal:
        scores = np.where(np.tri(4, 5, dtype=bool), scores, -np.inf)
    weights = np.exp(scores) / np.exp(scores).sum(axis=2, keepdims=True)
    assert plan.quantity("l", "weights") == pytest.approx(weights)
    assert plan.quantity("l", "a") == pytest.approx(weights @ value)
    assert error(graph) <= 1e-7
    for dtype in ("float64", "float32"):
        program = compiled(graph, seed=2, dtype=dtype)
        hold(program, worked(program), ("query", "key", "value"))


def test_attention_over_one_sequence_alone(compiled: Compiled) -> None:
    """The same sequence at all three ports: its gradient is the sum of three ways."""
    graph = graph_of(layers.make("attention"), (), ("q", (4, 3)))
    nodes = tuple(n if n.name != "l" else GraphNode("l", n.layer, ("q", "q", "q")) for n in graph.nodes)
    assert error(Graph(nodes)) <= 1e-7
    program = compiled(Graph(nodes))
    hold(program, worked(program), ("query", "key", "value"))


def test_only_what_learns_gets_a_gradient(compiled: Compiled) -> None:
    """Query and key come straight from the data; the value is learned."""
    nodes = []
    for node in attention().nodes:
        if node.name in ("q", "k"):
            continue
        nodes.append(node if node.name != "l" else GraphNode("l", node.layer, ("in_q", "in_k", "v")))
    assert error(Graph(tuple(nodes))) <= 1e-7
    plan = worked(compiled(Graph(tuple(nodes))))
    assert "grad_value" in plan.quantities("l")
    assert "grad_scores" not in plan.quantities("l")


def test_large_scores_overflow_nowhere(compiled: Compiled) -> None:
    program = compiled(attention(causal=True), dtype="float32")
    for name in ("q", "k", "v"):
        program.set_parameter(name, "gamma", np.full(program.parameter(name, "gamma").shape, 300.0))
    plan = worked(program)
    assert np.isfinite(program.grad).all()
    assert plan.quantity("l", "weights").sum(axis=2) == pytest.approx(1, abs=1e-6)


@pytest.mark.parametrize(
    "shapes", [((4, 3), (5, 2), (5, 2)), ((4, 3), (5, 3), (4, 3)), ((3,), (5, 3), (5, 3))], ids=str
)
def test_attention_refuses_shapes_that_do_not_meet(shapes: tuple[tuple[int, ...], ...]) -> None:
    with pytest.raises(ShapeError):
        layers.make("attention").infer_shape(shapes)


HEADS = {
    "one head": {},
    "two heads": {"heads": 2},
    "causal": {"heads": 2, "causal": True},
    "wider": {"heads": 3, "dimension": 6},
    "no bias": {"heads": 4, "bias": False},
}


@pytest.mark.parametrize("options", HEADS.values(), ids=HEADS)
def test_multi_head_attention(options: dict[str, object], compiled: Compiled) -> None:
    graph = graph_of(layers.make("multi_head_attention", **options), (5, 4))
    assert error(graph) <= 1e-7
    for dtype in ("float64", "float32"):
        program = compiled(graph, seed=2, dtype=dtype)
        plan = worked(program)
        hold(program, plan, ("x",))
    width, heads = int(options.get("dimension", 4)), int(options.get("heads", 1))
    assert plan.quantity("l", "weights").shape == (COUNT, 5, 5, heads)
    assert plan.quantity("l", "query").shape == (COUNT, 5, width)
    assert plan.quantity("l", "weights").sum(axis=2) == pytest.approx(1, abs=1e-6)
    if options.get("causal"):
        assert (plan.quantity("l", "weights")[:, 1, 2:] == 0).all()


def test_heads_must_divide_the_features() -> None:
    with pytest.raises(ShapeError, match="5×4"):
        layers.make("multi_head_attention", heads=3).infer_shape(((5, 4),))
    with pytest.raises(ShapeError, match="shape 4"):
        layers.make("multi_head_attention").infer_shape(((4,),))


@pytest.mark.parametrize("encoding", ["sinusoidal", "learned"])
def test_positional_encoding(encoding: str, compiled: Compiled) -> None:
    graph = graph_of(layers.make("positional_encoding", encoding=encoding), (5, 3))
    assert error(graph) <= 1e-7
    program = compiled(graph, seed=2)
    plan = worked(program)
    position = plan.quantity("l", "position")
    assert plan.quantity("l", "a") == pytest.approx(plan.quantity("p", "a") + position)
    hold(program, plan, ("x", "position"))
    if encoding == "learned":
        assert (position[2] == program.parameter("l", "position")).all()
    else:
        assert position[1, :, 0] == pytest.approx(np.sin(np.arange(5)))
        assert position[1, :, 1] == pytest.approx(np.cos(np.arange(5)))
        assert position[1, :, 2] == pytest.approx(np.sin(np.arange(5) / 10000 ** (2 / 3)))


@pytest.mark.parametrize("kind", ["attention", "multi_head_attention", "positional_encoding"])
def test_a_step_allocates_nothing(kind: str, compiled: Compiled, allocated: Callable[..., tuple[int, int]]) -> None:
    options = {"attention": {"causal": True}, "multi_head_attention": {"heads": 2, "causal": True}}
    layer = layers.make(kind, **options.get(kind, {"encoding": "learned"}))
    graph = attention(causal=True) if kind == "attention" else graph_of(layer, (16, 8))
    plan = worked(compiled(graph, dtype="float32", learning_rate=0.001), 32)
    kept, peak = allocated(plan.step, times=20, warm=5)
    assert kept < 1000
    assert peak < 4000


def test_every_call_says_what_it_is(compiled: Compiled) -> None:
    for graph in (attention(), graph_of(layers.make("multi_head_attention", heads=2), (5, 4))):
        plan = compiled(graph).plan(3)
        own = [instruction for instruction in plan.info if instruction.layer == "l"]
        assert all(instruction.quantity and instruction.formula for instruction in own)
        assert {instruction.quantity for instruction in own} >= {"scores", "weights", "a", "grad_scores", "grad_query"}


@pytest.mark.parametrize("kind", ["attention", "multi_head_attention"])
@pytest.mark.parametrize("causal", [False, True])
def test_a_weight_is_a_function_of_its_scores(kind: str, causal: bool, compiled: Compiled) -> None:
    graph = attention(causal) if kind == "attention" else graph_of(layers.make(kind, heads=2, causal=causal), (5, 4))
    plan = worked(compiled(graph, seed=2))
    site = plan.sites["l"]
    weights = plan.quantity("l", "weights")
    for index in np.ndindex(weights.shape[1:]):
        found = site.layer.function(site, "weights", index, 1)
        if found is None:
            assert causal
            assert weights[(1, *index)] == 0
            continue
        scores = [float(plan.quantity("l", "scores")[(place.sample, *place.index)]) for place in found.places]
        value = found.evaluate(*scores)
        assert value == pytest.approx(weights[(1, *index)], rel=1e-12)
        for number, slope in enumerate(found.slopes(value, *scores)):
            moved = [score + 1e-6 * (place == number) for place, score in enumerate(scores)]
            assert slope == pytest.approx((found.evaluate(*moved) - value) / 1e-6, abs=1e-6)
