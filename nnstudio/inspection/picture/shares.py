"""The gradients of the single samples behind one gradient of the batch: what the plan's number is the mean of."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from nnstudio.engine import Place
from nnstudio.engine.single import sample_terms
from nnstudio.engine.typing import Array
from nnstudio.inspection import calling
from nnstudio.inspection.expression import added
from nnstudio.inspection.steps import Step
from nnstudio.inspection.trace import Trace
from nnstudio.text import Message, msg

MOST_SAMPLES = 64
"""Samples in the batch up to which their gradients are shown one by one."""
MOST_TERMS = 2048
"""Terms of a shared weight's gradient, in the whole batch, up to which they are added up by sample: some 30 ms."""


@dataclass(frozen=True, eq=False)
class Shares:
    """``values`` : ∂ℓₙ/∂w (or ∂ℓₙ/∂z) of each sample. ``mean`` : the plan's own number, ∂L/∂w (∂L/∂b for a neuron).

    ``bound`` : how far rounding allows the values' mean to lie from it. ``words`` : whose gradient it is.
    """

    place: Place
    words: Message
    values: tuple[float, ...]
    mean: float
    bound: float

    @property
    def holds(self) -> bool:
        """Whether the mean of the values is the plan's number."""
        return abs(added(list(self.values)) / len(self.values) - self.mean) <= self.bound


def shares_at(trace: Trace, step: Step) -> Shares | None:
    """Return the shares in the gradient that a step is about; None where it is about none, or where they would be many.

    A network whose layers mix samples (batch normalisation) has none: there each loss depends on all samples.
    """
    place = _asked(step)
    return shares_of(trace, place) if place is not None else None


def _asked(step: Step) -> Place | None:
    """Return the gradient that a step is about."""
    if step.index is None or step.phase not in ("backward", "update"):
        return None
    quantity = step.quantity.removesuffix("_update")
    quantity = quantity if step.phase == "backward" else f"{quantity}_grad"
    return Place(step.layer, quantity, step.index)


def why_none(trace: Trace, step: Step) -> Message | None:
    """Return why a gradient of the batch is not shown sample by sample; None where the step is about no gradient."""
    place = _asked(step)
    if place is None or not _is_gradient(trace, place):
        return None
    if trace.count > MOST_SAMPLES:
        return msg(
            "No bar for each sample: the batch has {count} of them, more than {most}.",
            count=trace.count,
            most=MOST_SAMPLES,
        )
    if trace.mixes_samples:
        return msg("No bar for each sample: batch normalisation makes every loss depend on all samples together.")
    if place.quantity.startswith("grad_"):
        # A number of a sample, of which there are shares, or a group of them.
        return None
    terms = trace.count * _places(trace, place.layer)
    if terms > MOST_TERMS:
        return msg(
            "No bar for each sample: this gradient adds up {terms} products over the batch, more than {most}.",
            terms=terms,
            most=MOST_TERMS,
        )
    return msg("No bar for each sample: this layer works its gradient out for the whole batch at once.")


def _is_gradient(trace: Trace, place: Place) -> bool:
    name = place.quantity.removesuffix("_grad")
    if name != place.quantity:
        return calling.is_parameter(trace, place.layer, name)
    return place.quantity.startswith("grad_") and trace.is_face(place.layer, place.quantity)


def _places(trace: Trace, layer: str) -> int:
    """Return how often a sample uses a shared weight of a layer, at most."""
    quantities = trace.plan.sites[layer].quantities.values()
    return max((math.prod(slot.shape[:-1]) for slot in quantities), default=1)


def shares_of(trace: Trace, place: Place, *, quickly: bool = False) -> Shares | None:
    """Return the shares in ``<parameter>_grad`` or in a neuron's gradient; ``quickly``: only where it costs nothing."""
    if trace.count > MOST_SAMPLES or trace.mixes_samples:
        return None
    name = place.quantity.removesuffix("_grad")
    if name != place.quantity and calling.is_parameter(trace, place.layer, name):
        values = _of_parameter(trace, place, name, quickly)
        found = trace.plan.sites[place.layer].gradient(name)
        words = trace.words(Place(place.layer, name, place.index))
    elif place.quantity.startswith("grad_") and trace.is_face(place.layer, place.quantity):
        slot = trace.plan.quantity(place.layer, place.quantity)
        if slot.ndim != len(place.index) + 1:
            return None
        values = np.moveaxis(slot, 0, -1)[place.index].astype(np.float64) * trace.count
        found, words = slot.sum(axis=0), trace.words_of(place)
    else:
        return None
    if values is None or found.ndim != len(place.index):
        return None
    size = float(np.abs(values).mean())
    bound = (trace.count + 8) * trace.eps * max(size, abs(float(found[place.index])))
    return Shares(place, words, tuple(values.tolist()), float(found[place.index]), bound)


def _of_parameter(trace: Trace, place: Place, name: str, quickly: bool) -> Array | None:
    site, index, count = trace.plan.sites[place.layer], place.index, trace.count
    if trace.layer(place.layer).declaration.id == "dense" and len(trace.shape(place.layer)) == 1:
        delta = np.asarray(trace.plan.quantity(place.layer, "grad_z")[:, index[-1]], np.float64) * count
        return delta if name == "bias" else delta * trace.plan.quantity(place.layer, "x")[:, index[0]]
    if quickly or count * _places(trace, place.layer) > MOST_TERMS:
        return None
    try:
        terms = [sample_terms(site, place.quantity, index, sample) for sample in range(count)]
    except KeyError:
        # This layer names no terms for it.
        return None
    return np.array([added([term.value for term in own]) for own in terms]) * count
