"""The normalising layers by their definition, over shapes and options; torch stands beside them elsewhere."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from nnstudio.engine import Graph, GraphNode, Plan, Program, ShapeError, compile, expand, gradient_check, layers, losses
from nnstudio.engine import optimizers as rules
from nnstudio.engine.checking import check_program
from nnstudio.engine.layer import Layer
from nnstudio.engine.typing import Array

SHAPES = [(4,), (3, 4), (2, 3, 4)]
LAYERS = {
    "batch": layers.make("batch_normalization", epsilon=1e-3, momentum=0.3),
    "batch, plain": layers.make("batch_normalization", affine=False),
    "layer": layers.make("layer_normalization"),
    "layer, plain": layers.make("layer_normalization", affine=False),
    "two groups": layers.make("group_normalization", groups=2),
    "two groups, plain": layers.make("group_normalization", groups=2, affine=False),
    "rms": layers.make("rms_normalization"),
    "rms, plain": layers.make("rms_normalization", affine=False),
}
shapes = pytest.mark.parametrize("shape", SHAPES, ids=str)
every = pytest.mark.parametrize("name", LAYERS)


def around(layer: Layer, shape: tuple[int, ...]) -> Graph:
    """Return the layer between functions of its neighbours' kind, with a skip beside it."""
    return Graph(
        (
            GraphNode("x", layers["input"](shape=shape)),
            GraphNode("p", layers.make("activation", function="prelu"), ("x",)),
            GraphNode("l", layer, ("p",)),
            GraphNode("s", layers.make("add"), ("l", "p")),
            GraphNode("c", layers.make("concatenate"), ("s", "l")),
            GraphNode("f", layers.make("flatten"), ("c",)),
            GraphNode("d", layers.make("dense", units=2), ("f",)),
            GraphNode("y", layers.make("output"), ("d",)),
        )
    )


def batch(shape: tuple[int, ...], count: int = 5) -> tuple[Array, Array]:
    random = np.random.default_rng(4)
    return random.normal(1.5, 2.0, size=(count, *shape)), random.normal(size=(count, 2))


def worked(layer: Layer, shape: tuple[int, ...], dtype: str = "float64") -> tuple[Program, Plan]:
    rule = rules.make("sgd")
    program = compile(around(layer, shape), losses.make("mse"), rule, learning_rate=0.002, dtype=dtype, seed=2)
    plan = program.plan(5)
    plan.load(*program.arrange(*batch(shape)))
    for _ in range(3):
        plan.step()
    plan.forward()
    plan.backward()
    return program, plan


@shapes
@every
def test_gradients(name: str, shape: tuple[int, ...]) -> None:
    found = gradient_check(around(LAYERS[name], shape), losses.make("mse"), *batch(shape))
    assert max(found.values()) <= 1e-7, found


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@shapes
@every
def test_numbers_come_apart(name: str, shape: tuple[int, ...], dtype: str) -> None:
    program, plan = worked(LAYERS[name], shape, dtype)
    shown = set(plan.quantities("l")) - {"x", "inverse_deviation"}
    assert shown >= {"variance", "normalized", "a", "grad_a", "grad_normalized", "grad_variance"}
    places = [("l", quantity, index) for quantity in sorted(shown) for index in np.ndindex(*_shape(plan, quantity))]
    places += [("p", "grad_a", index) for index in np.ndindex(shape)]
    places += [
        ("l", f"{key.name}_grad", index)
        for key in program.parameters()
        if key.layer == "l"
        for index in np.ndindex(key.shape)
    ]
    for layer, quantity, index in places:
        found = expand(plan, layer, quantity, index, 3)
        assert abs(sum(term.value for term in found.terms) - found.total) <= found.bound, (layer, quantity, index)


def _shape(plan: Plan, quantity: str) -> tuple[int, ...]:
    return plan.quantity("l", quantity).shape[1:]


