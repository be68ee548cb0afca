"""The weights of layers that were edited away: they come back with the layer, as it was left."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np

from nnstudio.engine import Graph, Program
from nnstudio.engine.typing import Array, Shape

Place = tuple[str, Shape]
"""A parameter's name and shape."""
Arrays = dict[Place, Array]
MOST_BYTES = 1 << 28


class WeightMemory:
    """What layers had learned when an edit took them, or their shape, away: by the network that was left so.

    An edit leaves each layer that goes on in its shape what it has learned (one that gets a bias draws that alone).
    One whose shape it changes is drawn anew: what that had in such a shape before is of another time, and fits no
    others of now. One that was out of the network for a while has what it had last. An undo or redo, which leads back
    to a network, brings back what that network's layers had when it was left. The networks left first are forgotten
    when all takes more than 256 MB.

    A layer is remembered whole: a bias is as large whatever comes in, but belongs to the weights that it was learned
    with.
    """

    def __init__(self) -> None:
        self._left: list[tuple[Graph, dict[str, Arrays]]] = []

    def pass_on(self, before: Program, program: Program, *, returns: bool) -> tuple[str, ...]:
        """Give a program the weights that the one before it leaves it; return the layers that have got some.

        ``returns`` : its network is one that comes back.
        """
        theirs, mine = _places(before), _places(program)
        self._leave(before, {layer: places for layer, places in theirs.items() if mine.get(layer) != places})
        kept = []
        for layer, places in mine.items():
            known, arrays = theirs.get(layer), None
            if known is None or (returns and not known >= places):
                arrays = self._recalled(program.graph if returns else None, layer, places)
            if arrays is None and known is not None and (known >= places or places >= known):
                arrays = _arrays(before, layer, known & places)
            if arrays and all(np.isfinite(array).all() for array in arrays.values()):
                for (name, _), array in arrays.items():
                    program.set_parameter(layer, name, array)
                kept.append(layer)
        return tuple(kept)

    def forget(self) -> None:
        """Forget everything."""
        self._left.clear()

    def _leave(self, program: Program, going: dict[str, set[Place]]) -> None:
        """Remember what layers have that go with the network that is left; of an earlier time nothing of it counts."""
        copies = {
            layer: {place: array.copy() for place, array in _arrays(program, layer, places).items()}
            for layer, places in going.items()
        }
        self._left = [entry for entry in self._left if entry[0] is not program.graph]
        self._left += [(program.graph, copies)] if copies else []
        while self._left and sum(array.nbytes for _, layers in self._left for array in _all(layers)) > MOST_BYTES:
            del self._left[0]

    def _recalled(self, graph: Graph | None, layer: str, places: set[Place]) -> Arrays | None:
        """Return what a layer had, perhaps with a bias that it has no more, when the network ``graph`` was left.

        Where several undos came at once it may have gone from a network between: then what it had last in that shape.
        Without a graph: what it had last, if in that shape.
        """
        latest = [(known is graph, layers[layer]) for known, layers in reversed(self._left) if layer in layers]
        if graph is None:
            del latest[1:]
        fitting = [(of_it, arrays) for of_it, arrays in latest if arrays.keys() >= places]
        found = next((arrays for wanted in (True, False) for of_it, arrays in fitting if of_it is wanted), None)
        return None if found is None else {place: found[place] for place in places}


def _places(program: Program) -> dict[str, set[Place]]:
    """Return the parameters by layer."""
    places: dict[str, set[Place]] = {}
    for key in program.parameters():
        places.setdefault(key.layer, set()).add((key.name, tuple(key.shape)))
    return places


def _arrays(program: Program, layer: str, places: Collection[Place]) -> Arrays:
    return {place: program.parameter(layer, place[0]) for place in places}


def _all(layers: dict[str, Arrays]) -> list[Array]:
    return [array for arrays in layers.values() for array in arrays.values()]
