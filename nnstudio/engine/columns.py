"""Tensors with several places (time steps, pixels) as a matrix of columns: every place of every sample is one column.

A loss, or a function that mixes features such as softmax, knows matrices ``(K, N)`` only. A sequence lies in the plan
as ``(T, K, N)``, an image as ``(H, K, W, N)``; as columns both are ``(K, P·N)`` with P places, in the order of the
outside axes, the sample last.
"""

from __future__ import annotations

import math

import numpy as np

from nnstudio.engine.axes import Slot
from nnstudio.engine.emitter import Emitter
from nnstudio.engine.typing import Array, Shape


def place_count(shape: Shape) -> int:
    """Return how many places one sample of an outside ``shape`` has: 1 for a list of features."""
    return math.prod(shape[:-1])


def column_shape(shape: Shape, batch: int) -> tuple[int, ...]:
    """Return ``(K, *places, N)``: the columns before they are counted through."""
    return (shape[-1], *shape[:-1], batch)


def features_first(array: Array) -> Array:
    """Return a plan array as a view ``(K, *places, N)``."""
    return array if array.ndim == 2 else np.moveaxis(array, 1, 0)


def gathered(emit: Emitter, slot: Slot, name: str) -> Array:
    """Return the columns ``(K, P·N)`` of a slot: its own memory for a list of features, else a copy, emitted."""
    if len(slot.shape) == 1:
        return slot.array
    columns = _buffer(emit, slot, name)
    emit.call(np.copyto, columns, features_first(slot.array))
    return columns.reshape(slot.shape[-1], -1)


def columns_of(emit: Emitter, slot: Slot, name: str) -> Array:
    """Return where the columns ``(K, P·N)`` of a slot stand or are to be written: in the slot itself for features."""
    return slot.array if len(slot.shape) == 1 else _buffer(emit, slot, name).reshape(slot.shape[-1], -1)


def _buffer(emit: Emitter, slot: Slot, name: str) -> Array:
    return emit.keep(f"columns of {name}", column_shape(slot.shape, slot.array.shape[-1]))


def scatter(emit: Emitter, columns: Array, slot_array: Array) -> None:
    """Emit the copy of columns back into a plan array; nothing where they are the same memory."""
    if slot_array.ndim > 2:
        view = features_first(slot_array)
        emit.call(np.copyto, view, columns.reshape(view.shape))


def column_number(index: tuple[int, ...], shape: Shape, batch: int, sample: int) -> int:
    """Return the column in which a place of a sample stands; ``index`` is in the outside order, the feature last."""
    place = int(np.ravel_multi_index(index[:-1], shape[:-1])) if len(shape) > 1 else 0
    return place * batch + sample % batch
