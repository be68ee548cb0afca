"""Dropout: what was silenced in this step, what the others were multiplied by, and the same for the gradient."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nnstudio.inspection.layer_views.cells import Cells, column_of, numbers
from nnstudio.inspection.layer_views.planes import Plane, drawn
from nnstudio.inspection.trace import Trace

_NAMES = (("x", "x"), ("mask", "m/q"), ("a", "a"), ("grad_a", "∂ℓ/∂a"))


@dataclass(frozen=True, eq=False)
class Silenced:
    """What goes in, the mask m/q, what comes out, and the gradients on the way back, each with its letter.

    ``parts`` are in the order in which they are multiplied; silenced numbers are marked ``off``. ``kept`` of ``count``
    are kept; ``factor`` is 1/q. Without a mask (rate 0) there is none among the parts.
    """

    parts: tuple[tuple[str, Cells], ...]
    kept: int
    count: int
    factor: float


def silenced(trace: Trace, layer: str, channel: int = 0) -> Silenced:
    """Return what dropout did to this sample; of an image one channel is drawn."""
    site = trace.plan.sites[layer]
    shape, known = site.output.shape, site.quantities
    named = [(layer, name, letter) for name, letter in _NAMES if name in known]
    source = trace.graph[layer].inputs[0]
    if "grad_a" in trace.plan.sites[source].quantities and len(trace.graph.consumers[source]) == 1:
        named.append((source, "grad_a", "∂ℓ/∂x"))
    mask = numbers(trace, layer, "mask") if "mask" in known else np.ones(shape)
    parts = tuple((letter, _cells(trace, owner, name, shape, channel)) for owner, name, letter in named)
    off = _cells(trace, layer, "mask", shape, channel).values == 0 if "mask" in known else None
    if off is not None:
        marks = {(int(row), int(column)): "off" for row, column in np.argwhere(off)}
        parts = tuple((letter, cells.marked(marks)) for letter, cells in parts)
    rate = float(trace.layer(layer).rate)
    return Silenced(parts, int((mask != 0).sum()), int(mask.size), 1 / (1 - rate))


def _cells(trace: Trace, layer: str, quantity: str, shape: tuple[int, ...], channel: int) -> Cells:
    if len(shape) > 1:
        return drawn(trace, layer, quantity, Plane(shape, channel))
    return column_of(trace, layer, quantity)
