"""The weights of layers that were edited away: they come back when the layer does."""

from __future__ import annotations

from collections import OrderedDict

import numpy as np

from nnstudio.engine import Program
from nnstudio.engine.typing import Array, Shape

Place = tuple[str, Shape]
"""A parameter's name and shape."""
Arrays = dict[Place, Array]
MOST_BYTES = 1 << 28


class WeightMemory:
    """The parameters of each layer in each of its shapes, the latest; the oldest go when they exceed 256 MB.

    A layer is remembered whole: a bias is as large whatever comes in, but belongs to the weights that it was learned
    with.
    """

    def __init__(self) -> None:
        self._layers: OrderedDict[tuple[str, frozenset[Place]], Arrays] = OrderedDict()

    def remember(self, program: Program) -> None:
        """Keep copies of every parameter."""
        for layer, places in _places(program).items():
            key = layer, frozenset(places)
            self._layers[key] = {place: program.parameter(layer, place[0]).copy() for place in places}
            self._layers.move_to_end(key)
        while sum(array.nbytes for arrays in self._layers.values() for array in arrays.values()) > MOST_BYTES:
            self._layers.popitem(last=False)

    def recall(self, program: Program) -> tuple[str, ...]:
        """Write back the weights of each layer of which every parameter is known in its shape; return those layers."""
        kept = []
        for layer, places in _places(program).items():
            arrays = self._latest(layer, places)
            if arrays is not None and all(np.isfinite(arrays[place]).all() for place in places):
                for place in places:
                    program.set_parameter(layer, place[0], arrays[place])
                kept.append(layer)
        return tuple(kept)

    def forget(self) -> None:
        """Forget everything."""
        self._layers.clear()

    def _latest(self, layer: str, places: list[Place]) -> Arrays | None:
        """Return what was remembered last of a layer with these parameters, and perhaps a bias it has no more."""
        held = (key for key in reversed(self._layers) if key[0] == layer and key[1].issuperset(places))
        found = next(held, None)
        return None if found is None else self._layers[found]


def _places(program: Program) -> dict[str, list[Place]]:
    """Return the parameters by layer, in their order."""
    places: dict[str, list[Place]] = {}
    for key in program.parameters():
        places.setdefault(key.layer, []).append((key.name, tuple(key.shape)))
    return places
