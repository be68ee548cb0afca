"""The loss as a function of one number of a network: what a numerical derivative is taken of."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from nnstudio.engine.axes import plan_axes
from nnstudio.engine.emitter import Call
from nnstudio.engine.operands import operands
from nnstudio.engine.plan import Plan, run
from nnstudio.engine.shadow import still_calls
from nnstudio.engine.terms import Place
from nnstudio.engine.typing import Array

Nudged = Callable[[float], float]


def nudged(twin: Plan, place: Place) -> Nudged:
    """Return ``h ↦ L`` with h added to the number at ``place``; the twin is as before after each call.

    ``target`` is what the loss compares with. With a sample in the place, L is that sample's own loss ℓₙ; without (−1)
    the batch's mean, an activation being nudged for all samples alike. A number of the network (``z``, ``a``) is nudged
    between the call that writes it and those that read it; dropout keeps its mask.

    Raises
    ------
    KeyError : no such parameter or quantity.
    """
    calls = still_calls(twin, "forward", "loss")
    if (place.layer, place.quantity) in twin.sites[place.layer].arenas.layout.entries:
        return _parameter(twin, place, [call for call, _ in calls])
    if place.quantity == "target":
        targets = twin.targets[twin.graph.sinks.index(place.layer)]
        # Targets lie as the loss reads its columns, the features first.
        row = targets[(*place.index[-1:], *place.index[:-1])]
        return _moving(twin, place, row[place.sample :][:1], [call for call, _ in calls])
    return _quantity(twin, place)


def difference(loss: Nudged, h: float) -> float:
    """Return the central difference ``(L(+h) − L(−h)) / 2h``."""
    return (loss(h) - loss(-h)) / (2 * h)


def loss_of(twin: Plan, sample: int) -> float:
    """Return ℓₙ, or the batch's mean for −1."""
    return float(twin.loss if sample < 0 else twin.losses[sample])


def _parameter(twin: Plan, place: Place, calls: list[Call]) -> Nudged:
    own: Array = twin.sites[place.layer].parameter(place.quantity)

    def loss(h: float) -> float:
        kept = own[place.index]
        own[place.index] = kept + h
        run(calls)
        own[place.index] = kept
        return loss_of(twin, place.sample)

    return loss


def _moving(twin: Plan, place: Place, numbers: Array, calls: list[Call]) -> Nudged:
    """Return the loss by what is added to ``numbers``, which no call writes."""

    def loss(h: float) -> float:
        kept = numbers.copy()
        numbers[...] = kept + h
        run(calls)
        numbers[...] = kept
        return loss_of(twin, place.sample)

    return loss


def row_of(twin: Plan, place: Place) -> Array:
    """Return the numbers of all samples at a place of a quantity, ``(N,)``, a view."""
    slot = twin.sites[place.layer].quantities[place.quantity]
    axes = plan_axes(len(slot.shape))
    row: Array = slot.array[tuple(place.index[axis] for axis in axes)]
    return row


def _quantity(twin: Plan, place: Place) -> Nudged:
    row = row_of(twin, place)
    calls = still_calls(twin, "forward", "loss")
    own = [number for number, (_, about) in enumerate(calls) if about.layer == place.layer and about.phase == "forward"]
    written = [number for number, (call, _) in enumerate(calls) if _writes(call, row)]
    start, stop = (written[-1] + 1 if written else 0), len(calls)
    if own and not set(own) & set(written) and not twin.graph[place.layer].layer.is_source:
        # It belongs to the layer before: only this reader is to see it changed.
        start, stop = own[0], own[-1] + 1
    before, during, after = ([call for call, _ in part] for part in (calls[:start], calls[start:stop], calls[stop:]))
    samples = slice(None) if place.sample < 0 else slice(place.sample, place.sample + 1)

    def loss(h: float) -> float:
        run(before)
        kept = row[samples].copy()
        row[samples] += h
        run(during)
        row[samples] = kept
        run(after)
        return loss_of(twin, place.sample)

    return loss


def _writes(call: Call, row: Array) -> bool:
    written = operands(call).writes
    return written is not None and bool(np.shares_memory(written, row))
