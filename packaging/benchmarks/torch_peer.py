"""The peer: the same workloads in PyTorch, run in its own environment and asked over a pipe.

Reads lines ``W1 eager 0.5`` (workload, variant, seconds) and answers each with steps per second as JSON. Needs torch
and NumPy only. ``eager@2`` means two threads.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from typing import Any

import torch
from torch import nn
from torch_parts import network
from workloads import WORKLOADS, Workload, data

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


def stepper(workload: Workload, variant: str) -> Callable[[float], float]:
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


def main() -> None:
    """Answer requests until the pipe closes."""
    print(json.dumps({"torch": torch.__version__, "variants": VARIANTS}), flush=True)
    by_id = {workload.id: workload for workload in WORKLOADS}
    ready: dict[tuple[str, str], Callable[[float], float]] = {}
    for line in sys.stdin:
        name, variant, seconds = line.split()
        kind, _, threads = variant.partition("@")
        torch.set_num_threads(int(threads or 1))
        try:
            if (name, variant) not in ready:
                ready[name, variant] = stepper(by_id[name], kind)
            answer: dict[str, object] = {"rate": ready[name, variant](float(seconds))}
        except Exception as error:  # what torch.compile lacks differs from machine to machine: reported, not fatal
            answer = {"error": f"{type(error).__name__}: {str(error).splitlines()[0] if str(error) else ''}"}
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
