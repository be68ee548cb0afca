"""The workloads of the engine's benchmark, as plain data that every peer builds its own network from.

Needs neither the engine nor torch. A network is a list of parts: the engine's name of a layer and its parameters; the
peer (``torch_peer.py``) knows how each kind is made there.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.float32]
INPUT = "x"


@dataclass(frozen=True)
class Part:
    """One layer. It reads the part before it, or those named in ``inputs`` (``x`` is the network's input)."""

    kind: str
    values: Mapping[str, Any] = field(default_factory=dict)
    name: str = ""
    inputs: tuple[str, ...] = ()


@dataclass(frozen=True)
class Workload:
    """A network and how it learns.

    ``shape`` is one sample's, batch and channels in the engine's outside order. ``gate`` is the speed asked for, as a
    multiple of ``rival``: ``eager``, ``best`` of all one-thread torch variants, or ``any``: the best at one or two
    threads. ``further`` names more rivals with their gates.
    """

    id: str
    title: str
    shape: tuple[int, ...]
    parts: tuple[Part, ...]
    loss: str
    optimizer: str
    learning_rate: float
    batch: int
    samples: int
    gate: float
    rival: str
    further: tuple[tuple[str, float], ...] = ()

    @property
    def links(self) -> tuple[tuple[str, Part, tuple[str, ...]], ...]:
        """Each part with its name and the names of what it reads."""
        found, before = [], INPUT
        for number, part in enumerate(self.parts, start=1):
            name = part.name or f"h{number}"
            found.append((name, part, part.inputs or (before,)))
            before = name
        return tuple(found)

    @property
    def outputs(self) -> int:
        """The width of the last layer."""
        return int(self.parts[-1].values["units"])


def dense(units: int, activation: str = "identity") -> Part:
    """Return a dense layer."""
    return Part("dense", {"units": units, "activation": activation})


def convolution(filters: int, activation: str = "identity", **values: Any) -> Part:
    """Return a 3×3 convolution that keeps the image's size."""
    sizes = {"kernel_height": 3, "kernel_width": 3, "padding": "same"}
    return Part("convolution2d", {"filters": filters, "activation": activation, **sizes, **values})


def pooling() -> Part:
    """Return the largest of each 2×2 window."""
    return Part("max_pooling2d", {"kernel_height": 2, "kernel_width": 2, "stride": 2})


def recurrent(kind: str) -> Part:
    """Return a recurrent layer of 32 units that gives out its last step."""
    return Part(kind, {"units": 32, "output": "last"})


def _digits() -> tuple[Part, ...]:
    layers = (convolution(8, "relu"), pooling(), convolution(16, "relu"), pooling())
    return (*layers, Part("flatten"), dense(10, "softmax"))


def _residual() -> tuple[Part, ...]:
    return (
        convolution(16, "relu"),
        Part("convolution2d", convolution(16).values, "f"),
        Part("add", {}, "sum", (INPUT, "f")),
        Part("activation", {"function": "relu"}),
        Part("global_average_pooling"),
        dense(10, "softmax"),
    )


WORKLOADS = (
    Workload(
        *("W1", "2-4-2-1 tanh, MSE, SGD", (2,), (dense(4, "tanh"), dense(2, "tanh"), dense(1, "tanh"))),
        *("mse", "sgd", 0.03, 10, 300, 35, "eager", (("nn.ts", 0.7),)),
    ),
    Workload(
        *("W2", "2-8-8-1 tanh, MSE, Adam", (2,), (dense(8, "tanh"), dense(8, "tanh"), dense(1, "tanh"))),
        *("mse", "adam", 0.003, 30, 300, 28, "eager"),
    ),
    Workload(
        *("W3", "2-16-16-1 ReLU, hinge, SGD", (2,), (dense(16, "relu"), dense(16, "relu"), dense(1))),
        *("hinge", "sgd", 0.01, 100, 100, 20, "best"),
    ),
    Workload(
        *("W4", "4-16-3 tanh, softmax CE, Adam", (4,), (dense(16, "tanh"), dense(3, "softmax"))),
        *("ce", "adam", 0.003, 16, 144, 22, "eager"),
    ),
    Workload(
        *("W5", "784-256-128-10 ReLU, softmax CE, Adam", (784,)),
        (dense(256, "relu"), dense(128, "relu"), dense(10, "softmax")),
        *("ce", "adam", 0.001, 128, 1280, 1.05, "best"),
    ),
    Workload(
        *("W6", "28×28: 2 × (conv, ReLU, pool), CE, Adam", (28, 28, 1), _digits()),
        *("ce", "adam", 0.001, 64, 640, 2, "any"),
    ),
    Workload(
        *("W7", "8×8: 2 × (conv, ReLU, pool), CE, Adam", (8, 8, 1), _digits()),
        *("ce", "adam", 0.001, 32, 640, 6, "best"),
    ),
    Workload(
        *("W8", "LSTM 32, 30 steps of 8, softmax CE, Adam", (30, 8), (recurrent("lstm"), dense(10, "softmax"))),
        *("ce", "adam", 0.001, 32, 640, 1.4, "best"),
    ),
    Workload(
        *("W9", "RNN 32, 50 steps of 8, softmax CE, Adam", (50, 8), (recurrent("simple_rnn"), dense(10, "softmax"))),
        *("ce", "adam", 0.001, 32, 640, 6, "best"),
    ),
    Workload(
        *("W10", "20 × 64 tanh, softmax CE, Adam", (64,), (*(dense(64, "tanh"),) * 20, dense(10, "softmax"))),
        *("ce", "adam", 0.0005, 64, 640, 2.3, "any"),
    ),
    Workload(
        *("W11", "residual block, 16 × 16×16, CE, Adam", (16, 16, 16), _residual()),
        *("ce", "adam", 0.001, 32, 320, 1.1, "best"),
    ),
)


def data(workload: Workload) -> tuple[Numbers, Numbers]:
    """Return x ``(N, *shape)`` and targets ``(N, K)``: a rule that can be learned, so that no value runs away."""
    random = np.random.default_rng(7)
    features = int(np.prod(workload.shape))
    x = random.normal(size=(workload.samples, features)).astype(np.float32)
    score = x @ random.normal(size=(features, workload.outputs)).astype(np.float32)
    x = x.reshape(workload.samples, *workload.shape)
    if workload.loss == "ce":
        return x, np.eye(workload.outputs, dtype=np.float32)[score.argmax(axis=1)]
    return x, (score > 0).astype(np.float32)
