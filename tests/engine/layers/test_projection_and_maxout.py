"""The residual projection and maxout: by their formulas, over shapes and options."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from nnstudio.engine import Graph, GraphNode, Plan, Program, ShapeError, expand, gradient_check, layers, losses
from nnstudio.engine.layer import Layer

Compiled = Callable[..., Program]
# Shape of the skip, shape of the branch, the stride that leads from one to the other.
CASES = [
    ((3,), (5,), 1),
    ((4, 3), (4, 2), 1),
    ((5, 3), (3, 2), 2),
    ((4, 4, 3), (4, 4, 2), 1),
    ((4, 5, 3), (2, 3, 4), 2),
    ((7, 7, 2), (3, 3, 2), 3),
]
cases = pytest.mark.parametrize(("skip", "branch", "stride"), CASES, ids=str)


def learned(name: str, source: str) -> GraphNode:
    return GraphNode(name, layers.make("activation", function="prelu"), (source,))


def residual(skip: tuple[int, ...], branch: tuple[int, ...], layer: Layer) -> Graph:
    """Return skip ``p`` and branch ``q``, each an input of its own; a second reader of the skip behind."""
    return Graph(
        (
            *(GraphNode("x", layers["input"](shape=skip)), GraphNode("v", layers["input"](shape=branch))),
            *(learned("p", "x"), learned("q", "v")),
            GraphNode("l", layer, ("p", "q")),
            *(GraphNode("f", layers.make("flatten"), ("l",)), GraphNode("g", layers.make("flatten"), ("p",))),
            GraphNode("c", layers.make("concatenate"), ("f", "g")),
            GraphNode("d", layers.make("dense", units=2), ("c",)),
            GraphNode("y", layers.make("output"), ("d",)),
        )
    )


def run(program: Program, *x: np.ndarray) -> Plan:
    plan = program.plan(len(x[0]))
    y = np.random.default_rng(1).normal(size=(len(x[0]), 2))
    arranged, targets = program.arrange(x if len(x) > 1 else x[0], y)
    plan.load(arranged, targets if len(x) == 1 else [targets])
    plan.forward()
    plan.backward()
    return plan


def random(*shape: int, count: int = 4) -> np.ndarray:
    return np.random.default_rng(len(shape)).normal(size=(count, *shape))


def hold(program: Program, plan: Plan, *places: tuple[str, str]) -> None:
    """Every number of these quantities, and every parameter's gradient, is the sum of its terms."""
    own = [("l", f"{key.name}_grad", key.shape) for key in program.parameters() if key.layer == "l"]
    for layer, quantity, shape in [*own, *((a, b, plan.quantity(a, b).shape[1:]) for a, b in places)]:
        for index in np.ndindex(shape):
            found = expand(plan, layer, quantity, index, 2)
            assert abs(sum(term.value for term in found.terms) - found.total) <= found.bound, (layer, quantity, index)


@cases
@pytest.mark.parametrize("bias", [False, True])
def test_projection(
    skip: tuple[int, ...], branch: tuple[int, ...], stride: int, bias: bool, compiled: Compiled
) -> None:
    layer = layers.make("projection", bias=bias)
    graph = residual(skip, branch, layer)
    program = compiled(graph, seed=3)
    x, v = random(*skip), random(*branch)
    plan = run(program, x, v)
    p, f = plan.quantity("p", "a"), plan.quantity("q", "a")
    read = p[(slice(None), *[slice(None, None, stride)] * (len(skip) - 1))]
    projected = read @ program.parameter("l", "weight")
    assert plan.quantity("l", "projected") == pytest.approx(projected)
    assert plan.quantity("l", "a") == pytest.approx(projected + f)
    found = gradient_check(graph, losses.make("mse"), [x, v], random(2))
    assert max(found.values()) <= 1e-7
    hold(program, plan, ("l", "a"), ("l", "projected"), ("p", "grad_a"), ("q", "grad_a"))


@pytest.mark.parametrize(("skip", "branch"), [((4, 3), (6, 3)), ((4, 3), (12,)), ((4, 4, 3), (2, 4, 3))], ids=str)
def test_projection_needs_one_stride(skip: tuple[int, ...], branch: tuple[int, ...]) -> None:
    with pytest.raises(ShapeError):
        layers.make("projection").infer_shape((skip, branch))


def chain(layer: Layer) -> Graph:
    return Graph(
        (
            GraphNode("x", layers["input"](shape=(3,))),
            learned("p", "x"),
            GraphNode("l", layer, ("p",)),
            GraphNode("d", layers.make("dense", units=2), ("l",)),
            GraphNode("y", layers.make("output"), ("d",)),
        )
    )


@pytest.mark.parametrize("pieces", [1, 2, 3, 5])
def test_maxout(pieces: int, compiled: Compiled) -> None:
    graph = chain(layers.make("maxout", units=4, pieces=pieces))
    program = compiled(graph, seed=3)
    plan = run(program, random(3))
    z = np.einsum("ni,ikj->nkj", plan.quantity("p", "a"), program.parameter("l", "weight"))
    z += program.parameter("l", "bias")
    assert program.parameter("l", "weight").shape == (3, pieces, 4)
    assert plan.quantity("l", "pieces") == pytest.approx(z)
    assert plan.quantity("l", "a") == pytest.approx(z.max(axis=1))
    assert (plan.quantity("l", "winner").argmax(axis=1) == z.argmax(axis=1)).all()
    assert max(gradient_check(graph, losses.make("mse"), random(3), random(2)).values()) <= 1e-7
    hold(program, plan, ("l", "a"), ("l", "pieces"), ("l", "grad_pieces"), ("p", "grad_a"))


def test_of_equal_pieces_the_first_wins(compiled: Compiled) -> None:
    program = compiled(chain(layers.make("maxout", units=4, pieces=3)))
    program.set_parameter("l", "weight", np.ones((3, 3, 4)))
    plan = run(program, random(3))
    assert (plan.quantity("l", "winner") == np.array([1, 0, 0])[:, None]).all()


@pytest.mark.parametrize("kind", ["maxout", "projection"])
def test_a_step_allocates_nothing(kind: str, compiled: Compiled, allocated: Callable[..., tuple[int, int]]) -> None:
    if kind == "maxout":
        graph, x = chain(layers.make("maxout", pieces=3)), [random(3, count=64)]
    else:
        graph, x = residual((5, 5, 3), (3, 3, 2), layers.make(kind)), [random(5, 5, 3), random(3, 3, 2)]
    plan = run(compiled(graph, dtype="float32", learning_rate=0.001), *x)
    kept, peak = allocated(plan.step, times=20, warm=5)
    assert kept < 1000
    assert peak < 4000
