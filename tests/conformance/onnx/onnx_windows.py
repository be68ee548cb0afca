"""Convolution, its transpose, and pooling."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from onnx_cases import Node, NotApplicableError, Tensor
from onnx_machine import at_work, last, layer, places, run, second

from nnstudio.engine import Plan, expand
from nnstudio.engine.per_axis import written_axes
from nnstudio.engine.windows.axis import padded_axis


def convolve(node: Node) -> tuple[Tensor, ...]:
    x, weight, bias = node.given(0), node.given(1), node.input(2)
    rank = places(x)
    options = _options(node, weight.shape[2:], x.shape[2:])
    options |= {"groups": int(node.attributes.get("group", 1)), "filters": len(weight), "bias": bias is not None}
    weights = {"weight": np.moveaxis(weight, (0, 1), (-1, -2)), **({} if bias is None else {"bias": bias})}
    return (second(run(layer(f"convolution{rank}d", **options), last(x), weights=weights)),)


def transpose(node: Node) -> tuple[Tensor, ...]:
    x, weight, bias = node.given(0), node.given(1), node.input(2)
    rank, attributes = places(x), node.attributes
    groups = int(attributes.get("group", 1))
    extra, stride, dilation = (
        _along(attributes.get(name, [usual] * rank))
        for name, usual in (("output_padding", 0), ("strides", 1), ("dilations", 1))
    )
    if "output_shape" in attributes:
        raise NotApplicableError("an output shape that decides the padding")
    if attributes.get("auto_pad", b"NOTSET") == b"SAME_UPPER":
        padding: dict[str, object] = {"padding": "same"}
    else:
        padding = _padding(attributes.get("pads", [0] * 2 * rank))
    options = {"stride": stride, "dilation": dilation, **padding}
    options |= _kernel(weight.shape[2:]) | {"extra": extra, "groups": groups, "bias": bias is not None}
    options["filters"] = weight.shape[1] * groups
    weights = {"weight": np.moveaxis(weight, (0, 1), (-1, -2)), **({} if bias is None else {"bias": bias})}
    return (second(run(layer(f"transposed_convolution{rank}d", **options), last(x), weights=weights)),)


def pool_largest(node: Node) -> tuple[Tensor, ...]:
    x = node.given(0)
    rank = places(x)
    options = _options(node, node.attributes["kernel_shape"], x.shape[2:])
    if options.pop("dilation") != 1:
        raise NotApplicableError("dilated pooling")
    _, plan = at_work(layer(f"max_pooling{rank}d", **options), last(x))
    a = second(plan.prediction)
    return (a, winners(plan, x.shape, bool(node.attributes.get("storage_order", 0)))) if len(node.outputs) > 1 else (a,)


def winners(plan: Plan, shape: tuple[int, ...], by_columns: bool) -> Tensor:
    """Return for each number of the output the place in ``x`` of the one that won, as its terms name it."""
    found = np.zeros(plan.prediction.shape, np.int64)
    for sample, *index in np.ndindex(found.shape):
        (term,) = expand(plan, "layer", "a", tuple(index), sample).terms
        *place, channel = term.factors[0].place.index
        inner, lengths = (place[::-1], shape[:1:-1]) if by_columns else (place, shape[2:])
        found[(sample, *index)] = np.ravel_multi_index((sample, channel, *inner), (*shape[:2], *lengths))
    return second(found)


def pool_mean(node: Node) -> tuple[Tensor, ...]:
    x = node.given(0)
    rank = places(x)
    options = _options(node, node.attributes["kernel_shape"], x.shape[2:])
    if options.pop("dilation") != 1:
        raise NotApplicableError("dilated pooling")
    counted = bool(node.attributes.get("count_include_pad", 0))
    return (second(run(layer(f"average_pooling{rank}d", count_padding=counted, **options), last(x))),)


def pool_all(kind: str, node: Node) -> tuple[Tensor, ...]:
    x = node.given(0)
    rank = places(x)
    return (run(layer(kind), last(x)).reshape(*x.shape[:2], *(1,) * rank),)


def _options(node: Node, kernel: Iterable[int], lengths: tuple[int, ...]) -> dict[str, object]:
    """Return stride, dilation, kernel and padding as the engine has them."""
    attributes, sizes = node.attributes, [int(size) for size in kernel]
    rank = len(sizes)
    if attributes.get("ceil_mode", 0):
        raise NotApplicableError("rounding the output's size up")
    strides, dilations = (attributes.get(name, [1] * rank) for name in ("strides", "dilations"))
    options: dict[str, object] = {"stride": _along(strides), "dilation": _along(dilations), **_kernel(sizes)}
    automatic = attributes.get("auto_pad", b"NOTSET")
    if automatic == b"SAME_LOWER":
        for length, size, stride, dilation in zip(lengths, sizes, strides, dilations, strict=True):
            axis = padded_axis(length, size, stride, dilation, "same")
            if axis.before != axis.after:
                raise NotApplicableError("an odd place of padding before, not after")
    if automatic in (b"SAME_UPPER", b"SAME_LOWER"):
        return options | {"padding": "same"}
    return options | _padding(attributes.get("pads", [0] * 2 * rank))


def _kernel(sizes: Iterable[int]) -> dict[str, object]:
    lengths = [int(size) for size in sizes]
    return (
        {"kernel_size": lengths[0]}
        if len(lengths) == 1
        else dict(zip(("kernel_height", "kernel_width"), lengths, strict=True))
    )


def _padding(pads: Iterable[int]) -> dict[str, object]:
    """Return the padding; ``pads`` has all axes' beginnings, then their ends."""
    before, after = np.split(np.array(list(pads)), 2)
    if (before != after).any():
        raise NotApplicableError("pads that differ between the two sides")
    return {"padding": "explicit", "amount": _along(before.tolist())}


def _along(values: Iterable[int]) -> int | str:
    """Return a number for each axis as the engine takes it."""
    numbers = [int(value) for value in values]
    return written_axes(numbers[0], numbers[-1])


WINDOWS = {
    "Conv": convolve,
    "ConvTranspose": transpose,
    "MaxPool": pool_largest,
    "AveragePool": pool_mean,
    "GlobalMaxPool": lambda node: pool_all("global_max_pooling", node),
    "GlobalAveragePool": lambda node: pool_all("global_average_pooling", node),
}
