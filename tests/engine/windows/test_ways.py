"""The faster ways that usual sizes take against the plain ones: 2×2 pooling, ties and all, and δ moved after it."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product

import numpy as np
import pytest

from nnstudio.engine import Graph, Plan, Program, layers
from nnstudio.engine.windows import correlation, quads, shifted, spread

Chain = Callable[..., Graph]
Compiled = Callable[..., Program]


def winners(image: np.ndarray, grad: np.ndarray) -> np.ndarray:
    """Give each gradient to the first largest of its window in reading order, one window at a time."""
    found = np.zeros_like(image)
    for n, h, w, c in np.ndindex(grad.shape):
        window = image[n, 2 * h : 2 * h + 2, 2 * w : 2 * w + 2, c]
        row, column = np.unravel_index(np.argmax(window), (2, 2))
        found[n, 2 * h + row, 2 * w + column, c] = grad[n, h, w, c]
    return found


@pytest.mark.parametrize("small", [0, 1 << 15])
@pytest.mark.parametrize("long", [0, 1 << 13])
@pytest.mark.parametrize(("band", "bands"), [(1, 9), (150, 4), (1 << 16, 1)])
def test_every_tie_goes_to_the_first_in_reading_order(
    small: int, long: int, band: int, bands: int, chain: Chain, compiled: Compiled, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(quads, "_SMALL", small)
    monkeypatch.setattr(quads, "_LONG", long)
    monkeypatch.setattr(quads, "_BAND", band)
    # All 3⁴ windows of the numbers −1, 0, 1, side by side; −0 equals 0.
    values = np.array([-1.0, 0.0, 1.0])
    windows = np.array(list(product(values, repeat=4))).reshape(9, 9, 2, 2)
    image = windows.transpose(0, 2, 1, 3).reshape(1, 18, 18, 1)
    image = np.concatenate([image, -image, np.where(image == 0, -0.0, image)])
    graph = chain((18, 18, 1), layers.make("max_pooling2d"), layers.make("flatten"), layers.make("dense", units=2))
    program = compiled(graph)
    plan = program.plan(3, gradient_of_inputs=True)
    assert quads.are_quads(program.graph["1"].layer.geometry((18, 18, 1)), plan.sites["x"].output.array)
    assert sum(function is np.greater for function, _ in plan.calls) == bands
    plan.load(*program.arrange(image, np.ones((3, 2))))
    plan.forward()
    plan.backward()
    assert np.array_equal(plan.quantity("1", "a"), image.reshape(3, 9, 2, 9, 2, 1).max(axis=(2, 4)))
    grad = plan.quantity("1", "grad_a")
    assert np.all(grad != 0)
    assert np.array_equal(plan.quantity("x", "grad_a"), winners(image, grad))


def trained(program: Program, shape: tuple[int, ...], batch: int) -> Plan:
    random = np.random.default_rng(3)
    plan = program.plan(batch)
    plan.load(*program.arrange(random.normal(size=(batch, *shape)), random.normal(size=(batch, 2))))
    for _ in range(3):
        plan.step()
    return plan


@pytest.mark.parametrize(("tall", "wide"), [(3, 3), (1, 3), (2, 2), (5, 4), (3, 7)])
@pytest.mark.parametrize("dilation", [1, 2])
@pytest.mark.parametrize("kind", ["convolution2d", "transposed_convolution2d"])
def test_moved_after_the_product_or_before_it(
    kind: str, tall: int, wide: int, dilation: int, chain: Chain, compiled: Compiled, monkeypatch: pytest.MonkeyPatch
) -> None:
    shape, backward = (6, 7, 3), kind == "convolution2d"
    values = {"kernel_height": tall, "kernel_width": wide, "dilation": dilation if tall == 1 else 1, "stride": 1}
    first = layers.make("convolution2d", filters=4 if backward else 8, activation="tanh")
    second = layers.make(kind, filters=8 if backward else 2, padding="same", **values)
    graph = chain(shape, first, second, layers.make("flatten"), layers.make("dense", units=2))
    before, after = (compiled(graph, seed=2, learning_rate=0.01) for _ in range(2))
    plain = trained(before, shape, 5)
    taken = []
    monkeypatch.setattr(shifted, "_LARGE", 0)
    monkeypatch.setattr(spread, "emit_shifted", lambda *given: (taken.append(1), shifted.emit_shifted(*given)))
    other = trained(after, shape, 5)
    assert bool(taken) == (wide > 1 and (wide - 1) * values["dilation"] < 7)
    assert np.allclose(before.theta, after.theta, rtol=1e-11, atol=1e-13)
    assert np.allclose(plain.quantity("1", "grad_a"), other.quantity("1", "grad_a"), rtol=1e-10, atol=1e-13)


def test_what_passes_is_shared_by_all_layers(chain: Chain, compiled: Compiled) -> None:
    shape, sizes = (16, 16, 8), []
    for count in (2, 4):
        pools = (layers.make("max_pooling2d", kernel_height=3, stride=1, padding="same") for _ in range(count))
        graph = chain(shape, layers.make("convolution2d", filters=8), *pools, layers.make("flatten"))
        sizes.append(compiled(graph, dtype="float32").plan(32).bytes)
    each = 16 * 16 * 8 * 32 * 4
    assert (sizes[1] - sizes[0]) / 2 < 6 * each


def multiplications(plan: Plan) -> int:
    """Return those of all matrix products."""
    products = [arguments for function, arguments in plan.calls if function is np.matmul]
    return sum(left.shape[-1] * out.size for left, _, out in products)


@pytest.mark.parametrize("groups", [1, 2])
@pytest.mark.parametrize(
    ("tall", "dilation", "stride"), [(3, 1, 1), (5, 1, 2), (3, 2, 1), (4, 3, 1), (7, 1, 1), (1, 1, 1)]
)
@pytest.mark.parametrize("padding", ["same", "wide", "narrow"])
def test_rows_of_padding_are_multiplied_or_left_out(
    padding: str,
    tall: int,
    dilation: int,
    stride: int,
    groups: int,
    chain: Chain,
    compiled: Compiled,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    shape = (13, 4, 2)
    values = {"kernel_height": tall, "kernel_width": 1, "dilation": f"{dilation}, 1", "stride": f"{stride}, 1"}
    first = layers.make("convolution2d", filters=4, groups=groups, padding=padding, activation="tanh", **values)
    second = layers.make("convolution2d", filters=4, padding="same", kernel_height=3)
    graph = chain(shape, first, second, layers.make("flatten"), layers.make("dense", units=2))
    before, after = (compiled(graph, seed=2, learning_rate=0.01) for _ in range(2))
    monkeypatch.setattr(correlation, "_WORTH_A_BAND", 1 << 60)
    plain = trained(before, shape, 5)
    monkeypatch.setattr(correlation, "_WORTH_A_BAND", 0)
    banded = trained(after, shape, 5)
    assert multiplications(banded) < multiplications(plain)
    assert np.allclose(plain.quantity("1", "z"), banded.quantity("1", "z"), rtol=1e-12, atol=1e-13)
    assert np.allclose(plain.quantity("1", "grad_a"), banded.quantity("1", "grad_a"), rtol=1e-10, atol=1e-13)
    assert np.allclose(before.theta, after.theta, rtol=1e-11, atol=1e-13)
