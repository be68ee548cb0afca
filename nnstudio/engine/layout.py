"""Where each parameter lies in the flat arenas: one after the other, in the outside order, without gaps."""

from __future__ import annotations

from typing import NamedTuple

from nnstudio.engine.axes import size
from nnstudio.engine.demands import is_text, unknown
from nnstudio.engine.graph import Graph
from nnstudio.engine.layer import Weight
from nnstudio.engine.typing import Array, Shape


class ParameterKey(NamedTuple):
    """The name of a parameter and its outside shape."""

    layer: str
    name: str
    shape: Shape


class Placed(NamedTuple):
    """A parameter with its place in an arena: ``[start, stop)``."""

    key: ParameterKey
    weight: Weight
    start: int
    stop: int


class Layout:
    """The places of all parameters of a graph; the same in ``theta``, ``grad`` and each state of the optimiser.

    ``carried``: the places of what the layers carry along instead (``Layer.running``).
    """

    def __init__(self, graph: Graph, shapes: dict[str, Shape], *, carried: bool = False) -> None:
        self.entries: dict[tuple[str, str], Placed] = {}
        self.count = 0
        for name in graph.order:
            node = graph[name]
            inputs = tuple(shapes[source] for source in node.inputs)
            for weight in node.layer.running(inputs) if carried else node.layer.weights(inputs):
                stop = self.count + size(weight.shape)
                key = ParameterKey(name, weight.name, weight.shape)
                self.entries[name, weight.name] = Placed(key, weight, self.count, stop)
                self.count = stop

    def view(self, flat: Array, layer: str, name: str) -> Array:
        """Return the parameter as a view of an arena, in its outside shape; UnknownNameError if there is none."""
        placed = self.placed(layer, name)
        return flat[placed.start : placed.stop].reshape(placed.key.shape)

    def placed(self, layer: str, name: str) -> Placed:
        """Return a parameter's place.

        Raises
        ------
        UnknownNameError : there is none; it says which there are. It is a KeyError, too.
        """
        if is_text(layer):
            if is_text(name) and (layer, name) in self.entries:
                return self.entries[layer, name]
            own = [inner for outer, inner in self.entries if outer == layer]
            if own:
                raise unknown(layer, name, own)
        raise unknown("parameters", layer, (outer for outer, _ in self.entries))

    def rows(self, flat: Array, layer: str, names: tuple[str, ...]) -> Array:
        """Return neighbouring parameters as the rows of one matrix, as wide as the last axis of the first."""
        first, last = self.entries[layer, names[0]], self.entries[layer, names[-1]]
        return flat[first.start : last.stop].reshape(-1, first.key.shape[-1])

    def counts(self) -> dict[str, int]:
        """Return the number of parameters of each layer that has any."""
        found: dict[str, int] = {}
        for (layer, _), placed in self.entries.items():
            found[layer] = found.get(layer, 0) + placed.stop - placed.start
        return found
