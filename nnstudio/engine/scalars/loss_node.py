"""The loss of a sample as a node of a scalar graph: written out where that is exact, else one operation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from nnstudio.engine.columns import column_number, features_first, place_count
from nnstudio.engine.curves import jacobian
from nnstudio.engine.emitter import Emitter
from nnstudio.engine.loss import Loss
from nnstudio.engine.plan import Plan
from nnstudio.engine.rerun import rerun_loss
from nnstudio.engine.scalars.functions import Applied, H
from nnstudio.engine.scalars.losses import WRITTEN
from nnstudio.engine.scalars.operation import Operation
from nnstudio.engine.terms import Place
from nnstudio.engine.typing import Array

_AGREEMENT = 64
"""So many roundings may ∂ℓ/∂z through the activation differ from the fused pair's before the pair becomes one node."""


@dataclass(frozen=True)
class Column:
    """One place of one output: where its numbers stand, their values, targets, and its share in the sample's loss."""

    places: tuple[Place, ...]
    values: Array
    target: Array
    share: float
    loss: Loss


def columns(plan: Plan, sink: str, sample: int, quantity: str = "a") -> list[Column]:
    """Return the columns whose losses make up a sample's at an output; ``z``: the net inputs behind a fused loss."""
    shape = plan.sites[sink].output.shape
    return [column(plan, sink, place, sample, quantity) for place in np.ndindex(*shape[:-1])]


def column(plan: Plan, sink: str, place: tuple[int, ...], sample: int, quantity: str = "a") -> Column:
    """Return one of them."""
    layer = plan.graph[sink].inputs[0] if quantity == "z" else sink
    slot = plan.sites[layer].quantities[quantity]
    number = column_number((*place, 0), slot.shape, plan.batch_size, sample)
    target = plan.targets[plan.graph.sinks.index(sink)]
    at = slice(number, number + 1)
    values = features_first(slot.array).reshape(slot.shape[-1], -1)[:, at]
    places = tuple(Place(layer, quantity, (*place, k), sample) for k in range(slot.shape[-1]))
    wanted, own = target.reshape(len(target), -1)[:, at], plan.sample_loss(sink)
    return Column(places, np.array(values, np.float64), np.array(wanted, np.float64), 1 / place_count(slot.shape), own)


def places_read(plan: Plan, sink: str, sample: int) -> list[list[Place]]:
    """Return the places that a sample's loss at an output may read: the outputs; or behind a fused loss every z."""
    source = plan.graph[sink].inputs[0]
    found = [(sink, "a"), *([(source, "z")] if plan.sites[source].fused else [])]
    return [
        [Place(layer, quantity, place, sample) for place in np.ndindex(*plan.sites[layer].quantities[quantity].shape)]
        for layer, quantity in found
    ]


def loss(plan: Plan, sink: str, sample: int) -> tuple[Applied, list[Column], bool]:
    """Return a sample's loss at an output as one operation, its columns, and whether it may be written out instead.

    Where the plan fuses it with the last activation and the two steps would lose digits (a saturated output), it is a
    function of z; else of a.
    """
    parts, name = columns(plan, sink, sample), plan.loss_of(sink).declaration.id
    if not all(_exact(plan, part) for part in parts):
        parts = columns(plan, sink, sample, "z")
        return _operation(plan, parts, f"{name}(f)", fused=True), parts, False
    return _operation(plan, parts, name, fused=False), parts, name in WRITTEN


def _exact(plan: Plan, part: Column) -> bool:
    sink = part.places[0].layer
    source = plan.graph[sink].inputs[0]
    if not plan.sites[source].fused:
        return True
    net = column(plan, sink, part.places[0].index[:-1], part.places[0].sample, "z")
    function = plan.sites[source].layer.activation_function
    assert function is not None
    through = jacobian(function, net.values[:, 0])[1].T @ rerun_loss(part.loss, part.values, part.target)[1]
    at_once = _fused(plan, net)[1]
    bound = _AGREEMENT * float(np.finfo(plan.loss.dtype).eps) * float(np.abs(at_once).max())
    return bool(np.abs(through - at_once).max() <= bound)


def _fused(plan: Plan, part: Column, values: Array | None = None) -> tuple[float, Array]:
    """Return ℓ and ∂ℓ/∂z of one column of net inputs, or of other values of theirs, by the fused pair's own calls."""
    function = plan.sites[part.places[0].layer].layer.activation_function
    assert function is not None
    loss, z, target = part.loss, part.values if values is None else values, part.target
    emit = Emitter(np.dtype(np.float64))
    a, losses, grad = emit.scratch(z.shape), emit.scratch((1,)), emit.scratch(z.shape)
    function.emit_forward(emit, z, a, {})
    loss.emit_fused_forward(emit, z, a, target, losses)
    loss.emit_fused_backward(emit, z, a, target, grad)
    emit.run()
    return float(losses[0]), grad


def _operation(plan: Plan, parts: list[Column], name: str, *, fused: bool) -> Applied:
    def each(a: Sequence[float]) -> list[tuple[float, Array, float]]:
        found, start = [], 0
        for part in parts:
            stop = start + len(part.values)
            given = np.array([a[start:stop]], np.float64).T
            value, grad = _fused(plan, part, given) if fused else rerun_loss(part.loss, given, part.target)
            found.append((value, grad[:, 0], part.share))
            start = stop
        return found

    rule = Operation(
        name,
        lambda *a: sum(value * share for value, _, share in each(a)),
        lambda _, *a: tuple(float(g) * share for _, grad, share in each(a) for g in grad),
    )
    numbers = [float(value) for part in parts for value in part.values[:, 0]]
    return Applied(rule, tuple(place for part in parts for place in part.places), rule.slopes(0.0, *numbers))


def loss_slope(plan: Plan, place: Place) -> Applied:
    """Return ∂L/∂a of an output as a function of that output; its own derivative is a difference quotient."""
    part = column(plan, place.layer, place.index[:-1], place.sample)
    scale, own = plan.weight_of(place.layer) * part.share / plan.batch_size, place.index[-1]

    def grad(a: Sequence[float]) -> float:
        return float(rerun_loss(part.loss, np.array([a], np.float64).T, part.target)[1][own, 0]) * scale

    def slopes(_: float, *a: float) -> tuple[float, ...]:
        nudged = [[*a[:k], a[k] + h, *a[k + 1 :]] for k in range(len(a)) for h in (H, -H)]
        return tuple((grad(up) - grad(down)) / (2 * H) for up, down in zip(nudged[::2], nudged[1::2], strict=True))

    rule = Operation(f"{part.loss.declaration.id}′", lambda *a: grad(a), slopes)
    return Applied(rule, part.places, rule.slopes(0.0, *part.values[:, 0].tolist()))
