"""What each layer costs and sees: work, memory, receptive field; and what all of them cost together."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from nnstudio.document.analysis import Analysis
from nnstudio.document.kinds import INPUT, infer, layer_of
from nnstudio.document.model import Document, Network, Node, Parameters
from nnstudio.document.paths import longest
from nnstudio.engine.axes import size
from nnstudio.engine.layers import layers
from nnstudio.engine.receptive import Field, field_of, first_field
from nnstudio.engine.typing import Shape

_NO_LAYERS = frozenset(kind for kind in layers if layers[kind].declaration.group in ("functions", "normalisation"))
"""What may learn a slope or a scale and is counted with the layer that it follows."""


@dataclass(frozen=True)
class Figures:
    """The figures of one layer, or summed; None is what cannot be known while a layer before it is in error.

    ``multiply_adds`` are one sample's forward pass; ``activations`` the bytes of one sample's output and ``weights``
    those of the learned parameters, in the run's dtype; ``field`` how many places of the network's input one of its
    numbers sees, along each axis.
    """

    shape: Shape | None = None
    parameters: int | None = None
    multiply_adds: int | None = None
    weights: int | None = None
    activations: int | None = None
    field: Shape | None = None

    def memory(self, batch: int) -> int | None:
        """Return the bytes of the parameters and of the output of a batch: what a prediction keeps."""
        return None if self.weights is None or self.activations is None else self.weights + batch * self.activations


def figures_of(document: Document, analysis: Analysis) -> dict[str, Figures]:
    """Return the figures of every layer. Totals survive an error: what is known counts, see :func:`total_of`."""
    network, width = document.network, np.dtype(document.training.dtype).itemsize
    fields = receptive_fields(network, analysis)
    found: dict[str, Figures] = {}
    for node in network.nodes:
        shape, sound = analysis.shapes.get(node.id), _is_sound(network, analysis, node)
        count = analysis.counts.get(node.id, 0 if sound else None)
        field = fields.get(node.id)
        found[node.id] = Figures(
            shape,
            count,
            analysis.multiply_adds.get(node.id, 0 if sound else None),
            None if count is None else count * width,
            None if shape is None else size(shape) * width,
            None if field is None else field.one,
        )
    return found


def total_of(figures: dict[str, Figures]) -> Figures:
    """Return the sums of what is known."""
    every = figures.values()
    return Figures(
        None,
        sum(each.parameters or 0 for each in every),
        sum(each.multiply_adds or 0 for each in every),
        sum(each.weights or 0 for each in every),
        sum(each.activations or 0 for each in every),
    )


def depth_of(network: Network, analysis: Analysis) -> int:
    """Return how many layers with weights lie one after the other on the longest way; the input is not one of them."""
    return longest(network, lambda node: int(node.kind not in _NO_LAYERS and analysis.counts.get(node.id, 0) > 0))


def receptive_fields(network: Network, analysis: Analysis) -> dict[str, Field]:
    """Return the receptive fields of the layers that can be computed from the network's input."""
    found: dict[str, Field] = {}
    for node_id in analysis.order:
        node, shape = network.by_id[node_id], analysis.shapes.get(node_id)
        sources = [wire.source for wire in network.incoming[node_id]]
        if node.kind == INPUT and shape is not None:
            found[node_id] = first_field(shape)
        elif all(source in found for source in sources) and _is_sound(network, analysis, node):
            entering = tuple(analysis.shapes[source] for source in sources)
            found[node_id] = _field(node.kind, node.parameters, entering, tuple(found[source] for source in sources))
    return found


@lru_cache(maxsize=16384)
def _field(kind: str, parameters: Parameters, entering: tuple[Shape, ...], fields: tuple[Field, ...]) -> Field:
    return field_of(layer_of(kind, parameters), entering, fields)


def _is_sound(network: Network, analysis: Analysis, node: Node) -> bool:
    """Return whether a layer is fed with shapes that it takes."""
    if node.kind == INPUT:
        return node.id in analysis.shapes
    entering = tuple(analysis.shapes.get(wire.source) for wire in network.incoming[node.id])
    known = tuple(shape for shape in entering if shape is not None)
    return bool(known) and len(known) == len(entering) and infer(node.kind, node.parameters, known).shape is not None