@shapes
@every
def test_a_step_allocates_nothing(name: str, shape: tuple[int, ...], allocated: Callable[..., tuple[int, int]]) -> None:
    _, plan = worked(LAYERS[name], shape, "float32")
    kept, peak = allocated(plan.step, times=20, warm=100)
    assert kept < 1000
    assert peak < 4000


@shapes
def test_batch_statistics_are_those_of_the_batch_and_run_on(shape: tuple[int, ...]) -> None:
    program, plan = worked(layers.make("batch_normalization", momentum=0.5, epsilon=1e-9), shape)
    x = plan.quantity("l", "x")
    axes = tuple(range(x.ndim - 1))
    for name, wanted in (("mean", x.mean(axes)), ("variance", x.var(axes))):
        found = plan.quantity("l", name)
        assert found.shape == (5, 4)
        assert found == pytest.approx(np.tile(wanted, (5, 1)))
    normalized = plan.quantity("l", "normalized")
    assert normalized.mean(axes) == pytest.approx(0, abs=1e-12)
    assert normalized.var(axes) == pytest.approx(1, abs=1e-6)
    before = program.running("l", "running_variance").copy()
    plan.forward()
    unbiased = x.var(axes, ddof=1)
    assert program.running("l", "running_variance") == pytest.approx(0.5 * before + 0.5 * unbiased)


def test_evaluation_reads_the_running_statistics_and_leaves_them() -> None:
    program, _ = worked(layers.make("batch_normalization"), (4,))
    kept = program.carried.copy()
    once = program.predict(batch((4,))[0])
    assert once == pytest.approx(program.predict(batch((4,))[0]))
    assert once[:2] == pytest.approx(program.predict(batch((4,))[0][:2]), abs=1e-14)
    assert (program.carried == kept).all()
    evaluated = program.plan(5, "evaluate")
    evaluated.load(*program.arrange(*batch((4,))))
    evaluated.forward()
    assert evaluated.quantity("l", "mean")[2] == pytest.approx(program.running("l", "running_mean"))
    with pytest.raises(KeyError):
        expand(evaluated, "l", "mean", (0,), 0)
    holds = expand(evaluated, "l", "normalized", (1,), 2)
    assert abs(sum(term.value for term in holds.terms) - holds.total) <= holds.bound


def test_one_sample_has_no_variance_and_leaves_the_running_one() -> None:
    rule = rules.make("sgd")
    graph = around(layers.make("batch_normalization"), (4,))
    program = compile(graph, losses.make("mse"), rule, learning_rate=0.05, dtype="float64", seed=2)
    plan = program.plan(1)
    plan.load(*program.arrange(*batch((4,), 1)))
    plan.step()
    assert (plan.quantity("l", "normalized") == 0).all()
    assert (program.running("l", "running_variance") == 1).all()
    assert (program.running("l", "running_mean") != 0).all()
    assert np.isfinite(program.theta).all()


def test_the_gradient_check_leaves_running_statistics() -> None:
    program, _ = worked(layers.make("batch_normalization"), (4,))
    kept = program.carried.copy()
    check_program(program, *batch((4,)))
    assert (program.carried == kept).all()


def test_groups_must_divide_the_channels() -> None:
    with pytest.raises(ShapeError, match="3"):
        layers.make("group_normalization", groups=3).infer_shape(((5, 5, 4),))


@every
def test_the_inverse_deviation_is_a_function_of_the_variance(name: str) -> None:
    _, plan = worked(LAYERS[name], (3, 4))
    site = plan.sites["l"]
    for index in np.ndindex(_shape(plan, "variance")):
        found = site.layer.function(site, "inverse_deviation", index, 2)
        assert found is not None
        (place,) = found.places
        variance = float(plan.quantity("l", place.quantity)[(place.sample, *place.index)])
        root = float(plan.quantity("l", "inverse_deviation")[(2, *index)])
        assert found.evaluate(variance) == pytest.approx(root, rel=1e-12)
        (slope,) = found.slopes(root, variance)
        numeric = (found.evaluate(variance * (1 + 1e-6)) - root) / (variance * 1e-6)
        assert slope == pytest.approx(numeric, rel=1e-4)
