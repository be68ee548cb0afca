"""What can be turned by hand: every learned number, the inputs and targets of the sample; and where its update is."""

from __future__ import annotations

from nnstudio.engine import Place
from nnstudio.engine.layers.embedding import Embedding
from nnstudio.inspection.calling import is_parameter
from nnstudio.inspection.steps import Step
from nnstudio.inspection.trace import Trace


def turnable(trace: Trace, place: Place) -> Place | None:
    """Return where the number stands that is behind a place, if one may write there; None for what is calculated.

    A project's network has one input. Several outputs share their target: at none of them can it be turned alone.
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


def update_of(trace: Trace, place: Place | None) -> Step | None:
    """Return the step that updates a weight; of anything else, the first update there is; None where nothing learns."""
    if place is not None:
        own = Step("update", place.layer, f"{place.quantity}_update", place.index)
        if trace.fine.find(own) >= 0:
            return own
    line = trace.fine
    starts = (start for block, start in zip(line.blocks, line.starts, strict=False) if block.phase == "update")
    first = next(starts, None)
    return line[first] if first is not None else None


def vocabulary_of(trace: Trace, place: Place) -> int:
    """Return how many tokens an input may be chosen from, where an embedding reads it; 0 for what is a number."""
    if place.sample < 0 or place.quantity != "a":
        return 0
    layers = (trace.layer(name) for name in trace.graph.order)
    return min((layer.vocabulary for layer in layers if isinstance(layer, Embedding)), default=0)
