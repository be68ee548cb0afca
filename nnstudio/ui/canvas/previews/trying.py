"""What the engine makes of a few numbers with a layer's declared defaults: the numbers in the pictures are true."""

from __future__ import annotations

from functools import cache

import numpy as np

from nnstudio import engine
from nnstudio.engine.errors import NnstudioError
from nnstudio.ui.canvas.previews.pencil import Numbers
from nnstudio.ui.canvas.wording import parted


@cache
def example(*shape: int) -> Numbers:
    """Return the same few numbers from 0 to 1 each time."""
    return np.random.default_rng(5).random(shape)


@cache
def tried(kind: str, *shape: int) -> Numbers | None:
    """Return what a layer of one input gives for the example of a shape; None where it takes no such shape."""
    layers, (layer, chosen) = engine.layers, parted(kind)
    nodes = (
        engine.GraphNode("x", layers["input"](shape=shape), ()),
        engine.GraphNode("y", layers[layer](**dict(chosen)), ("x",)),
        engine.GraphNode("output", layers["output"](), ("y",)),
    )
    try:
        program = engine.compile(
            engine.Graph(nodes), engine.losses["mse"](), engine.optimizers["sgd"](), learning_rate=0.1
        )
    except NnstudioError:
        return None
    plan = program.plan(1, "evaluate")
    plan.load(*program.arrange(example(*shape)[None], np.zeros((1, *plan.prediction.shape[1:]))))
    plan.forward()
    return np.array(plan.quantity("y", "a")[0], np.float64)


def shares(numbers: Numbers) -> Numbers:
    """Return numbers as shares of their range, 0 to 1."""
    low, high = float(numbers.min()), float(numbers.max())
    return (numbers - low) / (high - low) if high > low else np.zeros_like(numbers) + 0.5
