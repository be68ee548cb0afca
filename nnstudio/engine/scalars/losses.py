"""Losses of one sample, written out of scalars; the same formulas as in ``engine/losses``."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from nnstudio.engine.errors import DataError
from nnstudio.engine.scalars.modes import topological_order
from nnstudio.engine.scalars.value import Value, total

Written = Callable[[Sequence[Value], Sequence[Value]], Value]


def _half_squared(a: Sequence[Value], y: Sequence[Value]) -> Value:
    return 0.5 * total((each - target) ** 2 for each, target in zip(a, y, strict=True))


def _squared(a: Sequence[Value], y: Sequence[Value]) -> Value:
    return (1 / len(a)) * total((each - target) ** 2 for each, target in zip(a, y, strict=True))


def _absolute(a: Sequence[Value], y: Sequence[Value]) -> Value:
    return (1 / len(a)) * total(abs(each - target) for each, target in zip(a, y, strict=True))


def _hinge(a: Sequence[Value], y: Sequence[Value]) -> Value:
    ramps = ((1 - (2 * target - 1) * each).relu() for each, target in zip(a, y, strict=True))
    return (1 / len(a)) * total(ramps)


def _cross_entropy(a: Sequence[Value], y: Sequence[Value]) -> Value:
    # A class that is none of the target's has no share: y is 0, and ln a may be −∞.
    return -total(target * each.log() for each, target in zip(a, y, strict=True) if target.data)


def _binary_cross_entropy(a: Sequence[Value], y: Sequence[Value]) -> Value:
    parts = []
    for each, target in zip(a, y, strict=True):
        parts += [target * each.log()] if target.data else []
        parts += [(1 - target) * (1 - each).log()] if target.data != 1 else []
    return (-1 / len(a)) * total(parts)


WRITTEN: dict[str, Written] = {
    "half_mse": _half_squared,
    "mse": _squared,
    "mae": _absolute,
    "hinge": _hinge,
    "cross_entropy": _cross_entropy,
    "binary_cross_entropy": _binary_cross_entropy,
}
"""By the loss's id. Every other loss is one node."""


def written_size(loss: str, outputs: Sequence[float], targets: Sequence[float]) -> int:
    """Return how many nodes a written loss has beside its outputs; 0 where it cannot be written there."""
    given = [Value(a) for a in outputs]
    try:
        root = WRITTEN[loss](given, [Value(y) for y in targets])
    except DataError:
        return 0
    known = set(map(id, given))
    return sum(id(node) not in known for node in topological_order(root))
