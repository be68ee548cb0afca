"""How far a number reaches: all that it is made of, layer by layer back to the input, and all that it has a part in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from nnstudio.engine import Graph
from nnstudio.engine.reach import Mask
from nnstudio.engine.typing import Shape


@dataclass(frozen=True, eq=False)
class Region:
    """The numbers of one layer's output, as a mask in the outside order: a dilated kernel leaves gaps in it."""

    mask: Mask

    @property
    def count(self) -> int:
        """How many numbers they are."""
        return int(self.mask.sum())

    @property
    def size(self) -> tuple[int, ...]:
        """The lengths of the box around them; zeros where there are none."""
        if not self.count:
            return (0,) * self.mask.ndim
        places = np.argwhere(self.mask)
        return tuple((places.max(axis=0) - places.min(axis=0) + 1).tolist())

    @property
    def whole(self) -> bool:
        """Whether it is all there is."""
        return bool(self.mask.all())

    def __contains__(self, index: tuple[int, ...]) -> bool:
        """Whether the number at an index is one of them."""
        return bool(self.mask[index])


def receptive_field(graph: Graph, shapes: Mapping[str, Shape], layer: str, index: tuple[int, ...]) -> dict[str, Region]:
    """Return, for every layer on the way back, what the number at an index of a layer's output depends on.

    What a number *can* depend on: a ReLU that is off, or a maximum that another one has won, lets nothing through at
    this moment. ``shapes`` are those of the layers' outputs.
    """
    found = {layer: _one(shapes[layer], index)}
    for name in reversed(graph.order):
        if name not in found:
            continue
        node = graph[name]
        inputs = tuple(shapes[source] for source in node.inputs)
        for port, source in enumerate(node.inputs):
            _add(found, source, node.layer.reach(inputs, port, found[name], True))
    return {name: Region(mask) for name, mask in found.items()}


def seen_by(graph: Graph, shapes: Mapping[str, Shape], layer: str, index: tuple[int, ...]) -> dict[str, Region]:
    """Return, for every layer behind, which numbers the one at an index of a layer's output has a part in."""
    found = {layer: _one(shapes[layer], index)}
    for name in graph.order:
        node = graph[name]
        inputs = tuple(shapes[source] for source in node.inputs)
        for port, source in enumerate(node.inputs):
            if source in found:
                _add(found, name, node.layer.reach(inputs, port, found[source], False))
    return {name: Region(mask) for name, mask in found.items()}


def _one(shape: Shape, index: tuple[int, ...]) -> Mask:
    mask = np.zeros(shape, bool)
    mask[index] = True
    return mask


def _add(found: dict[str, Mask], name: str, mask: Mask) -> None:
    found[name] = found[name] | mask if name in found else mask
