"""Convolution and pooling by hand: sizes, worked examples, the convolution as a matrix."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from nnstudio.engine import Graph, Program, ShapeError, layers
from nnstudio.engine.layer import Layer
from nnstudio.engine.typing import Array
from nnstudio.engine.windows.axis import Axis, padded_axis

Chain = Callable[..., Graph]
Compiled = Callable[..., Program]


def make(kind: str, **values: object) -> Layer:
    return layers.make(kind, **values)


def output(program: Program, x: Array) -> Array:
    plan = program.plan(len(x), "predict")
    plan.fill([program.arrange(x, np.zeros((len(x), *program.shapes["y"])))[0]])
    plan.forward()
    return np.array(plan.quantity("1", "a"))


def alone(layer: Layer, shape: tuple[int, ...], chain: Chain, compiled: Compiled, **weights: Array) -> Program:
    program = compiled(chain(shape, layer))
    for name, values in weights.items():
        program.set_parameter("1", name, values)
    return program


def test_cross_correlation_and_convolution_by_hand(chain: Chain, compiled: Compiled) -> None:
    """A 3×3 image with a 2×2 kernel: the first window is 1·1 + 2·2 + 4·3 + 5·4 = 37, turned round 23."""
    x = np.arange(1.0, 10).reshape(1, 3, 3, 1)
    kernel = np.array([[1.0, 2], [3, 4]]).reshape(2, 2, 1, 1)
    sizes = {"filters": 1, "kernel_height": 2, "kernel_width": 2, "padding": "narrow"}
    plain = alone(make("convolution2d", **sizes), (3, 3, 1), chain, compiled, weight=kernel, bias=np.array([0.5]))
    turned = alone(make("convolution2d", flip=True, **sizes), (3, 3, 1), chain, compiled, weight=kernel)
    assert output(plain, x)[0, :, :, 0].tolist() == [[37.5, 47.5], [67.5, 77.5]]
    assert output(turned, x)[0, :, :, 0].tolist() == [[23, 33], [53, 63]]


def test_wide_convolution_commutes(chain: Chain, compiled: Compiled) -> None:
    random = np.random.default_rng(1)
    one, other = random.normal(size=7), random.normal(size=4)
    results = []
    for sequence, kernel in ((one, other), (other, one)):
        layer = make("convolution1d", filters=1, kernel_size=len(kernel), padding="wide", flip=True, bias=False)
        program = alone(layer, (len(sequence), 1), chain, compiled, weight=kernel.reshape(-1, 1, 1))
        results.append(output(program, sequence.reshape(1, -1, 1))[0, :, 0])
    assert results[0] == pytest.approx(np.convolve(one, other), abs=1e-13)
    assert results[1] == pytest.approx(results[0], abs=1e-13)


@pytest.mark.parametrize(("stride", "padding"), [(1, "narrow"), (2, "same"), (1, "wide"), (3, "narrow")])
def test_convolution_is_a_matrix_and_the_transposed_one_its_transpose(
    stride: int, padding: str, chain: Chain, compiled: Compiled
) -> None:
    values = {"kernel_height": 3, "kernel_width": 2, "stride": stride, "padding": padding, "bias": False}
    random, shape = np.random.default_rng(2), (6, 6, 2)
    layer = make("convolution2d", filters=3, **values)
    kernel = random.normal(size=(3, 2, 2, 3))
    program = alone(layer, shape, chain, compiled, weight=kernel)
    matrix = output(program, np.eye(72).reshape(72, *shape)).reshape(72, -1).T
    narrow = program.shapes["1"]
    back = make("transposed_convolution2d", filters=2, **values)
    transposed = alone(back, narrow, chain, compiled, weight=kernel)
    count = matrix.shape[0]
    assert transposed.shapes["1"] == shape or stride > 1
    found = output(transposed, np.eye(count).reshape(count, *narrow))
    height, width = found.shape[1:3]
    wanted = matrix.reshape(count, *shape)[:, :height, :width]
    assert found[:, : wanted.shape[1], : wanted.shape[2]] == pytest.approx(wanted, abs=1e-13)


@pytest.mark.parametrize(
    ("padding", "kernel", "stride", "dilation", "wanted"),
    [
        ("narrow", 3, 1, 1, 8),
        ("wide", 3, 1, 1, 12),
        ("same", 3, 1, 1, 10),
        ("same", 4, 1, 1, 10),
        ("same", 3, 1, 3, 10),
        ("same", 3, 3, 1, 4),
        ("same", 2, 4, 1, 3),
        ("narrow", 3, 2, 2, 3),
        ("explicit", 5, 2, 1, 4),
    ],
)
def test_lengths(padding: str, kernel: int, stride: int, dilation: int, wanted: int) -> None:
    axis = padded_axis(10, kernel, stride, dilation, padding, 1)
    assert axis.length == wanted
    assert (axis.effective, axis.padded) == (kernel + (kernel - 1) * (dilation - 1), 10 + axis.before + axis.after)
    seen = [(tap, place, o) for o in range(axis.length) for tap, place in axis.inputs_of(o)]
    back = [(tap, place, o) for place in range(10) for tap, o in axis.outputs_of(place)]
    assert sorted(seen) == sorted(back)
    bands = [(o, taps) for band, taps in axis.bands(range(axis.length)) for o in range(axis.length)[band]]
    assert bands == [(o, slice(met[0][0], met[-1][0] + 1)) for o in range(axis.length) if (met := axis.inputs_of(o))]


def test_an_output_that_sees_nothing_but_padding_is_given_all_taps() -> None:
    assert Axis(1, 2, 1, 2, 1, 1).bands(range(1)) == [(slice(0, 1), slice(0, 2))]


def test_same_padding_puts_the_odd_place_behind() -> None:
    axis = padded_axis(10, 4, 1, 1, "same")
    assert (axis.before, axis.after) == (1, 2)


def test_pooling_by_hand_and_the_first_of_equals_gets_the_gradient(chain: Chain, compiled: Compiled) -> None:
    x = np.array([[1.0, 5, 2, 2], [5, 0, 2, 2]]).reshape(1, 2, 4, 1)
    graph = chain((2, 4, 1), make("activation", function="prelu"), make("max_pooling2d"), make("flatten"))
    program = compiled(graph)
    plan = program.plan(1)
    plan.load(*program.arrange(x, np.array([[4.0, 0.0]])))
    plan.forward()
    plan.backward()
    assert plan.quantity("2", "a")[0, 0, :, 0].tolist() == [5, 2]
    assert plan.quantity("1", "grad_a")[0, :, :, 0].tolist() == [[0, 1, 2, 0], [0, 0, 0, 0]]


@pytest.mark.parametrize(
    ("kind", "values", "shape", "said"),
    [
        ("convolution2d", {"kernel_height": 7, "padding": "narrow"}, (5, 5, 1), "at least 7 places"),
        ("convolution2d", {"groups": 3}, (5, 5, 4), "divide"),
        ("convolution2d", {"groups": 2, "filters": 3}, (5, 5, 4), "divide"),
        ("convolution2d", {}, (5, 4), "images"),
        ("convolution1d", {}, (5, 4, 1), "sequences"),
        ("convolution1d", {"kernel_size": 3, "dilation": 3, "padding": "narrow"}, (5, 1), "at least 7 places"),
        ("convolution2d", {"activation": "softmax"}, (5, 5, 1), "mixes"),
        ("transposed_convolution2d", {"padding": "explicit", "amount": 4}, (2, 2, 1), "at least one place"),
        ("transposed_convolution1d", {"extra": 2, "stride": 2}, (2, 1), "less extra output"),
        ("max_pooling2d", {"kernel_height": 4}, (3, 5, 1), "at least 4 places"),
        ("subsampling2d", {"kernel_height": 4}, (3, 5, 1), "at least 4 places"),
        ("subsampling2d", {"activation": "softmax"}, (4, 4, 1), "mixes"),
        ("table_convolution2d", {"connections": "1 2; 3"}, (5, 5, 2), "at least 3 maps"),
        ("table_convolution2d", {"connections": "1; 3; 1"}, (5, 5, 4), "no filter sees map 2"),
        ("average_pooling2d", {"padding": "explicit", "amount": 2}, (3, 5, 1), "less padding"),
        ("max_pooling1d", {}, (3, 5, 1), "sequences"),
        ("global_max_pooling", {}, (3,), "an image or a sequence"),
    ],
)
def test_what_does_not_fit_is_said(kind: str, values: dict[str, object], shape: tuple[int, ...], said: str) -> None:
    with pytest.raises(ShapeError) as caught:
        make(kind, **values).infer_shape((shape,))
    assert said in str(caught.value)
