"""How far one number of a layer sees: over its own input, and through all layers before it over the network's input.

Asked of the layers' own :meth:`~nnstudio.engine.layer.Layer.reach`, so that a new layer needs nothing more.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

import numpy as np

from nnstudio.engine.layer import Layer
from nnstudio.engine.reach import Mask
from nnstudio.engine.typing import Shape


@dataclass(frozen=True, eq=False)
class Field:
    """What a layer sees of the network's input: along each axis of places, and of a list along that.

    ``one`` is how many places one number sees, ``all`` how many the whole output sees; ``jump`` is by how many places
    of the network's input neighbours are apart, None where the layer's axes are not the input's any more. Equal by
    identity, so that whoever keeps answers may look them up by the fields that went in.
    """

    one: Shape
    all: Shape
    jump: tuple[Fraction, ...] | None


@dataclass(frozen=True)
class View:
    """What one number in the middle of a layer's output sees of an input: ``places`` along each axis of places.

    ``steps`` says how many places of the input neighbours of the output are apart; empty where the axes are others.
    """

    places: Shape
    steps: tuple[Fraction, ...]


@lru_cache(maxsize=64)
def first_field(shape: Shape) -> Field:
    """Return the field of the network's input itself."""
    axes = _axes(shape)
    return Field((1,) * len(axes), axes, (Fraction(1),) * len(axes))


def _axes(shape: Shape) -> Shape:
    """Return the axes of places: all but the features; a list's own one, whose numbers may stand for steps."""
    return shape[:-1] if len(shape) > 1 else shape


def field_of(layer: Layer, inputs: tuple[Shape, ...], fields: Sequence[Field]) -> Field:
    """Return a layer's field from those of its inputs, which are all of the same network input.

    Where several inputs lead to the same place the widest counts (Araujo et al. 2019, *Computing receptive fields of
    convolutional neural networks*).
    """
    found = [_through(view(layer, inputs, port), field) for port, field in enumerate(fields)]
    jumps = [field.jump for field in found if field.jump is not None]
    one = tuple(map(max, zip(*(field.one for field in found), strict=True)))
    everything = tuple(map(max, zip(*(field.all for field in found), strict=True)))
    same = len(jumps) == len(found) and len(set(map(len, jumps))) == 1
    return Field(one, everything, tuple(map(max, zip(*jumps, strict=True))) if same else None)


def _through(seen: View, field: Field) -> Field:
    if field.jump is None or len(field.jump) != len(seen.places):
        # Which of its numbers are neighbours on the input is not known any more: several are as good as all.
        several = any(count > 1 for count in seen.places)
        return Field(field.all if several else field.one, field.all, None)
    parts = zip(field.one, seen.places, field.jump, field.all, strict=True)
    one = tuple(min(limit, size + int((count - 1) * jump)) for size, count, jump, limit in parts)
    jump = tuple(jump * step for jump, step in zip(field.jump, seen.steps, strict=True)) if seen.steps else None
    return Field(one, field.all, jump)


@lru_cache(maxsize=4096)
def view(layer: Layer, inputs: tuple[Shape, ...], port: int) -> View:
    """Return what one number sees of an input."""
    shape, entered = layer.infer_shape(inputs), inputs[port]
    axes = _axes(entered)
    read = np.argwhere(layer.reach(inputs, port, _middle(shape), True))
    if not len(read):
        return View((1,) * len(axes), ())
    # Not any place in the middle of the input: a stride may leave places out, a join's number comes from one port.
    start = tuple(map(int, read[len(read) // 2]))
    moved = layer.reach(inputs, port, _only(entered, start), False)
    touched = np.argwhere(moved)
    # In the middle nothing is cut off at an edge; only the last step of a causal layer sees all that it could.
    middle, last = tuple(map(int, touched[len(touched) // 2])), tuple(map(int, touched[-1]))
    seen = [_extent(layer.reach(inputs, port, _only(shape, each), True)) for each in (middle, last)]
    places = tuple(max(high - low + 1 for low, high in pair) for pair in zip(*seen, strict=True))[: len(axes)]
    if len(_axes(shape)) != len(axes):
        return View(places, ())
    steps: list[Fraction] = []
    for axis in range(len(axes)):
        beside = layer.reach(inputs, port, _only(entered, _next(start, axis, entered)), False)
        enlarged = _shift(_extent(moved), _extent(beside), axis)
        behind = layer.reach(inputs, port, _only(shape, _next(middle, axis, shape)), True)
        steps.append(Fraction(max(1, _shift(seen[0], _extent(behind), axis)), max(1, enlarged)))
    return View(places, tuple(steps))


Extent = list[tuple[int, int]]
"""The first and last place along each axis; empty where there is none."""


def _shift(here: Extent, there: Extent, axis: int) -> int:
    """Return how far a view moved along an axis: by its freer end, where an edge holds the other."""
    if not here or not there:
        return 1
    return max(abs(there[axis][side] - here[axis][side]) for side in (0, 1))


def _next(place: Shape, axis: int, shape: Shape) -> Shape:
    step = 1 if place[axis] + 1 < shape[axis] else -1 if place[axis] else 0
    return tuple(at + step * (number == axis) for number, at in enumerate(place))


def _middle(shape: Shape) -> Mask:
    """Return all features of the place in the middle, of a list all numbers."""
    mask: Mask = np.zeros(shape, bool)
    mask[tuple(length // 2 for length in shape[:-1])] = True
    return mask


def _only(shape: Shape, place: Shape) -> Mask:
    mask: Mask = np.zeros(shape, bool)
    mask[place] = True
    return mask


def _extent(mask: Mask) -> Extent:
    found = np.argwhere(mask)
    if not len(found):
        return []
    return list(zip(map(int, found.min(axis=0)), map(int, found.max(axis=0)), strict=True))
