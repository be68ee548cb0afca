"""The bias as a row of the product against the bias that is added: z, every gradient, and what is learned."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from nnstudio.engine import Graph, Plan, Program, expand, layers, record
from nnstudio.engine.layer import Layer
from nnstudio.engine.windows import biased, correlation
from nnstudio.engine.windows.axis import Axis
from nnstudio.engine.windows.biased import bias_row, biased_depth
from nnstudio.engine.windows.geometry import Geometry

Chain = Callable[..., Graph]
Compiled = Callable[..., Program]

IMAGE = (7, 6, 4)
LAYERS: dict[str, tuple[tuple[int, ...], Layer]] = {
    "same": (IMAGE, layers.make("convolution2d", filters=6, activation="tanh")),
    "narrow": (IMAGE, layers.make("convolution2d", filters=6, padding="narrow", kernel_height=2, kernel_width=3)),
    "one row": (IMAGE, layers.make("convolution2d", filters=2, kernel_height=1, kernel_width=3)),
    "groups": (IMAGE, layers.make("convolution2d", filters=6, groups=2, activation="relu")),
    "depthwise": (IMAGE, layers.make("convolution2d", filters=8, groups=4)),
    "strided": (IMAGE, layers.make("convolution2d", filters=6, stride=2)),
    "dilated": (IMAGE, layers.make("convolution2d", filters=6, dilation=2, stride="3, 1")),
    "flipped": (IMAGE, layers.make("convolution2d", filters=6, flip=True)),
    "by table": (IMAGE, layers.make("table_convolution2d", connections="1 2; 2 3 4; *")),
    "last row": ((5, 6, 4), layers.make("convolution2d", kernel_height=2, stride=2, padding="explicit", amount=1)),
    "cut into strips": ((7, 6, 3), layers.make("convolution2d", kernel_height=5, kernel_width=5)),
    "sequence": ((9, 5), layers.make("convolution1d", filters=4, kernel_size=3)),
}


def trained(program: Program, shape: tuple[int, ...], batch: int = 5) -> Plan:
    random = np.random.default_rng(3)
    plan = program.plan(batch, gradient_of_inputs=True)
    plan.load(*program.arrange(random.normal(size=(batch, *shape)), random.normal(size=(batch, 2))))
    for _ in range(3):
        plan.step()
    plan.forward()
    plan.backward()
    return plan


def sums(plan: Plan) -> int:
    """Count the calls that add the bias, or sum its gradient."""
    biased = {("forward", np.add), ("backward", np.matmul)}
    pairs = zip(plan.calls, plan.info, strict=True)
    found = [(about.phase, call[0], about.quantity) for call, about in pairs if about.layer == "1"]
    return sum((phase, function) in biased and quantity in ("z", "bias_grad") for phase, function, quantity in found)


@pytest.mark.parametrize("name", LAYERS)
@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_both_ways_give_the_same(
    name: str, dtype: str, chain: Chain, compiled: Compiled, monkeypatch: pytest.MonkeyPatch
) -> None:
    shape, layer = LAYERS[name]
    # Rows of padding are left out: the bias must stand where none is.
    monkeypatch.setattr(correlation, "_WORTH_A_BAND", 0)
    graph = chain(shape, layer, layers.make("flatten"), layers.make("dense", units=2))
    within = compiled(graph, seed=2, learning_rate=0.01, dtype=dtype)
    plan = trained(within, shape)
    monkeypatch.setattr(biased, "_LINES", ())
    beside = compiled(graph, seed=2, learning_rate=0.01, dtype=dtype)
    other = trained(beside, shape)
    assert (sums(plan), sums(other)) == (0, 2)
    near = (1e-11, 1e-13) if dtype == "float64" else (1e-4, 1e-6)
    for quantity in ("z", "a", "grad_z"):
        assert np.allclose(plan.quantity("1", quantity), other.quantity("1", quantity), *near)
    assert np.allclose(plan.quantity("x", "grad_a"), other.quantity("x", "grad_a"), *near)
    assert np.allclose(
        within.gradient("1", "bias"), plan.quantity("1", "grad_z").reshape(-1, layer.filters).sum(0), *near
    )
    assert np.allclose(within.theta, beside.theta, *near)
    assert np.all(within.parameter("1", "bias") != 0)
    for found in (expand(plan, "1", "z", (0,) * len(shape), 1), expand(plan, "1", "bias_grad", (1,))):
        assert abs(sum(term.value for term in found.terms) - found.total) <= found.bound


@pytest.mark.parametrize("name", ["same", "groups", "flipped", "by table"])
def test_the_gradient_of_the_bias_is_recorded(name: str, chain: Chain, compiled: Compiled) -> None:
    shape, layer = LAYERS[name]
    program = compiled(chain(shape, layer, layers.make("flatten"), layers.make("dense", units=2)))
    plan = trained(program, shape)
    trace = record(plan)
    (number,) = trace.find("1", "bias_grad")
    result = trace[number].result
    assert result is not None
    assert np.array_equal(result.reshape(-1), program.gradient("1", "bias"))
    alone = record(plan, sample=2)
    (number,) = alone.find("1", "bias_grad")
    each = plan.quantity("1", "grad_z")[2].sum((0, 1)) * plan.batch_size
    result = alone[number].result
    assert result is not None
    assert np.allclose(result.reshape(-1), each, rtol=1e-10)


def geometry(rows: Axis, lines: int) -> Geometry:
    return Geometry(rows, Axis(8, 1, 1, 1), lines, 4)


def test_where_the_bias_stands() -> None:
    same, wide = Axis(9, 3, before=1, after=1), Axis(9, 3, before=2, after=2)
    assert bias_row(geometry(same, 3)) == 1
    assert bias_row(geometry(wide, 3)) is None, "no row of the kernel sees no padding"
    assert bias_row(geometry(same, 2)) is bias_row(geometry(same, 32)) is None
    assert bias_row(Geometry(same, same, 4, 4, 4)) is None, "one filter to a group"
    assert bias_row(geometry(Axis(9, 3), 8)) is None, "the image itself serves"
    assert biased_depth(geometry(same, 24), 1) == 74
    assert biased_depth(geometry(same, 24), 2) == 75, "the last ones are needed"
    assert biased_depth(geometry(Axis(9, 5, before=2, after=2), 15), 2) == 80, "79 lines cannot be cut into strips"
