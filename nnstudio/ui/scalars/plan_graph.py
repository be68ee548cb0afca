"""The graph behind a step of the run, with everything read off the plan while it stands still."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from zlib import crc32

import numpy as np

from nnstudio.engine import Place
from nnstudio.engine.scalars import Value, expand_graph, topological_order
from nnstudio.engine.shadow import arenas
from nnstudio.inspection import Moment, Step, Trace
from nnstudio.inspection.graphs import Box
from nnstudio.inspection.graphs.folding import GRADIENT, Path, paths_by_place
from nnstudio.inspection.graphs.walks import is_constant
from nnstudio.inspection.symbols import scripted
from nnstudio.text import Message, msg

LARGEST = 400
"""Numbers that are expanded; the farthest are cut off."""
DEEPEST = 10_000
"""Deeper than any graph of so many numbers. Said, it spares the engine a count of all that is cut off."""


@dataclass(frozen=True, eq=False)
class PlanGraph:
    """``own`` : the step's own number if the graph has it; ``note`` : what one has to know to read it, or None."""

    root: Value
    order: tuple[Value, ...]
    paths: dict[Value, Path]
    numbers: dict[Value, int]
    labels: dict[Value, str]
    layers: dict[str, str]
    own: Value | None = None
    note: Message | None = None
    key: object = None

    @property
    def cut(self) -> int:
        """How many numbers are made of others for which there was no room."""
        return sum(node.folded for node in self.order)

    def label(self, node: Value) -> str:
        """Return what a number is called: as on the card."""
        return self.labels.get(node, "")

    def group(self, box: Box) -> str:
        """Return what a group is called: its layer, and the neuron's number in it."""
        layer, *rest = box.path
        name = self.layers.get(layer.removeprefix(GRADIENT), layer)
        shown = " · ".join((name, *rest))
        return f"{GRADIENT}L · {shown}" if layer.startswith(GRADIENT) else shown


def count_terms(moment: Moment) -> int:
    """Return how many terms the step's own number has, of those that may have very many: z and ∂L/∂w; else 0."""
    trace, step = moment.trace, moment.step
    layer, quantity, index, _ = _asked(trace, step, False)
    if quantity != "z" and not quantity.endswith("_grad"):
        return 0
    try:
        return len(trace.expand(layer, quantity, index).terms)
    except KeyError:
        return 0


def graph_of(moment: Moment, of_loss: bool, known: PlanGraph | None = None) -> PlanGraph:
    """Return the graph of the step's number, or of the loss that it leads to.

    ``known`` : a graph that was made before; of the same number of the same moment it is not made again.

    Raises
    ------
    NnstudioError : the number has no graph.
    """
    trace, step = moment.trace, moment.step
    asked = _asked(trace, step, of_loss)
    key = (id(trace.plan), moment.run, asked, trace.batch, trace.columns, _fingerprint(trace))
    if known is not None and known.key == key:
        return replace(known, own=_own(trace, step, known.order))
    layer, quantity, index, sample = asked
    root = expand_graph(trace.plan, layer, quantity, index, sample, depth=DEEPEST, largest=LARGEST)
    order = tuple(topological_order(root))
    return PlanGraph(
        root,
        order,
        paths_by_place(root),
        {node: number for number, node in enumerate(order, 1)},
        _labels(trace, order),
        {name: trace.name(name) for name in trace.graph.order},
        _own(trace, step, order),
        _note(trace, quantity),
        key,
    )


def _fingerprint(trace: Trace) -> int:
    """Return a number that is another one after any weight or input was changed, by hand too."""
    plan = trace.plan
    inputs = [plan.sites[name].output.array for name in plan.graph.sources]
    found = 0
    for array in (arenas(plan).theta, *inputs, *plan.targets):
        found = crc32(np.ascontiguousarray(array).tobytes(), found)
    return found


def _asked(trace: Trace, step: Step, of_loss: bool) -> tuple[str, str, tuple[int, ...], int]:
    quantity = step.quantity.replace("_update", "_grad")
    if of_loss or step.phase == "loss":
        whole = quantity == "mean_loss" or (step.phase != "loss" and trace.batch)
        own = trace.several and not of_loss and quantity == "loss"
        return step.layer if own else "loss", "loss", (), -1 if whole else trace.sample
    return step.layer, quantity, step.index or (), trace.sample


def _own(trace: Trace, step: Step, order: tuple[Value, ...]) -> Value | None:
    """Return the node that a step is about, if it is there."""
    place = _forward_place(trace, step)
    return next((node for node in order if node.place == place), None)


def _forward_place(trace: Trace, step: Step) -> Place:
    """Return the place of the forward pass that a step is about: of ∂L/∂w it is w's, of δ it is z's."""
    quantity, index = step.quantity, step.index or ()
    for ending in ("_grad", "_update"):
        if quantity.endswith(ending):
            return Place(step.layer, quantity.removesuffix(ending), index, -1)
    forward = {"grad_z": "z", "grad_a": "a", "slope": "z"}.get(quantity, quantity)
    return Place(step.layer, forward, index, trace.sample)


def _labels(trace: Trace, order: tuple[Value, ...]) -> dict[Value, str]:
    """Return each number's symbol; where two layers' would be alike, all with their layer's number above."""
    symbols = {node: _symbol(trace, node) for node in order if not is_constant(node)}
    layers: dict[str, set[str]] = defaultdict(set)
    for node, symbol in symbols.items():
        if node.place is not None:
            layers[symbol].add(node.place.layer)
    if any(len(found) > 1 for found in layers.values()):
        ordinal = {name: place for place, name in enumerate(trace.graph.order)}
        for node, symbol in symbols.items():
            layer = node.place.layer if node.place is not None else ""
            if layer in ordinal and "^" not in symbol and not trace.layer(layer).is_source:
                symbols[node] = f"{symbol}^{{[{ordinal[layer]}]}}"
    return symbols


def _symbol(trace: Trace, node: Value) -> str:
    place = node.place
    if place is None:
        return node.label
    if place.quantity in ("loss", "mean_loss"):
        return trace.symbol(place) if place.sample >= 0 else "L"
    if place.quantity == "a" and trace.layer(place.layer).is_source:
        return scripted("x", place.index, commas=len(place.index) > 1)
    if place.quantity.endswith("_grad"):
        parameter = Place(place.layer, place.quantity.removesuffix("_grad"), place.index, -1)
        # In brackets: its own slopes are asked for, ∂(∂L/∂w)/∂w.
        return f"(∂L/∂{trace.symbol(parameter)})"
    return trace.symbol(place)


def _note(trace: Trace, quantity: str) -> Message | None:
    if quantity.startswith("grad") or quantity.endswith("_grad"):
        return msg("Gradients here are those of the batch's mean loss L.") if trace.count > 1 else None
    return None
