"""One moment of a run, ready to be asked: the plan after its backward pass, and the sample that is looked at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from weakref import WeakKeyDictionary

import numpy as np
import numpy.typing as npt

from nnstudio.engine import Expansion, Factor, Graph, Place, Plan, expand
from nnstudio.engine.columns import column_number
from nnstudio.engine.layer import Layer
from nnstudio.engine.typing import Array, Shape
from nnstudio.inspection import calling
from nnstudio.inspection.blocks import PASSED_THROUGH, port_of
from nnstudio.inspection.expression import Node, Num, added, num
from nnstudio.inspection.latest import Latest
from nnstudio.inspection.quantities import is_gradient
from nnstudio.inspection.rereading import index_before, indices_before
from nnstudio.inspection.steps import Step, Steps, steps
from nnstudio.text import Message, msg

Neuron = tuple[str, tuple[int, ...]]
_ORIGINS: WeakKeyDictionary[Plan, dict[tuple[str, int], tuple[Neuron, ...]]] = WeakKeyDictionary()
_Called = tuple[str, Message, Step | None]
"""A number's symbol, what it is in words, and the step that made it."""
_CALLED: Latest[tuple[object, ...], dict[tuple[Place, bool], _Called]] = Latest()
_MOST_CALLED = 8192
"""Places whose names are kept: some megabytes."""


