"""The peer: the same workloads in PyTorch, one thread, run in its own environment and asked over a pipe.

Reads lines ``W1 eager 0.5`` (workload, variant, seconds) and answers each with steps per second as JSON. Needs torch
and NumPy only.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from typing import Any

import torch
from torch import nn
from workloads import WORKLOADS, Workload, data

VARIANTS = ("eager", "fused", "compile")
"""Plain eager; eager with the optimiser's fused kernel; the whole forward and loss through ``torch.compile``."""


def network(workload: Workload) -> nn.Module:
    """Return the layers; softmax is in the loss, as is usual there."""
    parts: list[nn.Module] = []
    last = len(workload.widths) - 2
    for number, (fan_in, units) in enumerate(zip(workload.widths[:-1], workload.widths[1:], strict=True)):
        parts.append(nn.Linear(fan_in, units))
        name = workload.output if number == last else workload.activation
        if name in ("tanh", "relu"):
            parts.append({"tanh": nn.Tanh, "relu": nn.ReLU}[name]())
    return nn.Sequential(*parts)


def loss_of(workload: Workload) -> Callable[[Any, Any], Any]:
    """Return the loss, the mean over the batch."""
    if workload.loss == "mse":
        return nn.functional.mse_loss
    if workload.loss == "ce":
        return nn.functional.cross_entropy
    return lambda output, target: (1 - output * (2 * target - 1)).relu().mean()


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
    xs, ys = (torch.from_numpy(part) for part in data(workload))
    targets = ys.argmax(dim=1) if workload.loss == "ce" else ys
    batches = list(zip(xs.split(workload.batch), targets.split(workload.batch), strict=True))

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
    torch.set_num_threads(1)
    print(json.dumps({"torch": torch.__version__, "variants": VARIANTS}), flush=True)
    by_id = {workload.id: workload for workload in WORKLOADS}
    ready: dict[tuple[str, str], Callable[[float], float]] = {}
    for line in sys.stdin:
        name, variant, seconds = line.split()
        try:
            if (name, variant) not in ready:
                ready[name, variant] = stepper(by_id[name], variant)
            answer: dict[str, object] = {"rate": ready[name, variant](float(seconds))}
        except Exception as error:  # what torch.compile lacks differs from machine to machine: reported, not fatal
            answer = {"error": f"{type(error).__name__}: {str(error).splitlines()[0] if str(error) else ''}"}
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
