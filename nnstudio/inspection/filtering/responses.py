"""What the kernels of a layer respond to: of many samples those places that each of them answers most strongly."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from nnstudio.engine import Program
from nnstudio.engine.typing import Array, Shape
from nnstudio.inspection.layer_views.reach import receptive_field
from nnstudio.inspection.space import Passage, Stop

Floats = npt.NDArray[np.float64]
MOST = 3
"""Samples kept of each filter."""


@dataclass(frozen=True)
class Found:
    """Filter ``number`` has the net input ``value`` at ``place`` (row, column) of its map of sample ``row``."""

    number: int
    row: int
    place: tuple[int, int]
    value: float


@dataclass
class Responses:
    """The strongest answers of a layer's filters to the samples that were passed on so far.

    ``found`` : for each filter the strongest first, each of another sample.
    """

    layer: str
    shape: Shape
    count: int = 0
    found: dict[int, list[Found]] = field(default_factory=dict)

    def add(self, program: Program, rows: npt.NDArray[np.int64], x: Array) -> None:
        """Pass samples ``x`` ``(P, *shape)`` through the network as it is now; ``rows`` are their numbers."""
        passage = Passage(program, x)
        maps = passage.at(Stop(self.layer, "z", int(np.prod(self.shape)))).reshape(len(x), -1, self.shape[-1])
        best = maps.argmax(axis=1)
        self.count += len(x)
        for number in range(self.shape[-1]):
            values = maps[np.arange(len(x)), best[:, number], number]
            known = self.found.get(number, [])
            for at in np.argsort(-values)[:MOST].tolist():
                value = float(values[at])
                if len(known) < MOST or value > known[-1].value:
                    down, across = divmod(int(best[at, number]), self.shape[1])
                    known = [*known, Found(number, int(rows[at]), (down, across), value)]
                    known = sorted(known, key=lambda each: -each.value)[:MOST]
            self.found[number] = known


def respond(program: Program, layer: str) -> Responses:
    """Return what is to be filled with samples, of a layer whose output is an image."""
    return Responses(layer, program.shapes[layer])


def field_of(program: Program, layer: str, index: tuple[int, ...]) -> tuple[int, int, int, int]:
    """Return top, left, bottom, right (exclusive) of what a number of a layer can see of the network's first input."""
    shapes: Mapping[str, Shape] = program.shapes
    region = receptive_field(program.graph, shapes, layer, index)[program.graph.sources[0]]
    places = np.argwhere(region.mask.any(axis=-1))
    (top, left), (bottom, right) = places.min(axis=0).tolist(), (places.max(axis=0) + 1).tolist()
    return top, left, bottom, right


def layers_of(program: Program, kinds: frozenset[str]) -> tuple[str, ...]:
    """Return the layers of these kinds that make an image, in the order of the calculation."""
    return tuple(
        name
        for name in program.graph.order
        if program.graph[name].layer.declaration.id in kinds and len(program.shapes[name]) == 3
    )