@dataclass(frozen=True, eq=False)
class Trace:
    """What is asked about.

    Nothing is copied: every number is read from the plan when it is asked for, so that a large network costs no more
    than a small one. It is valid as long as the plan stands still (in a window: while the trainer is held).

    Attributes
    ----------
    plan : after forward, loss and backward, before the update. sample : column of the batch.
    batch : gradients are those of the batch's mean loss, ∂L/∂z summed over its samples; else those of this sample's own
        loss, ∂ℓ/∂z, which the plan holds divided by N.
    names, features, classes : what the reader calls the layers, inputs and outputs.
    columns : vectors are written as columns (see ``inspection.convention``); no number depends on it.
    answer : the output that a loss's ``a`` and ``y`` belong to, where there are several; empty: the first.
    factors : those of the engine's terms that are only a symbol, such as 1/m, as they have been read, with their signs.
    """

    plan: Plan
    sample: int = 0
    batch: bool = False
    names: Mapping[str, str] = field(default_factory=dict)
    features: tuple[str, ...] = ()
    classes: tuple[str, ...] = ()
    columns: bool = False
    answer: str = ""
    _views: dict[tuple[str, str], tuple[Array, int]] = field(default_factory=dict, repr=False)
    _ports: dict[tuple[str, str], int | None] = field(default_factory=dict, repr=False)
    factors: dict[Factor, tuple[int, Node]] = field(default_factory=dict, repr=False)
    _shown: dict[Neuron, Neuron] = field(default_factory=dict, repr=False)
    _makers: dict[tuple[str, str, tuple[str, ...], int], str | None] = field(default_factory=dict, repr=False)

    @property
    def graph(self) -> Graph:
        """The compiled graph."""
        return self.plan.graph

    @property
    def count(self) -> int:
        """N, the samples in the batch."""
        return self.plan.batch_size

    @property
    def eps(self) -> float:
        """The spacing of the run's numbers at 1."""
        return float(np.finfo(self.plan.loss.dtype).eps)

    @property
    def mixes_samples(self) -> bool:
        """Whether some layer (batch normalisation) makes each sample's loss depend on the rest of the batch."""
        return any(self.layer(name).mixes_samples for name in self.graph.order)

    @cached_property
    def fine(self) -> Steps:
        """All steps at the grain of a neuron."""
        return steps(self.plan)

    def layer(self, name: str) -> Layer:
        """Return a layer by its node."""
        return self.graph[name].layer

    def shape(self, name: str) -> Shape:
        """Return the outside shape of a layer's output."""
        return self.plan.sites[name].output.shape

    def expand(self, layer: str, quantity: str, index: tuple[int, ...]) -> Expansion:
        """Return the engine's terms of a number of this sample."""
        return expand(self.plan, layer, quantity, index, self.sample)

    # -- where numbers stand

    def value(self, place: Place) -> float:
        """Return the number at a place; gradients of neurons as those of the sample's own loss, N times the plan's."""
        if place.quantity == "target":
            return self._target(place)
        if place.quantity == "loss":
            return float(self.plan.losses_of(place.layer)[place.sample])
        if place.sample < 0:
            site = self.plan.sites[place.layer]
            if place.quantity.endswith("_grad"):
                return float(site.gradient(place.quantity.removesuffix("_grad"))[place.index])
            return float(site.parameter(place.quantity)[place.index])
        view, scale = self._view(place.layer, place.quantity)
        return float(view[(place.sample, *place.index)]) * scale

    def mean(self, place: Place) -> float:
        """Return the batch's mean of a quantity at one index: of a gradient of neurons, ∂L/∂ it over all samples."""
        view, scale = self._view(place.layer, place.quantity)
        return added([float(value) * scale for value in np.moveaxis(view, 0, -1)[place.index]]) / self.count

    def _view(self, layer: str, quantity: str) -> tuple[Array, int]:
        """Return a quantity of all samples, and what its numbers are multiplied by here."""
        key = layer, quantity
        if key not in self._views:
            self._views[key] = self.plan.quantity(*key), self.count if is_gradient(quantity) else 1
        return self._views[key]

    def _target(self, place: Place) -> float:
        targets = self.plan.targets[self.graph.sinks.index(place.layer)]
        number = column_number(place.index, self.shape(place.layer), self.count, place.sample)
        return float(targets.reshape(len(targets), -1)[place.index[-1], number])

    def port(self, place: Place) -> int | None:
        """Return which input of its layer a quantity shows (``x``, ``x2``, a query from outside); None for others."""
        if place.sample < 0:
            return None
        key = place.layer, place.quantity
        if key not in self._ports:
            site = self.plan.sites.get(place.layer)
            known = site is not None and place.quantity in site.quantities and place.quantity != "z"
            self._ports[key] = port_of(site, place.quantity) if known and site is not None else None
        return self._ports[key]

    def face(self, layer: str) -> str:
        """Return what a layer is drawn as: its output; of a recurrent one that gives out the last step, every state."""
        site = self.plan.sites[layer]
        states = site.quantities.get("h")
        alone = states is not None and len(site.output.shape) == 1 and states.shape[-1:] == site.output.shape
        return "h" if alone else "a"

    def face_shape(self, layer: str) -> Shape:
        """Return the shape of what a layer is drawn as."""
        site = self.plan.sites[layer]
        return site.quantities["h"].shape if self.face(layer) == "h" else site.output.shape

    def is_face(self, layer: str, quantity: str) -> bool:
        """Whether a quantity has one number for each neuron that is drawn: then a neuron shows it."""
        site = self.plan.sites[layer]
        return quantity in site.quantities and site.quantities[quantity].shape == self.face_shape(layer)

    def here(self, layer: str, quantity: str, index: tuple[int, ...], sample: int | None = None) -> Place:
        """Return the place of this sample's number."""
        return Place(layer, quantity, index, self.sample if sample is None else sample)

    def origin(self, layer: str, index: tuple[int, ...], port: int = 0) -> Neuron:
        """Return the neuron whose activation stands at ``index`` of a layer's input."""
        known = _ORIGINS.get(self.plan, {}).get((layer, port)) if len(index) == 1 else None
        if known is not None:
            # All of them have been asked for: hundreds are not looked for again in every step.
            return known[index[0]]
        return self.shown(self.graph[layer].inputs[port], index)

    def origins(self, layer: str, port: int = 0) -> tuple[Neuron, ...]:
        """Return the neuron behind each feature of a layer's input that is a list; looked for once in a plan."""
        known = _ORIGINS.setdefault(self.plan, {})
        if (layer, port) not in known:
            known[layer, port] = self._origins(layer, port)
        return known[layer, port]

    def _origins(self, layer: str, port: int) -> tuple[Neuron, ...]:
        source = self.graph[layer].inputs[port]
        indices: npt.NDArray[np.intp] = np.arange(self.shape(source)[0])[:, None]
        while self.layer(source).declaration.id in PASSED_THROUGH:
            before = self.graph[source].inputs[0]
            indices = indices_before(indices, self.shape(source), self.shape(before))
            source = before
        return tuple((source, self._drawn(source, tuple(index))) for index in indices.tolist())

    def shown(self, layer: str, index: tuple[int, ...]) -> Neuron:
        """Return the neuron that a layer's output shows: through layers that only read it in another shape."""
        asked = layer, index
        if asked not in self._shown:
            self._shown[asked] = self._behind(layer, index)
        return self._shown[asked]

    def _behind(self, layer: str, index: tuple[int, ...]) -> Neuron:
        while self.layer(layer).declaration.id in PASSED_THROUGH:
            source = self.graph[layer].inputs[0]
            if self.shape(source) != self.shape(layer):
                index = index_before(index, self.shape(layer), self.shape(source))
            layer = source
        return layer, self._drawn(layer, index)

    def _drawn(self, layer: str, index: tuple[int, ...]) -> tuple[int, ...]:
        """Return where a number of the output is drawn: among the states, that of the last step."""
        shape = self.face_shape(layer)
        return index if len(index) == len(shape) else (shape[0] - 1, *index)

    def neuron(self, place: Place) -> Neuron | None:
        """Return the neuron that a place belongs to; None for a weight, and for what no single neuron shows."""
        if place.sample < 0 and calling.is_parameter(self, place.layer, place.quantity):
            own = place.quantity == "bias" and self.face_shape(place.layer) == self._parameter_shape(place)
            return (place.layer, place.index) if own else None
        if place.quantity == "loss" or place.quantity.endswith(("_grad", "_update")):
            return None
        port = self.port(place)
        if port is not None:
            return self.origin(place.layer, place.index, port)
        own = place.quantity in ("target", "a", "grad_a") or self.is_face(place.layer, place.quantity)
        return self.shown(place.layer, place.index) if own else None

    def _parameter_shape(self, place: Place) -> Shape:
        return self.plan.sites[place.layer].parameter(place.quantity).shape

    def is_link(self, layer: str, name: str) -> bool:
        """Whether a parameter has one number for each pair of neurons: a dense layer's weights, of no sequence."""
        return self.layer(layer).declaration.id == "dense" and name == "weight" and len(self.shape(layer)) == 1

    def step_of(self, place: Place) -> Step | None:
        """Return the step that made the number at a place; None for inputs, targets and weights."""
        if place.quantity == "loss":
            return self.loss_step(place.layer)
        if place.sample < 0 or place.quantity == "target":
            return None
        backward = place.quantity == "slope" or is_gradient(place.quantity)
        phase = "backward" if backward else "forward"
        layer, index = place.layer, place.index
        wanted: tuple[str, ...] = (place.quantity,)
        port = self.port(place)
        if port is not None:
            layer, index = self.origin(layer, index, port)
        if place.quantity == "a" or port is not None:
            wanted = ("a", "z", "h")
        # Of all numbers of a kind the same quantity's step: hundreds of them stand in one sum.
        kind = phase, layer, wanted, len(index)
        if kind not in self._makers:
            steps = (Step(phase, layer, quantity, index) for quantity in wanted)
            self._makers[kind] = next((step.quantity for step in steps if self.fine.find(step) >= 0), None)
        made = self._makers[kind]
        return Step(phase, layer, made, index) if made is not None else None

    @property
    def several(self) -> bool:
        """Whether there are several outputs, whose losses make up a sample's."""
        return len(self.graph.sinks) > 1

    def at_output(self, sink: str) -> Trace:
        """Return the same moment with a loss's ``a`` and ``y`` read at this output."""
        if not self.several:
            return self
        own = self.plan, self.sample, self.batch, self.names, self.features, self.classes, self.columns
        return Trace(*own, answer=sink)

    def whole_loss(self, sample: int) -> Place:
        """Return the place of a sample's loss, of all outputs together."""
        return Place("loss" if self.several else self.graph.sinks[0], "loss", (), sample)

    def loss_step(self, layer: str = "") -> Step:
        """Return the step of a sample's loss: of an output's own where there are several and one is named."""
        if self.several and layer not in self.graph.sinks:
            return Step("loss", self.graph.sinks[0], "whole_loss", ())
        return Step("loss", layer if self.several else self.graph.sinks[0], "loss", ())

    # -- what they are called

    def symbol(self, place: Place, of_batch: bool = False) -> str:
        """Return the symbol of the number at a place; with the sample's number where ``of_batch``."""
        if place.quantity == "loss":
            of_output = self.several and place.layer in self.graph.sinks
            letter = f"ℓ_{{{self.graph.sinks.index(place.layer) + 1}}}" if of_output else "ℓ"
            return f"{letter}^{{({place.sample + 1})}}" if of_batch else letter
        return calling.symbol(self, place, place.sample if of_batch and place.sample >= 0 else None)

    def name(self, layer: str) -> str:
        """Return what the reader calls a layer."""
        return self.names.get(layer, layer)

    def neuron_name(self, neuron: Neuron) -> Message:
        """Return what the reader calls a neuron: its layer and number, a feature, a class, a step's unit, a pixel."""
        layer, index = neuron
        if not self.layer(layer).is_source:
            return calling.inner_name(self, neuron)
        feature = self.features[index[-1]] if len(index) < 3 and index[-1] < len(self.features) else ""
        if len(index) == 1 and feature:
            return msg("{name}", name=feature)
        if len(index) == 2 and feature:
            return msg("{name} at step {step}", name=feature, step=index[0] + 1)
        if len(index) == 3 and self.shape(layer)[2] == 1:
            return msg("pixel in row {row}, column {column}", row=index[0] + 1, column=index[1] + 1)
        return calling.inner_name(self, neuron)

    def link_name(self, layer: str, index: tuple[int, ...]) -> Message:
        """Return what the reader calls a dense layer's weight, in short: ``Hidden 1·2 → Hidden 2·3``."""
        if not self.is_link(layer, "weight"):
            return calling.parameter_place(self, Place(layer, "weight", index))
        source, target = self._short(self.origin(layer, index[:1])), self._short((layer, index[1:]))
        return msg("{source} → {target}", source=source, target=target)

    def _short(self, neuron: Neuron) -> str:
        layer, index = neuron
        if self.layer(layer).is_source and len(index) == 1 and index[0] < len(self.features):
            return self.features[index[0]]
        return f"{self.name(layer)} · {self._number(neuron)}"

    def _number(self, neuron: Neuron) -> str:
        """Return a neuron's number from 1; of an image with one channel, row and column."""
        layer, index = neuron
        if len(index) == 3 and self.shape(layer)[2] == 1:
            index = index[:2]
        return ", ".join(str(part + 1) for part in index)

    def loss_name(self, step: Step) -> Message:
        """Return whose loss is meant."""
        if step.quantity == "mean_loss":
            return msg("batch of {count} samples", count=self.count)
        if step.quantity == "loss" and self.several:
            return msg("{output}, sample {number}", output=self.name(step.layer), number=self.sample + 1)
        return msg("sample {number} of the batch", number=self.sample + 1)

    def words(self, place: Place) -> Message:
        """Return what a number is, in words."""
        return calling.words(self, place)

    def words_of(self, place: Place) -> Message:
        """Return where a quantity's number stands: its neuron, step or pixel."""
        return calling.place_name(self, place.layer, place.quantity, place.index)

    def num(self, place: Place, of_batch: bool = False) -> Num:
        """Return the number at a place as an operand."""
        symbol, words, step = self._called(place, of_batch)
        return num(symbol, self.value(place), words, place, step)

    @cached_property
    def _calls(self) -> dict[tuple[Place, bool], _Called]:
        """What numbers are called, from one moment to the next: a sum of hundreds is shown again and again."""
        about = self.names, self.features, self.classes, self.columns
        return _CALLED.get(self.plan, about, dict)

    def _called(self, place: Place, of_batch: bool) -> _Called:
        known, asked = self._calls, (place, of_batch)
        found = known.get(asked)
        if found is None:
            words = self.words(place)
            if of_batch and place.sample >= 0 and place.quantity != "loss":
                words = msg("{what}, sample {number}", what=words, number=place.sample + 1)
            if len(known) >= _MOST_CALLED:
                known.clear()
            found = known[asked] = self.symbol(place, of_batch), words, self.step_of(place)
        return found

    def activations(self, layer: str) -> Array:
        """Return this sample's outputs of a layer (what it is drawn as), of that shape."""
        if self.face(layer) == "h":
            return np.asarray(self.plan.quantity(layer, "h")[self.sample])
        return np.asarray(self.plan.sites[layer].output.outside[self.sample])

    def slope_name(self, layer: str) -> str:
        """Return which slope of the loss belongs to what a layer is drawn as."""
        known = self.plan.sites[layer].quantities
        if self.face(layer) == "h":
            return "grad_h"
        return "grad_z" if "grad_z" in known and self.is_face(layer, "grad_z") else "grad_a"

    def deltas(self, layer: str) -> Array | None:
        """Return ∂ℓ/∂z (∂L/∂z summed over the batch) of a layer, of its shape; ∂ℓ/∂a where it has no z."""
        known, name = self.plan.sites[layer].quantities, self.slope_name(layer)
        if name not in known:
            return None
        values = known[name].outside
        return np.asarray(values.sum(axis=0) if self.batch else values[self.sample] * self.count)
