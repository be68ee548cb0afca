"""What a field, or a number of channels, costs: designs of a few layers, counted by the layers themselves."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from math import prod

import numpy as np
import numpy.typing as npt

from nnstudio.engine import chain, layers
from nnstudio.engine.graph import infer_shapes
from nnstudio.engine.layer import Layer
from nnstudio.engine.typing import Shape
from nnstudio.inspection.layer_views.reach import receptive_field
from nnstudio.text import Message, msg

SMALLEST, LARGEST = 3, 31
"""Receptive fields."""
_MARGIN = 4
"""By so much an image is wider than a field, so that one in its middle ends nowhere at the edge."""


@dataclass(frozen=True, eq=False)
class Design:
    """A few layers one after the other: what they see, and what they cost on an image of one size.

    ``paths`` ``(field, field)`` : on how many ways each input comes to one output; empty where that is not asked.
    ``field`` : the receptive field's side. ``links`` count biases too; ``made`` is the shape of what comes out.
    """

    name: Message
    parts: tuple[Layer, ...]
    parameters: int
    links: int
    products: int
    made: Shape
    field: int = 0
    paths: npt.NDArray[np.float64] | None = None


@lru_cache(maxsize=64)
def ways_to_see(field: int, channels: int, side: int) -> tuple[Design, ...]:
    """Return four ways to a receptive field of at least ``field``, each layer from ``channels`` to as many.

    A larger kernel, more layers of 3×3, pooling before them, and dilation that doubles from layer to layer.
    """
    plain = max(1, -(-(field - 1) // 2))
    pooled = max(1, -(-(field - 2) // 4))
    rates = [1]
    while 1 + 2 * sum(rates) < field:
        rates.append(2 * rates[-1])
    odd = field + 1 - field % 2
    names = (
        msg("one {size}×{size}", size=odd),
        msg("{count} of 3×3", count=plain),
        msg("pooling, {count} of 3×3", count=pooled),
        msg("3×3, D = {rates}", rates=", ".join(map(str, rates))),
    )
    pool = layers.make("max_pooling2d")
    kernels = [(odd, 1)], [(3, 1)] * plain, [(3, 1)] * pooled, [(3, rate) for rate in rates]
    first: tuple[tuple[Layer, ...], ...] = ((), (), (pool,), ())
    return tuple(
        _seeing(name, before, each, channels, side) for name, before, each in zip(names, first, kernels, strict=True)
    )


def fewer_weights(channels: int, side: int) -> tuple[tuple[Design, ...], ...]:
    """Return designs to be compared with one another: what is replaced first, then what replaces it."""
    narrow, shape = max(1, channels // 4), (side, side, channels)
    head = 10
    pairs = (
        (
            (msg("one 5×5"), (_convolution(5, channels),)),
            (msg("two 3×3"), (_convolution(3, channels), _convolution(3, channels))),
        ),
        (
            (msg("3×3"), (_convolution(3, channels),)),
            (
                msg("1×1 to {narrow}, 3×3, 1×1 back", narrow=narrow),
                (_convolution(1, narrow), _convolution(3, narrow), _convolution(1, channels)),
            ),
        ),
        (
            (msg("flatten, dense {count}", count=head), (layers.make("flatten"), layers.make("dense", units=head))),
            (
                msg("1×1 to {count}, mean of each", count=head),
                (_convolution(1, head), layers.make("global_average_pooling")),
            ),
        ),
    )
    return tuple(tuple(counted(name, parts, shape) for name, parts in pair) for pair in pairs)


def counted(name: Message, parts: tuple[Layer, ...], shape: Shape) -> Design:
    """Return a design with what it costs on one sample of a shape."""
    parameters = links = products = 0
    for part in parts:
        weights = part.weights((shape,))
        made, work = part.infer_shape((shape,)), part.multiply_adds((shape,))
        parameters += sum(prod(weight.shape) for weight in weights)
        products += work
        links += work + (prod(made) if any(weight.name == "bias" for weight in weights) else 0)
        shape = made
    return Design(name, parts, parameters, links, products, shape)


def _seeing(
    name: Message, before: tuple[Layer, ...], kernels: list[tuple[int, int]], channels: int, side: int
) -> Design:
    parts = (*before, *(_convolution(size, channels, dilation) for size, dilation in kernels))
    alone = (*before, *(_convolution(size, 1, dilation) for size, dilation in kernels))
    found = counted(name, parts, (side, side, channels))
    paths = _paths(kernels, pooled=bool(before))
    return Design(
        name, parts, found.parameters, found.links, found.products, found.made, _field(alone, len(paths)), paths
    )


def _convolution(size: int, filters: int, dilation: int = 1) -> Layer:
    return layers.make(
        "convolution2d", filters=filters, kernel_height=size, kernel_width=size, dilation=dilation, padding="same"
    )


def _field(parts: tuple[Layer, ...], about: int) -> int:
    """Return the side of what one output in the middle can depend on, asked of the layers."""
    side = about + about % 2 + _MARGIN
    graph = chain((side, side, 1), *parts)
    shapes = infer_shapes(graph)
    last = graph[graph.sinks[0]].inputs[0]
    middle = tuple(length // 2 for length in shapes[last][:2])
    return receptive_field(graph, shapes, last, (*middle, 0))[graph.sources[0]].size[0]


def _paths(kernels: Iterable[tuple[int, int]], *, pooled: bool) -> npt.NDArray[np.float64]:
    """Return on how many ways each input comes to one output, from the last layer back to the image."""
    line = np.ones(1)
    for size, dilation in reversed(list(kernels)):
        comb = np.zeros((size - 1) * dilation + 1)
        comb[::dilation] = 1
        line = np.convolve(line, comb)
    if pooled:
        line = np.repeat(line, 2)
    return np.outer(line, line)
