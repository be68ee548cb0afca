"""What the network's picture shows at a step: each layer's numbers as far as they have been computed, and the links."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import numpy.typing as npt

from nnstudio.engine.typing import Array, Shape
from nnstudio.inspection.blocks import PASSED_THROUGH
from nnstudio.inspection.description import Description, Highlight
from nnstudio.inspection.expression import Operand
from nnstudio.inspection.steps import PHASES, Step, Steps
from nnstudio.inspection.trace import Neuron, Trace

Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Column:
    """One layer: ``a`` and ``delta`` of its neurons (of ``shape``), and which of each are known by now."""

    layer: str
    title: str
    shape: Shape
    a: Array
    known: Flags
    delta: Array | None
    deltas_known: Flags
    labels: tuple[str, ...] = ()
    is_input: bool = False

    @property
    def size(self) -> int:
        """The number of neurons."""
        return math.prod(self.shape)

    @property
    def is_image(self) -> bool:
        """Whether it is drawn as tiles: an image or a sequence."""
        return len(self.shape) > 1


@dataclass(frozen=True, eq=False)
class Scene:
    """All that is painted: of each dense layer its ``weights``, and in ``inputs`` the neuron that feeds each row"""

    columns: tuple[Column, ...]
    depths: dict[str, int]
    weights: dict[str, Array]
    inputs: dict[str, tuple[Neuron, ...]]
    others: tuple[tuple[str, str], ...]
    targets: tuple[float, ...]
    loss: float | None
    step: Step
    highlight: Highlight = field(default_factory=Highlight)
    operands: tuple[Operand, ...] = ()
    sink: str = ""
    activations: frozenset[Neuron] = frozenset()
    batch: bool = False

    @cached_property
    def by_layer(self) -> dict[str, Column]:
        """Every column by its layer."""
        return {column.layer: column for column in self.columns}

    @cached_property
    def rows(self) -> dict[str, dict[Neuron, int]]:
        """For each dense layer the row of its matrix that each neuron feeds."""
        return {layer: {neuron: row for row, neuron in enumerate(sources)} for layer, sources in self.inputs.items()}

    @property
    def backward(self) -> bool:
        """Whether δ is what the picture is about."""
        return PHASES.index(self.step.phase) >= 2

    @property
    def last(self) -> str:
        """The layer whose output is the prediction."""
        return self.columns[-1].layer if not self.sink else self.sink


def scene_of(trace: Trace, steps: Steps, place: int, description: Description) -> Scene:
    """Return the scene of a step."""
    graph = trace.graph
    shown = [name for name in graph.order if trace.layer(name).declaration.id not in PASSED_THROUGH]
    depths: dict[str, int] = {}
    weights: dict[str, Array] = {}
    others: list[tuple[str, str]] = []
    for name in shown:
        sources = [_seen(trace, source) for source in graph[name].inputs]
        depths[name] = 1 + max((depths[source] for source in sources), default=-1)
        if trace.is_link(name, "weight"):
            weights[name] = trace.plan.sites[name].parameter("weight")
        else:
            others += [(source, name) for source in sources]
    known_loss = steps.find(Step("loss", graph.sinks[0], "loss", ()))
    return Scene(
        columns=tuple(_column(trace, steps, place, name) for name in shown),
        depths=depths,
        weights=weights,
        inputs={name: trace.origins(name) for name in weights},
        others=tuple(others),
        targets=_targets(trace),
        loss=float(trace.plan.losses[trace.sample]) if place >= known_loss else None,
        step=description.step,
        highlight=description.highlight,
        operands=description.operands,
        sink=_seen(trace, graph.sinks[0]),
        activations=_activations(trace, description),
        batch=trace.batch,
    )


def _targets(trace: Trace) -> tuple[float, ...]:
    """Return this sample's targets in the order of the output's neurons, outside order."""
    values = trace.plan.targets[0][..., trace.sample]
    return tuple(np.moveaxis(values, 0, -1).reshape(-1).tolist())


def _activations(trace: Trace, description: Description) -> frozenset[Neuron]:
    places = [operand.place for operand in description.operands if operand.place is not None]
    wanted = [place for place in places if place.quantity == "a" or place.quantity.startswith("x")]
    return frozenset(neuron for neuron in map(trace.neuron, wanted) if neuron is not None)


def _seen(trace: Trace, name: str) -> str:
    while trace.layer(name).declaration.id in PASSED_THROUGH:
        name = trace.graph[name].inputs[0]
    return name


def _column(trace: Trace, steps: Steps, place: int, name: str) -> Column:
    layer, shape = trace.layer(name), trace.face_shape(name)
    face = trace.face(name)
    if face == "a" and steps.block_of("forward", name, "a") is None:
        face = "z"
    labels = trace.features if layer.is_source and len(shape) == 1 else ()
    if name == _seen(trace, trace.graph.sinks[0]):
        labels = trace.classes
    return Column(
        name,
        trace.name(name),
        shape,
        np.array(trace.activations(name)),
        np.ones(shape, bool) if layer.is_source else _known(steps, place, Step("forward", name, face), shape),
        trace.deltas(name) if not layer.is_source else None,
        _known(steps, place, Step("backward", name, trace.slope_name(name)), shape),
        labels,
        layer.is_source,
    )


def _known(steps: Steps, place: int, kind: Step, shape: Shape) -> Flags:
    """Return which numbers of a quantity have been computed once step number ``place`` is done."""
    count = steps.progress(place, kind.phase, kind.layer, kind.quantity)
    block = steps.block_of(kind.phase, kind.layer, kind.quantity)
    found = (np.arange(math.prod(shape)) < count).reshape(shape)
    return found[::-1] if block is not None and block.descending else found
