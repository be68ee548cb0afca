"""The peer PyTorch. Needs torch and NumPy. ``eager@2`` means eager on two threads."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import torch
from peer_loop import Train, answer
from torch import nn
from torch_parts import network
from workloads import Workload, data

VARIANTS = ("eager", "fused", "compile")
"""Plain eager; eager with the optimiser's fused kernel; the whole forward and loss through ``torch.compile``."""


def loss_of(workload: Workload) -> Callable[[Any, Any], Any]:
    """Return the loss, the mean over the batch."""
    if workload.loss == "mse":
        return nn.functional.mse_loss
    if workload.loss == "ce":
        return nn.functional.cross_entropy
    return lambda output, target: (1 - output * (2 * target - 1)).relu().mean()


def batches_of(workload: Workload) -> list[tuple[Any, Any]]:
    """Return the batches, images channels first."""
    xs, ys = (torch.from_numpy(part) for part in data(workload))
    if xs.ndim == 4:
        xs = xs.permute(0, 3, 1, 2).contiguous()
    targets = ys.argmax(dim=1) if workload.loss == "ce" else ys
    return list(zip(xs.split(workload.batch), targets.split(workload.batch), strict=True))


def stepper(workload: Workload, variant: str) -> Train:
    """Return a function that trains for some seconds and returns steps per second."""
    torch.manual_seed(0)
    model = network(workload)
    kind = {"sgd": torch.optim.SGD, "adam": torch.optim.Adam}[workload.optimizer]
    optimizer = kind(model.parameters(), lr=workload.learning_rate, **({"fused": True} if variant == "fused" else {}))
    criterion = loss_of(workload)

    def forward(x: Any, y: Any) -> Any:
        return criterion(model(x), y)

    lossy = torch.compile(forward) if variant == "compile" else forward
    batches = batches_of(workload)

    def train(seconds: float) -> float:
        start = time.perf_counter()
        steps = 0
        while (passed := time.perf_counter() - start) < seconds:
            for x, y in batches:
                optimizer.zero_grad()
                lossy(x, y).backward()
                optimizer.step()
            steps += len(batches)
        return steps / passed

    train(0.2)
    return train


def on_threads(workload: Workload, variant: str) -> Train:
    """Return the stepper of ``eager`` (one thread) or ``eager@2`` (two), which sets the threads at each call."""
    kind, _, threads = variant.partition("@")
    torch.set_num_threads(int(threads or 1))
    train = stepper(workload, kind)

    def set_and_train(seconds: float) -> float:
        torch.set_num_threads(int(threads or 1))
        return train(seconds)

    return set_and_train


if __name__ == "__main__":
    answer(f"torch {torch.__version__}", VARIANTS, on_threads)
