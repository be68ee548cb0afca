"""What can be turned by hand: every learned number, and the inputs and targets of the sample in hand."""

from __future__ import annotations

from nnstudio.engine import Place
from nnstudio.inspection.calling import is_parameter
from nnstudio.inspection.trace import Trace


def turnable(trace: Trace, place: Place) -> Place | None:
    """Return where the number stands that is behind a place, if one may write there; None for what is calculated.

    Tokens are names, not numbers, so that inputs which an embedding reads stay as they are; so do targets and inputs
    where there are several of them, and targets that are sequences.
    """
    if place.sample < 0:
        return place if is_parameter(trace, place.layer, place.quantity) else None
    if place.quantity == "target":
        alone = len(trace.graph.sinks) == 1 and trace.plan.targets[0].ndim == len(place.index) + 1
        return place if alone else None
    layer, index = place.layer, place.index
    if not trace.layer(layer).is_source:
        port = trace.port(place)
        if port is None:
            return None
        layer, index = trace.origin(layer, index, port)
        place = Place(layer, "a", index, place.sample)
    reads_names = any(trace.layer(name).declaration.id == "embedding" for name in trace.graph.order)
    fits = len(index) == len(trace.shape(layer)) and place.quantity == "a"
    alone = trace.layer(layer).is_source and len(trace.graph.sources) == 1
    return place if alone and fits and not reads_names else None
