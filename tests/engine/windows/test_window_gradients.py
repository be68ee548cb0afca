"""Gradients against central differences over strides, paddings, dilations, groups; where torch is not at hand."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product

import numpy as np
import pytest

from nnstudio.engine import Graph, gradient_check, layers, losses
from nnstudio.engine.layer import Layer

Chain = Callable[..., Graph]
PADDINGS = ("narrow", "same", "wide", "explicit")


def worst(chain: Chain, shape: tuple[int, ...], layer: Layer) -> float:
    random = np.random.default_rng(6)
    before = layers.make("activation", function="prelu")
    graph = chain(shape, before, layer, layers.make("flatten"), layers.make("dense", units=2, activation="tanh"))
    x, y = random.normal(size=(4, *shape)), random.normal(size=(4, 2))
    return max(gradient_check(graph, losses.make("mse"), x, y, seed=2).values())


@pytest.mark.parametrize("kind", ["convolution", "transposed_convolution"])
@pytest.mark.parametrize(("padding", "stride", "dilation"), list(product(PADDINGS, (1, 2, 3), (1, 2))))
def test_convolution(kind: str, padding: str, stride: int, dilation: int, chain: Chain) -> None:
    values = {"stride": stride, "padding": padding, "amount": 1, "dilation": dilation, "filters": 4}
    for groups, kernel in ((1, 3), (2, 2)):
        image = layers.make(f"{kind}2d", kernel_height=kernel, kernel_width=2, groups=groups, **values)
        sequence = layers.make(f"{kind}1d", kernel_size=kernel, groups=groups, **values)
        assert worst(chain, (6, 5, 2), image) <= 1e-7
        assert worst(chain, (7, 4), sequence) <= 1e-7


@pytest.mark.parametrize("kind", ["max_pooling", "average_pooling"])
@pytest.mark.parametrize(("padding", "stride"), list(product(("narrow", "same", "wide"), (1, 2, 3))))
def test_pooling(kind: str, padding: str, stride: int, chain: Chain) -> None:
    counts = [{}] if kind == "max_pooling" else [{"count_padding": True}, {"count_padding": False}]
    for more in counts:
        values = {"stride": stride, "padding": padding, **more}
        assert worst(chain, (5, 6, 2), layers.make(f"{kind}2d", kernel_height=3, kernel_width=2, **values)) <= 1e-7
        assert worst(chain, (7, 2), layers.make(f"{kind}1d", kernel_size=3, **values)) <= 1e-7


@pytest.mark.parametrize("flip", [False, True])
@pytest.mark.parametrize(("padding", "stride", "dilation"), list(product(PADDINGS, (1, 2), (1, 2))))
def test_convolution_by_table(padding: str, stride: int, dilation: int, flip: bool, chain: Chain) -> None:
    values = {"stride": stride, "padding": padding, "amount": 1, "dilation": dilation, "flip": flip}
    for table in ("1 3; 2; *; 2 3", "3 1 2", "1; 2; 3; 1; 2"):
        layer = layers.make("table_convolution2d", connections=table, kernel_width=2, **values)
        assert worst(chain, (6, 5, 3), layer) <= 1e-7


@pytest.mark.parametrize("stride", [1, 2, 3, "1, 2"])
@pytest.mark.parametrize("kernel", [(1, 1), (2, 2), (3, 1), (1, 3)])
def test_subsampling(kernel: tuple[int, int], stride: int | str, chain: Chain) -> None:
    sizes = {"kernel_height": kernel[0], "kernel_width": kernel[1]}
    layer = layers.make("subsampling2d", stride=stride, activation="tanh", **sizes)
    assert worst(chain, (5, 6, 2), layer) <= 1e-7


@pytest.mark.parametrize("padding", PADDINGS)
@pytest.mark.parametrize(("stride", "dilation"), [("2, 1", "1, 2"), ("1, 3", 1), ("2, 3", "2, 1")])
def test_each_axis_its_own(padding: str, stride: str, dilation: int | str, chain: Chain) -> None:
    values = {"stride": stride, "padding": padding, "amount": "1, 0", "kernel_height": 3, "kernel_width": 2}
    for kind in ("convolution2d", "transposed_convolution2d"):
        assert worst(chain, (7, 6, 2), layers.make(kind, filters=2, dilation=dilation, **values)) <= 1e-7
    for kind in ("max_pooling2d", "average_pooling2d"):
        assert worst(chain, (7, 6, 2), layers.make(kind, **values)) <= 1e-7
