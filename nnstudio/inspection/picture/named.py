"""Neurons by what the reader calls them: a layer's name with a number behind it, a feature, a class."""

from __future__ import annotations

import re

from nnstudio.engine.typing import Shape
from nnstudio.inspection.blocks import PASSED_THROUGH
from nnstudio.inspection.search import Found
from nnstudio.inspection.trace import Neuron, Trace

MOST_NAMED = 12
"""Neurons that are offered for a text."""


def neurons_named(trace: Trace, text: str) -> tuple[Found, ...]:
    """Return the neurons that are meant by ``Hidden 1 3``, ``hid`` or the name of a feature; the step of their output.

    Numbers behind the name count from 1, as everywhere: ``Convolution 2 5 1`` is row 2, column 5, channel 1.
    """
    wanted = text.casefold().split()
    drawn = [name for name in trace.graph.order if trace.layer(name).declaration.id not in PASSED_THROUGH]
    exact = [(name, _index(trace.name(name), wanted, trace.face_shape(name))) for name in drawn]
    known = [(name, index) for name, index in exact if index is not None]
    if not known and wanted:
        known = [neuron for name in drawn for neuron in _few(trace, name) if _has(trace, neuron, wanted)]
        # ``hidden 2`` is in "Hidden 1 · neuron 2", too, which is hardly what was meant.
        known.sort(key=lambda neuron: not str(trace.neuron_name(neuron)).casefold().startswith(" ".join(wanted)))
    found = (_found(trace, neuron) for neuron in known[:MOST_NAMED])
    return tuple(each for each in found if each is not None)


def _few(trace: Trace, layer: str) -> list[Neuron]:
    """Return the neurons of a list that is not too long to be looked through."""
    shape = trace.face_shape(layer)
    return [(layer, (spot,)) for spot in range(shape[0])] if len(shape) == 1 and shape[0] <= 64 else []


def _found(trace: Trace, neuron: Neuron) -> Found | None:
    layer, index = neuron
    place = trace.here(layer, trace.face(layer), index)
    step = trace.step_of(place)
    return Found(place, trace.value(place), trace.neuron_name(neuron), step) if step is not None else None


def _has(trace: Trace, neuron: Neuron, wanted: list[str]) -> bool:
    name = str(trace.neuron_name(neuron)).casefold()
    return all(part in name for part in wanted)


def _index(name: str, wanted: list[str], shape: Shape) -> tuple[int, ...] | None:
    """Return the index that is written behind a layer's name; None where that is not what is written."""
    numbers = [int(part) - 1 for part in wanted[-len(shape) :] if re.fullmatch(r"\d{1,6}", part)]
    own = " ".join(wanted[: len(wanted) - len(shape)])
    if len(numbers) != len(shape) or not own or own != name.casefold():
        return None
    inside = all(0 <= number < length for number, length in zip(numbers, shape, strict=True))
    return tuple(numbers) if inside else None
