"""What the network's picture shows at a step: each layer's numbers as far as they have been computed, and the links."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from operator import lt

import numpy as np
import numpy.typing as npt

from nnstudio.engine import Place
from nnstudio.engine.typing import Array, Shape
from nnstudio.inspection.blocks import MIXING, PASSED_THROUGH
from nnstudio.inspection.description import Description, Highlight, Link
from nnstudio.inspection.latest import Latest
from nnstudio.inspection.overlay import Overlay
from nnstudio.inspection.picture.shades import Shade, Shades, shades_of
from nnstudio.inspection.quantities import known_of
from nnstudio.inspection.steps import PHASES, Step, Steps
from nnstudio.inspection.trace import Neuron, Trace
from nnstudio.inspection.whole_layer import is_group
from nnstudio.inspection.working_out import Covered

Flags = npt.NDArray[np.bool_]
Rows = dict[str, dict[Neuron, int]]
Numbers = npt.NDArray[np.intp]
Standing = dict[str, tuple[Numbers, Numbers, Numbers]]
"""By layer the numbers of its links, and their rows and columns in its matrix."""
Reads = dict[str, tuple[Numbers, Numbers]]
"""By layer which of its neurons are read, and the number of the link that leads to each, −1 for none."""
_ROWS: Latest[tuple[str, ...], Rows] = Latest()
_STANDING: Latest[tuple[Link, ...], Standing] = Latest()
_READS: Latest[tuple[tuple[Neuron, ...], tuple[Link, ...]], Reads] = Latest()
_ACTIVATIONS: Latest[tuple[Place, ...], frozenset[Neuron]] = Latest()


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

    def holds(self, index: tuple[int, ...]) -> bool:
        """Whether there is a number at that index: while something within the layer is drawn, its neurons have none."""
        return len(index) == len(self.shape) and all(map(lt, index, self.shape))

    @property
    def is_image(self) -> bool:
        """Whether it is drawn as tiles: an image or a sequence."""
        return len(self.shape) > 1


@dataclass(frozen=True, eq=False)
class Scene:
    """All that is painted: ``shades`` of neurons and links, of each dense layer in ``inputs`` what feeds each row.

    ``rows`` : for each dense layer the row of its matrix that each neuron feeds. ``standing`` : where the step's own
    links stand; ``reads`` : what the step reads. ``covered`` : its result is not shown, wherever it stands.
    """

    columns: tuple[Column, ...]
    depths: dict[str, int]
    shades: Shades
    inputs: dict[str, tuple[Neuron, ...]]
    rows: Rows
    standing: Standing
    reads: Reads
    others: tuple[tuple[str, str], ...]
    targets: dict[str, tuple[float, ...]]
    loss: float | None
    step: Step
    highlight: Highlight = field(default_factory=Highlight)
    sink: str = ""
    activations: frozenset[Neuron] = frozenset()
    mixing: frozenset[str] = frozenset()
    covered: bool = False
    batch: bool = False
    overlay: Overlay = field(default_factory=Overlay)

    @cached_property
    def by_layer(self) -> dict[str, Column]:
        """Every column by its layer."""
        return {column.layer: column for column in self.columns}

    def link_value(self, link: Link, shade: Shade | None = None) -> float:
        """Return the number of a link (``shade``: other than its colour's); 0 where no weight joins the two."""
        source, (layer, index) = link
        matrix = (shade or self.shades.colour).values.get(layer)
        row = self.rows[layer].get(source) if matrix is not None else None
        return float(matrix[row, index[0]]) if matrix is not None and row is not None else 0.0

    def link_values(self, links: Sequence[Link], shade: Shade | None = None) -> Array:
        """Return :meth:`link_value` of many links; where the step's own stand in their matrices is looked up once."""
        matrices, found = (shade or self.shades.colour).values, np.zeros(len(links))
        standing = self.standing if links is self.highlight.links else standing_of(links, self.rows)
        for layer, (numbers, rows, columns) in standing.items():
            if layer in matrices:
                found[numbers] = matrices[layer][rows, columns]
        return found

    @property
    def backward(self) -> bool:
        """Whether δ is what the picture is about."""
        return PHASES.index(self.step.phase) >= 2

    @property
    def last(self) -> str:
        """The layer whose output is the prediction."""
        return self.columns[-1].layer if not self.sink else self.sink


def standing_of(links: Sequence[Link], rows: Rows) -> Standing:
    """Return where links stand in the matrices of their layers."""
    found: dict[str, list[tuple[int, int, int]]] = {}
    for number, (source, (layer, index)) in enumerate(links):
        row = rows[layer].get(source) if layer in rows else None
        if row is not None:
            found.setdefault(layer, []).append((number, row, index[0]))
    parts = {layer: np.array(each, np.intp) for layer, each in found.items()}
    return {layer: (each[:, 0], each[:, 1], each[:, 2]) for layer, each in parts.items()}


def reads_of(neurons: Sequence[Neuron], links: Sequence[Link]) -> Reads:
    """Return what a step reads of layers that are lists, in this order: of neurons, and of the ends of links."""
    numbers = dict.fromkeys(neurons, -1)
    numbers |= {neuron: number for number, link in enumerate(links) for neuron in link}
    found: dict[str, list[tuple[int, int]]] = {}
    for (layer, index), number in numbers.items():
        if len(index) == 1:
            found.setdefault(layer, []).append((index[0], number))
    parts = {layer: np.array(each, np.intp) for layer, each in found.items()}
    return {layer: (each[:, 0], each[:, 1]) for layer, each in parts.items()}


def _rows(inputs: dict[str, tuple[Neuron, ...]]) -> Rows:
    return {layer: {neuron: row for row, neuron in enumerate(sources)} for layer, sources in inputs.items()}


def scene_of(
    trace: Trace,
    steps: Steps,
    place: int,
    description: Description,
    overlay: Overlay | None = None,
    covered: Covered | None = None,
) -> Scene:
    """Return the scene of a step; its result, where that is ``covered``, has not been come to yet."""
    overlay, place = overlay or Overlay(), place - (covered is not None)
    shown = [name for name in trace.graph.order if trace.layer(name).declaration.id not in PASSED_THROUGH]
    links = [name for name in shown if trace.is_link(name, "weight")]
    sources = {name: [_seen(trace, source) for source in trace.graph[name].inputs] for name in shown}
    columns = tuple(_column(trace, steps, place, name, description.step) for name in shown)
    known_loss = steps.find(trace.loss_step())
    inputs = {name: trace.origins(name) for name in links}
    rows = _ROWS.get(trace.plan, tuple(links), lambda: _rows(inputs))
    highlight = _highlight(trace, description)
    lit = highlight.neurons, highlight.links
    return Scene(
        columns=columns,
        depths=_depths(sources),
        shades=shades_of(trace, shown, links, overlay, _stepped(columns, description.step)).without(covered),
        inputs=inputs,
        rows=rows,
        standing=_STANDING.get(trace.plan, lit[1], lambda: standing_of(lit[1], rows)),
        reads=_READS.get(trace.plan, lit, lambda: reads_of(*lit)),
        others=tuple((source, name) for name in shown if name not in links for source in sources[name]),
        targets=_targets(trace),
        loss=float(trace.plan.losses[trace.sample]) if place >= known_loss else None,
        step=description.step,
        highlight=highlight,
        sink=_seen(trace, trace.graph.sinks[0]),
        activations=_activations(trace, description),
        batch=trace.batch,
        overlay=overlay,
        covered=covered is not None,
        mixing=frozenset(name for name in shown if trace.layer(name).declaration.id in MIXING),
    )


def _depths(sources: dict[str, list[str]]) -> dict[str, int]:
    """Return how far from the inputs each layer is drawn, these being 0."""
    depths: dict[str, int] = {}
    for name, before in sources.items():
        depths[name] = 1 + max((depths[source] for source in before), default=-1)
    return depths


def _stepped(columns: tuple[Column, ...], step: Step) -> tuple[Shade, dict[str, float]]:
    """Return what fills the neurons as the walk goes on, a and then δ, and the largest of all their numbers."""
    backward = PHASES.index(step.phase) >= 2
    values: dict[str, Array] = {}
    others: dict[str, str] = {}
    peaks = {"value": 0.0, "gradient": 0.0}
    for column in columns:
        delta = column.delta if backward and not column.is_input else None
        whole, known = (column.a, column.known) if delta is None else (delta, column.deltas_known)
        values[column.layer] = np.where(known, whole, np.nan)
        if delta is None and backward:
            others[column.layer] = "value"
        for scale, numbers in (("value", column.a), ("gradient", column.delta)):
            if numbers is not None and not (column.is_input and column.is_image):
                peaks[scale] = max(peaks[scale], float(np.abs(numbers).max(initial=0.0)))
    quantity, scale = ("grad_z", "gradient") if backward else ("a", "value")
    return Shade(quantity, values, scale, others), peaks


def inner_quantity(trace: Trace, step: Step) -> str:
    """Return the quantity that a layer's tile shows while it is computed, where no neuron shows it: scores, pieces."""
    site = trace.plan.sites[step.layer]
    if step.index is None or step.quantity not in site.quantities or trace.is_face(step.layer, step.quantity):
        return ""
    return step.quantity if len(site.quantities[step.quantity].shape) > 1 else ""


def _highlight(trace: Trace, description: Description) -> Highlight:
    step, found = description.step, description.highlight
    if step.index is None or not inner_quantity(trace, step) or is_group(trace, step):
        return found
    outside = tuple(neuron for neuron in found.neurons if neuron[0] != step.layer)
    return replace(found, target=(step.layer, step.index), neurons=outside)


def _targets(trace: Trace) -> dict[str, tuple[float, ...]]:
    """Return this sample's targets by the layer that answers, in the order of its neurons, outside order."""
    pairs = zip(trace.graph.sinks, trace.plan.targets, strict=True)
    known = {_seen(trace, sink): np.moveaxis(values[..., trace.sample], 0, -1) for sink, values in pairs}
    return {layer: tuple(values.reshape(-1).tolist()) for layer, values in known.items()}


def _activations(trace: Trace, description: Description) -> frozenset[Neuron]:
    places = (place for place in description.operands.places() if place is not None)
    wanted = tuple(place for place in places if place.quantity == "a" or place.quantity.startswith("x"))
    return _ACTIVATIONS.get(
        trace.plan, wanted, lambda: frozenset(filter(None, (trace.neuron(place) for place in wanted)))
    )


def _seen(trace: Trace, name: str) -> str:
    while trace.layer(name).declaration.id in PASSED_THROUGH:
        name = trace.graph[name].inputs[0]
    return name


def _inner(trace: Trace, steps: Steps, place: int, step: Step) -> Column:
    """Return a layer's column while a quantity of another shape than its output's is computed."""
    values = trace.plan.quantity(step.layer, step.quantity)
    whole = np.array(values.sum(axis=0) if trace.batch and step.phase == "backward" else values[trace.sample])
    known = _known(steps, place, step, whole.shape)
    scale = trace.count if step.phase == "backward" and not trace.batch else 1
    letter = known_of(trace.layer(step.layer).declaration.id, step.quantity).letter
    title, forward = f"{trace.name(step.layer)} · {letter}", step.phase == "forward"
    delta = None if forward else whole * scale
    nothing = np.zeros(whole.shape, bool)
    return Column(
        step.layer, title, whole.shape, whole, known if forward else ~nothing, delta, nothing if forward else known
    )


def _column(trace: Trace, steps: Steps, place: int, name: str, step: Step) -> Column:
    if name == step.layer and inner_quantity(trace, step):
        return _inner(trace, steps, place, step)
    layer, shape = trace.layer(name), trace.face_shape(name)
    face = trace.face(name)
    if face == "a" and steps.block_of("forward", name, "a") is None:
        face = "z"
    labels = trace.features if layer.is_source and len(shape) == 1 else ()
    if name in (_seen(trace, sink) for sink in trace.graph.sinks):
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
