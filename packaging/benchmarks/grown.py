"""Workloads of any size, by name: ``depth-16`` is W10's network with so many layers, ``width-512`` and so on."""

from __future__ import annotations

from collections.abc import Callable

from workloads import WORKLOADS, Part, Workload, dense

DEPTHS = (1, 2, 4, 8, 16, 32, 64)
WIDTHS = (1, 4, 16, 64, 256, 1024, 4096)
BATCHES = (1, 4, 16, 64, 256, 1024, 4096)
STEPS = (1, 5, 20, 50, 100, 200, 500)
SIZES = {"depth": DEPTHS, "width": WIDTHS, "batch": BATCHES, "sequence": STEPS}


def find(name: str) -> Workload:
    """Return a workload of the list, or one grown; KeyError for an unknown name."""
    for workload in WORKLOADS:
        if workload.id == name:
            return workload
    kind, _, number = name.partition("-")
    return _GROWN[kind](name, int(number))


def _plain(name: str, title: str, depth: int = 2, width: int = 64, batch: int = 64) -> Workload:
    parts = (*(dense(width, "tanh") for _ in range(depth)), dense(1, "tanh"))
    return Workload(name, title, (16,), parts, "mse", "sgd", 0.001, batch, 2 * batch, 0, "best")


def _sequence(name: str, steps: int) -> Workload:
    parts = (Part("simple_rnn", {"units": 32, "output": "last"}), dense(1, "tanh"))
    return Workload(name, f"RNN 32, {steps} steps", (steps, 8), parts, "mse", "sgd", 0.001, 32, 64, 0, "best")


_GROWN: dict[str, Callable[[str, int], Workload]] = {
    "depth": lambda name, size: _plain(name, f"{size} × 64 tanh", depth=size),
    "width": lambda name, size: _plain(name, f"2 × {size} tanh", width=size),
    "batch": lambda name, size: _plain(name, f"2 × 64 tanh, batch {size}", batch=size),
    "sequence": _sequence,
}
