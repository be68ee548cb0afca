"""The neuron that Inspect looks at, copied out of the run."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nnstudio.engine.typing import Array
from nnstudio.inspection import Moment
from nnstudio.inspection.neuron import BENDS, OneNeuron

MOST_INPUTS = 8
"""More sliders than these are no toy."""


@dataclass(frozen=True, eq=False)
class Copied:
    """A neuron with the inputs that it has just now: ``x`` ``(D,)`` and their names."""

    neuron: OneNeuron
    x: Array
    names: tuple[str, ...]


def copied_neuron(moment: Moment) -> Copied | None:
    """Return a copy of the neuron of the step; None where it is none of a dense layer with two to eight inputs."""
    trace, step = moment.trace, moment.step
    layer = trace.layer(step.layer)
    function = layer.activation_function
    if step.index is None or not trace.is_link(step.layer, "weight"):
        return None
    bend = function.declaration.id if function is not None else "identity"
    matrix = np.array(trace.plan.sites[step.layer].parameter("weight"), np.float64)
    if bend not in BENDS or not 2 <= len(matrix) <= MOST_INPUTS:
        return None
    number = step.index[-1]
    sources = trace.origins(step.layer)
    made = OneNeuron(len(matrix), bend, str(trace.neuron_name((step.layer, (number,)))))
    made.set(matrix[:, number], _bias(moment, number))
    x = np.array(trace.plan.quantity(step.layer, "x")[trace.sample], np.float64).reshape(-1)
    return Copied(made, x, tuple(str(trace.neuron_name(source)) for source in sources))


def _bias(moment: Moment, number: int) -> float:
    known = {name for layer, name in _keys(moment) if layer == moment.step.layer}
    return float(moment.trace.plan.sites[moment.step.layer].parameter("bias")[number]) if "bias" in known else 0.0


def _keys(moment: Moment) -> list[tuple[str, str]]:
    site = moment.trace.plan.sites[moment.step.layer]
    return list(site.arenas.layout.entries)
