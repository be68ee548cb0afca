"""Each neuron's own map: its activation over the plane of two inputs, by the network's own forward pass."""

from __future__ import annotations

import numpy as np

from nnstudio.data.samples import Prepared
from nnstudio.engine.arrange import arrange_inputs
from nnstudio.training.frame import Frame
from nnstudio.ui.network.arrangement import Floats
from nnstudio.ui.network.structure import Structure

SIDE = 24
"""Points of a map each way."""
MOST_NEURONS = 24
_MARGIN = 0.1


def can_map(prepared: Prepared | None, structure: Structure) -> bool:
    """Whether there are two inputs and few enough neurons."""
    return prepared is not None and prepared.measured_shape == (2,) and structure.neurons <= MOST_NEURONS


def grid_of(prepared: Prepared) -> Floats:
    """Return the points of the plane, ``(SIDE², inputs)`` as the network sees them, the upper row first."""
    x = prepared.measured(prepared.training)
    low, high = x.min(axis=0), x.max(axis=0)
    margin = np.maximum(high - low, 1e-6) * _MARGIN
    across = np.linspace(low[0] - margin[0], high[0] + margin[0], SIDE)
    down = np.linspace(high[1] + margin[1], low[1] - margin[1], SIDE)
    return prepared.scaled(np.stack([part.ravel() for part in np.meshgrid(across, down)], axis=1))


def read_maps(frame: Frame, structure: Structure, grid: Floats) -> dict[str, Floats]:
    """Return ``(k, SIDE, SIDE)`` for each layer: the activation of every neuron at every point of the plane."""
    program = frame.program
    plan = program.plan(len(grid), "predict")
    plan.fill([arrange_inputs(program, grid)])
    with np.errstate(all="ignore"):
        plan.forward()
    return {
        column.node: np.array(plan.quantity(column.node, "a").reshape(len(grid), -1).T, np.float64).reshape(
            column.size, SIDE, SIDE
        )
        for column in structure.columns
    }
