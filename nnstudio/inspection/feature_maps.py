"""What a network of images has learned to look for, and what it finds in one picture: kernels, and maps layer by layer.

Maps are those of the engine's plan for prediction; a kernel is as the layer keeps it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from nnstudio.engine import GraphNode, Program
from nnstudio.engine.layers.table_convolution2d import TableConvolution2d
from nnstudio.engine.typing import Array, Shape
from nnstudio.inspection.blocks import PASSED_THROUGH
from nnstudio.inspection.space import Passage, Stop

Floats = npt.NDArray[np.float64]
Get = Callable[[str, str], Array]
"""A frame's parameters or their gradients, by layer and name; KeyError where there is none."""


Table = tuple[tuple[int, int], ...]
"""Of each kernel the map that it reads and its filter, where a table lists them; empty where every filter reads all."""


@dataclass(frozen=True)
class Stage:
    """A layer ``node`` whose output is an image of ``shape`` ``(H, W, C)``; ``kind`` is the layer's id."""

    node: str
    kind: str
    shape: Shape
    table: Table = ()


def stages_of(program: Program) -> tuple[Stage, ...]:
    """Return the layers whose output is an image, the input first, in the order of the calculation."""
    found = []
    for name in program.graph.order:
        node, shape = program.graph[name], program.shapes[name]
        kind = node.layer.declaration.id
        if len(shape) == 3 and kind not in PASSED_THROUGH:
            found.append(Stage(name, kind, shape, table_of(node, program.shapes)))
    return tuple(found)


def table_of(node: GraphNode, shapes: Mapping[str, Shape]) -> Table:
    """Return which maps a layer's filters read, where a table says so."""
    layer = node.layer
    if not isinstance(layer, TableConvolution2d):
        return ()
    return tuple(layer.links(layer.geometry(shapes[node.inputs[0]])).pairs)


def kernels(get: Get, node: str, kind: str, table: Table) -> Floats | None:
    """Return ``(filters, channels, K_h, K_w)``, NaN for a kernel that a table leaves out; None where there are none.

    A layer that subsamples has one weight a map.
    """
    try:
        weight = np.asarray(get(node, "weight"), np.float64)
    except KeyError:
        return None
    if table:
        wide, narrow = map(list, zip(*table, strict=True))
        found = np.full((max(narrow) + 1, max(wide) + 1, *weight.shape[:2]), np.nan)
        found[narrow, wide] = np.moveaxis(weight, 2, 0)
        return found
    if weight.ndim == 1:
        return weight[:, None, None, None]
    if weight.ndim != 4:
        return None
    # (K_h, K_w, C, F); a transposed convolution's has its filters last but one.
    return weight.transpose((2, 3, 0, 1) if kind.startswith("transposed") else (3, 2, 0, 1))


def averages(found: Floats, table: Table) -> Floats:
    """Return each filter's kernel ``(filters, K_h, K_w)``, the mean over the maps that it reads."""
    if not table:
        return np.asarray(found.mean(axis=1), np.float64)
    return np.stack(
        [found[each, [wide for wide, narrow in table if narrow == each]].mean(axis=0) for each in range(len(found))]
    )


def maps_of(program: Program, stages: tuple[Stage, ...], x: Array) -> dict[str, Floats]:
    """Return each stage's maps ``(C, H, W)`` of one sample ``x`` ``(*shape)``, scaled as the network sees it."""
    passage = Passage(program, x[None])
    return {stage.node: _maps(passage, stage) for stage in stages}


def _maps(passage: Passage, stage: Stage) -> Floats:
    flat = passage.at(Stop(stage.node, "a", int(np.prod(stage.shape))))[0]
    return np.ascontiguousarray(np.moveaxis(flat.reshape(stage.shape), 2, 0))
