"""Wide convolution commutes: the kernel over the numbers makes the same as the numbers over the kernel."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from nnstudio.engine import chain, compile, layers, losses, optimizers
from nnstudio.engine.typing import Array
from nnstudio.inspection.layer_views.as_matrix import unrolled
from nnstudio.inspection.layer_views.cells import Cells
from nnstudio.inspection.trace import Trace

MOST = 8
"""Numbers of a sequence."""


@dataclass(frozen=True, eq=False)
class Convolved:
    """``matrix`` ``(M + K − 1, M)`` of one sequence, times the other one, ``read``, is ``made``."""

    matrix: Cells
    read: Cells
    made: Cells


@lru_cache(maxsize=64)
def convolved(read: tuple[float, ...], kernel: tuple[float, ...]) -> Convolved:
    """Return the wide convolution ``kernel ∗ read``, by a layer of the engine with P = K − 1 and a turned kernel."""
    part = layers.make("convolution1d", filters=1, kernel_size=len(kernel), padding="wide", flip=True, bias=False)
    graph = chain((len(read), 1), part)
    program = compile(graph, losses.make("mse"), optimizers.make("sgd"), learning_rate=0.1, dtype="float64")
    layer = graph[graph.sinks[0]].inputs[0]
    program.set_parameter(layer, "weight", np.reshape(kernel, (-1, 1, 1)))
    plan = program.plan(batch_size=1)
    plan.load(*program.arrange(np.reshape(read, (1, -1, 1)), np.zeros((1, len(read) + len(kernel) - 1, 1))))
    plan.forward()
    found = unrolled(Trace(plan), layer, (0, 0), 0)
    made: Array = np.asarray(plan.quantity(layer, "z")[0], np.float64)
    whole = Cells(np.nan_to_num(found.cells.values))
    return Convolved(whole, Cells(np.reshape(read, (-1, 1))), Cells(made.reshape(-1, 1)))


def numbers_in(text: str) -> tuple[float, ...]:
    """Return the numbers of a text that are divided by commas or spaces; ValueError where it has others."""
    numbers: Sequence[float] = [float(part) for part in text.replace(",", " ").replace("−", "-").split()]
    if not 1 <= len(numbers) <= MOST or not np.isfinite(numbers).all():
        raise ValueError("numbers")
    return tuple(numbers)
