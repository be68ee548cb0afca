"""What a function costs: nanoseconds for each number, measured of the calls that a plan runs."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Final

import numpy as np

from nnstudio.engine.activation import Activation
from nnstudio.engine.curves import first_values
from nnstudio.engine.emitter import Call, Emitter

SHAPE: Final = (64, 128)
"""Neurons and samples: fits into a processor's cache, as a layer's numbers mostly do."""
_ROUNDS = 7


@dataclass(frozen=True)
class Cost:
    """Nanoseconds for each number, the quickest of seven rounds: of ``f`` and, beside it, of ``f′``."""

    forward: float
    slope: float


def cost(function: Activation) -> Cost:
    """Measure the function's calls in float32. Others at work on the machine make it slower, never faster."""
    z = np.random.default_rng(0).normal(size=SHAPE).astype(np.float32)
    emit = Emitter(z.dtype)
    a, slope = emit.scratch(z.shape), emit.scratch(z.shape)
    learned = first_values(function, z.shape, emit)
    function.emit_forward(emit, z, a, learned)
    count = len(emit.calls)
    function.emit_slope(emit, z, a, slope, learned)
    parts = emit.calls[:count], emit.calls[count:]
    return Cost(*(_quickest(part) / z.size for part in parts))


def _quickest(calls: list[Call]) -> float:
    found = []
    with np.errstate(all="ignore"):
        for _ in range(_ROUNDS):
            start = time.perf_counter_ns()
            for function, arguments in calls:
                function(*arguments)
            found.append(time.perf_counter_ns() - start)
    return float(min(found))
