"""How each kind of a workload's parts is made in PyTorch: ``PARTS[kind](values, shape) -> (module, shape)``.

Shapes are torch's, without the batch: ``(F,)``, ``(T, F)``, ``(C, H, W)``. A new kind is one function and one entry.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import prod
from typing import Any

import torch
from torch import nn
from workloads import INPUT, Workload

Shape = tuple[int, ...]
Made = tuple[nn.Module, Shape]
ACTIVATIONS: dict[str, Callable[[], nn.Module]] = {"tanh": nn.Tanh, "relu": nn.ReLU}


def with_activation(module: nn.Module, name: str) -> nn.Module:
    """Return the module with its activation behind it; softmax is in the loss, as is usual there."""
    return nn.Sequential(module, ACTIVATIONS[name]()) if name in ACTIVATIONS else module


def dense(values: Mapping[str, Any], shape: Shape) -> Made:
    """A linear layer."""
    return with_activation(nn.Linear(shape[-1], values["units"]), values["activation"]), (*shape[:-1], values["units"])


def convolution2d(values: Mapping[str, Any], shape: Shape) -> Made:
    """A convolution that keeps the image's size."""
    size = (values["kernel_height"], values["kernel_width"])
    module = nn.Conv2d(shape[0], values["filters"], size, padding=values["padding"])
    return with_activation(module, values["activation"]), (values["filters"], *shape[1:])


def max_pooling2d(values: Mapping[str, Any], shape: Shape) -> Made:
    """The largest of each window."""
    size, stride = (values["kernel_height"], values["kernel_width"]), values["stride"]
    sides = ((side - window) // stride + 1 for side, window in zip(shape[1:], size, strict=True))
    return nn.MaxPool2d(size, stride), (shape[0], *sides)


def global_average_pooling(values: Mapping[str, Any], shape: Shape) -> Made:
    """The mean of each channel."""
    return nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Flatten()), shape[:1]


class LastStep(nn.Module):
    """A recurrent module whose state after the last step is given out."""

    def __init__(self, inner: nn.Module) -> None:
        super().__init__()
        self.inner = inner

    def forward(self, x: Any) -> Any:
        """Run over all steps."""
        states, _ = self.inner(x)
        return states[:, -1]


def recurrent(kind: Callable[..., nn.Module]) -> Callable[[Mapping[str, Any], Shape], Made]:
    """A recurrent layer that gives out its last step."""
    return lambda values, shape: (LastStep(kind(shape[-1], values["units"], batch_first=True)), (values["units"],))


class Sum(nn.Module):
    """The sum of two inputs."""

    def forward(self, first: Any, second: Any) -> Any:
        """Add."""
        return first + second


PARTS: dict[str, Callable[[Mapping[str, Any], Shape], Made]] = {
    "dense": dense,
    "convolution2d": convolution2d,
    "max_pooling2d": max_pooling2d,
    "global_average_pooling": global_average_pooling,
    "lstm": recurrent(nn.LSTM),
    "gru": recurrent(nn.GRU),
    "simple_rnn": recurrent(nn.RNN),
    "flatten": lambda values, shape: (nn.Flatten(), (prod(shape),)),
    "activation": lambda values, shape: (ACTIVATIONS[values["function"]](), shape),
    "add": lambda values, shape: (Sum(), shape),
}


class Linked(nn.Module):
    """Parts that read what they are linked to."""

    def __init__(self, parts: Mapping[str, nn.Module], inputs: Mapping[str, tuple[str, ...]]) -> None:
        super().__init__()
        self.parts = nn.ModuleDict(parts)
        self.inputs = dict(inputs)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Return the last part's output."""
        found = {INPUT: x}
        for name, part in self.parts.items():
            x = found[name] = part(*(found[source] for source in self.inputs[name]))
        return x


def network(workload: Workload) -> nn.Module:
    """Return the workload's network: a plain sequence where it is one."""
    image = len(workload.shape) == 3
    shapes: dict[str, Shape] = {INPUT: (workload.shape[2], *workload.shape[:2]) if image else workload.shape}
    parts: dict[str, nn.Module] = {}
    inputs: dict[str, tuple[str, ...]] = {}
    for name, part, sources in workload.links:
        parts[name], shapes[name] = PARTS[part.kind](part.values, shapes[sources[0]])
        inputs[name] = sources
    if any(part.inputs for part in workload.parts):
        return Linked(parts, inputs)
    flat = [inner for part in parts.values() for inner in (part if isinstance(part, nn.Sequential) else [part])]
    return nn.Sequential(*flat)
