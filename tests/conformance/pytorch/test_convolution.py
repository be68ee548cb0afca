"""Convolution and pooling beside torch: outputs, all gradients, over sizes, strides, paddings, dilations, groups."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product
from typing import Any

import numpy as np
import pytest
from torch_distances import worst

from nnstudio.engine import layers
from nnstudio.engine.errors import ShapeError
from nnstudio.engine.layer import Layer
from nnstudio.engine.typing import Array

torch = pytest.importorskip("torch")
COMPOSED = pytest.importorskip("torch_layers").COMPOSED
torch.set_default_dtype(torch.float64)
F = torch.nn.functional
LIMIT = 1e-12
Put = Callable[..., Any]
Apart = Callable[..., float]

IMAGES = [(7, 9, 4), (8, 6, 4), (1, 5, 4), (5, 1, 4)]
SEQUENCES = [(9, 4), (6, 4), (1, 4)]
KERNELS = [(1, 1), (3, 3), (2, 3), (4, 1)]


def first(tensor: Any) -> Any:
    """Channels first: a view of torch's order."""
    return tensor.movedim(-1, 1)


def data(shape: tuple[int, ...], count: int = 3) -> Array:
    return np.random.default_rng(17).normal(size=(count, *shape))


def margin(padding: str, amount: int, kernel: int, dilation: int) -> int:
    return {"narrow": 0, "wide": (kernel - 1) * dilation, "explicit": amount}[padding]


