"""Every kind of layer written with torch's operations, in the outside order: for networks drawn at random."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import torch

from nnstudio.engine.layer import Layer
from nnstudio.engine.per_axis import each_axis

F = torch.nn.functional
Tensor = Any
Weights = Mapping[str, Tensor]
Compose = Callable[[Layer, Weights, list[Tensor]], Tensor]


def activated(layer: Layer, name: str, weights: Weights, z: Tensor) -> Tensor:
    """Return the activation that the parameter ``name`` chooses."""
    kind = str(layer.values[name])
    if kind == "prelu":
        return torch.where(z > 0, z, z * weights["gamma"])
    simple: dict[str, Callable[[Tensor], Tensor]] = {
        "identity": lambda v: v,
        "tanh": torch.tanh,
        "logistic": torch.sigmoid,
        "softplus": lambda v: F.softplus(v, threshold=1e9),
        "gelu": F.gelu,
        "gelu_tanh": lambda v: F.gelu(v, approximate="tanh"),
        "silu": F.silu,
        "mish": F.mish,
        "softsign": F.softsign,
        "elu": F.elu,
        "swish": lambda v: v * torch.sigmoid(v * layer.values[f"{name}.beta"]),
        "softmax": lambda v: torch.softmax(v, -1),
    }
    return simple[kind](z)


def dense(layer: Layer, weights: Weights, inputs: list[Tensor]) -> Tensor:
    z = inputs[0] @ weights["weight"] + weights.get("bias", 0.0)
    return activated(layer, "activation", weights, z)


def maxout(layer: Layer, weights: Weights, inputs: list[Tensor]) -> Tensor:
    return (torch.einsum("ni,iku->nku", inputs[0], weights["weight"]) + weights["bias"]).amax(1)


def kernel(layer: Layer) -> list[int]:
    if "kernel_size" in layer.values:
        return [int(layer.kernel_size)]
    return [int(layer.kernel_height), int(layer.kernel_width)]


def along(layer: Layer, name: str) -> list[int]:
    """Return a hyper-parameter for each axis of places."""
    return list(each_axis(layer.values[name]))[: len(kernel(layer))]


def sides(layer: Layer, lengths: tuple[int, ...], dilation: list[int]) -> list[int]:
    """Return how much is padded, the last axis first, before and after: as ``F.pad`` wants it."""
    found: list[int] = []
    axes = zip(lengths, kernel(layer), along(layer, "stride"), along(layer, "amount"), dilation, strict=True)
    for length, taps, stride, amount, apart in reversed(list(axes)):
        reach = (taps - 1) * apart
        if layer.padding == "same":
            total = max((-(-length // stride) - 1) * stride + reach + 1 - length, 0)
            found += [total // 2, total - total // 2]
        else:
            found += [{"narrow": 0, "wide": reach, "explicit": amount}[layer.padding]] * 2
    return found


def convolution(layer: Layer, weights: Weights, inputs: list[Tensor]) -> Tensor:
    x = inputs[0].movedim(-1, 1)
    rank = x.ndim - 2
    weight = weights["weight"].movedim((-1, -2), (0, 1)).contiguous()
    if layer.flip:
        weight = weight.flip(tuple(range(2, 2 + rank)))
    stride, dilation = along(layer, "stride"), along(layer, "dilation")
    x = F.pad(x, sides(layer, x.shape[2:], dilation))
    call = F.conv1d if rank == 1 else F.conv2d
    z = call(x, weight, weights.get("bias"), stride, 0, dilation, layer.groups).movedim(1, -1)
    return activated(layer, "activation", weights, z)


def by_table(layer: Layer, weights: Weights, inputs: list[Tensor]) -> Tensor:
    """Each filter a convolution of its own, of the maps that its row names."""
    x = inputs[0].movedim(-1, 1)
    stride, dilation = along(layer, "stride"), along(layer, "dilation")
    padded, taken, found = F.pad(x, sides(layer, x.shape[2:], dilation)), 0, []
    for row in layer.connections.split(";"):
        maps = list(range(x.shape[1])) if row.strip() == "*" else [int(part) - 1 for part in row.split()]
        weight = weights["weight"][:, :, taken : taken + len(maps)].movedim(-1, 0)[None]
        weight = weight.flip((2, 3)) if layer.flip else weight
        found.append(F.conv2d(padded[:, maps], weight, None, stride, 0, dilation))
        taken += len(maps)
    assert taken == weights["weight"].shape[-1]
    return activated(layer, "activation", weights, torch.cat(found, 1).movedim(1, -1) + weights.get("bias", 0.0))


def subsampling(layer: Layer, weights: Weights, inputs: list[Tensor]) -> Tensor:
    """Return a depthwise convolution whose kernel holds one number, over and over."""
    x, taps = inputs[0].movedim(-1, 1), kernel(layer)
    weight = weights["weight"][:, None, None, None].expand(-1, 1, *taps)
    z = F.conv2d(x, weight, weights["bias"], along(layer, "stride"), groups=x.shape[1]).movedim(1, -1)
    return activated(layer, "activation", weights, z)


def transposed(layer: Layer, weights: Weights, inputs: list[Tensor]) -> Tensor:
    x = inputs[0].movedim(-1, 1)
    weight = weights["weight"].movedim((-1, -2), (0, 1)).contiguous()
    call = F.conv_transpose1d if x.ndim == 3 else F.conv_transpose2d
    stride, dilation = along(layer, "stride"), along(layer, "dilation")
    same = layer.padding == "same"
    extra = [step - 1 for step in stride] if same else along(layer, "extra")
    z = call(x, weight, weights.get("bias"), stride, 0, extra, layer.groups, dilation)
    axes = zip(kernel(layer), dilation, along(layer, "amount"), stride, strict=True)
    for axis, (taps, apart, given, step) in enumerate(axes, start=2):
        reach = (taps - 1) * apart
        if same:
            z = z.narrow(axis, max(reach + 1 - step, 0) // 2, x.shape[axis] * step)
        else:
            amount = {"narrow": 0, "wide": reach, "explicit": given}[layer.padding]
            z = z.narrow(axis, amount, z.shape[axis] - 2 * amount)
    return activated(layer, "activation", weights, z.movedim(1, -1))


def pooling(layer: Layer, weights: Weights, inputs: list[Tensor]) -> Tensor:
    x = inputs[0].movedim(-1, 1)
    largest, flat = layer.declaration.id.startswith("max"), x.ndim == 3
    pads, stride = sides(layer, x.shape[2:], [1] * (x.ndim - 2)), along(layer, "stride")
    if largest:
        call = F.max_pool1d if flat else F.max_pool2d
        return call(F.pad(x, pads, value=-torch.inf), kernel(layer), stride).movedim(1, -1)
    call = F.avg_pool1d if flat else F.avg_pool2d
    mean = call(F.pad(x, pads), kernel(layer), stride)
    if not layer.count_padding:
        mean = mean / call(F.pad(torch.ones_like(x), pads), kernel(layer), stride)
    return mean.movedim(1, -1)


def everywhere(layer: Layer, weights: Weights, inputs: list[Tensor]) -> Tensor:
    places = tuple(range(1, inputs[0].ndim - 1))
    return inputs[0].amax(places) if "max" in layer.declaration.id else inputs[0].mean(places)


def normalization(layer: Layer, weights: Weights, inputs: list[Tensor]) -> Tensor:
    x, kind = inputs[0], layer.declaration.id
    if kind == "rms_normalization":
        return x / (x.square().mean(-1, keepdim=True) + layer.epsilon).sqrt() * weights["scale"]
    if kind == "layer_normalization":
        return F.layer_norm(x, x.shape[-1:], weights["scale"], weights["shift"], layer.epsilon)
    first = x.movedim(-1, 1)
    if kind == "group_normalization":
        return F.group_norm(first, layer.groups, weights["scale"], weights["shift"], layer.epsilon).movedim(1, -1)
    scale, shift = weights["scale"], weights["shift"]
    return F.batch_norm(first, None, None, scale, shift, True, eps=layer.epsilon).movedim(1, -1)


def attention(layer: Layer, weights: Weights, inputs: list[Tensor]) -> Tensor:
    return F.scaled_dot_product_attention(*inputs, is_causal=bool(layer.causal))


def heads(layer: Layer, weights: Weights, inputs: list[Tensor]) -> Tensor:
    def projected(part: str, x: Tensor) -> Tensor:
        return x @ weights[f"{part}_weight"] + weights[f"{part}_bias"]

    def split(x: Tensor) -> Tensor:
        return x.reshape(*x.shape[:2], layer.heads, -1).movedim(2, 1)

    q, k, v = (split(projected(part, inputs[0])) for part in ("query", "key", "value"))
    found = F.scaled_dot_product_attention(q, k, v, is_causal=bool(layer.causal)).movedim(1, 2)
    return projected("output", found.reshape(*found.shape[:2], -1))


def projection(layer: Layer, weights: Weights, inputs: list[Tensor]) -> Tensor:
    skip, branch = inputs
    stride = next((s for s in range(1, 100) if [-(-n // s) for n in skip.shape[1:-1]] == list(branch.shape[1:-1])), 1)
    for axis in range(1, skip.ndim - 1):
        skip = skip.index_select(axis, torch.arange(0, skip.shape[axis], stride))
    return branch + skip @ weights["weight"] + weights.get("bias", 0.0)


def flatten(layer: Layer, weights: Weights, inputs: list[Tensor]) -> Tensor:
    x = inputs[0].transpose(2, 3) if inputs[0].ndim == 4 else inputs[0]
    return x.reshape(len(x), -1)


def product(layer: Layer, weights: Weights, inputs: list[Tensor]) -> Tensor:
    found = inputs[0]
    for other in inputs[1:]:
        found = found * other
    return found


COMPOSED: dict[str, Compose] = {
    "dense": dense,
    "maxout": maxout,
    "activation": lambda layer, weights, inputs: activated(layer, "function", weights, inputs[0]),
    "convolution1d": convolution,
    "convolution2d": convolution,
    "table_convolution2d": by_table,
    "subsampling2d": subsampling,
    "transposed_convolution1d": transposed,
    "transposed_convolution2d": transposed,
    **dict.fromkeys(("max_pooling1d", "max_pooling2d", "average_pooling1d", "average_pooling2d"), pooling),
    **dict.fromkeys(("global_average_pooling", "global_max_pooling"), everywhere),
    **{f"{kind}_normalization": normalization for kind in ("batch", "layer", "group", "rms")},
    "attention": attention,
    "multi_head_attention": heads,
    "projection": projection,
    "flatten": flatten,
    "reshape": lambda layer, weights, inputs: inputs[0].reshape(len(inputs[0]), -1, 1),
    "repeat": lambda layer, weights, inputs: inputs[0][:, None].expand(-1, layer.steps, -1),
    "add": lambda layer, weights, inputs: sum(inputs[1:], inputs[0]),
    "multiply": product,
    "concatenate": lambda layer, weights, inputs: torch.cat(inputs, -1),
    "output": lambda layer, weights, inputs: inputs[0],
}
