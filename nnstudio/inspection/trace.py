"""One moment of a run, ready to be asked: the plan after its backward pass, and the sample that is looked at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from nnstudio.engine import Expansion, Graph, Place, Plan, expand
from nnstudio.engine.layer import Layer
from nnstudio.engine.typing import Array, Shape
from nnstudio.inspection.expression import Num, num
from nnstudio.inspection.steps import Step, Steps, steps
from nnstudio.inspection.symbols import scripted
from nnstudio.text import Message, msg

Neuron = tuple[str, tuple[int, ...]]

_PASSED_THROUGH = frozenset({"flatten", "output"})
"""Layers without numbers of their own."""
_GRADIENTS = frozenset({"grad_z", "grad_a"})


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
    """

    plan: Plan
    sample: int = 0
    batch: bool = False
    names: Mapping[str, str] = field(default_factory=dict)
    features: tuple[str, ...] = ()
    classes: tuple[str, ...] = ()

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
            return float(self.plan.targets[self.graph.sinks.index(place.layer)][self._flat(place), place.sample])
        if place.quantity == "loss":
            return float(self.plan.losses[place.sample])
        if place.sample < 0:
            site = self.plan.sites[place.layer]
            if place.quantity.endswith("_grad"):
                return float(site.gradient(place.quantity.removesuffix("_grad"))[place.index])
            return float(site.parameter(place.quantity)[place.index])
        found = float(self.plan.quantity(place.layer, place.quantity)[(place.sample, *place.index)])
        return found * self.count if place.quantity in _GRADIENTS else found

    def _flat(self, place: Place) -> int:
        return (
            place.index[0] if len(place.index) == 1 else int(np.ravel_multi_index(place.index, self.shape(place.layer)))
        )

    def here(self, layer: str, quantity: str, index: tuple[int, ...], sample: int | None = None) -> Place:
        """Return the place of this sample's number."""
        return Place(layer, quantity, index, self.sample if sample is None else sample)

    def origin(self, layer: str, index: tuple[int, ...], port: int = 0) -> Neuron:
        """Return the neuron whose activation stands at ``index`` of a layer's input."""
        return self.shown(self.graph[layer].inputs[port], index)

    def shown(self, layer: str, index: tuple[int, ...]) -> Neuron:
        """Return the neuron that a layer's output shows: through flatten and output layers, which only pass it on."""
        while self.layer(layer).declaration.id in _PASSED_THROUGH:
            source = self.graph[layer].inputs[0]
            if self.layer(layer).declaration.id == "flatten" and len(self.shape(source)) == 3:
                height, width, channels = self.shape(source)
                row, channel, column = np.unravel_index(index[0], (height, channels, width))
                index = (int(row), int(column), int(channel))
            elif self.layer(layer).declaration.id == "flatten":
                index = tuple(int(part) for part in np.unravel_index(index[0], self.shape(source)))
            layer = source
        return layer, index

    def neuron(self, place: Place) -> Neuron | None:
        """Return the neuron that a place belongs to; None for a weight."""
        if place.quantity == "weight" or place.quantity.startswith("weight_"):
            return None
        if place.quantity.startswith("x"):
            port = int(place.quantity[1:] or 1) - 1
            return self.origin(place.layer, place.index, port)
        return self.shown(place.layer, place.index)

    def step_of(self, place: Place) -> Step | None:
        """Return the step that made the number at a place; None for inputs, targets and weights."""
        if place.quantity == "loss":
            return Step("loss", self.graph.sinks[0], "loss", ())
        neuron = self.neuron(place) if place.sample >= 0 and place.quantity != "target" else None
        if neuron is None:
            return None
        layer, index = neuron
        backward = place.quantity in ("slope", *_GRADIENTS)
        wanted = (place.quantity,) if backward or place.quantity == "z" else ("a", "z")
        layer, index = (place.layer, place.index) if place.quantity == "grad_a" else (layer, index)
        for quantity in wanted:
            step = Step("backward" if backward else "forward", layer, quantity, index)
            if self.fine.find(step) >= 0:
                return step
        return None

    # -- what they are called

    def symbol(self, place: Place, of_batch: bool = False) -> str:
        """Return the symbol of the number at a place; with the sample's number where ``of_batch``."""
        sample = place.sample if of_batch else None
        quantity, index = place.quantity, place.index
        if quantity.startswith("x"):
            layer, found = self.origin(place.layer, index, int(quantity[1:] or 1) - 1)
            index = found if len(found) == len(index) else index
            return scripted("x" if self.layer(layer).is_source else "a", index, sample)
        if quantity == "slope":
            return f"f'({scripted('z', index, sample)})"
        if quantity == "grad_a":
            return f"∂ℓ/∂{scripted('a', index, sample)}"
        if quantity == "loss":
            return f"ℓ^{{({place.sample + 1})}}" if of_batch else "ℓ"
        bases = {"weight": "w", "bias": "b", "grad_z": "δ", "target": "y", "gamma": "γ", "mask": "m/q"}
        return scripted(bases.get(quantity, quantity), index, sample)

    def name(self, layer: str) -> str:
        """Return what the reader calls a layer."""
        return self.names.get(layer, layer)

    def neuron_name(self, neuron: Neuron) -> Message:
        """Return what the reader calls a neuron: its layer and number, a feature, a class."""
        layer, index = neuron
        flat = index[0] if len(index) == 1 else -1
        if self.layer(layer).is_source and 0 <= flat < len(self.features):
            return msg("{name}", name=self.features[flat])
        if self.layer(layer).is_source and len(index) == 3:
            return msg("pixel in row {row}, column {column}", row=index[0] + 1, column=index[1] + 1)
        number = self._number(neuron)
        return msg("{layer} · neuron {number}", layer=self.name(layer), number=number)

    def link_name(self, layer: str, index: tuple[int, ...]) -> Message:
        """Return what the reader calls a weight's link, in short: ``Hidden 1·2 → Hidden 2·3``."""
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

    def loss_name(self, quantity: str) -> Message:
        """Return whose loss is meant."""
        if quantity == "mean_loss":
            return msg("batch of {count} samples", count=self.count)
        return msg("sample {number} of the batch", number=self.sample + 1)

    def words(self, place: Place) -> Message:
        """Return what a number is, in words."""
        if place.quantity == "weight":
            return msg("weight {link}", link=self.link_name(place.layer, place.index))
        if place.quantity == "loss":
            return msg("loss of sample {number}", number=place.sample + 1)
        neuron = self.neuron(place)
        assert neuron is not None
        known = _known_words(place.quantity, self.neuron_name(neuron))
        if known is not None:
            return known
        name = self.neuron_name(neuron)
        return (
            msg("input {neuron}", neuron=name)
            if self.layer(neuron[0]).is_source
            else msg("output of {neuron}", neuron=name)
        )

    def num(self, place: Place, of_batch: bool = False) -> Num:
        """Return the number at a place as an operand."""
        words = self.words(place)
        if of_batch and place.quantity != "loss":
            words = msg("{what}, sample {number}", what=words, number=place.sample + 1)
        return num(self.symbol(place, of_batch), self.value(place), words, place, self.step_of(place))

    def activations(self, layer: str) -> Array:
        """Return this sample's outputs of a layer, of its shape."""
        return np.asarray(self.plan.sites[layer].output.outside[self.sample])

    def deltas(self, layer: str) -> Array | None:
        """Return ∂ℓ/∂z (∂L/∂z summed over the batch) of a layer, of its shape; ∂ℓ/∂a where it has no z."""
        known = self.plan.sites[layer].quantities
        name = "grad_z" if "grad_z" in known else "grad_a"
        if name not in known:
            return None
        values = known[name].outside
        return np.asarray(values.sum(axis=0) if self.batch else values[self.sample] * self.count)


def _known_words(quantity: str, name: Message) -> Message | None:
    match quantity:
        case "bias":
            return msg("bias of {neuron}", neuron=name)
        case "z":
            return msg("net input of {neuron}", neuron=name)
        case "slope":
            return msg("slope of {neuron} at its z", neuron=name)
        case "grad_z":
            return msg("δ of {neuron}", neuron=name)
        case "grad_a":
            return msg("slope of the loss at {neuron}", neuron=name)
        case "target":
            return msg("target of {neuron}", neuron=name)
        case "mask":
            return msg("dropout's factor for {neuron}", neuron=name)
    return None