def pad_same(x: Any, kernel: tuple[int, ...], stride: int, dilation: int, value: float = 0.0) -> Any:
    """Pad a channels-first tensor as TensorFlow does."""
    sides: list[int] = []
    for size, taps in zip(reversed(x.shape[2:]), reversed(kernel), strict=True):
        total = max((-(-size // stride) - 1) * stride + (taps - 1) * dilation + 1 - size, 0)
        sides += [total // 2, total - total // 2]
    return F.pad(x, sides, value=value)


def differences(ours: Any, apart: Apart, call: Callable[..., Any]) -> dict[str, float]:
    """Call torch with the same x, weight and bias; tell how far apart what comes out is, and each gradient."""
    given = {key.name: ours.program.parameter("l", key.name) for key in ours.program.parameters() if key.layer == "l"}
    tensors = {name: torch.tensor(np.array(value), requires_grad=True) for name, value in given.items()}
    x = torch.tensor(ours.x[0], requires_grad=True)
    output = call(first(x), **tensors).movedim(1, -1)
    ((output - torch.tensor(ours.y)) ** 2).mean().backward()
    found = {"a": apart(ours.output, output), "x": apart(ours.grad_x(), x.grad)}
    return found | {name: apart(ours.gradient(name), tensor.grad) for name, tensor in tensors.items()}


def fits(layer: Layer, shape: tuple[int, ...]) -> bool:
    try:
        layer.infer_shape((shape,))
    except ShapeError:
        return False
    return True


PADDINGS = [("narrow", 0), ("wide", 0), ("same", 0), ("explicit", 1), ("explicit", 4)]
OPTIONS = [
    {"stride": stride, "padding": padding, "amount": amount, "dilation": dilation, "groups": groups}
    for (padding, amount), stride, dilation, groups in product(PADDINGS, (1, 2, 3), (1, 2, 3), (1, 2, 4))
]
options = pytest.mark.parametrize("values", OPTIONS, ids=lambda v: "-".join(str(each) for each in v.values()))


def weight_of(weight: Any, flip: bool) -> Any:
    """Our (*K, C/G, F) as torch's (F, C/G, *K)."""
    places = tuple(range(weight.ndim - 2))
    return (weight.flip(places) if flip else weight).movedim((-1, -2), (0, 1))


def torch_convolution(values: dict[str, Any], kernel: tuple[int, ...], flip: bool) -> Callable[..., Any]:
    convolve = F.conv2d if len(kernel) == 2 else F.conv1d
    stride, dilation, groups = values["stride"], values["dilation"], values["groups"]

    def call(x: Any, weight: Any, bias: Any = None) -> Any:
        if values["padding"] == "same":
            x, pads = pad_same(x, kernel, stride, dilation), (0,) * len(kernel)
        else:
            pads = tuple(margin(values["padding"], values["amount"], taps, dilation) for taps in kernel)
        return convolve(x, weight_of(weight, flip), bias, stride, pads, dilation, groups)

    return call


@options
def test_convolution2d(values: dict[str, Any], put: Put, apart: Apart) -> None:
    found = []
    for number, (shape, kernel) in enumerate(product(IMAGES, KERNELS)):
        flip, bias = number % 3 == 1, number % 2 == 0
        sizes = {"kernel_height": kernel[0], "kernel_width": kernel[1]}
        layer = layers.make("convolution2d", filters=8, flip=flip, bias=bias, **sizes, **values)
        if fits(layer, shape):
            found.append(differences(put(layer, data(shape)), apart, torch_convolution(values, kernel, flip)))
    assert len(found) >= 3
    assert worst(*found) <= LIMIT


@options
def test_convolution1d(values: dict[str, Any], put: Put, apart: Apart) -> None:
    found = []
    for number, (shape, kernel) in enumerate(product(SEQUENCES, (1, 2, 3, 5))):
        flip, bias = number % 3 == 1, number % 2 == 0
        layer = layers.make("convolution1d", filters=4, flip=flip, bias=bias, kernel_size=kernel, **values)
        if fits(layer, shape):
            found.append(differences(put(layer, data(shape)), apart, torch_convolution(values, (kernel,), flip)))
    assert len(found) >= 3
    assert worst(*found) <= LIMIT


def torch_transposed(values: dict[str, Any], kernel: tuple[int, ...], extra: int) -> Callable[..., Any]:
    transpose = F.conv_transpose2d if len(kernel) == 2 else F.conv_transpose1d
    stride, dilation, groups = values["stride"], values["dilation"], values["groups"]

    def call(x: Any, weight: Any, bias: Any = None) -> Any:
        weight = weight.movedim((-1, -2), (0, 1))
        if values["padding"] != "same":
            pads = tuple(margin(values["padding"], values["amount"], taps, dilation) for taps in kernel)
            return transpose(x, weight, bias, stride, pads, extra, groups, dilation)
        whole = transpose(x, weight, None, stride, 0, stride - 1, groups, dilation)
        for axis, taps in enumerate(kernel, start=2):
            reach = (taps - 1) * dilation + 1
            start = max(reach - stride, 0) // 2
            whole = whole.narrow(axis, start, x.shape[axis] * stride)
        return whole if bias is None else whole + bias.reshape(-1, *(1 for _ in kernel))

    return call


@options
def test_transposed_convolution2d(values: dict[str, Any], put: Put, apart: Apart) -> None:
    found = []
    for number, (shape, kernel) in enumerate(product(IMAGES[:3], KERNELS)):
        extra = number % values["stride"] if values["padding"] != "same" else 0
        sizes = {"kernel_height": kernel[0], "kernel_width": kernel[1]}
        layer = layers.make("transposed_convolution2d", filters=8, bias=number % 2 == 0, extra=extra, **sizes, **values)
        if fits(layer, shape):
            found.append(differences(put(layer, data(shape)), apart, torch_transposed(values, kernel, extra)))
    assert len(found) >= 2
    assert worst(*found) <= LIMIT


@options
def test_transposed_convolution1d(values: dict[str, Any], put: Put, apart: Apart) -> None:
    found = []
    for number, (shape, kernel) in enumerate(product(SEQUENCES, (1, 2, 3, 5))):
        extra = number % values["stride"] if values["padding"] != "same" else 0
        layer = layers.make(
            "transposed_convolution1d", filters=4, bias=number % 2 == 0, extra=extra, kernel_size=kernel, **values
        )
        if fits(layer, shape):
            found.append(differences(put(layer, data(shape)), apart, torch_transposed(values, (kernel,), extra)))
    assert len(found) >= 3
    assert worst(*found) <= LIMIT


POOLS = [
    {"stride": stride, "padding": padding, "amount": amount}
    for (padding, amount), stride in product([("narrow", 0), ("same", 0), ("explicit", 1)], (1, 2, 3))
]
pools = pytest.mark.parametrize("values", POOLS, ids=lambda v: "-".join(str(each) for each in v.values()))


def torch_max(values: dict[str, Any], kernel: tuple[int, ...]) -> Callable[[Any], Any]:
    pool = F.max_pool2d if len(kernel) == 2 else F.max_pool1d

    def call(x: Any) -> Any:
        if values["padding"] == "same":
            return pool(pad_same(x, kernel, values["stride"], 1, -np.inf), kernel, values["stride"])
        return pool(x, kernel, values["stride"], values["amount"])

    return call


def torch_mean(values: dict[str, Any], kernel: tuple[int, ...], counts: bool) -> Callable[[Any], Any]:
    pool = F.avg_pool2d if len(kernel) == 2 else F.avg_pool1d

    def call(x: Any) -> Any:
        stride = values["stride"]
        if values["padding"] != "same":
            return pool(x, kernel, stride, values["amount"], count_include_pad=counts)
        mean = pool(pad_same(x, kernel, stride, 1), kernel, stride)
        return mean if counts else mean / pool(pad_same(torch.ones_like(x), kernel, stride, 1), kernel, stride)

    return call


def pooled(shape: tuple[int, ...], ties: bool) -> Array:
    """Whole numbers tie often: the gradient must go where torch's goes."""
    return np.random.default_rng(3).integers(0, 3, (3, *shape)).astype(np.float64) if ties else data(shape)


@pools
@pytest.mark.parametrize("ties", [False, True])
def test_pooling2d(values: dict[str, Any], ties: bool, put: Put, apart: Apart) -> None:
    found = []
    for shape, kernel in product([(7, 9, 3), (8, 6, 2), (2, 3, 1)], [(1, 1), (2, 2), (3, 3), (2, 3), (3, 1), (1, 2)]):
        if values["amount"] and min(kernel) < 2:
            continue
        sizes = {"kernel_height": kernel[0], "kernel_width": kernel[1], **values}
        layer = layers.make("max_pooling2d", **sizes)
        if not fits(layer, shape):
            continue
        found.append(differences(put(layer, pooled(shape, ties)), apart, torch_max(values, kernel)))
        for counts in (True, False):
            layer = layers.make("average_pooling2d", count_padding=counts, **sizes)
            found.append(differences(put(layer, pooled(shape, ties)), apart, torch_mean(values, kernel, counts)))
    assert len(found) >= 9
    assert worst(*found) <= LIMIT


@pools
@pytest.mark.parametrize("ties", [False, True])
def test_pooling1d(values: dict[str, Any], ties: bool, put: Put, apart: Apart) -> None:
    found = []
    for shape, kernel in product([(9, 3), (6, 2), (4, 1)], [1, 2, 3, 4]):
        if values["amount"] and kernel < 2:
            continue
        sizes = {"kernel_size": kernel, **values}
        found.append(
            differences(
                put(layers.make("max_pooling1d", **sizes), pooled(shape, ties)), apart, torch_max(values, (kernel,))
            )
        )
        for counts in (True, False):
            layer = layers.make("average_pooling1d", count_padding=counts, **sizes)
            found.append(differences(put(layer, pooled(shape, ties)), apart, torch_mean(values, (kernel,), counts)))
    assert len(found) >= 9
    assert worst(*found) <= LIMIT


@pytest.mark.parametrize("shape", [(7, 9, 3), (1, 1, 2), (4, 1, 2), (9, 3), (1, 2)], ids=str)
@pytest.mark.parametrize("ties", [False, True])
def test_global_pooling(shape: tuple[int, ...], ties: bool, put: Put, apart: Apart) -> None:
    x = pooled(shape, ties)
    places = tuple(range(2, len(shape) + 1))

    def largest(tensor: Any) -> Any:
        return (
            tensor.flatten(2).max(dim=2).values
            if not ties
            else F.max_pool1d(tensor.flatten(2), np.prod(shape[:-1]))[..., 0]
        )

    mean = differences(put(layers.make("global_average_pooling"), x), apart, lambda tensor: tensor.mean(places))
    maximum = differences(put(layers.make("global_max_pooling"), x), apart, largest)
    assert worst(mean, maximum) <= LIMIT


def test_activation_inside(put: Put, apart: Apart) -> None:
    layer = layers.make("convolution2d", filters=5, activation="tanh", padding="same")
    found = differences(
        put(layer, data((6, 7, 2))),
        apart,
        lambda x, weight, bias: F.conv2d(x, weight_of(weight, False), bias, padding="same").tanh(),
    )
    assert worst(found) <= LIMIT


APART = [
    {"stride": stride, "padding": padding, "amount": amount, "kernel_height": 3, "kernel_width": 2}
    for stride, (padding, amount) in product(
        ("2, 1", "1, 3", "3, 2"), (("narrow", 0), ("same", 0), ("explicit", "1, 0"), ("explicit", "0, 1"))
    )
]
axes_apart = pytest.mark.parametrize("values", APART, ids=lambda v: "-".join(str(each) for each in v.values()))


def beside_torch(layer: Layer, shape: tuple[int, ...], put: Put, apart: Apart) -> dict[str, float]:
    def call(x: Any, **weights: Any) -> Any:
        return COMPOSED[layer.declaration.id](layer, weights, [x.movedim(1, -1)]).movedim(-1, 1)

    return differences(put(layer, data(shape)), apart, call)


@axes_apart
@pytest.mark.parametrize("dilation", [1, "2, 1", "1, 3"])
@pytest.mark.parametrize("kind", ["convolution2d", "transposed_convolution2d"])
def test_each_axis_its_own(kind: str, dilation: int | str, values: dict[str, Any], put: Put, apart: Apart) -> None:
    layer = layers.make(kind, filters=4, groups=2, dilation=dilation, **values)
    found = [beside_torch(layer, shape, put, apart) for shape in ((9, 8, 4), (7, 11, 2))]
    assert worst(*found) <= LIMIT


@axes_apart
@pytest.mark.parametrize("options", [("max", {}), ("average", {}), ("average", {"count_padding": False})], ids=str)
def test_pooling_each_axis_its_own(
    options: tuple[str, dict[str, Any]], values: dict[str, Any], put: Put, apart: Apart
) -> None:
    layer = layers.make(f"{options[0]}_pooling2d", **options[1], **values)
    found = [beside_torch(layer, shape, put, apart) for shape in ((9, 8, 3), (7, 11, 1))]
    assert worst(*found) <= LIMIT


def test_extra_output_of_each_axis(put: Put, apart: Apart) -> None:
    layer = layers.make("transposed_convolution2d", filters=3, stride="3, 2", extra="2, 1", padding="narrow")
    found = differences(
        put(layer, data((4, 5, 2))),
        apart,
        lambda x, weight, bias: F.conv_transpose2d(x, weight.movedim((-1, -2), (0, 1)), bias, (3, 2), 0, (2, 1)),
    )
    assert worst(found) <= LIMIT
