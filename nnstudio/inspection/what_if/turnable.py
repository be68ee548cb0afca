"""What can be turned by hand: every learned number, and the inputs and targets of the sample in hand."""

from __future__ import annotations

from nnstudio.engine import Place
from nnstudio.engine.layers.embedding import Embedding
from nnstudio.inspection.calling import is_parameter
from nnstudio.inspection.trace import Trace


def turnable(trace: Trace, place: Place) -> Place | None:
    """Return where the number stands that is behind a place, if one may write there; None for what is calculated.

    A project's network has one input and one output: of several, which no batch of a run holds, none can be turned.
    """
    if place.sample < 0:
        return place if is_parameter(trace, place.layer, place.quantity) else None
    if place.quantity == "target":
        return place if len(trace.graph.sinks) == 1 else None
    layer, index = place.layer, place.index
    if not trace.layer(layer).is_source:
        port = trace.port(place)
        if port is None:
            return None
        layer, index = trace.origin(layer, index, port)
        place = Place(layer, "a", index, place.sample)
    fits = len(index) == len(trace.shape(layer)) and place.quantity == "a"
    alone = trace.layer(layer).is_source and len(trace.graph.sources) == 1
    return place if alone and fits else None


def vocabulary_of(trace: Trace, place: Place) -> int:
    """Return how many tokens an input may be chosen from, where an embedding reads it; 0 for what is a number."""
    if place.sample < 0 or place.quantity != "a":
        return 0
    layers = (trace.layer(name) for name in trace.graph.order)
    return min((layer.vocabulary for layer in layers if isinstance(layer, Embedding)), default=0)
