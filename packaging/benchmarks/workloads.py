"""The workloads W1–W5 of the engine's benchmark, as plain numbers that every peer builds its own network from."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Workload:
    """A network and how it learns.

    ``widths`` are the layers' widths, the input first. ``activation`` is that of the hidden layers, ``output`` that of
    the last one. ``gate`` is the speed asked for, as a multiple of ``rival``: ``eager``, or ``best`` of all one-thread
    torch variants.
    """

    id: str
    title: str
    widths: tuple[int, ...]
    activation: str
    output: str
    loss: str
    optimizer: str
    learning_rate: float
    batch: int
    samples: int
    gate: float
    rival: str


WORKLOADS = (
    Workload("W1", "2-4-2-1 tanh, MSE, SGD", (2, 4, 2, 1), "tanh", "tanh", "mse", "sgd", 0.03, 10, 300, 35, "eager"),
    Workload("W2", "2-8-8-1 tanh, MSE, Adam", (2, 8, 8, 1), "tanh", "tanh", "mse", "adam", 0.003, 30, 300, 28, "eager"),
    Workload(
        "W3",
        "2-16-16-1 ReLU, hinge, SGD",
        (2, 16, 16, 1),
        "relu",
        "identity",
        "hinge",
        "sgd",
        0.01,
        100,
        100,
        20,
        "best",
    ),
    Workload(
        "W4", "4-16-3 tanh, softmax CE, Adam", (4, 16, 3), "tanh", "softmax", "ce", "adam", 0.003, 16, 144, 22, "eager"
    ),
    Workload(
        "W5",
        "784-256-128-10 ReLU, softmax CE, Adam",
        (784, 256, 128, 10),
        "relu",
        "softmax",
        "ce",
        "adam",
        0.001,
        128,
        1280,
        1.05,
        "best",
    ),
)


def data(workload: Workload) -> tuple[Numbers, Numbers]:
    """Return x ``(N, D)`` and targets ``(N, K)``: a rule that the network can learn, so that no value runs away."""
    random = np.random.default_rng(7)
    x = random.normal(size=(workload.samples, workload.widths[0])).astype(np.float32)
    score = x @ random.normal(size=(workload.widths[0], workload.widths[-1])).astype(np.float32)
    if workload.loss == "ce":
        return x, np.eye(workload.widths[-1], dtype=np.float32)[score.argmax(axis=1)]
    return x, (score > 0).astype(np.float32)
