"""What the picture shows of a compiled graph: layers in columns, and the bundles of links between them."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from nnstudio.engine import Graph, GraphNode
from nnstudio.engine.axes import plan_axes, plan_shape
from nnstudio.engine.typing import Shape
from nnstudio.inspection.blocks import MIXING, PASSED_THROUGH
from nnstudio.inspection.feature_maps import Table, table_of
from nnstudio.ui.controls.tiling import Tiling

Indices = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Column:
    """One layer. ``shape`` is one sample's, ``depth`` its place from the left, ``last`` whether the loss reads it.

    ``table`` says which maps its filters read, where that is listed.
    """

    node: str
    kind: str
    shape: Shape
    depth: int
    last: bool = False
    table: Table = ()

    @property
    def size(self) -> int:
        """The number of neurons."""
        return math.prod(self.shape)

    @property
    def is_image(self) -> bool:
        """Whether it is drawn as a tile, or as one for each channel: it is an image or a sequence."""
        return len(self.shape) > 1

    @cached_property
    def tiling(self) -> Tiling:
        """How its numbers lie in its tiles."""
        return Tiling(self.shape, merged=self.kind == "input" and len(self.shape) == 3)

    def index(self, flat: int) -> tuple[int, ...]:
        """Return the index of neuron number ``flat`` in the outside order."""
        return tuple(int(part) for part in np.unravel_index(flat, self.shape))

    def flat(self, index: tuple[int, ...]) -> int:
        """Return the number of the neuron at ``index``."""
        return int(np.ravel_multi_index(index, self.shape))


@dataclass(frozen=True, eq=False)
class Bundle:
    """The links from one layer into another.

    ``dense`` : each neuron to each, with a weight. ``mixed`` : each to each without one of its own. Else one to one.
    ``places`` ``(D,)`` says which neuron of the source stands behind each input of the target; ``offset`` where the
    source begins among the target's inputs.
    """

    source: str
    target: str
    dense: bool
    places: Indices
    offset: int = 0
    mixed: bool = False


@dataclass(frozen=True, eq=False)
class Structure:
    """All columns in topological order, and all bundles."""

    columns: tuple[Column, ...]
    bundles: tuple[Bundle, ...]

    @cached_property
    def by_node(self) -> dict[str, Column]:
        """Every column by its node."""
        return {column.node: column for column in self.columns}

    @cached_property
    def depth(self) -> int:
        """How many places there are from left to right."""
        return 1 + max((column.depth for column in self.columns), default=-1)

    @cached_property
    def neurons(self) -> int:
        """How many neurons there are, inputs included."""
        return sum(column.size for column in self.columns)

    def at(self, depth: int) -> tuple[Column, ...]:
        """Return what stands at a place from the left."""
        return tuple(column for column in self.columns if column.depth == depth)

    def into(self, node: str) -> tuple[Bundle, ...]:
        """Return the bundles into a layer."""
        return tuple(bundle for bundle in self.bundles if bundle.target == node)


def structure_of(graph: Graph, shapes: Mapping[str, Shape]) -> Structure:
    """Return the columns and bundles of a graph."""
    seen: dict[str, tuple[str, Indices]] = {}
    depths: dict[str, int] = {}
    lasts = {_shown_source(graph, sink) for sink in graph.sinks}
    columns, bundles = [], []
    for name in graph.order:
        node = graph[name]
        kind = node.layer.declaration.id
        if kind in PASSED_THROUGH:
            source, places = seen[node.inputs[0]]
            seen[name] = source, places[_reread(shapes[node.inputs[0]], shapes[name])]
            continue
        bundles += _bundles(node, seen, shapes)
        depths[name] = 1 + max((depths[seen[source][0]] for source in node.inputs), default=-1)
        columns.append(Column(name, kind, shapes[name], depths[name], name in lasts, table_of(node, shapes)))
        seen[name] = name, np.arange(math.prod(shapes[name]))
    return Structure(tuple(columns), tuple(bundles))


def _shown_source(graph: Graph, name: str) -> str:
    while graph[name].layer.declaration.id in PASSED_THROUGH:
        name = graph[name].inputs[0]
    return name


def _bundles(node: GraphNode, seen: Mapping[str, Any], shapes: Mapping[str, Shape]) -> list[Bundle]:
    kind, shape = node.layer.declaration.id, shapes[node.name]
    dense = kind == "dense" and len(shape) == 1
    joins = kind == "concatenate"
    found, offset = [], 0
    for source in node.inputs:
        shown, places = seen[source]
        same = kind not in MIXING and offset + len(places) <= math.prod(shape)
        found.append(Bundle(shown, node.name, dense, places, offset, mixed=not dense and not same))
        offset += math.prod(shapes[source]) if joins else 0
    return found


def _reread(before: Shape, after: Shape) -> Indices:
    """Return which number of ``before`` each one of ``after`` is, both in the outside order: one memory, two shapes."""
    found = np.empty(math.prod(after), np.int64)
    found[_in_memory(after)] = _in_memory(before)
    return found


def _in_memory(shape: Shape) -> Indices:
    """Return the numbers of ``shape`` (counted in the outside order) as they lie in the plan's memory."""
    numbers = np.arange(math.prod(shape)).reshape(shape).transpose(plan_axes(len(shape)))
    assert numbers.shape == plan_shape(shape)
    return np.ascontiguousarray(numbers).reshape(-1)
