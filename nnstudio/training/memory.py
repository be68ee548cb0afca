"""The weights of layers that were edited away: they come back when the layer does."""

from __future__ import annotations

from collections import OrderedDict

import numpy as np

from nnstudio.engine import Program
from nnstudio.engine.typing import Array, Shape

Key = tuple[str, str, Shape]
MOST_BYTES = 1 << 28


class WeightMemory:
    """Parameters by layer, name and shape, the latest of each; the oldest go when they exceed 256 MB."""

    def __init__(self) -> None:
        self._arrays: OrderedDict[Key, Array] = OrderedDict()

    def remember(self, program: Program) -> None:
        """Keep copies of every parameter."""
        for key in program.parameters():
            place = (key.layer, key.name, tuple(key.shape))
            self._arrays[place] = program.parameter(key.layer, key.name).copy()
            self._arrays.move_to_end(place)
        while sum(array.nbytes for array in self._arrays.values()) > MOST_BYTES:
            self._arrays.popitem(last=False)

    def recall(self, program: Program) -> tuple[str, ...]:
        """Write back the weights of each layer of which every parameter is known in its shape; return those layers."""
        wanted: dict[str, list[Key]] = {}
        for key in program.parameters():
            wanted.setdefault(key.layer, []).append((key.layer, key.name, tuple(key.shape)))
        kept = []
        for layer, keys in wanted.items():
            if all(key in self._arrays and np.isfinite(self._arrays[key]).all() for key in keys):
                for place in keys:
                    program.set_parameter(layer, place[1], self._arrays[place])
                kept.append(layer)
        return tuple(kept)

    def forget(self) -> None:
        """Forget everything."""
        self._arrays.clear()
