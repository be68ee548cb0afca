"""Learned numbers that are no neuron and no link of the picture: of a kernel, a recurrent matrix; in a tile."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nnstudio.engine import Place
from nnstudio.engine.typing import Array
from nnstudio.inspection import calling
from nnstudio.inspection.trace import Trace
from nnstudio.text import Message

MOST = 32
"""Rows and columns of a tile at most; of a larger matrix those around the number."""


@dataclass(frozen=True, eq=False)
class Inset:
    """``values`` : a copy, ``(rows, columns)``, of the parameter around the number at ``cell``; of a kernel the taps
    between the same two channels. ``words`` says which number is meant."""

    layer: str
    words: Message
    values: Array
    cell: tuple[int, int]


def inset_of(trace: Trace, place: Place) -> Inset | None:
    """Return the tile of a parameter's number, or of that whose gradient or update is meant; None where the picture
    shows it anyway."""
    name = place.quantity.removesuffix("_grad").removesuffix("_update")
    if place.sample >= 0 or not calling.is_parameter(trace, place.layer, name):
        return None
    own = Place(place.layer, name, place.index)
    site = trace.plan.sites[place.layer]
    whole = site.parameter(name)
    if trace.is_link(place.layer, name) or trace.neuron(own) is not None or whole.ndim != len(place.index):
        return None
    values, row, column = _flat(whole, place.index)
    top, left = (_first(at, length) for at, length in zip((row, column), values.shape, strict=True))
    part = values[top : top + MOST, left : left + MOST]
    return Inset(place.layer, trace.words(own), np.array(part, np.float64), (row - top, column - left))


def _flat(whole: Array, index: tuple[int, ...]) -> tuple[Array, int, int]:
    """Return the rows and columns to show, and where the number stands in them."""
    if whole.ndim == 4:
        return whole[:, :, index[2], index[3]], index[0], index[1]
    if whole.ndim == 3:
        return whole[:, index[1], index[2]][None], 0, index[0]
    if whole.ndim == 2:
        return whole, index[0], index[1]
    return whole.reshape(1, -1), 0, index[0] if index else 0


def _first(at: int, length: int) -> int:
    return max(0, min(at - MOST // 2, length - MOST))
