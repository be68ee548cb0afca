"""How a neuron's activation answers to one of its own weights."""

from __future__ import annotations

from dataclasses import dataclass

from nnstudio.engine import Place, Plan
from nnstudio.engine.nudging import Nudged
from nnstudio.inspection.trace import Trace

H = 1e-5


@dataclass(frozen=True)
class Response:
    """``a`` of the neuron that a weight leads to, of one sample, and ``∂a/∂w`` by nudging, both in float64."""

    sample: int
    before: float
    slope: float


def response(twin: Plan, loss: Nudged, place: Place, sample: int) -> Response:
    """Return it for a dense layer's weight or bias; ``loss`` nudges the twin's number at ``place``."""

    def activation(h: float) -> float:
        loss(h)
        return float(twin.sites[place.layer].output.outside[(sample, *place.index[-1:])])

    before = activation(0.0)
    return Response(sample, before, (activation(H) - activation(-H)) / (2 * H))


def neuron_of(trace: Trace, place: Place) -> Place | None:
    """Return where the activation stands that a weight or bias of a dense layer leads to; None for other layers."""
    dense = trace.is_link(place.layer, "weight") and place.quantity in ("weight", "bias")
    return Place(place.layer, "a", place.index[-1:], trace.sample) if dense else None
