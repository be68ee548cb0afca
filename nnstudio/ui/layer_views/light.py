"""The same number under several names: a neuron's a, z and δ; a layer's input and the output that it is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from nnstudio.engine import Place
from nnstudio.engine.typing import Shape
from nnstudio.inspection import Trace
from nnstudio.inspection.blocks import PASSED_THROUGH
from nnstudio.inspection.rereading import index_before

_OF_A_NEURON = ("a", "z", "h", "slope", "grad_a", "grad_z", "grad_h", "x", "mask")
_SUFFIXES = ("", "_grad", "_update")


@dataclass(frozen=True)
class Alias:
    """Where the numbers of a layer's input stand as an output: of ``source``, whose shape may be another."""

    layer: str
    source: str
    shape: Shape
    source_shape: Shape

    def of_input(self, place: Place) -> Place:
        """Return the source's output for a place of the input."""
        index = index_before(place.index, self.shape, self.source_shape)
        return Place(self.source, "a", index, place.sample)

    def of_source(self, place: Place) -> Place:
        """Return the input for a place of the source's output."""
        return Place(self.layer, "x", index_before(place.index, self.source_shape, self.shape), place.sample)


def aliases_of(trace: Trace, layer: str) -> tuple[Alias, ...]:
    """Return one for the layer before, and one for the layer whose numbers that one only reads in another shape."""
    if not trace.graph[layer].inputs:
        return ()
    source = trace.graph[layer].inputs[0]
    shape, found = trace.shape(source), [source]
    while trace.layer(source).declaration.id in PASSED_THROUGH:
        source = trace.graph[source].inputs[0]
        found.append(source)
    return tuple(Alias(layer, name, shape, trace.shape(name)) for name in found)


def variants(places: Iterable[Place], aliases: tuple[Alias, ...]) -> frozenset[Place]:
    """Return these places under all the names that they have in a layer's view."""
    return frozenset(other for place in places for other in _variants(place, aliases))


def _variants(place: Place, aliases: tuple[Alias, ...]) -> Iterator[Place]:
    yield place
    if place.sample < 0:
        name = next((place.quantity.removesuffix(suffix) for suffix in _SUFFIXES[1:]), place.quantity)
        yield from (replace(place, quantity=f"{name.removesuffix('_grad')}{suffix}") for suffix in _SUFFIXES)
        return
    if place.quantity not in _OF_A_NEURON:
        return
    yield from (replace(place, quantity=quantity) for quantity in _OF_A_NEURON)
    for alias in aliases:
        if place.layer == alias.layer and place.quantity == "x":
            yield alias.of_input(place)
        elif place.layer == alias.source and len(place.index) == len(alias.source_shape):
            yield alias.of_source(place)
